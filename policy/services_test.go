package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

// inFolders returns packages of one covered statement each, in folders.
func inFolders(dirs string) []coverage.Package {
	var packages []coverage.Package
	for _, dir := range strings.Fields(dirs) {
		packages = append(packages, pkg(dir, 1, 1))
	}
	return packages
}

// members prints to which service each package belongs.
func members(v *Verdict) string {
	var all []string
	for _, c := range v.Packages {
		all = append(all, c.Dir+":"+c.Service)
	}
	return strings.Join(all, " ")
}

func TestServices(t *testing.T) {
	for _, test := range []struct{ why, services, dirs, want string }{
		{"one a folder, with all below", "{path: services/*}", "services/a services/a/b lib", "lib: services/a:a services/a/b:a"},
		{"the folder itself need not hold a package", "{path: services/*}", "services/a/cmd", "services/a/cmd:a"},
		{"a folder above is none", "{path: services/*}", "services", "services:"},
		{"./ is the root too", "{path: ./services/*}", "services/a", "services/a:a"},
		{"the outermost folder counts", "{path: \"**\"}", "a/b/c", "a/b/c:a"},
		{"no wildcard is the root", "{path: \"*\"}", ". a", ".: a:a"},
		{"the root is a dot", "{path: .}", ". a/b", ".:m a/b:m"},
		{"dir/** is dir too, as a glob says", "{path: services/**}", "services/a", "services/a:services"},
		{"braces", "{path: \"{api,pkg}\"}", "api pkg/x tests", "api:api pkg/x:pkg tests:"},
		{"a name of several folders", "{name: ra, packages: [\"./ra/...\", \"./cmd/boulder-ra/...\"]}", "ra ra/db cmd/boulder-ra cmd/x", "cmd/boulder-ra:ra cmd/x: ra:ra ra/db:ra"},
		{"a name by import paths", "{name: ra, packages: [example.com/m/ra]}", "ra rb", "ra:ra rb:"},
		{"the last that matches wins", "{path: services/*}, {path: services/*/worker}", "services/a services/a/worker/x", "services/a:a services/a/worker/x:worker"},
		{"the last, not the nearest", "{path: services/*/worker}, {path: services/*}", "services/a/worker/x", "services/a/worker/x:a"},
		{"folders of one name have their whole path", "{path: \"*/*\"}", "services/a workers/a workers/b", "services/a:services/a workers/a:workers/a workers/b:b"},
		{"a given name is one too, even of packages that are not there", "{path: services/*}, {name: a, packages: [\"./x\"]}", "services/a", "services/a:services/a"},
		{"a name counts once, however many packages there are", "{path: services/*}", "services/a/x services/a/y", "services/a/x:a services/a/y:a"},
	} {
		p := parse(t, "version: 1\nservices: ["+test.services+"]\n")
		v, err := p.Evaluate(Input{
			Packages: inFolders(test.dirs), Modules: []coverage.Module{{Path: "example.com/m/v2", Dir: "."}},
			Day: "2027-01-01", Rooted: true,
		})
		if err != nil {
			t.Errorf("%s: %v", test.why, err)
			continue
		}
		if got := members(v); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
	}
}

func TestServicesOfOneName(t *testing.T) {
	p := parse(t, "version: 1\nservices:\n  - path: \"{a,x/a}\"\n  - name: a\n    packages: [\"./b\"]\n")
	for _, dirs := range []string{"a b", "b a"} {
		_, err := p.Evaluate(Input{Packages: inFolders(dirs), Day: "2027-01-01", Rooted: true})
		want := `p.yml:4:11: two services are named a: this one, and the folder "./a"
4 |   - name: a
  |           ^
hint: give this one another name`
		if err == nil || err.Error() != want {
			t.Errorf("got %v", err)
		}
	}
	v := evaluate(t, p, inFolders("x/a b")...)
	if got, want := members(v), "b:a x/a:x/a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What a service is called must not depend on what was asked for: else rules would not know it.
func TestServiceOfAPart(t *testing.T) {
	p := parse(t, "version: 1\nservices: [{path: \"*/a\"}]\nexclude: {packages: [\"./y/...\"]}\n")
	for _, part := range []Input{
		{Packages: inFolders("x/a y/a")},
		{Packages: inFolders("x/a"), Unasked: inFolders("y/a"), Partial: true},
	} {
		part.Day, part.Rooted = "2027-01-01", true
		v, err := p.Evaluate(part)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := members(v), "x/a:x/a"; got != want {
			t.Errorf("partial %v: got %s, want %s", part.Partial, got, want)
		}
	}
}

// Without services in the policy, every module is one.
func TestModulesAreServices(t *testing.T) {
	modules := func(list ...string) []coverage.Module {
		var all []coverage.Module
		for i := 0; i < len(list); i += 2 {
			all = append(all, coverage.Module{Dir: list[i], Path: list[i+1]})
		}
		return all
	}
	for _, test := range []struct {
		why     string
		modules []coverage.Module
		dirs    string
		want    string
	}{
		{"the last element of the folder", modules("services/a", "example.com/x"), "services/a services/a/b lib", "lib: services/a:a services/a/b:a"},
		{"the innermost module", modules(".", "example.com/shop", "a", "example.com/a"), ". a/x b", ".:shop a/x:a b:shop"},
		{"the root without its major version", modules(".", "example.com/shop/v3"), "a", "a:shop"},
		{"gopkg.in writes it otherwise", modules(".", "gopkg.in/yaml.v3"), "a", "a:yaml"},
		{"a version that is none is a name", modules(".", "example.com/v1"), "a", "a:v1"},
		{"folders of one name", modules("x/a", "example.com/1", "y/a", "example.com/2"), "x/a y/a", "x/a:x/a y/a:y/a"},
		{"the root and a folder of one name", modules(".", "example.com/a", "a", "example.com/a/a"), "a b", "a:a b:."},
		{"no modules", nil, "a", "a:"},
	} {
		v, err := Default().Evaluate(Input{Packages: inFolders(test.dirs), Modules: test.modules, Day: "2027-01-01", Rooted: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := members(v); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
	}
}

func owned(p coverage.Package, owners ...string) coverage.Package { p.Owners = owners; return p }

func TestServiceRows(t *testing.T) {
	p := parse(t, `version: 1
services:
  - {path: "svc/*", labels: [service, big]}
  - {name: web, packages: ["./web", "./cmd/web"]}
exclude: {packages: ["./svc/gone/...", "./svc/*/cmd"], files: ["**/x.go"]}
`)
	v := evaluate(t, p,
		owned(pkg("svc/b", 1, 10), "@b"), owned(pkg("svc/b/x", 5, 20), "@x", "@all"), owned(pkg("svc/b/cmd", 0, 90), "@cmd"),
		owned(pkg("svc/a", 2, 2), "@z", "@y"), pkg("svc/gone", 0, 7), withFiles("svc/none", "x.go", 1, 9),
		pkg("web", 3, 4), pkg("cmd/web", 1, 4), owned(pkg("lib", 1, 2), "@lib"),
	)
	want := []Service{
		{Name: "a", Dir: "svc/a", Labels: []string{"service", "big"}, Owners: []string{"@y", "@z"}, Ratio: coverage.Ratio{Covered: 2, Total: 2}},
		{Name: "b", Dir: "svc/b", Labels: []string{"service", "big"}, Owners: []string{"@all", "@x", "@b"}, Ratio: coverage.Ratio{Covered: 6, Total: 30}},
		{Name: "none", Dir: "svc/none", Labels: []string{"service", "big"}},
		{Name: "web", Ratio: coverage.Ratio{Covered: 4, Total: 8}},
		{Owners: []string{"@lib"}, Ratio: coverage.Ratio{Covered: 1, Total: 2}},
	}
	for i := range want {
		want[i].Suites = []SuiteShare{}
	}
	if diff := cmp.Diff(want, v.Services); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, c := range v.Packages {
		if c.Dir == "svc/a" && fmt.Sprint(c.Owners) != "[@z @y]" {
			t.Errorf("the owners of a package: %v", c.Owners)
		}
	}
}

func TestSelectors(t *testing.T) {
	const services = "services: [{path: \"svc/*\", labels: [service]}, {path: \"work/*\", labels: [worker, slow]}]\n"
	packages := []coverage.Package{pkg("lib", 1, 1), pkg("svc/a", 1, 1), pkg("svc/a/x", 1, 1), pkg("svc/b", 1, 1), pkg("work/c", 1, 1)}
	for _, test := range []struct{ why, rule, want string }{
		{"a service by name", "services: [a]", "svc/a svc/a/x"},
		{"any of several", "services: [a, c]", "svc/a svc/a/x work/c"},
		{"a label", "labels: [service]", "svc/a svc/a/x svc/b"},
		{"any of several labels", "labels: [slow, service]", "svc/a svc/a/x svc/b work/c"},
		{"all selectors must match", "labels: [service], services: [b, c]", "svc/b"},
		{"packages as well", "labels: [service], packages: [\"./svc/*/x\", \"./lib\"]", "svc/a/x"},
		{"files of a service", "services: [a], files: [\"**/x/a.go\"], per: file", "svc/a/x/a.go"},
		{"every file of a service", "services: [b], per: file", "svc/b/a.go"},
		{"a service as a whole", "services: [b], per: service", "b (service)"},
		{"all of a label, each as a whole", "labels: [service], per: service", "a (service) b (service)"},
		{"every service; what is in none is no service", "per: service", "a (service) b (service) c (service)"},
	} {
		v := evaluate(t, parse(t, "version: 1\nthreshold: 0%\n"+services+"rules: [{"+test.rule+", threshold: 1%}]\n"), packages...)
		var got []string
		for _, c := range v.checks() {
			if c.Rule.Kind == KindRule {
				name := strings.TrimPrefix(c.Name, "example.com/m/")
				if c.Per == PerService {
					name += " (service)"
				}
				got = append(got, name)
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
		if len(v.Warnings) > 0 {
			t.Errorf("%s: %v", test.why, v.Warnings)
		}
	}
}

func TestServiceChecks(t *testing.T) {
	p := parse(t, `version: 1
threshold: 0%
min-statements: 100
services: [{path: "svc/*", labels: [service]}]
rules:
  - {per: service, threshold: 50%}
  - {services: [b, fail], per: service, threshold: 80%}
waivers:
  - {services: [b], threshold: 40%, owner: o, reason: r, until: 2027-03-31}
  - {services: [a], per: package, threshold: 1%, owner: o, reason: r, until: 2027-03-31}
  - {labels: [service], packages: ["./..."], threshold: 2%, owner: o, reason: r, until: 2027-03-31}
`)
	v := evaluate(t, p,
		pkg("svc/a", 1, 1), pkg("svc/a/x", 4, 9), pkg("svc/b", 4, 10), pkg("svc/fail", 79, 100),
		pkg("svc/empty", 0, 0), noData(pkg("svc/gone", 0, 3)), testsFailed(pkg("svc/red", 9, 10)),
		broken(noData(pkg("svc/broken", 0, 0))), pkg("lib", 0, 9),
	)
	var got []string
	for _, c := range v.ServiceChecks {
		got = append(got, row(c))
		if c.Per != PerService || c.Suite != "" || c.Service != c.Name || c.Dir != "svc/"+c.Name || c.TestsFailed != (c.Name == "red") {
			t.Errorf("%+v", c)
		}
	}
	want := []string{
		"a pass: 5/10, bar 50.00% of rule 6",
		"b waived: 4/10, bar 40.00% of rule 7, lowered by waiver 9, not rule 50.00%",
		"broken no data: 0/0, bar 50.00% of rule 6",
		"empty no statements: 0/0, bar 50.00% of rule 6",
		"fail fail: 79/100, bar 80.00% of rule 7, not rule 50.00%",
		"gone no data: 0/3, bar 50.00% of rule 6",
		"red pass: 9/10, bar 50.00% of rule 6",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	wantWarnings := []string{"p.yml:10: the waiver of service a lowers nothing", "p.yml:11: the waiver of ./..., label service lowers nothing"}
	if diff := cmp.Diff(wantWarnings, v.Warnings); diff != "" {
		t.Error(diff)
	}
	if v.Passed() {
		t.Error("passed, though services fail")
	}
}

func TestServiceWarnings(t *testing.T) {
	const services = "services: [{path: \"svc/*\", labels: [service]}, {name: web, packages: [\"./web\"]}]\n"
	for _, test := range []struct{ why, policy, want string }{
		{"a folder that is not there", "services: [{path: \"service/*\"}, {path: \"**\"}]\n", `p.yml:2: service pattern "service/*" matches no folder that holds a package`},
		{"packages that are not there", "services: [{name: x, packages: [\"./x\", \"./web\"]}]\n", `p.yml:2: service pattern "./x" matches no package`},
		{"packages as import paths", "services: [{name: x, packages: [svc/...]}]\n", `p.yml:2: service pattern "svc/..." matches no package; did you mean "./svc/..."?`},
		{"a misspelt service", services + "rules: [{services: [orders, odrers], threshold: 1%}]\n", `p.yml:3: rule: no service is named "odrers"; did you mean "orders"?`},
		{"a service in another case", services + "rules: [{services: [Orders], threshold: 1%}]\n", `p.yml:3: rule: no service is named "Orders"; did you mean "orders"?`},
		{"a misspelt label", services + "rules:\n  - labels:\n      - servce\n    threshold: 1%\n", `p.yml:5: rule: no service has the label "servce"; did you mean "service"?`},
		{"a label far from all", services + "rules: [{labels: [library], threshold: 1%}]\n", `p.yml:3: rule: no service has the label "library"`},
		{"labels where modules are the services", "rules: [{labels: [service], threshold: 1%}]\n", `p.yml:2: rule: no service has the label "service"`},
		{"a waiver of a misspelt service", services + "waivers:\n  - {services: [webb], threshold: 1%" + waiverEnd, `p.yml:4: waiver: no service is named "webb"; did you mean "web"?`},
		{"a waiver of no check per service", services + "waivers:\n  - {services: [web], per: service, threshold: 1%" + waiverEnd, "p.yml:4: the waiver of service web lowers nothing"},
		{"a waiver of no check per file", services + "waivers:\n  - {services: [web], per: file, threshold: 1%" + waiverEnd, "p.yml:4: the waiver of service web lowers nothing"},
		{"selectors that never match at once", services + "rules: [{services: [web], packages: [\"./svc/...\"], threshold: 1%}]\n", "p.yml:3: the rule of ./svc/..., service web selects nothing: no package matches all of it"},
		{"a service that is left out", services + "exclude: {packages: [\"./web\"]}\nrules: [{services: [web], per: service, threshold: 1%}]\n", "p.yml:4: the rule of service web selects nothing: no package matches all of it"},
		{"every service, where there is none", "rules: [{per: service, threshold: 1%}]\n", "p.yml:2: the rule of every service selects nothing: no package matches all of it"},
	} {
		v := evaluate(t, parse(t, "version: 1\n"+test.policy), pkg("svc/orders", 9, 10), pkg("web", 9, 10))
		if got := strings.Join(v.Warnings, "\n"); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.why, got, test.want)
		}
	}
	p := parse(t, "version: 1\nservices: [{path: x}]\nrules: [{services: [odrers], threshold: 1%}]\n")
	v, err := p.Evaluate(Input{Packages: inFolders("a"), Partial: true, Day: "2027-01-01", Rooted: true})
	if err != nil || len(v.Warnings) > 0 {
		t.Errorf("a part of the packages says nothing of what there is: %v %v", v.Warnings, err)
	}
}

func TestOwnerWarnings(t *testing.T) {
	p := parse(t, `version: 1
rules:
  - {packages: ["./a"], threshold: 1%, owner: "@acme/paymnets"}
  - {packages: ["./a"], threshold: 1%, owner: "@Acme/Payments"}
  - {packages: ["./a"], threshold: 1%}
waivers:
  - {packages: ["./a"], threshold: 0%, owner: "somebody else", reason: r, until: 2027-03-31}
  - {packages: ["./a"], threshold: 0%, owner: "@gone", reason: r, until: 2026-03-31}
`)
	want := []string{
		`p.yml:3: owner "@acme/paymnets" is not in CODEOWNERS; did you mean "@acme/payments"?`,
		`p.yml:7: owner "somebody else" is not in CODEOWNERS`,
		`p.yml:8: the waiver of ./a has run out: it counted until 2026-03-31 (owner "@gone", reason "r")`,
	}
	in := Input{Packages: inFolders("a"), Day: "2027-01-01", Rooted: true, Owners: []string{"@acme/orders", "@acme/payments"}}
	v, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, without(v.Warnings, "lowers nothing")); diff != "" {
		t.Error(diff)
	}
	in.Owners = nil
	if v, err = p.Evaluate(in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[2:], without(v.Warnings, "lowers nothing")); diff != "" {
		t.Errorf("where there is no CODEOWNERS, nobody is unknown: %s", diff)
	}
}

// without returns the texts that do not hold s.
func without(texts []string, s string) []string {
	var rest []string
	for _, text := range texts {
		if !strings.Contains(text, s) {
			rest = append(rest, text)
		}
	}
	return rest
}

// Without a source tree nothing is known of folders, and services by import path are all there can be.
func TestServicesWithoutTree(t *testing.T) {
	p := parse(t, "version: 1\nservices:\n  - {path: services/*}\n  - {name: a, packages: [\"./a\", example.com/m/b]}\n")
	_, err := p.Evaluate(Input{Packages: []coverage.Package{unmapped(pkg("b", 1, 1))}, Day: "2027-01-01", Root: "/src"})
	want := `p.yml:3:12: "services/*": no go.mod below /src; check out the sources or use import paths
3 |   - {path: services/*}
  |            ^
p.yml:4:26: "./a": no go.mod below /src; check out the sources or use import paths
4 |   - {name: a, packages: ["./a", example.com/m/b]}
  |                          ^`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	p = parse(t, "version: 1\nservices: [{path: \"**\"}, {name: a, packages: [example.com/m/b]}]\n")
	v, err := p.Evaluate(Input{Packages: []coverage.Package{unmapped(pkg("b", 1, 1)), unmapped(pkg("c", 1, 1))}, Day: "2027-01-01", Rooted: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Packages[0].Service + "," + v.Packages[1].Service; got != "a," {
		t.Errorf("services %s", got)
	}
}
