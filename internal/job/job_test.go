package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

// both runs a test on a queue in each database.
func both(t *testing.T, run func(t *testing.T, q *job.Queue)) {
	t.Helper()
	for name, address := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "jobs.db") },
		"PostgreSQL": func(t *testing.T) string { return shared.Server(t).Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := opened(t, address(t))
			run(t, queue(s, "t"))
		})
	}
}

func opened(t *testing.T, address string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), address, sqlstore.Config{Now: (&storetest.Clock{}).Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// queue gives a queue whose clock ticks a second per look, so that nobody waits
// for a second attempt.
func queue(s *sqlstore.Store, prefix string) *job.Queue {
	var n atomic.Int64
	return &job.Queue{Database: s, Now: (&storetest.Clock{}).Now, NewID: func() string { return fmt.Sprintf("%s%04d", prefix, n.Add(1)) }}
}

func worker(q *job.Queue, handlers map[string]job.Handler) *job.Worker {
	return &job.Worker{Queue: q, Handlers: handlers, Parallel: 3, Poll: 5 * time.Millisecond, Lease: 90 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}
}

// work runs a worker; stop ends it and waits for it.
func work(t *testing.T, w *job.Worker) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { w.Run(ctx) })
	stop = func() { cancel(); group.Wait() }
	t.Cleanup(stop)
	return stop
}

func add(t *testing.T, q *job.Queue, kind string) job.Job {
	t.Helper()
	j, err := q.Add(t.Context(), job.Spec{Kind: kind, Study: "s", By: storetest.Ann, Attempts: 3})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// until waits for a job to be as wanted.
func until(t *testing.T, q *job.Queue, id job.ID, what string, as func(job.Job) bool) job.Job {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		j, err := q.Job(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if as(j) {
			return j
		}
		if time.Now().After(end) {
			t.Fatalf("job %+v is not %s", j, what)
		}
	}
}

func final(j job.Job) bool { return j.State.Final() }

func TestDone(t *testing.T) {
	both(t, func(t *testing.T, q *job.Queue) {
		spec := job.Spec{Kind: "sum", Payload: []byte{0, 1, 255}, Study: "s", By: storetest.Ann, Once: "r1"}
		j, err := q.Add(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := q.Add(t.Context(), spec); err != nil || again.ID != j.ID {
			t.Errorf("the same request gives job %s after %s, %v", again.ID, j.ID, err)
		}
		other := add(t, q, "sum")
		if _, err := q.Result(t.Context(), j.ID); !errors.Is(err, job.ErrNotFound) {
			t.Errorf("a result before the end: %v", err)
		}
		work(t, worker(q, map[string]job.Handler{"sum": func(_ context.Context, j job.Job, progress func(int, int)) (*job.Result, error) {
			progress(7, 7)
			if j.ID == other.ID {
				return nil, nil
			}
			return &job.Result{Name: "sum.bin", Data: j.Payload}, nil
		}}))
		got := until(t, q, j.ID, "final", final)
		spec.Attempts = job.DefaultAttempts
		if diff := cmp.Diff(job.Job{ID: j.ID, Spec: spec, State: job.Done, Attempt: 1, Created: got.Created, Ended: got.Ended, Done: 7, Total: 7}, got); diff != "" {
			t.Error(diff)
		}
		if r, err := q.Result(t.Context(), j.ID); err != nil || r.Name != "sum.bin" || string(r.Data) != string(spec.Payload) {
			t.Errorf("result %+v, %v", r, err)
		}
		until(t, q, other.ID, "final", final)
		list, err := q.List(t.Context(), "s")
		if err != nil || len(list) != 2 || list[0].ID != other.ID {
			t.Errorf("list %+v, %v", list, err)
		}
		if none, err := q.List(t.Context(), "z"); err != nil || len(none) != 0 {
			t.Errorf("jobs of another study: %v, %v", none, err)
		}
		if counts, err := q.Counts(t.Context()); err != nil || counts[job.Done] != 2 || counts[job.Waiting] != 0 {
			t.Errorf("counts %v, %v", counts, err)
		}
		if _, err := q.Job(t.Context(), "none"); !errors.Is(err, job.ErrNotFound) {
			t.Errorf("no job: %v", err)
		}
	})
}

// TestFailures tries again what may succeed, and not what cannot.
func TestFailures(t *testing.T) {
	both(t, func(t *testing.T, q *job.Queue) {
		var tries atomic.Int64
		bad, late, always, panics, unknown := add(t, q, "bad"), add(t, q, "late"), add(t, q, "always"), add(t, q, "panics"), add(t, q, "unknown")
		work(t, worker(q, map[string]job.Handler{
			"bad": func(context.Context, job.Job, func(int, int)) (*job.Result, error) {
				return nil, &job.PermanentError{Err: errors.New("no such study")}
			},
			"late": func(context.Context, job.Job, func(int, int)) (*job.Result, error) {
				if tries.Add(1) < 3 {
					return nil, errors.New("not yet")
				}
				return nil, nil
			},
			"always": func(context.Context, job.Job, func(int, int)) (*job.Result, error) { return nil, errors.New("never") },
			"panics": func(context.Context, job.Job, func(int, int)) (*job.Result, error) { panic("index out of range") },
		}))
		for _, tt := range []struct {
			job     job.Job
			state   job.State
			attempt int
			fault   string
		}{
			{bad, job.Failed, 1, "no such study"},
			{late, job.Done, 3, ""},
			{always, job.Failed, 3, "never"},
			{panics, job.Failed, 3, "panic: index out of range"},
			{unknown, job.Failed, 3, `no worker knows jobs of kind "unknown"`},
		} {
			got := until(t, q, tt.job.ID, "final", final)
			if got.State != tt.state || got.Attempt != tt.attempt || got.Fault != tt.fault {
				t.Errorf("job %s: %s after %d attempts, fault %q", tt.job.Kind, got.State, got.Attempt, got.Fault)
			}
		}
		if err := q.Retry(t.Context(), late.ID); !errors.Is(err, job.ErrState) {
			t.Errorf("a job that is done is retried: %v", err)
		}
		if err := q.Retry(t.Context(), bad.ID); err != nil {
			t.Error(err)
		}
		if got := until(t, q, bad.ID, "final", final); got.Attempt != 1 || got.State != job.Failed {
			t.Errorf("retried: %+v", got)
		}
	})
}

func TestCancel(t *testing.T) {
	both(t, func(t *testing.T, q *job.Queue) {
		waits := add(t, q, "long")
		if err := q.Cancel(t.Context(), waits.ID); err != nil {
			t.Fatal(err)
		}
		if j := until(t, q, waits.ID, "final", final); j.State != job.Cancelled || j.Attempt != 0 {
			t.Errorf("a job that waited: %+v", j)
		}
		runs := add(t, q, "long")
		work(t, worker(q, map[string]job.Handler{"long": func(ctx context.Context, _ job.Job, progress func(int, int)) (*job.Result, error) {
			progress(2, 5)
			<-ctx.Done()
			return nil, fmt.Errorf("search: %w", ctx.Err())
		}}))
		until(t, q, runs.ID, "under way", func(j job.Job) bool { return j.State == job.Running && j.Done == 2 && j.Total == 5 })
		if err := q.Cancel(t.Context(), runs.ID); err != nil {
			t.Fatal(err)
		}
		if j := until(t, q, runs.ID, "final", final); j.State != job.Cancelled {
			t.Errorf("a job that ran: %+v", j)
		}
		if err := q.Cancel(t.Context(), runs.ID); !errors.Is(err, job.ErrState) {
			t.Errorf("cancelled twice: %v", err)
		}
		if err := q.Cancel(t.Context(), "none"); !errors.Is(err, job.ErrNotFound) {
			t.Errorf("no job: %v", err)
		}
	})
}

// TestStop gives jobs back when a worker ends, and another one does them.
func TestStop(t *testing.T) {
	both(t, func(t *testing.T, q *job.Queue) {
		j := add(t, q, "long")
		stop := work(t, worker(q, map[string]job.Handler{"long": func(ctx context.Context, _ job.Job, _ func(int, int)) (*job.Result, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}))
		until(t, q, j.ID, "under way", func(j job.Job) bool { return j.State == job.Running })
		stop()
		if got := until(t, q, j.ID, "waiting", func(j job.Job) bool { return j.State == job.Waiting }); got.Attempt != 0 {
			t.Errorf("the attempt counts: %+v", got)
		}
		work(t, worker(q, map[string]job.Handler{"long": func(context.Context, job.Job, func(int, int)) (*job.Result, error) { return nil, nil }}))
		if got := until(t, q, j.ID, "final", final); got.State != job.Done || got.Attempt != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// TestRemove removes the jobs that ended long ago, with what they made, and no
// others.
func TestRemove(t *testing.T) {
	both(t, func(t *testing.T, q *job.Queue) {
		old := add(t, q, "quick")
		w := worker(q, map[string]job.Handler{"quick": func(context.Context, job.Job, func(int, int)) (*job.Result, error) {
			return &job.Result{Name: "x", Data: []byte("x")}, nil
		}})
		stop := work(t, w)
		until(t, q, old.ID, "final", final)
		stop()
		limit := q.Now()
		kept := add(t, q, "quick")
		waits := add(t, q, "none")
		if active, err := q.Active(t.Context(), q.Now()); err != nil || len(active) != 2 || active[0].ID != waits.ID || len(active[0].Payload) > 0 {
			t.Errorf("active are %+v, %v", active, err)
		}
		stop = work(t, w)
		until(t, q, kept.ID, "final", final)
		if active, err := q.Active(t.Context(), kept.Created); err != nil || len(active) != 2 || active[1].ID != kept.ID {
			t.Errorf("active or new are %+v, %v", active, err)
		}
		if n, err := q.Remove(t.Context(), limit); n != 1 || err != nil {
			t.Errorf("%d removed, %v", n, err)
		}
		if _, err := q.Job(t.Context(), old.ID); !errors.Is(err, job.ErrNotFound) {
			t.Errorf("the old job: %v", err)
		}
		if _, err := q.Result(t.Context(), old.ID); !errors.Is(err, job.ErrNotFound) {
			t.Errorf("the result of the old job: %v", err)
		}
		if _, err := q.Result(t.Context(), kept.ID); err != nil {
			t.Errorf("the result of the new job: %v", err)
		}
		stop()
		// A worker that keeps for a while removes by itself.
		w.Keep = time.Nanosecond
		work(t, w)
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if _, err := q.Job(t.Context(), kept.ID); errors.Is(err, job.ErrNotFound) {
				break
			}
			if time.Now().After(end) {
				t.Fatal("the worker removes nothing")
			}
		}
	})
}
