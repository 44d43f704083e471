package change

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const token = "ghs_canary"

// A server serves the repositories of a place over http, to whoever shows the token.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	seen map[string]bool // Authorization headers, and those of one request joined
}

// shown returns what was seen since it was last asked.
func (s *server) shown() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = map[string]bool{}
	return seen
}

func (p place) serve() *server { return p.serveBy(httptest.NewServer) }

func (p place) serveBy(start func(http.Handler) *httptest.Server) *server {
	p.t.Helper()
	backend := filepath.Join(p.git(".", "--exec-path"), "git-http-backend")
	if _, err := os.Stat(backend); err != nil {
		p.t.Skip("this git has no http-backend:", err)
	}
	git := &cgi.Handler{Path: backend, Env: []string{"GIT_PROJECT_ROOT=" + p.dir, "GIT_HTTP_EXPORT_ALL=1"}, Stderr: io.Discard}
	s := &server{seen: map[string]bool{}}
	s.Server = start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.seen[strings.Join(r.Header["Authorization"], " and ")] = true
		s.mu.Unlock()
		user, password, _ := r.BasicAuth()
		switch {
		case len(r.Header["Authorization"]) > 1:
			http.Error(w, "duplicate header", http.StatusBadRequest) // as GitHub does
		case user != "x-access-token" || password == "":
			w.Header().Set("WWW-Authenticate", `Basic realm="shop"`)
			http.Error(w, "who is it?", http.StatusUnauthorized)
		case password != token:
			http.Error(w, "not allowed", http.StatusForbidden)
		default:
			git.ServeHTTP(w, r)
		}
	}))
	p.t.Cleanup(s.Close)
	return s
}

// basic is the header that shows a token. None is not shown.
func basic(password string) string {
	if password == "" {
		return ""
	}
	return "basic " + base64.StdEncoding.EncodeToString([]byte("x-access-token:"+password))
}

func TestFetch(t *testing.T) {
	p := newPlace(t)
	base, head, merge := p.pull()
	before := p.git("work", "for-each-ref") + p.git("work", "config --list --local")
	r := p.open("work")
	if _, err := r.Differing(context.Background(), merge, head); err == nil {
		t.Fatal("the head is here already")
	}
	if err := r.Fetch(context.Background(), p.url("shop.git"), head, "", ""); err != nil {
		t.Fatal(err)
	}
	got, err := r.Differing(context.Background(), merge, head)
	if diff := cmp.Diff(map[string]bool{"base.go": true}, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got)\n%s", err, diff)
	}
	if r.Has(context.Background(), base) || r.Has(context.Background(), head+"^") {
		t.Error("more was fetched than a commit")
	}
	if after := p.git("work", "for-each-ref") + p.git("work", "config --list --local"); after != before {
		t.Errorf("references or settings changed from\n%s\nto\n%s", before, after)
	}
	if fetched := p.git("work", "rev-parse FETCH_HEAD"); fetched != merge {
		t.Error("FETCH_HEAD is another")
	}
}

// The token goes to the one URL, and is seen by nobody else: no argument list, no error.
func TestFetchToken(t *testing.T) {
	p := newPlace(t)
	_, head, _ := p.pull()
	s := p.serve()
	p.environ = append(p.environ, "no_proxy=*")
	remote := s.URL + "/shop.git"
	const cannot, brings = " is not in this clone, and cannot be fetched: git fetch: ",
		"\nhint: in GitHub Actions, fetch-depth: 0 of actions/checkout brings it; otherwise "
	for i, test := range []struct {
		reason         string
		local, environ string // tokens that the clone and the environment are configured with
		token          string
		shown          string // the one that the server sees
		want           string
	}{
		{"the job's token", "", "", token, token, ""},
		{"persist-credentials has left another, and two would be refused", "ghs_old", "", token, token, ""},
		{"and a third one", "ghs_old", "ghs_older", token, token, ""},
		{"without a token, what persist-credentials left", token, "", "", token, ""},
		{
			"none, and nobody to ask", "", "", "", "",
			"commit " + head + cannot + "fatal: could not read Username for '" + s.URL + "': terminal prompts disabled" + brings +
				"GITHUB_TOKEN, or its persist-credentials: true, allows git to fetch it",
		},
		{
			"one that may not read", "", "", "ghs_other", "ghs_other",
			"commit " + head + cannot + "remote: not allowed" + brings + "permissions of contents: read allow its token to fetch it",
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			dir := "clone" + strconv.Itoa(i)
			p.git(".", "init -q "+dir)
			if test.local != "" {
				p.gitWith("", dir, "config", "http."+s.URL+"/.extraheader", "AUTHORIZATION: "+basic(test.local))
			}
			trace := filepath.Join(t.TempDir(), "trace")
			p := p
			p.environ = append(slices.Clip(p.environ), "GIT_TRACE="+trace, "GIT_ASKPASS=ask", "SSH_ASKPASS=ask")
			if test.environ != "" {
				p.environ = append(p.environ, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http."+remote+".extraHeader",
					"GIT_CONFIG_VALUE_0=AUTHORIZATION: "+basic(test.environ))
			}
			r := p.open(dir)
			s.shown() // what those before have shown
			err := r.Fetch(context.Background(), remote, head, test.token, "")
			switch {
			case test.want == "" && err != nil, test.want != "" && (err == nil || err.Error() != test.want):
				t.Errorf("got error\n%v\nwant\n%s", err, test.want)
			case r.Has(context.Background(), head) != (err == nil):
				t.Error("the commit is here, or it is not, against what Fetch says")
			}
			if shown := s.shown(); len(shown) != 1 || !shown[basic(test.shown)] {
				t.Errorf("the server was shown %v", shown)
			}
			ran, err := os.ReadFile(trace)
			if err != nil || !strings.Contains(string(ran), "git-remote-http") {
				t.Errorf("no trace of the commands: %v\n%s", err, ran)
			}
			if _, secret, _ := strings.Cut(basic(token), " "); strings.Contains(string(ran), secret) || strings.Contains(string(ran), token) {
				t.Errorf("the token is an argument:\n%s", ran)
			}
		})
	}
}

// git sends a header of its settings wherever it is led.
func TestFetchRedirect(t *testing.T) {
	p := newPlace(t)
	_, head, _ := p.pull()
	p.environ = append(p.environ, "no_proxy=*")
	other := p.serve()
	for _, same := range []bool{false, true} {
		first := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			to := other.URL
			if same {
				to = "http://" + r.Host + "/moved"
			}
			http.Redirect(w, r, to+r.URL.RequestURI(), http.StatusMovedPermanently)
		}))
		defer first.Close()
		err := p.open("work").Fetch(context.Background(), first.URL+"/shop.git", head, token, "")
		if err == nil || !strings.Contains(err.Error(), "The requested URL returned error: 301\nhint: ") || strings.Contains(err.Error(), token) {
			t.Errorf("got error %v", err)
		}
	}
	if shown := other.shown(); len(shown) > 0 {
		t.Errorf("another host was shown %v", shown)
	}
}

// The token goes to nobody who cannot prove to be the server, whatever git is told elsewhere.
func TestFetchVerifies(t *testing.T) {
	p := newPlace(t)
	_, head, _ := p.pull()
	s := p.serveBy(httptest.NewTLSServer)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that fail, as they should
	p.write("ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})))
	ca := filepath.Join(p.dir, "ca.pem")
	remote := s.URL + "/shop.git"
	p.environ = append(without(p.environ, "GIT_SSL_CAINFO"), "no_proxy=*") // a machine may have its own
	for i, test := range []struct {
		reason         string
		config         []string // of the clone: key, value
		environ        []string
		caFile, refuse string
	}{
		{"nobody trusts it", nil, nil, "", "certificate"},
		{"a variable that turns verification off", nil, []string{"GIT_SSL_NO_VERIFY=1"}, "", "certificate"},
		{"a setting that does", []string{"http.sslVerify", "false"}, nil, "", "certificate"},
		{"one that does for this URL alone", []string{"http." + remote + ".sslVerify", "false"}, nil, "", "certificate"},
		{"both do", []string{"http.sslVerify", "false"}, []string{"GIT_SSL_NO_VERIFY=1"}, "", "certificate"},
		{"its authority is known", nil, nil, ca, ""},
		{"and what else is said of authorities does not count", []string{"http.sslCAInfo", os.DevNull}, []string{"GIT_SSL_CAINFO=" + os.DevNull}, ca, ""},
		{"git knows the authority by itself", []string{"http.sslCAInfo", ca}, nil, "", ""},
	} {
		dir := "verifies" + strconv.Itoa(i)
		p.git(".", "init -q "+dir)
		if test.config != nil {
			p.gitWith("", dir, "config", test.config[0], test.config[1])
		}
		p := p
		p.environ = append(slices.Clip(p.environ), test.environ...)
		s.shown()
		err := p.open(dir).Fetch(context.Background(), remote, head, token, test.caFile)
		if test.refuse == "" && err != nil || test.refuse != "" && (err == nil || !strings.Contains(err.Error(), test.refuse)) {
			t.Errorf("%s: got error %v", test.reason, err)
		}
		if shown := s.shown(); shown[basic(token)] != (test.refuse == "") {
			t.Errorf("%s: the server was shown %v", test.reason, shown)
		}
	}
}

func TestFetchErrors(t *testing.T) {
	p := newPlace(t)
	p.pull()
	unknown := strings.Repeat("1", 40)
	// Of a repository on the same machine both sides say so, and either may be the first.
	twoSay := strings.NewReplacer("fatal: git upload-pack: ", "fatal: remote error: upload-pack: ")
	const needed = "\nhint: GITHUB_SERVER_URL names the server"
	for _, test := range []struct{ remote, commit, token, want, reason string }{
		{p.url("shop.git"), "topic", "", `"topic" is no full ID of a commit`, "a branch moves"},
		{p.url("shop.git"), "+" + unknown + ":refs/heads/main", "", `"+` + unknown + `:refs/heads/main" is no full ID of a commit`, "it would set the branch"},
		{p.url("shop.git"), "--upload-pack=x", "", `"--upload-pack=x" is no full ID of a commit`, "an option"},
		{
			"--upload-pack=x", unknown, "",
			"commit " + unknown + " is not in this clone, and cannot be fetched: git fetch: fatal: strange pathname '--upload-pack=x' blocked\n" +
				"hint: in GitHub Actions, fetch-depth: 0 of actions/checkout brings it; otherwise GITHUB_TOKEN, or its persist-credentials: true, allows git to fetch it",
			"an option",
		},
		{
			p.url("shop.git"), unknown, "",
			"commit " + unknown + " is not in this clone, and cannot be fetched: git fetch: fatal: remote error: upload-pack: not our ref " + unknown + "\n" +
				"hint: in GitHub Actions, fetch-depth: 0 of actions/checkout brings it; otherwise GITHUB_TOKEN, or its persist-credentials: true, allows git to fetch it",
			"it was never pushed",
		},
		{"origin", unknown, token, "a token is of use only to fetch from a URL of https" + needed, "whose server is not known"},
		{p.url("shop.git"), unknown, token, "a token is of use only to fetch from a URL of https" + needed, "no server"},
		{"https://\x7f", unknown, token, "a token is of use only to fetch from a URL of https" + needed, "no URL"},
		{"http://git.example.com/a/b", unknown, token, "no token is sent to http://git.example.com, where others may read it\nhint: GITHUB_SERVER_URL begins with https://", "plain http"},
		{"git://127.0.0.1/a/b", unknown, token, "no token is sent to git://127.0.0.1, where others may read it\nhint: GITHUB_SERVER_URL begins with https://", "another protocol"},
	} {
		err := p.open("work").Fetch(context.Background(), test.remote, test.commit, test.token, "")
		if err == nil || twoSay.Replace(err.Error()) != test.want {
			t.Errorf("%s: got error\n%v\nwant\n%s", test.reason, err, test.want)
		}
	}
	for remote, want := range map[string]bool{
		"https://github.com/a/b": true, "http://localhost:1/a/b": true, "http://127.0.0.2/a/b": true, "http://[::1]:1/a/b": true,
		"http://localhost.example.com/a": false, "http://127.0.0.1.example.com/a": false, "http://10.0.0.1/a": false,
	} {
		if err := mayHaveToken(remote); (err == nil) != want {
			t.Errorf("%s: %v", remote, err)
		}
	}
}

// A server that does not answer holds nobody who wants to stop.
func TestFetchStopped(t *testing.T) {
	p := newPlace(t)
	p.pull()
	p.environ = append(p.environ, "no_proxy=*")
	ctx, cancel := context.WithCancel(context.Background())
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer s.Close()
	defer s.CloseClientConnections()
	if err := p.open("work").Fetch(ctx, s.URL+"/shop.git", strings.Repeat("1", 40), token, ""); err != context.Canceled {
		t.Errorf("Ctrl-C: %v", err)
	}
}

func TestConfigure(t *testing.T) {
	for _, test := range []struct {
		environ, want []string
		reason        string
	}{
		{[]string{"A=1"}, []string{"A=1", "GIT_CONFIG_KEY_0=k", "GIT_CONFIG_VALUE_0=v", "GIT_CONFIG_COUNT=1"}, "none before"},
		{
			[]string{"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=a"},
			[]string{"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=a", "GIT_CONFIG_KEY_2=k", "GIT_CONFIG_VALUE_2=v", "GIT_CONFIG_COUNT=3"},
			"what a user sets there stays; of two variables of one name the last counts",
		},
		{
			[]string{"GIT_CONFIG_COUNT=two"},
			[]string{"GIT_CONFIG_COUNT=two", "GIT_CONFIG_KEY_0=k", "GIT_CONFIG_VALUE_0=v", "GIT_CONFIG_COUNT=1"},
			"git could not have used any",
		},
	} {
		if diff := cmp.Diff(test.want, configure(test.environ, [][2]string{{"k", "v"}})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.reason, diff)
		}
	}
}
