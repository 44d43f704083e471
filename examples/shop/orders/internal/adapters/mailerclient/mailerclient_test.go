package mailerclient

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"example.com/shop/orders/internal/app"
)

var _ app.Publisher = (*Client)(nil)

func TestPublish(t *testing.T) {
	tests := []struct {
		status  int
		want    string // the error; empty for none
		refused bool
	}{
		{204, "", false},
		{400, "event refused: mailer says 400 Bad Request", true},
		{422, "event refused: mailer says 422 Unprocessable Entity", true},
		{404, "mailer says 404 Not Found", false},
		{503, "mailer says 503 Service Unavailable", false},
	}
	for _, tt := range tests {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if r.Method != "POST" || r.URL.Path != "/events" || string(body) != "{}" {
				t.Errorf("got %s %s %s", r.Method, r.URL, body)
			}
			w.WriteHeader(tt.status)
		}))
		err := New(server.URL, server.Client()).Publish(t.Context(), []byte("{}"))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != tt.want || errors.Is(err, app.ErrRefused) != tt.refused {
			t.Errorf("%d: got %q, want %q, refused %t", tt.status, got, tt.want, tt.refused)
		}
		server.Close()
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	for _, url := range []string{server.URL, "http://[broken"} {
		if err := New(url, http.DefaultClient).Publish(t.Context(), nil); err == nil || errors.Is(err, app.ErrRefused) {
			t.Errorf("%s: got %v, want an error that may pass", url, err)
		}
	}
}
