package policy

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/covbar/covbar/coverage"
	"github.com/google/go-cmp/cmp"
)

// tree is packages half of whose ten statements ran in the unit tests, and four of them in the integration tests, too.
func tree(dirs string) []coverage.Package {
	var packages []coverage.Package
	for _, dir := range strings.Fields(dirs) {
		packages = append(packages, shared(pkg(dir, 5, 10), 5, 4))
	}
	return packages
}

// The policies in testdata are what real repositories could ask, and select what their comments say.
func TestWorkedPolicies(t *testing.T) {
	for _, test := range []struct {
		file, dirs string
		inputs     []int
		want       []string
	}{
		{
			"etcd", "api/v3 server server/lease/leasepb server/storage tests/common tools/rw client/pkg/v3",
			[]int{1, 4},
			[]string{
				"api/v3 of api: off",
				"client/pkg/v3 of client: off",
				"server of server: off",
				"server/lease/leasepb of server: warn 75.00% .covbar.yml:17",
				"server/storage of server: warn 75.00% .covbar.yml:17",
			},
		},
		{
			"boulder", "core ra ra/proto cmd/boulder-ra cmd/remoteva va cmd/crl-updater crl policy issuance/x test/load sa/satest sa ca wfe2 goodkey precert linter/lints/a tools/b mocks",
			[]int{1, 4},
			[]string{
				"ca of ca: fail 60.00% .covbar.yml:2",
				"cmd/boulder-ra of ra: fail 60.00% .covbar.yml:2",
				"cmd/crl-updater of crl: fail 60.00% .covbar.yml:2",
				"cmd/remoteva of va: fail 60.00% .covbar.yml:2",
				"core of : fail 60.00% .covbar.yml:2",
				"crl of crl: fail 60.00% .covbar.yml:2",
				"goodkey of : fail 90.00% .covbar.yml:20",
				"issuance/x of : fail 90.00% .covbar.yml:20",
				"policy of : fail 90.00% .covbar.yml:20",
				"precert of : fail 90.00% .covbar.yml:20",
				"ra of ra: fail 60.00% .covbar.yml:2",
				"ra/proto of ra: fail 60.00% .covbar.yml:2",
				"sa of sa: fail 60.00% .covbar.yml:2",
				"va of va: fail 60.00% .covbar.yml:2",
				"wfe2 of wfe: fail 60.00% .covbar.yml:2",
				"ca (integration): fail 50.00% .covbar.yml:22",
				"ra (integration): fail 50.00% .covbar.yml:22",
				"sa (integration): fail 50.00% .covbar.yml:22",
				"va (integration): fail 50.00% .covbar.yml:22",
				"wfe (integration): fail 50.00% .covbar.yml:22",
			},
		},
		{
			"monorepo", "services/orders services/orders/cmd/api workers/mail libs/money libs/money/moneytest tools",
			[]int{2, 2},
			[]string{
				"libs/money of money: fail 85.00% .covbar.yml:3",
				"services/orders of orders: fail 85.00% .covbar.yml:3",
				"tools of : fail 85.00% .covbar.yml:3",
				"workers/mail of mail: fail 85.00% .covbar.yml:3",
				"orders (integration): pass 40.00% .covbar.yml:18",
			},
		},
		{
			"wild-workouts", "internal/common/server internal/common/tests internal/trainer/app/query internal/trainer/domain/hour internal/users internal/users/adapters tools/x",
			[]int{1, 1},
			[]string{
				"internal/common/server of common: fail 70.00% .covbar.yml:2",
				"internal/trainer/app/query of trainer: fail 80.00% .covbar.yml:17",
				"internal/trainer/domain/hour of trainer: fail 90.00% .covbar.yml:15",
				"internal/users of users: waived 0.00% .covbar.yml:2",
				"internal/users/adapters of users: fail 70.00% .covbar.yml:2",
				"trainer (integration): fail 60.00% .covbar.yml:19",
				"users (integration): waived 0.00% .covbar.yml:19",
			},
		},
	} {
		data, err := os.ReadFile("testdata/" + test.file + ".covbar.yml")
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(data, ".covbar.yml")
		if err != nil {
			t.Errorf("%s: %v", test.file, err)
			continue
		}
		v, err := p.Evaluate(Input{Packages: tree(test.dirs), Suites: ran(p, test.inputs...), Day: "2027-01-01", Rooted: true})
		if err != nil {
			t.Errorf("%s: %v", test.file, err)
			continue
		}
		var got []string
		for _, c := range slices.Concat(v.Packages, v.ServiceChecks) {
			s := fmt.Sprintf("%s of %s: %s", c.Dir, c.Service, c.Outcome)
			if c.Per == PerService {
				s = fmt.Sprintf("%s (%s): %s", c.Name, c.Suite, c.Outcome)
			}
			if c.Outcome != Off {
				s += fmt.Sprintf(" %s %s:%d", c.Bar, c.Rule.File, c.Rule.Line)
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.file, diff)
		}
		if len(v.Problems) > 0 {
			t.Errorf("%s: %q", test.file, v.Problems)
		}
	}
}

func TestWorkedSuites(t *testing.T) {
	for _, test := range []struct{ file, path, want string }{
		{"etcd", "./covdir/integration_v2.coverprofile", "integration"},
		{"etcd", "/ci/common.coverprofile", "integration"},
		{"boulder", "test/coverage/covdata", "integration"},
		{"boulder", "test/coverage/covdata/covmeta.1", ""},
		{"monorepo", "artifacts/unit-orders.out", "unit"},
		{"monorepo", "artifacts/covdata/orders", "integration"},
		{"wild-workouts", "integration.out", "integration"},
	} {
		data, err := os.ReadFile("testdata/" + test.file + ".covbar.yml")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parse(t, string(data)).SuiteOf(test.path); got != test.want || err != nil {
			t.Errorf("%s: %s is of %q, want %q (%v)", test.file, test.path, got, test.want, err)
		}
	}
}
