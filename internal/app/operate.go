package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/tracing"
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

// Observation says how an operator looks into a process.
type Observation struct {
	// Metrics is an address of its own, on which Prometheus reads figures; empty:
	// none.
	Metrics string
	// Traces is a file to which each request and job is written with its steps;
	// empty: none.
	Traces string
}

// Observe lets the operator look into the process that has the queue, until end is
// called.
func (j *Jobs) Observe(ctx context.Context, o Observation, log *slog.Logger) (figures *server.Metrics, end func() error, err error) {
	if o.Traces != "" {
		if j.Traces, err = tracing.Open(o.Traces, j.Program, log); err != nil {
			return nil, nil, err
		}
	}
	figures, stop, err := startMetrics(ctx, o.Metrics, j)
	if err != nil {
		return nil, nil, errors.Join(err, j.Traces.Close())
	}
	return figures, func() error { stop(); return j.Traces.Close() }, nil
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
