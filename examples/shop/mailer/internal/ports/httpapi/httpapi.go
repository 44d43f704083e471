// Package httpapi takes in events over HTTP.
package httpapi

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"example.com/shop/events"
	"example.com/shop/mailer/internal/app"
)

const maxBody = 64 << 10

// A Handler does what an event asks for.
type Handler interface {
	Handle(ctx context.Context, e events.Event) error
}

// New returns the service's HTTP interface:
//
//	POST /events   an event as events.Encode writes it
//	GET  /healthz
//
// The status tells the sender what to do: 2xx forget it, 400 and 422 never send it again, 503 send it later.
func New(handler Handler, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /events", func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err == nil {
			err = handle(r.Context(), handler, data)
		}
		if err == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		log.Warn("event not handled", "error", err)
		http.Error(w, err.Error(), status(err))
	})
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	return mux
}

func handle(ctx context.Context, handler Handler, data []byte) error {
	e, err := events.Decode(data)
	if err != nil {
		return err
	}
	return handler.Handle(ctx, e)
}

func status(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, events.ErrInvalid), errors.As(err, &tooLarge):
		return http.StatusBadRequest
	case errors.Is(err, app.ErrPermanent):
		return http.StatusUnprocessableEntity
	default: // events.ErrUnknown too: a newer mailer may be under way
		return http.StatusServiceUnavailable
	}
}
