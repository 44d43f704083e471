package policy

import (
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

func TestExcluded(t *testing.T) {
	generated := func(p coverage.Package, files ...int) coverage.Package {
		for _, i := range files {
			p.Files[i].Generated = true
		}
		return p
	}
	ignored := func(p coverage.Package, statements ...int64) coverage.Package {
		for i, n := range statements {
			p.Files[i].Ignored = n
		}
		return p
	}
	packages := []coverage.Package{
		ignored(generated(withFiles("api", "api.go", 8, 10, "api.pb.go", 1, 90, "mock.go", 0, 5), 1, 2), 3, 0, 2),
		generated(withFiles("gen", "a.pb.go", 0, 7, "b.pb.go", 0, 1), 0, 1),
		generated(withFiles("mixed", "a.pb.go", 0, 4, "mock.go", 0, 2), 0),
		ignored(pkg("plain", 5, 5), 1),
		ignored(generated(withFiles("tools", "a.go", 1, 2, "a.pb.go", 0, 9), 1), 4),
		generated(broken(noData(pkg("wrong", 0, 3))), 0),
	}
	type amounts struct{ packages, generated, files, ignored Amount }
	for _, test := range []struct {
		why, exclude string
		total        coverage.Ratio
		want         amounts
		list         []ExcludedPackage
	}{
		{
			"generated files are left out where nothing is said", "",
			coverage.Ratio{Covered: 14, Total: 19},
			amounts{
				generated: Amount{Packages: 1, Files: 5, Statements: 121},
				ignored:   Amount{Files: 3, Statements: 8},
			},
			[]ExcludedPackage{
				{Path: "api", Generated: 97, Ignored: 3},
				{Path: "gen", Whole: true, Generated: 8},
				{Path: "mixed", Generated: 4},
				{Path: "plain", Ignored: 1},
				{Path: "tools", Generated: 9, Ignored: 4},
				{Path: "wrong", Generated: 3},
			},
		},
		{
			"they count as others do", "{generated: false}",
			coverage.Ratio{Covered: 15, Total: 138},
			amounts{ignored: Amount{Files: 4, Statements: 10}},
			[]ExcludedPackage{{Path: "api", Ignored: 5}, {Path: "plain", Ignored: 1}, {Path: "tools", Ignored: 4}},
		},
		{
			"what is read last decides, and a statement counts once",
			"{generated: true, files: [\"**/mock.go\", \"!gen/a.pb.go\"], packages: [\"./tools\"]}",
			coverage.Ratio{Covered: 13, Total: 22},
			amounts{
				packages:  Amount{Packages: 1, Statements: 15},
				generated: Amount{Files: 3, Statements: 98},
				files:     Amount{Packages: 1, Files: 1, Statements: 9},
				ignored:   Amount{Files: 2, Statements: 4},
			},
			[]ExcludedPackage{
				{Path: "api", Generated: 90, ByFile: 7, Ignored: 3},
				{Path: "gen", Generated: 1},
				{Path: "mixed", Whole: true, Generated: 4, ByFile: 2},
				{Path: "plain", Ignored: 1},
				{Path: "tools", Whole: true, ByPackage: 15},
				{Path: "wrong", Generated: 3},
			},
		},
	} {
		policy := "version: 1\nthreshold: 0%\n"
		if test.exclude != "" {
			policy += "exclude: " + test.exclude + "\n"
		}
		v := evaluate(t, parse(t, policy), packages...)
		x := v.Excluded
		for i := range x.List {
			x.List[i].Path = strings.TrimPrefix(x.List[i].Path, "example.com/m/")
		}
		if diff := cmp.Diff(test.list, x.List); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.why, diff)
		}
		if got := (amounts{x.Packages, x.Generated, x.Files, x.Ignored}); got != test.want {
			t.Errorf("%s:\n got %+v\nwant %+v", test.why, got, test.want)
		}
		if v.Total.Ratio != test.total || len(v.Warnings) > 0 {
			t.Errorf("%s: total %v, want %v; %v", test.why, v.Total.Ratio, test.total, v.Warnings)
		}
	}
}

func TestKeeps(t *testing.T) {
	p := parse(t, "version: 1\nexclude: {files: [\"**/mock.go\", \"!a/pb.go\"]}\n")
	for _, test := range []struct {
		why  string
		file coverage.File
		want bool
	}{
		{"a file as others", coverage.File{Path: "a/a.go"}, true},
		{"an excluded one", coverage.File{Path: "a/mock.go"}, false},
		{"a generated one", coverage.File{Path: "b/pb.go", Generated: true}, false},
		{"a generated one that is taken back in", coverage.File{Path: "a/pb.go", Generated: true}, true},
	} {
		if p.Keeps(test.file) != test.want {
			t.Errorf("%s: %v", test.why, !test.want)
		}
	}
}
