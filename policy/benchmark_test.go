package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
)

// BenchmarkEvaluate holds 4,000 packages of 20,000 files in 200 services to a policy with many rules.
func BenchmarkEvaluate(b *testing.B) {
	var text strings.Builder
	text.WriteString(`version: 1
exclude: {packages: ["./...testutil"], files: ["**/mocks/**", "**/*_{gen,mock}.go"]}
services: [{path: "services/*", labels: [service]}, {path: "services/{s7,s8}/part*", labels: [worker]}]
suites: {unit: ["**/unit.out"], integration: {profiles: ["**/covdata"], shards: 4}}
waivers: [{services: [s3, s4], suite: integration, threshold: 0%, owner: o, reason: r, until: 2027-03-31}]
rules:
  - {labels: [service], per: service, suite: integration, threshold: 40%}
  - {files: ["**/handlers/*.go"], per: file, threshold: 40%}
`)
	for i := range 200 {
		fmt.Fprintf(&text, "  - {packages: [\"./services/s%d/*/domain/...\"], suite: unit, threshold: 90%%}\n", i)
	}
	p := parse(b, text.String())
	in := Input{Suites: ran(p, 200, 4), Day: "2027-01-01", Rooted: true}
	for i := range 4000 {
		dir := fmt.Sprintf("services/s%d/part%d/domain/model", i%200, i)
		pkg := coverage.Package{Path: "example.com/shop/" + dir, Dir: dir, Owners: []string{fmt.Sprintf("@team%d", i%200)}}
		for j := range 5 {
			name := fmt.Sprintf("/file%d.go", j)
			pkg.Files = append(pkg.Files, coverage.File{
				Name: pkg.Path + name, Path: dir + name, Ratio: coverage.Ratio{Covered: 9, Total: 10},
				Suites: []coverage.Share{{Ran: true, Covered: 9, Only: 4}, {Ran: true, Covered: 5}},
			})
		}
		in.Packages = append(in.Packages, pkg)
	}
	for b.Loop() {
		if _, err := p.Evaluate(in); err != nil {
			b.Fatal(err)
		}
	}
}
