package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/tracing"
)

// batchSize is how many waiting writes share one transaction at most, so that
// the first of them does not wait for too many others.
const batchSize = 64

// errClosed is answered to writes that come after Close.
var errClosed = errors.New("the store is closed")

// writer makes the writes of one process, one after the other. Those that wait
// while a transaction is under way go into the next one together.
type writer struct {
	store *Store
	queue chan *request
	done  sync.WaitGroup
	// gone is closed when no write is taken any more; mutex guards that nobody
	// sends afterwards.
	mutex  sync.RWMutex
	closed bool
}

// request is one write that waits.
type request struct {
	ctx context.Context
	// One of the two is set: a commit, which is made together with those that wait
	// beside it, or what else is to be done.
	commit *prepared
	do     func(context.Context, *batch) error
	// revision that the commit made.
	revision store.Revision
	err      error
	answer   chan error
}

// batch is a transaction that several writes share.
type batch struct {
	tx         *sql.Tx
	dialect    dialect
	statements *statements
	chain      chain
	known      known
	pending
	// wrote counts what has changed something.
	wrote int
}

func (s *Store) newBatch(tx *sql.Tx) *batch {
	return &batch{tx: tx, dialect: s.dialect, statements: s.writes, pending: pending{current: map[recordKey]state{}, moved: map[store.Line]moved{}}}
}

// Read runs f for a part of the program that keeps tables of its own in the
// database, and sees everything as of one moment.
func (s *Store) Read(ctx context.Context, f func(*sql.Tx) error) error { return s.read(ctx, f) }

// Write runs f for such a part, in a transaction that others may share: f must
// do nothing but use it, and may be run again. What it returns goes into the
// audit log, with the time, in the same transaction. Where it fails, all that it
// did is taken back.
func (s *Store) Write(ctx context.Context, f func(context.Context, *sql.Tx) ([]store.AuditEntry, error)) error {
	return s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		b.wrote++
		entries, err := f(ctx, b.tx)
		if err != nil {
			return err
		}
		for _, e := range entries {
			e.At = s.now()
			b.log(e)
		}
		return nil
	})
}

func newWriter(s *Store) *writer {
	w := &writer{store: s, queue: make(chan *request, batchSize)}
	w.done.Go(w.run)
	return w
}

// write makes a write and waits until it has reached the disk. do must only use
// the batch; where it fails, all that it did is taken back.
func (w *writer) write(ctx context.Context, do func(context.Context, *batch) error) error {
	return w.send(&request{ctx: ctx, do: do})
}

// send is write with what it does told apart.
func (w *writer) send(r *request) error {
	// The time in which it waits for other writes belongs to it.
	_, span := tracing.Step(r.ctx, writeStep)
	defer span.End()
	r.answer = make(chan error, 1)
	w.mutex.RLock()
	if w.closed {
		w.mutex.RUnlock()
		return errClosed
	}
	select {
	case w.queue <- r:
		w.mutex.RUnlock()
	case <-r.ctx.Done():
		w.mutex.RUnlock()
		return r.ctx.Err()
	}
	// From here on the write may be made: only its answer tells.
	return <-r.answer
}

// stop takes no more writes and waits for those under way.
func (w *writer) stop() {
	w.mutex.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mutex.Unlock()
	w.done.Wait()
}

func (w *writer) run() {
	for first := range w.queue {
		requests := []*request{first}
		for len(requests) < batchSize {
			select {
			case r, ok := <-w.queue:
				if ok {
					requests = append(requests, r)
					continue
				}
			default:
			}
			break
		}
		w.answer(requests)
	}
}

// answer makes the writes and tells each caller how its own ended.
func (w *writer) answer(requests []*request) {
	err := w.commit(requests)
	if err != nil && len(requests) > 1 {
		// One of them may have spoiled the transaction of all: each gets its own.
		for _, r := range requests {
			w.answer([]*request{r})
		}
		return
	}
	for _, r := range requests {
		if r.err == nil {
			r.err = err
		} else {
			r.err = fault(r.err)
		}
		r.answer <- r.err
	}
}

// commit makes the writes in one transaction. A write that is refused before it
// has changed anything leaves the others; its error is its own. Where one fails
// later, nothing is written, and the error is returned.
func (w *writer) commit(requests []*request) error {
	// The transaction belongs to several callers, so none of them ends it.
	ctx := context.Background()
	for _, r := range requests {
		r.err, r.revision = nil, 0 // what an earlier attempt found was taken back
	}
	return w.store.change(ctx, func(tx *sql.Tx) error {
		b := w.store.newBatch(tx)
		if err := b.chain.load(ctx, tx); err != nil {
			return err
		}
		for len(requests) > 0 {
			n := slices.IndexFunc(requests, func(r *request) bool { return r.commit == nil })
			var err error
			switch n {
			case 0:
				n, err = 1, b.other(ctx, requests[0])
			case -1:
				n, err = len(requests), b.commits(ctx, requests, w.store.now)
			default:
				err = b.commits(ctx, requests[:n], w.store.now)
			}
			if err != nil {
				return err
			}
			requests = requests[n:]
		}
		return b.settle(ctx)
	})
}

// commits makes commits that wait beside each other.
func (b *batch) commits(ctx context.Context, requests []*request, now func() time.Time) error {
	all := make([]prepared, len(requests))
	for i, r := range requests {
		all[i] = *r.commit
	}
	if err := b.look(ctx, all...); err != nil {
		return err
	}
	for _, r := range requests {
		if err := b.attempt(r, func() (err error) {
			r.revision, err = b.commit(ctx, *r.commit, now())
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// other makes a write that is no commit, and finds in the database what was
// made before it.
func (b *batch) other(ctx context.Context, r *request) error {
	if err := b.settle(ctx); err != nil {
		return err
	}
	return b.attempt(r, func() error { return r.do(ctx, b) })
}

// attempt makes a write unless its caller has gone. It fails where the write did
// after it had changed something.
func (b *batch) attempt(r *request, do func() error) error {
	if r.err = r.ctx.Err(); r.err != nil {
		return nil
	}
	before := b.wrote
	if r.err = do(); r.err != nil && b.wrote != before {
		return r.err
	}
	return nil
}

// exec runs a statement that changes something and whose result nobody needs.
func (b *batch) exec(ctx context.Context, statement string, args ...any) error {
	b.wrote++
	if kept := b.statement(ctx, statement); kept != nil {
		if _, err := kept.ExecContext(ctx, args...); err != nil {
			return fmt.Errorf("write database: %w", err)
		}
		return nil
	}
	return exec(ctx, b.tx, statement, args...)
}

// exec runs a statement whose result nobody needs.
func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("write database: %w", err)
	}
	return nil
}
