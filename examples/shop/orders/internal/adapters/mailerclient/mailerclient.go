// Package mailerclient brings events to the mailer over HTTP.
package mailerclient

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"example.com/shop/orders/internal/app"
)

// A Client is an app.Publisher.
type Client struct {
	url  string
	http *http.Client
}

// New returns a client of the mailer at url, such as http://mailer:8083.
func New(url string, client *http.Client) *Client { return &Client{url: url, http: client} }

// Publish delivers an encoded event. 400 and 422 say that it will never be understood, and wrap
// app.ErrRefused. Everything else may pass, a 404 too: the mailer may be coming up behind its proxy.
func (c *Client) Publish(ctx context.Context, data []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/events", bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == http.StatusBadRequest, resp.StatusCode == http.StatusUnprocessableEntity:
		return fmt.Errorf("%w: mailer says %s", app.ErrRefused, resp.Status)
	}
	return fmt.Errorf("mailer says %s", resp.Status)
}
