// Package smtptest has a mail server for tests, as net/http/httptest has a web server.
package smtptest

import (
	"net"
	"net/textproto"
	"strings"
	"testing"
)

// A Server takes in mails and keeps them to itself.
type Server struct {
	Addr   string
	Mails  chan string       // what was taken in: envelope and message; holds 10
	Refuse map[string]string // answer to a command, such as "RCPT": "550 no such user"; set it before use
}

// Start starts a server on a free port; it ends with the test.
func Start(t *testing.T) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &Server{Addr: listener.Addr().String(), Mails: make(chan string, 10)}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.talk(textproto.NewConn(conn))
		}
	}()
	return s
}

func (s *Server) talk(conn *textproto.Conn) {
	defer conn.Close()
	var taken strings.Builder
	reply := "220 fake"
	for {
		if conn.PrintfLine("%s", reply) != nil {
			return
		}
		line, err := conn.ReadLine()
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(line, " ")
		reply = "250 fine"
		switch refusal, refused := s.Refuse[verb]; {
		case refused:
			reply = refusal
		case verb == "DATA":
			_ = conn.PrintfLine("354 go on")
			lines, _ := conn.ReadDotLines()
			s.Mails <- taken.String() + strings.Join(lines, "\n")
		case verb == "QUIT":
			_ = conn.PrintfLine("221 bye")
			return
		default:
			taken.WriteString(line + "\n")
		}
	}
}
