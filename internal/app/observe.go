package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/tracing"
)

// Observation says how an operator looks into a process.
type Observation struct {
	// Metrics is an address of its own, on which Prometheus reads figures; empty:
	// none.
	Metrics string
	// Traces is a file to which each request and job is written with its steps;
	// empty: none.
	Traces string
}

// window is what an operator looks through. It is opened before anything is made,
// so that a place that cannot be used leaves nothing behind.
type window struct {
	traces *tracing.Recorder
	// metrics is where figures are asked for, nil where nobody may; stop ends the
	// answers.
	metrics net.Listener
	stop    func()
}

// open takes the places that o names.
func (o Observation) open(ctx context.Context, program string, log *slog.Logger) (*window, error) {
	w := &window{stop: func() {}}
	var err error
	if o.Metrics != "" {
		if w.metrics, err = (&net.ListenConfig{}).Listen(ctx, "tcp", o.Metrics); err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
		w.stop = func() { _ = w.metrics.Close() }
	}
	if o.Traces != "" {
		if w.traces, err = tracing.Open(o.Traces, program, log); err != nil {
			w.stop()
			return nil, err
		}
	}
	return w, nil
}

// show lets the operator look at a queue and at what stands on it.
func (w *window) show(ctx context.Context, jobs *Jobs) *server.Metrics {
	jobs.Traces = w.traces
	if w.metrics == nil {
		return nil
	}
	figures := server.NewMetrics(func() (map[string]float64, error) { return jobFigures(ctx, jobs) })
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", figures)
	web := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := web.Serve(w.metrics); err != nil && !errors.Is(err, http.ErrServerClosed) {
			_ = w.metrics.Close() // nobody reads figures any more; the server itself goes on
		}
	}()
	w.stop = func() { _ = web.Close(); <-ended }
	return figures
}

// close ends what the operator sees.
func (w *window) close() error {
	w.stop()
	return w.traces.Close()
}

func jobFigures(ctx context.Context, jobs *Jobs) (map[string]float64, error) {
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	counts, err := jobs.Counts(asking)
	values := map[string]float64{}
	for state, n := range counts {
		values[fmt.Sprintf("sekisho_jobs{state=%q}", string(state))] = float64(n)
	}
	return values, err
}

// Observe lets the operator look into the process that has the queue, until end is
// called.
func (j *Jobs) Observe(ctx context.Context, o Observation, log *slog.Logger) (end func() error, err error) {
	w, err := o.open(ctx, j.Program, log)
	if err != nil {
		return nil, err
	}
	w.show(ctx, j)
	return w.close, nil
}
