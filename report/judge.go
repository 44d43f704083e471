package report

import "github.com/covbar/covbar/policy"

// Again is what is not of the report when its numbers are judged again.
type Again struct {
	Tool         string     // covbar's own version
	Day          policy.Day // the day that waivers and ramps are judged on
	PolicyFile   string     // as shown; empty: the built-in policy
	AllowMissing []string   // as in policy.Input
	Also         []string   // as in Facts, beside what r says
	ReportOnly   bool
}

// Judge holds the numbers of r to a policy, which may be another one, and on another day. What r says of its own verdict
// counts for nothing, and what was allowed to be missing then is not now. The problems that were found before any policy
// was asked, and tests that failed, stay. So do the functions of checks that are short of as much as before. The error is
// one of the policy, which cannot be applied to these numbers, or of again.
//
// The numbers themselves are believed: who writes a report by hand writes what ran, too. The easiest lies are few: no
// package, and some that the change cannot affect; a suite that was not to run; a part of the packages. The first passes
// without a number, the others leave bars undecided. Whoever posts for another's run says whose numbers they are.
func (r *Report) Judge(p *policy.Policy, again Again) (*Report, error) {
	var v *policy.Verdict
	if r.Measured.Held || len(r.Measured.Problems) == 0 {
		var err error
		if v, err = p.Evaluate(r.Measured.input(p, again)); err != nil {
			return nil, err
		}
	}
	m := r.Measured
	m.Also = cleanAll(m.Also, again.Also)
	judged := assemble(v, m, Facts{
		Tool: again.Tool, Day: again.Day, PolicyFile: again.PolicyFile, ReportOnly: again.ReportOnly,
		Inputs: r.Inputs, Standard: r.Standard, Foreign: r.Foreign, NotAffected: r.NotAffected,
	})
	judged.keepSoonest(r)
	return judged, nil
}

// keepSoonest takes the functions of another report's checks that fail here by as many statements.
func (r *Report) keepSoonest(before *Report) {
	type gap struct {
		Subject
		missing int64
	}
	known := map[gap][]Function{}
	for _, c := range failing(before.Packages, before.SuiteChecks) {
		known[gap{Subject{c.Path, c.Suite}, c.Missing}] = c.Soonest
	}
	for _, checks := range [][]Check{r.Packages, r.SuiteChecks} {
		for i := range checks {
			c := &checks[i]
			if functions, ok := known[gap{Subject{c.Path, c.Suite}, c.Missing}]; ok && c.Outcome.Fails() {
				c.Soonest = functions
			}
		}
	}
}
