// Package pricingclient asks the pricing service what items cost, and puts its answer into our own words.
package pricingclient

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/domain/money"
	"example.com/shop/orders/internal/domain/order"
)

const maxAnswer = 1 << 20

// A Client is an app.Pricer.
type Client struct {
	url  string
	http *http.Client
}

// New returns a client of the service at url, such as http://pricing:8082.
func New(url string, client *http.Client) *Client { return &Client{url: url, http: client} }

type item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// A quote is what we need of the service's answer; it may hold more.
type quote struct {
	Currency string `json:"currency"`
	Lines    []struct {
		item
		Unit int64 `json:"unit"`
	} `json:"lines"`
	Total int64  `json:"total"`
	Error string `json:"error"`
}

// Price asks for a quote. A broken answer is ErrPricing too: the customer can do nothing about it.
func (c *Client) Price(ctx context.Context, items []app.Item) ([]order.Line, money.Money, error) {
	q, err := c.ask(ctx, items)
	if err != nil {
		return nil, money.Money{}, err
	}
	lines, total, err := q.translate()
	if err != nil {
		return nil, money.Money{}, fmt.Errorf("%w: odd quote: %w", app.ErrPricing, err)
	}
	return lines, total, nil
}

func (c *Client) ask(ctx context.Context, items []app.Item) (quote, error) {
	question := struct {
		Items []item `json:"items"`
	}{[]item{}}
	for _, i := range items {
		question.Items = append(question.Items, item(i))
	}
	body, err := json.Marshal(question)
	if err != nil {
		return quote{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/quotes", bytes.NewReader(body))
	if err != nil {
		return quote{}, fmt.Errorf("%w: %w", app.ErrPricing, err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return quote{}, fmt.Errorf("%w: %w", app.ErrPricing, err)
	}
	defer resp.Body.Close()
	return read(resp)
}

func read(resp *http.Response) (quote, error) {
	var q quote
	err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&q)
	switch {
	case err != nil:
		return quote{}, fmt.Errorf("%w: %s: %w", app.ErrPricing, resp.Status, err)
	case resp.StatusCode == http.StatusUnprocessableEntity:
		return quote{}, fmt.Errorf("%w: %s", app.ErrItems, q.Error)
	case resp.StatusCode != http.StatusOK:
		return quote{}, fmt.Errorf("%w: %s: %s", app.ErrPricing, resp.Status, q.Error)
	}
	return q, nil
}

func (q quote) translate() ([]order.Line, money.Money, error) {
	total, err := money.New(q.Total, q.Currency)
	if err != nil {
		return nil, money.Money{}, err
	}
	var lines []order.Line
	for _, l := range q.Lines {
		price, err := money.New(l.Unit, q.Currency)
		if err != nil {
			return nil, money.Money{}, err
		}
		lines = append(lines, order.Line{SKU: l.SKU, Quantity: l.Quantity, Price: price})
	}
	return lines, total, nil
}
