package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/sekisho/sekisho/internal/store"
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
	do  func(context.Context, *batch) error
	// commits tells that it is a commit, which needs nothing settled before it.
	commits bool
	err     error
	answer  chan error
}

// batch is a transaction that several writes share.
type batch struct {
	tx         *sql.Tx
	statements *statements
	chain      chain
	// moved are the branches whose heads are still to be written.
	moved map[store.Line]moved
	// wrote counts the statements that changed something.
	wrote int
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
			if err := b.log(ctx, e); err != nil {
				return err
			}
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
	return w.store.change(ctx, func(tx *sql.Tx) error {
		b := &batch{tx: tx, statements: w.store.statements, moved: map[store.Line]moved{}}
		if err := b.chain.load(ctx, tx); err != nil {
			return err
		}
		for _, r := range requests {
			if r.err = r.ctx.Err(); r.err != nil {
				continue
			}
			if !r.commits {
				if err := b.settle(ctx); err != nil {
					return err
				}
			}
			before := b.wrote
			if r.err = r.do(ctx, b); r.err != nil && b.wrote != before {
				return r.err
			}
		}
		return b.settle(ctx)
	})
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
