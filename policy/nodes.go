package policy

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxValues bounds the values of a policy, with each alias counted as often as it is used.
const maxValues = 100_000

// maxErrors is where reading ends: it is the wrong file, and finding the place of an error takes time.
const maxErrors = 100

// A reader walks the nodes of a policy and collects all that is wrong. What is wrong reads as its zero value.
type reader struct {
	*source
	errs     Errors
	values   int
	patterns int // how many patterns were numbered
	// suitesMeant is the values of `suite` in rules and waivers.
	suitesMeant []*yaml.Node
}

// A field is one key of a mapping and what reads its value.
type field struct {
	key  string
	read func(*yaml.Node)
}

func (r *reader) wrong(n *yaml.Node, msg, hint string) {
	r.errs = append(r.errs, r.errorAt(n.Line, n.Column, msg, hint))
}

// keys are the keys that a mapping was found to have.
type keys struct {
	at      map[string]*yaml.Node
	meant   map[string]bool // misspelt, so they are not missing too
	unknown bool
}

// mapping reads the keys of n in the order of the file.
func (r *reader) mapping(n *yaml.Node, what string, fields ...field) keys {
	k := keys{at: map[string]*yaml.Node{}, meant: map[string]bool{}}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, what+" is a mapping of keys, not "+describe(n), "write `key: value` for each of: "+known(fields))
		return k
	}
	for i := 0; i < len(n.Content) && len(r.errs) < maxErrors; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := slices.IndexFunc(fields, func(f field) bool { return f.key == key.Value })
		switch first := k.at[key.Value]; {
		case key.Tag == "!!merge":
			k.unknown = true
			r.wrong(key, "merge keys are not read here", "write the keys out, or name a whole value with & and *")
		case key.Kind != yaml.ScalarNode:
			k.unknown = true
			r.wrong(key, describe(key)+" where a key was expected", "quote a pattern that holds braces or brackets")
		case first != nil:
			msg := fmt.Sprintf("%s is given twice, first on line %d", key.Value, first.Line)
			r.wrong(key, msg, "delete one of them")
		case at < 0:
			near, hint := hintForKey(key.Value, fields)
			k.unknown, k.meant[near] = true, true
			r.wrong(key, "unknown key "+quote(key.Value)+" in "+what, hint)
		default:
			k.at[key.Value] = key
			if value, ok := r.resolve(value); ok {
				fields[at].read(value)
			}
		}
	}
	return k
}

// list calls read for each item of a list.
func (r *reader) list(n *yaml.Node, what, example string, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		if n.Kind == yaml.ScalarNode {
			example = "[" + quote(n.Value) + "]"
		}
		r.wrong(n, what+" is a list, not "+describe(n), "write "+example)
		return
	}
	if len(n.Content) == 0 {
		r.wrong(n, what+" is an empty list", "delete the key, or write "+example)
	}
	for _, item := range n.Content {
		if len(r.errs) >= maxErrors {
			return
		}
		if item, ok := r.resolve(item); ok {
			read(item)
		}
	}
}

// resolve follows an alias to its value, and says whether there is a value that can be read.
func (r *reader) resolve(n *yaml.Node) (*yaml.Node, bool) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	r.values++
	switch {
	case r.values == maxValues:
		r.wrong(n, fmt.Sprintf("with its aliases the policy has more than %d values", maxValues), "write fewer aliases")
		return n, false
	case r.values > maxValues:
		return n, false // said once
	case n.Tag == "!!null":
		r.wrong(n, "a value is missing here", "write one, or delete the key")
		return n, false
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		msg, hint := unquoted(r.word(n.Line, n.Column))
		if strings.HasPrefix(n.Tag, "!!") {
			msg, hint = "YAML tags are not read here", "leave "+n.Tag+" out"
		}
		r.wrong(n, msg, hint)
		return n, false
	}
	return n, true
}
