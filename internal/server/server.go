// Package server speaks HTTP: it listens, guards every request with limits of
// size and time and with headers that browsers obey, and tells what went wrong
// as problem details in the user's language. What is served is handed to it as
// routes; it knows no study, no account and no database.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/sekisho/sekisho/internal/tracing"
)

// Config says what a server needs.
type Config struct {
	// Routes adds what is served.
	Routes func(*http.ServeMux)
	// Hosts are the names under which browsers may reach the server, besides
	// addresses and localhost. Others are refused, so that a page from elsewhere
	// cannot give our address another name (DNS rebinding).
	Hosts []string
	// Secure tells that browsers reach the server by HTTPS.
	Secure bool
	// Certificate, if not nil, lets the server speak HTTPS itself.
	Certificate *Certificate
	// Proxies are the reverse proxies that tell truly for whom they ask.
	Proxies []netip.Prefix
	// Limits; see [DefaultLimits].
	Limits Limits
	// NewID gives a name for each request, which errors and the log share.
	NewID func() string
	// Alive reports whether the server can answer, such as whether the database
	// can be read; nil: always.
	Alive func(context.Context) error
	// Metrics, if set, counts the answers.
	Metrics *Metrics
	// Traces, if set, records each request with its steps.
	Traces *tracing.Recorder
	// Log takes what the operator must know, and a line for each request. It gets no contents, no names and
	// no addresses of people.
	Log *slog.Logger
}

// Limits bound what one client can cost.
type Limits struct {
	// Header, Body: how long a client may take to send them.
	Header, Body time.Duration
	// Answer is how long an answer may take, streams excepted.
	Answer time.Duration
	// Idle is how long a connection stays open without a request.
	Idle time.Duration
	// Drain is how long requests under way may take when the server ends.
	Drain time.Duration
	// Bytes of headers and of a body.
	HeaderBytes int
	BodyBytes   int64
	// BodiesBytes is how much the bodies of all requests under way may take together.
	BodiesBytes int64
	// Connections at a time, and requests at a time on one of them (HTTP/2).
	Connections, Streams int
}

// DefaultLimits are generous to slow networks and to whole studies in a body.
func DefaultLimits() Limits {
	return Limits{Header: 10 * time.Second, Body: time.Minute, Answer: 2 * time.Minute, Idle: 2 * time.Minute, Drain: 20 * time.Second,
		HeaderBytes: 32 << 10, BodyBytes: 16 << 20, BodiesBytes: 512 << 20, Connections: 4096, Streams: 100}
}

// Server serves HTTP.
type Server struct {
	config Config
	http   *http.Server
	// held counts the bytes of bodies that are held.
	held atomic.Int64
}

// New makes a server.
func New(c Config) *Server {
	s := &Server{config: c}
	s.http = &http.Server{
		Handler:           s.guard(),
		ReadHeaderTimeout: c.Limits.Header,
		WriteTimeout:      c.Limits.Header + c.Limits.Body + c.Limits.Answer,
		IdleTimeout:       c.Limits.Idle,
		MaxHeaderBytes:    c.Limits.HeaderBytes,
		// A client that takes nothing of an answer, or does not answer a ping, is gone.
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: c.Limits.Streams, WriteByteTimeout: c.Limits.Body, SendPingTimeout: c.Limits.Idle, PingTimeout: c.Limits.Header},
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
	return s
}

// Handler gives the guarded routes.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Serve answers until ctx ends, and then finishes the requests under way.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	// Streams never finish by themselves: they end with this context.
	running, stop := context.WithCancel(context.Background())
	defer stop()
	s.http.BaseContext = func(net.Listener) context.Context { return running }
	s.http.RegisterOnShutdown(stop)
	l = limitListener(l, s.config.Limits.Connections)
	if s.config.Certificate != nil {
		// Outermost: of a connection in which it does not see TLS, net/http does not know
		// that HTTP/2 was agreed on.
		l = s.config.Certificate.listen(l)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Limits.Drain)
	defer cancel()
	if err := s.http.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("end server: %w", err), s.http.Close())
	}
	return nil
}
