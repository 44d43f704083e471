package github

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// parseAPI reads the base URL of an API.
func parseAPI(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("the URL of the API cannot be read") // the error shows it, and a password in it
	case u.User != nil:
		return nil, errors.New("the URL of the API holds a user name: the token is all there is")
	case u.Host == "" || u.Opaque != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%q is no URL of an API\nhint: such as https://api.github.com, or https://HOST/api/v3", s)
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, fmt.Errorf("%q is not https: the token would be readable on its way", s)
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/"
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// checkToken refuses what cannot be sent in a header. It never shows the token.
func checkToken(token string) error {
	if token == "" {
		return errors.New("there is no token")
	}
	for _, r := range token {
		if r <= ' ' || r > '~' || r == '"' || r == '\\' {
			return errors.New("the token holds a character that tokens do not have, such as a space or a line end")
		}
	}
	return nil
}

// ProxyFrom reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not.
func ProxyFrom(getenv func(string) string) func(*http.Request) (*url.URL, error) {
	either := func(name string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return getenv(strings.ToLower(name))
	}
	config := httpproxy.Config{HTTPSProxy: either("HTTPS_PROXY"), HTTPProxy: either("HTTP_PROXY"), NoProxy: either("NO_PROXY")}
	proxy := config.ProxyFunc()
	return func(req *http.Request) (*url.URL, error) { return proxy(req.URL) }
}

// ReadRoots adds the certificates of a PEM file to those of the system.
func ReadRoots(pem []byte) (*x509.CertPool, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in PEM form is in it")
	}
	return roots, nil
}
