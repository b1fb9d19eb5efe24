package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/sekisho/sekisho/internal/server"
)

// ServeOptions say how a server is run.
type ServeOptions struct {
	// Listen is the address on which it listens, such as 127.0.0.1:8610.
	Listen string
	// Database is an SQLite file or the address postgres://… of a database.
	Database string
	// Hosts are the names under which browsers may reach it.
	Hosts []string
	// Log takes what the operator must know.
	Log *slog.Logger
	// Ready is called with the address when the server answers.
	Ready func(address string)
}

// Serve opens the database and answers until ctx ends.
func Serve(ctx context.Context, o ServeOptions) (err error) {
	// The port first: where it is taken, nothing is made.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() {
		if end := listener.Close(); !errors.Is(end, net.ErrClosed) {
			err = errors.Join(err, end)
		}
	}()
	s, err := openStore(ctx, o.Database, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	web := server.New(server.Config{
		Routes: func(*http.ServeMux) {},
		Hosts:  o.Hosts,
		Limits: server.DefaultLimits(),
		NewID:  rand.Text,
		Log:    o.Log,
	})
	o.Ready(listener.Addr().String())
	return web.Serve(ctx, listener)
}
