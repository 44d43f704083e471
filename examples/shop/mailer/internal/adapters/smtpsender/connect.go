package smtpsender

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
)

const submissions = "465" // the port where TLS begins with the first byte, by RFC 8314

// connect returns a client that may send mail: encrypted where the server can, logged in where we have a user.
func (s *Sender) connect(ctx context.Context) (*smtp.Client, error) {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	var dialer interface {
		DialContext(ctx context.Context, network, addr string) (net.Conn, error)
	} = new(net.Dialer)
	if port == submissions {
		dialer = &tls.Dialer{Config: config}
	}
	conn, err := dialer.DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	// net/smtp takes no context, so the deadline is laid upon the connection.
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline) // fails on a broken connection only, and so will the next line
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if err := s.login(client, config); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// login makes sure that a password never goes over a plain connection.
func (s *Sender) login(client *smtp.Client, config *tls.Config) error {
	if offered, _ := client.Extension("STARTTLS"); offered {
		if err := client.StartTLS(config); err != nil {
			return fmt.Errorf("encrypting: %w", err)
		}
	}
	if s.User == "" {
		return nil
	}
	if _, encrypted := client.TLSConnectionState(); !encrypted {
		return fmt.Errorf("%s offers no TLS, and a login needs it", s.Addr)
	}
	if err := client.Auth(smtp.PlainAuth("", s.User, s.Password, config.ServerName)); err != nil {
		return fmt.Errorf("login of %s: %w", s.User, err)
	}
	return nil
}
