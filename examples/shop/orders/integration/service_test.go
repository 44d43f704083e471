package integration

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// A service is the orders service as a process of its own.
type service struct {
	binary string
	data   string   // where it writes what it covered
	args   []string // that it always gets
	url    string   // while it runs
	cmd    *exec.Cmd
}

// build builds the service so that it counts what it covers.
func build(t *testing.T, args ...string) *service {
	t.Helper()
	dir := os.Getenv("COVBAR_COVERDIR")
	if dir == "" {
		t.Skip("COVBAR_COVERDIR is not set: covbar run sets it to a folder, and reads there what the service covered")
	}
	if runtime.GOOS == "windows" {
		t.Skip("on Windows nobody can ask a process to stop, so that it would not write what it covered")
	}
	s := &service{
		binary: filepath.Join(t.TempDir(), "orders"),
		data:   filepath.Join(dir, "integration"), // the name of the suite in .covbar.yml
		args:   append(args, "-addr", "127.0.0.1:0"),
	}
	if err := os.MkdirAll(s.data, 0o777); err != nil {
		t.Fatal(err)
	}
	// Not go build, which links anew each time: go run keeps the binary in Go's cache, and has cp "run" it.
	cover := []string{"run", "-exec=cp", "-cover", "-coverpkg=./...,example.com/shop/events"}
	if mode := testing.CoverMode(); mode != "" {
		cover = append(cover, "-covermode="+mode) // as the unit tests count, with -race too
	}
	cmd := exec.CommandContext(t.Context(), "go", append(cover, "./cmd/orders", s.binary)...)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	return s
}

// start waits until the service listens.
func (s *service) start(t *testing.T) {
	t.Helper()
	s.cmd = exec.CommandContext(t.Context(), s.binary, s.args...)
	s.cmd.Env = append(os.Environ(), "GOCOVERDIR="+s.data)
	s.cmd.Stderr = os.Stderr
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the service did not come up: %v, %v", err, s.cmd.Wait())
	}
	s.url = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
}

// stop asks the service to stop, as a container does. Only a process that ends by itself writes what it covered.
func (s *service) stop(t *testing.T) {
	t.Helper()
	before := s.counters(t)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if after := s.counters(t); after != before+1 {
		t.Errorf("there were %d files of counters, and now there are %d", before, after)
	}
}

func (s *service) counters(t *testing.T) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.data, "covcounters.*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// call makes a request, and returns the HTTP status and the answer.
func (s *service) call(t *testing.T, method, path, body string) (status int, answer answer) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, read(t, resp.Body)
}
