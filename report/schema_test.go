package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/covbar/covbar/coverage"
	"github.com/covbar/covbar/policy"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(s *jsonschema.Schema, doc []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return err
	}
	return s.Validate(value)
}

func TestSchemaTakesGoldens(t *testing.T) {
	s := schema(t)
	names, err := filepath.Glob("testdata/*.json")
	if err != nil || len(names) < 3 {
		t.Fatalf("%d goldens, %v", len(names), err)
	}
	for _, name := range names {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(s, doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := schema(t)
	for _, c := range []struct{ old, new, why string }{
		{`"version": 3`, `"version": 2`, "another version may mean something else"},
		{`"verdict": "fail"`, `"verdict": "pass"`, "tests that failed are no pass"},
		{`"verdict": "fail"`, `"verdict": "none"`, "no verdict needs a reason"},
		{`"verdict": "fail"`, `"verdict": "fine"`, "not a verdict"},
		{`"problems": []`, `"problems": ["x"]`, "with a problem there is no verdict"},
		{`"problems": []`, `"problems": null`, "a list is never null"},
		{`"percent":"84.99"`, `"percent":84.99`, "a number would be rounded"},
		{`"percent":"84.99"`, `"percent":"100.01"`, "more than all"},
		{`"outcome":"waived"`, `"outcome":"forgiven"`, "not an outcome"},
		{`"covered":8499`, `"covered":-1`, "less than nothing"},
		{`"day": "2026-11-23"`, `"day": "today"`, "not a day"},
		{`"report_only": false,`, ``, "every key is there"},
		{`"report_only": false,`, `"report_only": false, "reportonly": true,`, "a misspelt key"},
	} {
		var b bytes.Buffer
		if err := writeJSON(&b, failed(), Options{}); err != nil {
			t.Fatal(err)
		}
		doc := strings.Replace(b.String(), c.old, c.new, 1)
		if doc == b.String() {
			t.Fatalf("%s is not in the report", c.old)
		}
		if validate(s, []byte(doc)) == nil {
			t.Errorf("%s for %s is taken: %s", c.new, c.old, c.why)
		}
	}
}

// TestSchemaIsTheStruct holds that the schema and the structs have the same keys, and that all of them are required.
func TestSchemaIsTheStruct(t *testing.T) {
	data, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Required   []string       `json:"required"`
		Properties map[string]any `json:"properties"`
	}
	var doc struct {
		object
		Defs       map[string]object `json:"$defs"`
		Properties map[string]object `json:"properties"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	root := object{Required: doc.Required, Properties: map[string]any{}}
	for name := range doc.Properties {
		root.Properties[name] = nil
	}
	for _, c := range []struct {
		name string
		of   any
		got  object
	}{
		{"report", Report{}, root},
		{"total", Measure{}, doc.Properties["total"]},
		{"excluded", Excluded{}, doc.Properties["excluded"]},
		{"amount", Amount{}, doc.Defs["amount"]},
		{"excluded package", ExcludedPackage{}, doc.Defs["excluded"]},
		{"outside", Outside{}, doc.Defs["outside"]},
		{"function", Function{}, doc.Defs["function"]},
		{"service", Service{}, doc.Defs["service"]},
		{"service in a suite", ServiceSuite{}, doc.Defs["service_suite"]},
		{"suite", SuiteResult{}, doc.Defs["suite"]},
		{"owner", Owner{}, doc.Defs["owner"]},
		{"check", Check{}, doc.Defs["check"]},
		{"clause", Clause{}, doc.Defs["clause"]},
		{"agreement", Agreement{}, doc.Defs["agreement"]},
		{"measured", wire{}, doc.Properties["measured"]},
		{"measured suite", MeasuredSuite{}, doc.Defs["measured_suite"]},
		{"measured package", wirePackage{}, doc.Defs["measured_package"]},
		{"place", wirePlace{}, doc.Defs["place"]},
	} {
		want := keys(reflect.TypeOf(c.of))
		var properties []string
		for name := range c.got.Properties {
			properties = append(properties, name)
		}
		slices.Sort(properties)
		slices.Sort(c.got.Required)
		if diff := cmp.Diff(want, properties); diff != "" {
			t.Errorf("%s: properties (-struct +schema):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(want, c.got.Required); diff != "" {
			t.Errorf("%s: required (-struct +schema):\n%s", c.name, diff)
		}
	}
}

// keys are the JSON keys of a struct, sorted.
func keys(of reflect.Type) []string {
	var names []string
	for _, field := range reflect.VisibleFields(of) {
		if !field.Anonymous {
			names = append(names, field.Tag.Get("json"))
		}
	}
	slices.Sort(names)
	return names
}

// TestSchemaTakesAll holds that every report that New makes is as the schema says, comes back from JSON as it was, and
// can be shown.
func TestSchemaTakesAll(t *testing.T) {
	s := schema(t)
	rapid.Check(t, func(t *rapid.T) {
		r := New(randomVerdict(t), randomFacts(t))
		var b bytes.Buffer
		if err := writeJSON(&b, r, Options{}); err != nil {
			t.Fatal(err)
		}
		if err := validate(s, b.Bytes()); err != nil {
			t.Fatalf("%v\n%s", err, b.Bytes())
		}
		var back Report
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, &back); diff != "" {
			t.Fatalf("-written +read:\n%s", diff)
		}
		opt := Options{Width: rapid.IntRange(0, 250).Draw(t, "width"), All: rapid.Bool().Draw(t, "all")}
		for name, format := range Formats {
			b.Reset()
			if err := format(&b, r, opt); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}

func randomFacts(t *rapid.T) Facts {
	texts := rapid.SliceOfN(rapid.String(), 0, 2)
	return Facts{
		Tool: rapid.String().Draw(t, "tool"), Day: today, PolicyFile: rapid.String().Draw(t, "policy"),
		Inputs: texts.Draw(t, "inputs"), Problems: texts.Draw(t, "problems"), Failed: texts.Draw(t, "failed"),
		Suites:      []Suite{{"unit", texts.Draw(t, "unit")}},
		NotAffected: rapid.IntRange(0, 2).Draw(t, "not affected"),
		Warnings:    texts.Draw(t, "warnings"), ReportOnly: rapid.Bool().Draw(t, "report only"),
	}
}

func randomVerdict(t *rapid.T) *policy.Verdict {
	outcomes := []policy.Outcome{
		policy.Pass, policy.Fail, policy.NoData, policy.Warn, policy.Waived, policy.Floored, policy.Small, policy.NoStatements, policy.Off,
		policy.NotRun, policy.Undecided,
	}
	names := rapid.SampledFrom([]string{"", "orders", "payments", "unit", "it::", "|"})
	clauses := rapid.Custom(func(t *rapid.T) policy.Clause {
		return policy.Clause{
			Kind: rapid.SampledFrom([]policy.Kind{
				policy.KindDefault, policy.KindThreshold, policy.KindTotal, policy.KindRule, policy.KindFloor, policy.KindWaiver,
			}).Draw(t, "kind"),
			File: rapid.String().Draw(t, "file"), Line: rapid.IntRange(0, 99).Draw(t, "line"),
			Selector: rapid.String().Draw(t, "selector"), Bar: coverage.Percent(rapid.IntRange(0, 10000).Draw(t, "bar")),
			Owner: rapid.String().Draw(t, "owner"), Reason: rapid.String().Draw(t, "reason"),
			Until: rapid.SampledFrom([]policy.Day{"", today, "2099-12-31"}).Draw(t, "until"),
		}
	})
	checks := rapid.Custom(func(t *rapid.T) policy.Check {
		rule := clauses.Draw(t, "rule")
		total := rapid.Int64Range(0, 1<<40).Draw(t, "total")
		ratio := coverage.Ratio{Covered: rapid.Int64Range(0, total).Draw(t, "covered"), Total: total}
		c := policy.Check{
			Name: rapid.String().Draw(t, "name"), Ratio: ratio, Service: names.Draw(t, "service"), Suite: names.Draw(t, "suite"),
			Per:    rapid.SampledFrom([]policy.Per{policy.PerPackage, policy.PerFile, policy.PerService}).Draw(t, "per"),
			Owners: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "owners"), NoData: rapid.Bool().Draw(t, "no data"),
			TestsFailed: rapid.Bool().Draw(t, "tests failed"), Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome"),
			Bar: rule.Bar, Missing: ratio.Short(rule.Bar), Rule: rule, Expired: rapid.SliceOfN(clauses, 0, 2).Draw(t, "expired"),
		}
		if rapid.Bool().Draw(t, "lowered") {
			c = lowered(c, clauses.Draw(t, "by"))
		}
		return c
	})
	v := verdict(clauses.Draw(t, "total"), rapid.SliceOfN(checks, 0, 6).Draw(t, "packages")...)
	v.Files = rapid.SliceOfN(checks, 0, 3).Draw(t, "files")
	v.SuiteChecks = rapid.SliceOfN(checks, 0, 3).Draw(t, "suite checks")
	v.ServiceChecks = rapid.SliceOfN(checks, 0, 3).Draw(t, "service checks")
	v.Allowed = rapid.SliceOfN(rapid.String(), 0, 2).Draw(t, "allowed")
	for i := range rapid.IntRange(0, 3).Draw(t, "suites") {
		v.Suites = append(v.Suites, policy.SuiteResult{
			Name: []string{"unit", "it::", "|"}[i], NotRun: rapid.Bool().Draw(t, "not run"),
			Covered: rapid.Int64Range(0, v.Total.Ratio.Total).Draw(t, "suite"),
		})
	}
	for _, name := range []string{"orders", "payments", ""} {
		s := policy.Service{Name: name, Owners: []string{name}, Ratio: v.Total.Ratio}
		for range v.Suites {
			s.Suites = append(s.Suites, policy.SuiteShare{
				Required: rapid.Bool().Draw(t, "required"), Reported: rapid.Bool().Draw(t, "reported"),
				Covered: rapid.Int64Range(0, v.Total.Ratio.Total).Draw(t, "share"),
			})
		}
		if rapid.Bool().Draw(t, "service") {
			v.Services = append(v.Services, s)
		}
	}
	for _, clause := range rapid.SliceOfN(clauses, 0, 3).Draw(t, "agreements") {
		v.Agreements = append(v.Agreements, policy.Agreement{Clause: clause, Day: "2027-01-01", Owes: 3})
	}
	return v
}
