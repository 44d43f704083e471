package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"

	"github.com/covbar/covbar/coverage/workspace"
)

// sourceFlags say how the profiles that are read go with the sources.
func sourceFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{
			Name:  "map",
			Usage: "what profiles name below the absolute path FROM lies in folder TO, as `FROM=TO` (repeatable)",
		},
		&cli.StringFlag{Name: "tags", Usage: "the tests ran with the build tags `LIST`, as for go test -tags"},
	}
}

// readSources reads the sourceFlags into the gate's tree, and returns them as they were given.
func (e env) readSources(g *gate, c *cli.Context) (flags []string, err error) {
	for _, value := range c.StringSlice("map") {
		m, err := e.readMap(g, value)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(g.tree.Maps, func(other workspace.Map) bool { return other.From == m.From }) {
			return nil, usagef("--map: %s is given twice\nhint: one folder has one place", quoted(m.From))
		}
		g.tree.Maps = append(g.tree.Maps, m)
		flags = append(flags, "--map", value)
	}
	if !c.IsSet("tags") {
		return flags, nil
	}
	tags := c.String("tags")
	for tag := range strings.SplitSeq(tags, ",") {
		if !isTag(tag) {
			return nil, usagef("--tags %s: %s is no build tag\nhint: tags are letters, digits, _ and dots, with commas between: --tags integration,e2e",
				quoted(tags), quoted(tag))
		}
	}
	g.tree.Build.BuildTags = e.buildTags([]string{"-tags=" + tags})
	return append(flags, "--tags", tags), nil
}

// isTag reports whether a go:build line could name a tag so.
func isTag(tag string) bool {
	return tag != "" && !strings.ContainsFunc(tag, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '.'
	})
}

// readMap reads one --map. The first part is a path of any machine, the second a folder of this one.
func (e env) readMap(g *gate, value string) (workspace.Map, error) {
	equals := strings.LastIndex(value, "=")
	if equals < 1 || equals == len(value)-1 {
		return workspace.Map{}, usagef("--map %s: it takes FROM=TO\nhint: such as --map /home/ci/build=.", quoted(value))
	}
	from, to := value[:equals], value[equals+1:]
	if !isAbsAnywhere(from) {
		return workspace.Map{}, usagef("--map %s: %s is no absolute path\nhint: it is the folder as the profiles name it, such as /home/ci/build",
			quoted(value), quoted(from))
	}
	info, err := os.Stat(e.path(to))
	switch {
	case err != nil:
		return workspace.Map{}, usagef("--map %s: there is no folder %s\nhint: name the folder where the sources lie here", quoted(value), quoted(to))
	case !info.IsDir():
		return workspace.Map{}, usagef("--map %s: %s is a file\nhint: name the folder where the sources lie here", quoted(value), quoted(to))
	}
	dir, ok := g.tree.Below(e.path(to))
	if !ok {
		return workspace.Map{}, usagef("--map %s: %s is not below %s, the folder of the policy\nhint: -C works in another folder",
			quoted(value), quoted(to), quoted(e.shown(g.root)))
	}
	if trimmed := strings.TrimRight(from, `/\`); trimmed != "" {
		from = trimmed
	}
	return workspace.Map{From: from, Dir: dir}, nil
}

// isAbsAnywhere reports whether a path is absolute on this machine or on another.
func isAbsAnywhere(name string) bool {
	drive := len(name) > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/') && unicode.IsLetter(rune(name[0]))
	return path.IsAbs(name) || drive || strings.HasPrefix(name, `\\`) || filepath.IsAbs(name)
}
