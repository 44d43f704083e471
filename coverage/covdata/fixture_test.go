package covdata

import (
	"bufio"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// The sources of a service that ends on SIGTERM, and of what an edit makes of it.
var sources = map[string]string{
	"go.mod": "module example.com/shop\n\ngo 1.26\n",
	"cmd/till/main.go": `package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"example.com/shop/price"
)

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	fmt.Println("ready", price.Of(len(os.Args)))
	if len(os.Args) > 1 {
		<-end
	}
}
`,
	"price/price.go": `package price

func Of(cups int) int {
	if cups > 10 {
		return 9 * cups
	}
	return 10 * cups
}
`,
}

const edited = `package price

func Of(cups int) int {
	if cups > 10 && cups < 1000 {
		return 9 * cups
	}
	return 10 * cups
}
`

// profile is what one run of the service covers.
const profile = `mode: set
example.com/shop/cmd/till/main.go:12.13,16.22 4 1
example.com/shop/cmd/till/main.go:16.22,18.3 1 0
example.com/shop/price/price.go:3.23,4.15 1 1
example.com/shop/price/price.go:4.15,6.3 1 0
example.com/shop/price/price.go:7.2,7.18 1 1
`

// A program is a binary of the service, which is built once.
type program struct {
	flags []string
	price string // instead of that source

	once sync.Once
	path string
}

var binaries string // where they are

var (
	till       = &program{}
	tillAtomic = &program{flags: []string{"-covermode=atomic"}}
	tillEdited = &program{price: edited}
)

func (p *program) build(t *testing.T) string {
	t.Helper()
	p.once.Do(func() {
		dir, err := os.MkdirTemp(binaries, "")
		wantNoError(t, err)
		for name, text := range sources {
			if name == "price/price.go" {
				text = cmp.Or(p.price, text)
			}
			file := filepath.Join(dir, filepath.FromSlash(name))
			wantNoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
			wantNoError(t, os.WriteFile(file, []byte(text), 0o600))
		}
		path := filepath.Join(dir, "till.exe")
		build := exec.Command("go", append(append([]string{"build", "-cover", "-coverpkg=./...", "-o=" + path}, p.flags...), "./cmd/till")...)
		build.Dir = dir
		build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "GOTOOLCHAIN=local")
		out, err := build.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		p.path = path
	})
	if p.path == "" {
		t.Fatal("the program could not be built")
	}
	return p.path
}

// run runs the program to its end.
func (p *program) run(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.Command(p.build(t))
	cmd.Env = append(os.Environ(), "GOCOVERDIR="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// stop runs the program until it is ready, and sends it a signal.
func (p *program) stop(t *testing.T, dir string, signal os.Signal) {
	t.Helper()
	if runtime.GOOS == "windows" && signal != os.Kill {
		t.Skip("Windows knows no other signal than to kill")
	}
	cmd := exec.Command(p.build(t), "wait")
	cmd.Env = append(os.Environ(), "GOCOVERDIR="+dir)
	stdout, err := cmd.StdoutPipe()
	wantNoError(t, err)
	wantNoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill() }()
	if line, err := bufio.NewReader(stdout).ReadString('\n'); !strings.HasPrefix(line, "ready") {
		t.Fatalf("the program says %q (%v)", line, err)
	}
	wantNoError(t, cmd.Process.Signal(signal))
	if err := cmd.Wait(); (err == nil) != (signal == syscall.SIGTERM) {
		t.Fatalf("after %v: %v", signal, err)
	}
}

// files are the names in a folder that begin with a prefix.
func files(t *testing.T, dir, prefix string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	wantNoError(t, err)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), prefix) {
			names = append(names, entry.Name())
		}
	}
	return names
}

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
