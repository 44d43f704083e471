// Command orders takes orders over HTTP, keeps them in a file, and tells the mailer what becomes of them.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"example.com/shop/orders/internal/adapters/boltstore"
	"example.com/shop/orders/internal/adapters/mailerclient"
	"example.com/shop/orders/internal/adapters/pricingclient"
	"example.com/shop/orders/internal/app"
	"example.com/shop/orders/internal/ports/httpapi"
)

const patience = 5 * time.Second // with other services

// main is as thin as can be: all else is in run, which a test can call.
func main() {
	if err := run(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		log.Fatalf("orders: %v", err)
	}
}

// A config is what flags and environment say.
type config struct{ addr, db, pricing, mailer string }

func parse(args []string, getenv func(string) string, usage io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("orders", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&c.addr, "addr", cmp.Or(getenv("ORDERS_ADDR"), "127.0.0.1:8081"), "address to listen on (ORDERS_ADDR)")
	flags.StringVar(&c.db, "db", cmp.Or(getenv("ORDERS_DB"), "orders.db"), "database file (ORDERS_DB)")
	flags.StringVar(&c.pricing, "pricing", cmp.Or(getenv("ORDERS_PRICING"), "http://127.0.0.1:8082"), "URL of pricing (ORDERS_PRICING)")
	flags.StringVar(&c.mailer, "mailer", cmp.Or(getenv("ORDERS_MAILER"), "http://127.0.0.1:8083"), "URL of the mailer (ORDERS_MAILER)")
	err := flags.Parse(args) // before c is read: the order within a return is not defined
	return c, err
}

// run serves until ctx ends or the process is asked to stop.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal does not wait

	c, err := parse(args, getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	store, err := boltstore.Open(c.db)
	if err != nil {
		return err
	}
	defer store.Close()
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())

	logger := slog.New(slog.NewTextHandler(stderr, nil))
	client := &http.Client{Timeout: patience}
	relay := app.Relay{
		Outbox: store, Publisher: mailerclient.New(c.mailer, client),
		Every: time.Second, Timeout: patience, Log: logger,
	}
	orders := app.NewOrders(store, pricingclient.New(c.pricing, client), time.Now, rand.Text)

	// The relay ends after the server, so that it sees the events of the last request.
	relaying, stopRelay := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { relay.Run(relaying) })
	err = serve(ctx, listener, httpapi.New(orders, logger))
	stopRelay()
	wg.Wait()
	return err
}
