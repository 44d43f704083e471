// Command pricing answers what items cost, over HTTP.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shop/pricing/internal/adapters/pricefile"
	"example.com/shop/pricing/internal/app"
	"example.com/shop/pricing/internal/ports/httpapi"
)

// main is as thin as can be: all else is in run, which a test can call.
func main() {
	if err := run(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		log.Fatalf("pricing: %v", err)
	}
}

// run serves until ctx ends or the process is asked to stop.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal does not wait

	flags := flag.NewFlagSet("pricing", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", cmp.Or(getenv("PRICING_ADDR"), "127.0.0.1:8082"), "address to listen on (PRICING_ADDR)")
	file := flags.String("prices", getenv("PRICING_FILE"), "JSON file of prices; empty for a small built-in one (PRICING_FILE)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}

	book := pricefile.File(*file)
	if _, err := book.Book(ctx); err != nil { // better now than at the first request
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	return serve(ctx, listener, httpapi.New(app.NewQuotes(book, time.Now)))
}
