package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sekisho/sekisho/internal/tracing"
)

// Handler does the work of one kind of jobs. It ends when ctx does, tells its
// progress as done of total parts, and gives what it has made, or nil.
type Handler func(ctx context.Context, j Job, progress func(done, total int)) (*Result, error)

// PermanentError is an error that a further attempt would meet again.
type PermanentError struct{ Err error }

// Error gives the error.
func (e *PermanentError) Error() string { return e.Err.Error() }

// Unwrap gives the error.
func (e *PermanentError) Unwrap() error { return e.Err }

// Worker takes jobs and does them.
type Worker struct {
	Queue    *Queue
	Handlers map[string]Handler
	// Parallel is how many jobs run at once.
	Parallel int
	// Poll is how often the queue is looked at while nothing is to be done.
	Poll time.Duration
	// Lease is how long the count of a lost worker stands still before its jobs
	// are taken over. A worker counts three times in it, at least.
	Lease time.Duration
	// Keep is how long jobs that have ended are kept with what they made; 0: for
	// ever.
	Keep time.Duration
	Log  *slog.Logger
	// Traces, if set, records each attempt with its steps.
	Traces *tracing.Recorder
}

// Run does jobs until ctx ends; those under way are then given back.
func (w *Worker) Run(ctx context.Context) {
	var group sync.WaitGroup
	for range w.Parallel {
		group.Go(func() { w.work(ctx) })
	}
	group.Go(func() { w.watch(ctx) })
	if w.Keep > 0 {
		group.Go(func() { w.tidy(ctx) })
	}
	group.Wait()
}

// work does one job after the other.
func (w *Worker) work(ctx context.Context) {
	for ctx.Err() == nil {
		c, err := w.next(ctx)
		if err != nil && ctx.Err() == nil {
			w.Log.WarnContext(ctx, "jobs cannot be read", "error", err.Error())
		}
		if c == nil {
			pause(ctx, w.Poll)
			continue
		}
		w.do(ctx, c)
	}
}

func (w *Worker) next(ctx context.Context) (*claim, error) {
	if waits, err := w.Queue.due(ctx); !waits || err != nil {
		return nil, err
	}
	return w.Queue.take(ctx)
}

// watch releases the jobs of workers that have stopped counting.
func (w *Worker) watch(ctx context.Context) {
	type sight struct {
		holder
		since time.Time
	}
	seen := map[ID]sight{}
	for ctx.Err() == nil {
		held, err := w.Queue.running(ctx)
		if err != nil && ctx.Err() == nil {
			w.Log.WarnContext(ctx, "jobs cannot be read", "error", err.Error())
		}
		for id := range seen {
			if _, still := held[id]; err == nil && !still {
				delete(seen, id)
			}
		}
		for id, h := range held {
			switch s, known := seen[id]; {
			case !known || s.holder != h:
				seen[id] = sight{h, time.Now()} // by the monotonic clock of this process
			case time.Since(s.since) >= w.Lease:
				w.Log.WarnContext(ctx, "job of a lost worker", "job", string(id))
				if err := w.Queue.release(ctx, id, h); err != nil && ctx.Err() == nil {
					w.Log.WarnContext(ctx, "job cannot be released", "job", string(id), "error", err.Error())
				}
			}
		}
		pause(ctx, min(w.Poll, w.Lease/3))
	}
}

// tidyEvery is how often old jobs are looked for.
const tidyEvery = time.Hour

// tidy removes old jobs.
func (w *Worker) tidy(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := w.Queue.Remove(ctx, w.Queue.Now().Add(-w.Keep))
		switch {
		case err != nil && ctx.Err() == nil:
			w.Log.WarnContext(ctx, "old jobs cannot be removed", "error", err.Error())
		case n > 0:
			w.Log.InfoContext(ctx, "old jobs are removed", "number", n)
		}
		pause(ctx, tidyEvery)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// errCancelled ends the work on a job whose end was asked for.
var errCancelled = errors.New("cancelled")

// countEvery is how often a worker counts where its lease lets it count more
// seldom: so often progress is seen, and the wish to cancel is heard.
const countEvery = time.Second

// do makes one attempt at a job and writes how it ended.
func (w *Worker) do(ctx context.Context, c *claim) {
	w.Log.InfoContext(ctx, "job begins", "job", string(c.ID), "kind", c.Kind, "attempt", c.Attempt)
	running, stop := context.WithCancelCause(ctx)
	var progress [2]atomic.Int64
	var group sync.WaitGroup
	finished := make(chan struct{})
	group.Go(func() {
		for {
			select {
			case <-finished:
				return
			case <-time.After(min(w.Lease/3, countEvery)):
			}
			cancel, err := w.Queue.count(ctx, c, int(progress[0].Load()), int(progress[1].Load()))
			switch {
			case errors.Is(err, errLost):
				stop(errLost)
			case cancel:
				stop(errCancelled)
			}
		}
	})
	result, err := w.traced(running, c.Job, func(done, total int) {
		progress[0].Store(int64(done))
		progress[1].Store(int64(total))
	})
	close(finished)
	group.Wait()
	cause := context.Cause(running)
	stop(nil)
	if cause != nil && err != nil {
		err = cause
	}
	// The end is written even when this process is to end.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	o := w.outcome(c, result, err)
	o.done, o.total = int(progress[0].Load()), int(progress[1].Load())
	if err := w.Queue.end(last, c, o); err != nil {
		w.Log.WarnContext(last, "end of a job is not written", "job", string(c.ID), "error", err.Error())
		return
	}
	w.Log.InfoContext(last, "job ends", "job", string(c.ID), "kind", c.Kind, "state", string(o.state))
}

// traced runs the handler within a trace.
func (w *Worker) traced(ctx context.Context, j Job, progress func(done, total int)) (*Result, error) {
	ctx, span := w.Traces.Begin(ctx, tracing.Job, "job "+j.Kind)
	defer span.End()
	span.Text("sekisho.job", string(j.ID))
	span.Number("sekisho.attempt", j.Attempt)
	result, err := w.handle(ctx, j, progress)
	if err != nil {
		span.Fail()
	}
	return result, err
}

// handle runs the handler. A panic is the program's mistake, and must not end the
// worker.
func (w *Worker) handle(ctx context.Context, j Job, progress func(done, total int)) (r *Result, err error) {
	handler := w.Handlers[j.Kind]
	if handler == nil {
		return nil, fmt.Errorf("no worker knows jobs of kind %q", j.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			w.Log.ErrorContext(ctx, "panic", "job", string(j.ID), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			r, err = nil, fmt.Errorf("panic: %v", p)
		}
	}()
	return handler(ctx, j, progress)
}

// outcome tells what becomes of a job after an attempt.
func (w *Worker) outcome(c *claim, result *Result, err error) outcome {
	now := w.Queue.Now()
	var permanent *PermanentError
	switch {
	case err == nil:
		return outcome{state: Done, due: now, result: result}
	case errors.Is(err, errCancelled):
		return outcome{state: Cancelled, due: now}
	case errors.Is(err, context.Canceled):
		// This process ends: the job is given back, and the attempt does not count.
		// It is due by the clock of every machine.
		return outcome{state: Waiting, due: c.Created, uncounted: 1}
	case errors.As(err, &permanent) || c.Attempt >= c.Attempts:
		return outcome{state: Failed, due: now, fault: err.Error()}
	}
	return outcome{state: Waiting, due: now.Add(delay(c.Attempt)), fault: err.Error()}
}

// delay is how long a job waits after an attempt that failed: a second, and twice
// as long each time.
func delay(attempt int) time.Duration { return time.Second << min(attempt-1, 10) }
