package coverage

import (
	"cmp"
	"slices"

	"golang.org/x/tools/cover"
)

// PackagesOf is Packages, and sets what each suite gave the files. The suites are parts of p; what belongs to none of
// them may follow as one without a name: it has no Share, but what it ran is in nobody's Only.
func (p *Profile) PackagesOf(suites []Suite) []Package {
	packages, parts := p.Packages(), PartsOf(p, suites)
	for _, pkg := range packages {
		for i := range pkg.Files {
			file := &pkg.Files[i]
			at, _ := p.find(file.Name)
			file.Suites = Shares(suites, p.Files[at], parts[at], nil)
		}
	}
	return packages
}

// find returns the position of a file in p.Files.
func (p *Profile) find(name string) (i int, ok bool) {
	return slices.BinarySearchFunc(p.Files, name, func(file *cover.Profile, name string) int { return cmp.Compare(file.FileName, name) })
}

// PartsOf returns, for each of p.Files, what every suite has of it: nil where that is nothing. The suites are parts of p.
func PartsOf(p *Profile, suites []Suite) [][]*cover.Profile {
	parts := make([][]*cover.Profile, len(p.Files))
	all := make([]*cover.Profile, len(p.Files)*len(suites))
	for i := range parts {
		parts[i], all = all[:len(suites)], all[len(suites):]
	}
	for k, suite := range suites {
		if suite.Profile == nil {
			continue
		}
		for _, file := range suite.Profile.Files {
			if i, ok := p.find(file.FileName); ok {
				parts[i][k] = file
			}
		}
	}
	return parts
}

// Shares measures what each suite ran of a file that they together, and what belongs to none, ran as whole. parts is what
// each has of it, as PartsOf says it; nil is nothing. Blocks of which leftOut is true count with no statements; it may be
// nil.
func Shares(suites []Suite, whole *cover.Profile, parts []*cover.Profile, leftOut func(cover.ProfileBlock) bool) []Share {
	shares := make([]Share, len(suites))
	rest := make([][]cover.ProfileBlock, len(parts)) // of the parts, the blocks that are still to come
	for k, part := range parts {
		if part != nil {
			rest[k] = part.Blocks
		}
	}
	for _, b := range whole.Blocks {
		statements := int64(b.NumStmt)
		if leftOut != nil && leftOut(b) {
			statements = 0
		}
		ran, last := 0, 0
		for k := range rest {
			var count int
			count, rest[k] = take(rest[k], b)
			if count > 0 {
				shares[k].Ran = true
				shares[k].Covered += statements
				ran, last = ran+1, k
			}
		}
		if ran == 1 {
			shares[last].Only += statements
		}
	}
	named := len(suites)
	if named > 0 && suites[named-1].Name == "" {
		named--
	}
	if named == 0 {
		return nil
	}
	return shares[:named]
}

// take returns how often sorted blocks say that b ran, where it is the first of them, and those that are left then.
func take(blocks []cover.ProfileBlock, b cover.ProfileBlock) (count int, left []cover.ProfileBlock) {
	if len(blocks) == 0 || compareBlocks(blocks[0], b) != 0 {
		return 0, blocks
	}
	return blocks[0].Count, blocks[1:]
}
