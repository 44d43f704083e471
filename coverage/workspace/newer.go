package workspace

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/covbar/covbar/coverage"
)

// coarsest is how much later a file may seem to be written than one that was written after it: the times of some file
// systems and archives are whole, even seconds. Who changes a source takes longer.
const coarsest = 2 * time.Second

// Newer returns the sources that p names and that were changed after a time, as paths below the root, sorted. Less than
// two seconds after it is not after it, since not all clocks are finer. Sources that are not there, or lie behind a link
// that leads out of the root, are not among them. p may be nil.
func (t *Tree) Newer(p *coverage.Profile, than time.Time) []string {
	if p == nil {
		return nil
	}
	disk, err := t.disk()
	if err != nil {
		return nil
	}
	defer disk.Close()
	named := map[string]map[string]bool{} // base names, by folder
	atlas := t.atlas()
	for _, file := range p.Files {
		if at, base, is := atlas.locate(file.FileName); is == inside {
			if named[at.dir] == nil {
				named[at.dir] = map[string]bool{}
			}
			named[at.dir][base] = true
		}
	}
	var newer []string
	var lock sync.Mutex
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for dir, bases := range named {
		group.Go(func() error {
			found := newerIn(disk, dir, slices.Collect(maps.Keys(bases)), than.Add(coarsest))
			lock.Lock()
			defer lock.Unlock()
			newer = append(newer, found...)
			return nil
		})
	}
	_ = group.Wait()
	slices.Sort(newer)
	return newer
}

// newerIn returns those of the files in a folder that were not changed before a time. It opens the folder once, since
// to find a file from the root takes a call for each folder on the way.
func newerIn(disk *os.Root, dir string, bases []string, than time.Time) (newer []string) {
	folder, err := disk.OpenRoot(dir)
	if err != nil {
		return nil
	}
	defer folder.Close()
	for _, base := range bases {
		name := path.Join(dir, base)
		info, err := folder.Lstat(base)
		if err == nil && info.Mode().Type() == fs.ModeSymlink {
			info, err = disk.Stat(name) // it may lead to another folder
		}
		if err == nil && info.Mode().IsRegular() && !info.ModTime().Before(than) {
			newer = append(newer, name)
		}
	}
	return newer
}
