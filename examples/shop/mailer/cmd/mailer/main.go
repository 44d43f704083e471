// Command mailer takes in events over HTTP and writes mails about them.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shop/mailer/internal/adapters/smtpsender"
	"example.com/shop/mailer/internal/app"
	"example.com/shop/mailer/internal/ports/httpapi"
)

// remember is how many events the mailer knows it has mailed: some hours of a good day.
const remember = 10_000

// main is as thin as can be: all else is in run, which a test can call.
func main() {
	if err := run(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		log.Fatalf("mailer: %v", err)
	}
}

// run serves until ctx ends or the process is asked to stop.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal does not wait

	// A password in a flag could be read by everybody who can list processes.
	sender := smtpsender.Sender{User: getenv("MAILER_SMTP_USER"), Password: getenv("MAILER_SMTP_PASSWORD"), Timeout: 2 * time.Second}
	flags := flag.NewFlagSet("mailer", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", cmp.Or(getenv("MAILER_ADDR"), "127.0.0.1:8083"), "address to listen on (MAILER_ADDR)")
	flags.StringVar(&sender.Addr, "smtp", cmp.Or(getenv("MAILER_SMTP"), "localhost:25"), "host:port of the mail server (MAILER_SMTP)")
	flags.StringVar(&sender.From, "from", cmp.Or(getenv("MAILER_FROM"), "shop@example.com"), "address of the shop (MAILER_FROM)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}

	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	mailer := app.NewMailer(&sender, app.Backoff{Tries: 3, Wait: 200 * time.Millisecond}, remember)
	return serve(ctx, listener, httpapi.New(mailer, slog.New(slog.NewTextHandler(stderr, nil))))
}
