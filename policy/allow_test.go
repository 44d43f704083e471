package policy

import (
	"fmt"
	"strings"
	"testing"
)

func TestAllowMissingNobody(t *testing.T) {
	p := parse(t, unitAndIntegration)
	for _, test := range []struct{ why, name, want string }{
		{"a misspelt service", "orbers", "allowed to be missing is \"orbers\", which is neither a service nor a suite\nhint: did you mean \"orders\"?"},
		{"a misspelt suite", "orders/units", "allowed to be missing is \"orders/units\", which is neither a service nor a suite\nhint: did you mean \"orders/unit\"?"},
		{"no service at all", "/unit", "allowed to be missing is \"/unit\", which is neither a service nor a suite\nhint: did you mean \"unit\"?"},
		{"nothing like it", "everything-there-is", "allowed to be missing is \"everything-there-is\", which is neither a service nor a suite\nhint: write SERVICE, SUITE or SERVICE/SUITE"},
		{"nothing", "", "allowed to be missing is \"\", which is neither a service nor a suite\nhint: write SERVICE, SUITE or SERVICE/SUITE"},
	} {
		_, err := p.Evaluate(Input{
			Packages: inFolders("svc/orders lib"), AllowMissing: []string{test.name}, Day: "2027-01-01", Rooted: true,
		})
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: %v", test.why, err)
		}
	}
}

// What owes nothing in a suite is not missed there: to allow it would only open its other bars.
func TestAllowMissingNothing(t *testing.T) {
	of := "rules: [{services: [%s], suite: %s, per: service, threshold: 10%%}]\n"
	for _, test := range []struct {
		why, rules, allow string
		in                Input
		ok                bool
	}{
		{"what it owes", fmt.Sprintf(of, "a", "unit"), "a a/unit unit", Input{}, true},
		{"a suite that it does not owe", fmt.Sprintf(of, "a", "unit"), "a/integration", Input{}, false},
		{"a service that owes none, where another does", fmt.Sprintf(of, "a", "unit"), "b", Input{}, false},
		{"the same with the suite", fmt.Sprintf(of, "a", "unit"), "b/unit", Input{}, false},
		{"a suite that nobody owes", fmt.Sprintf(of, "a", "unit"), "integration", Input{}, false},
		{"a suite whose inputs are counted", "", "shards", Input{}, true},
		{"its bar is 0%", strings.ReplaceAll(fmt.Sprintf(of, "a", "unit"), "10%", "0%"), "a", Input{}, false},
		{"what is in no service owes it", "rules: [{packages: [\"./lib\"], suite: unit, threshold: 10%}]\n", "unit", Input{}, true},
		{"nobody knows what the rest of it owes", "", "a a/unit", Input{Partial: true, Unasked: inFolders("svc/a/x")}, true},
		{"nor what other services owe", "", "integration", Input{Partial: true, Unasked: inFolders("svc/c")}, true},
		{"a service that is here whole", "", "b", Input{Partial: true, Unasked: inFolders("svc/c")}, false},
	} {
		p := parse(t, "version: 1\nservices: [{path: \"svc/*\"}]\nsuites: {unit: [u], integration: [i], shards: {profiles: [s], shards: 2}}\n"+test.rules)
		in := test.in
		in.Packages, in.Day, in.Rooted = inFolders("svc/a svc/b lib"), "2027-01-01", true
		in.AllowMissing = strings.Fields(test.allow)
		want := fmt.Sprintf("allowed to be missing is %q, which owes no data\nhint: no bar over a suite asks for it: leave it out", test.allow)
		if _, err := p.Evaluate(in); test.ok && err != nil || !test.ok && (err == nil || err.Error() != want) {
			t.Errorf("%s: %v", test.why, err)
		}
	}
}
