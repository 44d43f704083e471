package workspace

import (
	"context"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// follow goes from the packages whose code is marked to those that import them, until there are no more.
func (s *spread) follow(ctx context.Context) error {
	if len(s.code) == 0 {
		return nil
	}
	imports, err := s.imports(ctx)
	if err != nil {
		return err
	}
	code, tests := map[string][]string{}, map[string][]string{} // folders of importers, by that of what is imported
	for i, of := range imports {
		dir := s.tree.folders[i].dir
		for _, name := range of.code {
			code[name] = append(code[name], dir)
		}
		for _, name := range of.tests {
			tests[name] = append(tests[name], dir)
		}
	}
	for next := slices.Collect(maps.Keys(s.code)); len(next) > 0; {
		dir := next[len(next)-1]
		next = next[:len(next)-1]
		for _, importer := range tests[dir] {
			s.tests[importer] = true
		}
		for _, importer := range code[dir] {
			if !s.code[importer] {
				s.code[importer] = true
				next = append(next, importer)
			}
		}
	}
	return nil
}

// An importing is what the Go files of a folder import: folders of this tree.
type importing struct{ code, tests []string }

// imports reads what each folder of the tree imports, on all cores.
func (s *spread) imports(ctx context.Context) ([]importing, error) {
	all := make([]importing, len(s.tree.folders))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, folder := range s.tree.folders {
		group.Go(func() error {
			all[i] = s.importsOf(folder.dir)
			return ctx.Err()
		})
	}
	return all, group.Wait()
}

// importsOf reads the imports of one folder. Of a file that does not parse, those that can be seen count: its own package
// is not tested wrongly for that, since it does not build.
func (s *spread) importsOf(dir string) importing {
	var found importing
	entries, _ := readDir(s.disk, dir)
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !isGo(name) || !mayRead(s.disk, dir, entry) {
			continue
		}
		data, err := s.disk.ReadFile(path.Join(dir, name))
		if err != nil {
			continue
		}
		file, _ := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly|parser.SkipObjectResolution)
		if file == nil {
			continue
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil || imported == "" {
				continue
			}
			if dirs := s.atlas.mayMean(imported); isSource(name) {
				found.code = append(found.code, dirs...)
			} else {
				found.tests = append(found.tests, dirs...)
			}
		}
	}
	return found
}
