package httpapi_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/shop/events"
	"example.com/shop/mailer/internal/app"
	"example.com/shop/mailer/internal/ports/httpapi"
)

type handler func(e events.Event) error

func (h handler) Handle(_ context.Context, e events.Event) error { return h(e) }

const shipped = `{"id":"e-1","type":"order.shipped","version":1,"at":"2026-05-04T12:00:00Z",` +
	`"data":{"order":{"id":"o-1","email":"ann@example.com"}}}`

func TestEvents(t *testing.T) {
	tests := []struct {
		why, body string
		err       error // of the handler
		status    int
		called    bool
	}{
		{"an event", shipped, nil, 204, true},
		{"not an event", `{}{}`, nil, 400, false},
		{"not a valid one", strings.Replace(shipped, "ann@", "", 1), nil, 400, false},
		{"longer than any event", strings.Repeat(" ", 64<<10+1), nil, 400, false},
		{"of tomorrow", strings.Replace(shipped, `"version":1`, `"version":9`, 1), nil, 503, false},
		{"of no use", shipped, app.ErrPermanent, 422, true},
		{"too soon", shipped, app.ErrBusy, 503, true},
		{"bad luck", shipped, errors.New("451 try later"), 503, true},
	}
	for _, tt := range tests {
		called := false
		h := handler(func(e events.Event) error {
			called = e.ID == "e-1"
			return tt.err
		})
		w := httptest.NewRecorder()
		httpapi.New(h, slog.New(slog.DiscardHandler)).ServeHTTP(w, httptest.NewRequest("POST", "/events", strings.NewReader(tt.body)))
		if w.Code != tt.status || called != tt.called {
			t.Errorf("%s: got %d %s, called %t; want %d, %t", tt.why, w.Code, w.Body, called, tt.status, tt.called)
		}
	}
}

func TestHealth(t *testing.T) {
	w := httptest.NewRecorder()
	httpapi.New(nil, nil).ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
	if w.Code != 200 {
		t.Errorf("got %d", w.Code)
	}
}
