package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/policy"
	"github.com/covbar/covbar/report"
)

// Settings are the flags that every judging command has.
type settings struct {
	policy       string   // --policy; empty: found
	format       string   // of the report on standard output
	outputs      []output // -o, in their order
	strict       bool
	all          bool
	noColor      bool
	reportOnly   bool
	allowMissing []string
	day          policy.Day // the day to judge on
	dayGiven     bool       // by --now
	testsFailed  bool       // --tests-failed
	found        []string   // the flags with which explain finds the same: -C, --policy, --map, --tags
	posting      *posting
}

// An output is one -o FORMAT=FILE.
type output struct {
	format string // of the report, or "profile"
	suite  string // of -o profile:SUITE=FILE
	file   string // as given
}

// profileFormat is the format of -o that is no report, but the merged profile.
const profileFormat = "profile"

func policyFlag() cli.Flag {
	return &cli.StringFlag{Name: "policy", Usage: "judge by `FILE`, not by the nearest .covbar.yml"}
}

// testsFailedFlag is for verbs that run no tests themselves.
func testsFailedFlag() cli.Flag {
	return &cli.BoolFlag{Name: "tests-failed", Usage: "the tests that were to be measured failed: the verdict is fail, whatever is covered"}
}

// also is why the verdict is fail beside the bars.
func (s settings) also() []string {
	if s.testsFailed {
		return []string{"tests failed (--tests-failed)"}
	}
	return nil
}

func nowFlag() cli.Flag {
	return &cli.StringFlag{Name: "now", Usage: "judge as on `DATE`, such as 2027-03-31; not in CI, but with --report-only"}
}

func judgingFlags() []cli.Flag {
	return []cli.Flag{
		policyFlag(),
		&cli.StringFlag{Name: "format", Usage: "print the report as `FORMAT`: " + strings.Join(reportFormats(), ", ")},
		&cli.StringSliceFlag{
			Name:  "o",
			Usage: "write the report to a file, too, as `FORMAT=FILE` (repeatable); profile[:SUITE]=FILE: the merged profile",
		},
		&cli.StringSliceFlag{
			Name:  "allow-missing",
			Usage: "judge although `NAME` did not report: a service, a suite or SERVICE/SUITE (repeatable)",
		},
		&cli.BoolFlag{Name: "all", Usage: "show the rows that pass, too"},
		&cli.BoolFlag{Name: "report-only", Usage: "show the verdict, and exit 0 also where it is fail"},
		nowFlag(),
		&cli.BoolFlag{Name: "no-color", Usage: "no colour, also on a terminal"},
	}
}

// reportFormats are the names of the formats of a report, sorted.
func reportFormats() []string { return slices.Sorted(maps.Keys(report.Formats)) }

// readSettings reads the judging flags, and refuses what can be known to be wrong before anything is measured. With an error,
// too, the settings say how it is to be posted.
func (e env) readSettings(c *cli.Context) (settings, error) {
	s := settings{
		policy:       c.String("policy"),
		format:       c.String("format"),
		strict:       c.Bool("strict"),
		all:          c.Bool("all"),
		noColor:      c.Bool("no-color"),
		reportOnly:   c.Bool("report-only"),
		testsFailed:  c.Bool("tests-failed"),
		allowMissing: c.StringSlice("allow-missing"),
		day:          e.today(),
	}
	if c.IsSet("C") {
		s.found = append(s.found, "-C", c.String("C"))
	}
	if c.IsSet("policy") {
		s.found = append(s.found, "--policy", c.String("policy"))
	}
	if s.format == "" {
		s.format = "text"
	}
	var err error
	if s.posting, err = e.readPosting(c); err != nil {
		return s, err
	}
	if err := knownFormat("--format", s.format, reportFormats()); err != nil {
		return s, err
	}
	day, err := e.readDay(c.String("now"), s.reportOnly)
	if err != nil {
		return s, err
	}
	s.day, s.dayGiven = day, c.IsSet("now")
	s.outputs, err = e.readOutputs(c.StringSlice("o"))
	return s, err
}

// readDay is --now. Where a gate counts, nobody chooses the day: a waiver that has run out would come back.
func (e env) readDay(now string, reportOnly bool) (policy.Day, error) {
	if now == "" {
		return e.today(), nil
	}
	if e.inCI() && !reportOnly {
		return "", usagef("--now is refused where CI is set: it would bring back waivers that have run out\n" +
			"hint: --report-only shows what it would say")
	}
	day, err := policy.ParseDay(now)
	if err != nil {
		return "", usagef("--now: %w\nhint: leave it out to judge on today", err)
	}
	return day, nil
}

// readOutputs is every -o. A folder that is not there is an error now, not after the tests have run.
func (e env) readOutputs(values []string) ([]output, error) {
	var outputs []output
	for _, value := range values {
		format, file, ok := strings.Cut(value, "=")
		if !ok || file == "" {
			return nil, usagef("-o %s: it takes FORMAT=FILE\nhint: such as -o json=report.json", quoted(value))
		}
		suite := ""
		if name, ok := strings.CutPrefix(format, profileFormat+":"); ok {
			format, suite = profileFormat, name
		}
		if err := knownFormat("-o", format, append(reportFormats(), profileFormat)); err != nil {
			return nil, err
		}
		if file == "-" {
			return nil, usagef("-o %s: standard output is for the report\nhint: --format says how it is written there",
				quoted(value))
		}
		if err := e.checkOutput(file); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(outputs, func(other output) bool { return e.sameFile(file, other.file) }) {
			return nil, usagef("-o: two outputs go to %s\nhint: give each a file of its own", quoted(file))
		}
		outputs = append(outputs, output{format, suite, file})
	}
	return outputs, nil
}

func knownFormat(flag, format string, known []string) error {
	if slices.Contains(known, format) {
		return nil
	}
	return usagef("%s: unknown format %q%s", flag, format,
		nearestHint(format, known, "%s", "formats are "+strings.Join(known, ", ")))
}
