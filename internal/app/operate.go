package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sekisho/sekisho/internal/server"
)

// certificate gives the certificate with which the server speaks HTTPS itself; nil
// where it does not.
func (o *ServeOptions) certificate() (*server.Certificate, error) {
	if !o.Own {
		if o.Certificate == "" {
			return nil, nil //nolint:nilnil // said above
		}
		return usable(server.OpenCertificate(o.Certificate, o.Key))
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return nil, fmt.Errorf("find the user's directory: %w", err)
	}
	return usable(server.OwnCertificate(filepath.Join(dir, "sekisho", "tls"), o.Hosts, time.Now()))
}

// ErrCertificate reports files that hold no certificate, or one and the key of
// another.
var ErrCertificate = errors.New("no certificate with its key")

func usable(c *server.Certificate, err error) (*server.Certificate, error) {
	var path *fs.PathError
	if err != nil && !errors.As(err, &path) {
		err = fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	return c, err
}

// Measure serves the figures of a worker on an address until end is called.
func (j *Jobs) Measure(ctx context.Context, address string) (end func(), err error) {
	_, end, err = startMetrics(ctx, address, j)
	return end, err
}

// startMetrics serves the figures of a process on an address of their own; end
// stops it. Without an address there are none.
func startMetrics(ctx context.Context, address string, jobs *Jobs) (*server.Metrics, func(), error) {
	if address == "" {
		return nil, func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, nil, fmt.Errorf("listen: %w", err)
	}
	figures := server.NewMetrics(func() (map[string]float64, error) {
		asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		counts, err := jobs.Counts(asking)
		values := map[string]float64{}
		for state, n := range counts {
			values[fmt.Sprintf("sekisho_jobs{state=%q}", string(state))] = float64(n)
		}
		return values, err
	})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", figures)
	web := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := web.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			_ = listener.Close() // nobody reads figures any more; the server itself goes on
		}
	}()
	return figures, func() { _ = web.Close(); <-ended }, nil
}
