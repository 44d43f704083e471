package github

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxHops = 5 // a renamed repository is one
	// maxBody holds a page of 100 comments, each of 65,536 characters of four bytes.
	maxBody = 32 << 20
	timeout = 15 * time.Second // of a request with all of its answer
)

// A gate is the only way out. It sends a request to one server only, and there it alone adds the token. It returns an
// answer only when all of it arrived and it is what the API promises; everything else is a *failure.
//
// It is here because net/http follows a redirect to any host and turns the POST into a GET on the way, and because
// go-github sends its token along, takes an empty answer for success, and reads without a bound.
type gate struct {
	server  *url.URL
	token   string
	next    http.RoundTripper
	timeout time.Duration
}

// newTransport connects as o says. Verification of certificates cannot be turned off.
func newTransport(o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Transport{
		Proxy:                  o.Proxy,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  timeout,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
	}
}

// RoundTrip sends req once, and follows redirects on the same server.
func (g *gate) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), g.timeout)
	defer cancel()
	payload, err := readPayload(req)
	if err != nil {
		return nil, err
	}
	resp, err := g.follow(ctx, req, payload)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := g.read(req, resp)
	if err != nil {
		return nil, err
	}
	switch {
	case resp.StatusCode == http.StatusNoContent && req.Method == http.MethodDelete:
	case resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated:
		return nil, g.refused(req, resp, body)
	case !json.Valid(body):
		return nil, g.broken(req, resp.StatusCode, nil, "the answer is not JSON")
	}
	forgetLimits(resp.Header)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func readPayload(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}

// follow sends req, and sends it again, as it is, to where the server says that it has moved.
func (g *gate) follow(ctx context.Context, req *http.Request, payload []byte) (*http.Response, error) {
	for target, hops := req.URL, 0; hops <= maxHops; hops++ {
		if !sameServer(target, g.server) {
			f := g.broken(req, 0, nil, "it leads to another host, %q, which never gets the token", target.Scheme+"://"+target.Host)
			f.unclear = false
			return nil, f
		}
		resp, err := g.next.RoundTrip(g.request(ctx, req, target, payload))
		if err != nil {
			return nil, g.noAnswer(req, err)
		}
		if resp.StatusCode < 300 || resp.StatusCode > 399 {
			return resp, nil
		}
		resp.Body.Close()
		if target, err = g.moved(req, resp, target); err != nil {
			return nil, err
		}
	}
	f := g.broken(req, 0, nil, "more than %d redirects", maxHops)
	f.unclear = false
	return nil, f
}

// request is req for target, with the token.
func (g *gate) request(ctx context.Context, req *http.Request, target *url.URL, payload []byte) *http.Request {
	r := req.Clone(ctx)
	r.URL, r.Host = target, ""
	r.Header.Set("Authorization", "Bearer "+g.token)
	if payload != nil {
		r.Body = io.NopCloser(bytes.NewReader(payload))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(payload)), nil }
		r.ContentLength = int64(len(payload))
	}
	return r
}

// moved is where a redirect leads. 302 and 303 ask for a GET, which is no answer to anything else.
func (g *gate) moved(req *http.Request, resp *http.Response, from *url.URL) (*url.URL, error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	case http.StatusFound, http.StatusSeeOther:
		if req.Method != http.MethodGet {
			return nil, g.broken(req, resp.StatusCode, nil, "a redirect that would turn it into a GET")
		}
	default:
		return nil, g.broken(req, resp.StatusCode, nil, "an answer that was not asked for")
	}
	to, err := from.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return nil, g.broken(req, resp.StatusCode, nil, "a redirect that does not say where to")
	}
	to.User = nil // net/http would make a header of it
	return to, nil
}

// sameServer compares scheme, host and port.
func sameServer(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// read reads all of an answer.
func (g *gate) read(req *http.Request, resp *http.Response) ([]byte, error) {
	if resp.ContentLength > maxBody {
		return nil, g.broken(req, resp.StatusCode, nil, "the answer has %d bytes, more than %d", resp.ContentLength, maxBody)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, g.noAnswer(req, err)
	case len(body) > maxBody:
		return nil, g.broken(req, resp.StatusCode, nil, "the answer has more than %d bytes", maxBody)
	}
	return body, nil
}

// noAnswer says why there is none.
func (g *gate) noAnswer(req *http.Request, err error) error {
	if cause := req.Context().Err(); cause != nil {
		return cause
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return g.broken(req, 0, nil, "no answer within %s", g.timeout)
	}
	f := g.broken(req, 0, err, "%v", err)
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		f.unclear = false // nothing was sent, and it will not be better
		var unknown x509.UnknownAuthorityError
		if errors.As(err, &unknown) {
			f.message += "\nhint: --ca-file names a file with the certificates of your own authority"
		}
	}
	return f
}

// forgetLimits keeps go-github from refusing requests by itself. How long to wait, and whether, is for the retrier to say.
func forgetLimits(h http.Header) {
	for name := range h {
		if strings.HasPrefix(name, "X-Ratelimit-") || name == "Retry-After" {
			h.Del(name)
		}
	}
}
