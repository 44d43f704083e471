package policy

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// compiled returns the schema, ready to validate.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(Schema())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON turns YAML into the values that an editor validates. It reports false where that is not possible.
func asJSON(n *yaml.Node) (any, bool) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			value, ok := asJSON(n.Content[i+1])
			if !ok || n.Content[i].Kind != yaml.ScalarNode || m[n.Content[i].Value] != nil {
				return nil, false
			}
			m[n.Content[i].Value] = value
		}
		return m, true
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			value, ok := asJSON(item)
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		return list, true
	}
	switch n.Tag {
	case "!!int", "!!float":
		var number any
		if json.Unmarshal([]byte(n.Value), &number) != nil {
			return nil, false
		}
		return json.Number(n.Value), true
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), true
	case "!!null":
		return nil, true
	}
	return n.Value, n.Style&yaml.TaggedStyle == 0
}

// beyond are errors that no schema can say, or that are no longer there in the values that it is given.
var beyond = []string{
	"a second document begins here", "is given twice", "a ramp rises", "no plain path", "is not a day such as",
	"begins with a zero", "no package pattern", "reason is empty", `"1e1" is not a percentage`,
	`"!" is not text`, "the control character", "is text, not the day", "belongs to exclude.files",
	"no suite is named", "names a folder", "names nothing below the root", "no folder below the root", "and know no `...`", "know `**`",
	"ends in a slash", "takes no folder out", "takes nothing out of a suite", "leads upwards", "no glob",
	"the name of a suite is text",
}

func TestSchemaAgreesWithParse(t *testing.T) {
	schema := compiled(t)
	good := []string{everyKey, "version: 1\n", `{"version": 1, "total": 72.25, "rules": [{"files": ["**/x.go"], "per": "file", "threshold": "1%"}]}`}
	for _, policy := range good {
		parse(t, policy)
		doc := load(t, policy)
		if err := schema.Validate(doc); err != nil {
			t.Errorf("the schema refuses\n%s\n%v", policy, err)
		}
	}
	compared := 0
	for _, test := range wrongPolicies {
		doc := load(t, test.policy)
		_, err := Parse([]byte(test.policy), "p.yml")
		if doc == nil || slices.ContainsFunc(beyond, func(msg string) bool { return strings.Contains(err.Error(), msg) }) {
			continue
		}
		compared++
		if schema.Validate(doc) == nil {
			t.Errorf("%s: the schema accepts\n%s\nthat Parse refuses: %v", test.why, test.policy, err)
		}
	}
	if compared < 60 {
		t.Errorf("only %d wrong policies were compared", compared)
	}
}

// load reads a policy as an editor does; nil where it is no YAML, or too much of it.
func load(t *testing.T, policy string) any {
	t.Helper()
	var node yaml.Node
	if len(policy) > 2000 || yaml.Load([]byte(policy), &node) != nil || strings.Contains(policy, "- *r\n") {
		return nil
	}
	doc, ok := asJSON(node.Content[0])
	if !ok {
		return nil
	}
	return doc
}

func TestSchemaKnowsTheSameKeys(t *testing.T) {
	type object struct {
		Properties map[string]any `json:"properties"`
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		object object
		policy string
	}{
		{schema.object, "version: 1\nzzzzzz: 1\n"},
		{schema.Defs["service"], "version: 1\nservices: [{zzzzzz: 1}]\n"},
		{schema.Defs["suite"], "version: 1\nsuites: {unit: {zzzzzz: 1}}\n"},
		{schema.Defs["floors"], "version: 1\nfloors: {zzzzzz: 1}\n"},
		{schema.Defs["exclude"], "version: 1\nexclude: {zzzzzz: 1}\n"},
		{schema.Defs["rule"], "version: 1\nrules: [{zzzzzz: 1}]\n"},
		{schema.Defs["waiver"], "version: 1\nwaivers: [{zzzzzz: 1}]\n"},
	} {
		want := slices.Sorted(maps.Keys(test.object.Properties))
		if diff := cmp.Diff(want, knownKeys(t, test.policy)); diff != "" {
			t.Errorf("%s (-schema +reader)\n%s", test.policy, diff)
		}
	}
}
