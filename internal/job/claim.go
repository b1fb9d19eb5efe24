package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// errLost ends the work on a job that another worker has taken over.
var errLost = errors.New("the job was taken over")

// claim is a job in the hands of a worker.
type claim struct {
	Job
	name string
	beat int64
}

// holder is under which claim a job runs and how far its worker has counted.
type holder struct {
	claim string
	beat  int64
}

// running lists the jobs that run, with their holders.
func (q *Queue) running(ctx context.Context) (map[ID]holder, error) {
	held := map[ID]holder{}
	err := q.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, claim, beat FROM job WHERE state = $1", string(Running))
		if err != nil {
			return fmt.Errorf("read jobs: %w", err)
		}
		for rows.Next() {
			var id ID
			var h holder
			if err := rows.Scan(&id, &h.claim, &h.beat); err != nil {
				return errors.Join(fmt.Errorf("read jobs: %w", err), rows.Close())
			}
			held[id] = h
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return held, err
}

// due tells whether a job waits whose time has come. It only reads, so that idle
// workers do not hold up those who write.
func (q *Queue) due(ctx context.Context) (bool, error) {
	var n int
	err := q.Database.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM job WHERE state = $1 AND due <= $2 LIMIT 1) x", string(Waiting), q.stamp()).Scan(&n)
	})
	return n > 0, err
}

// take claims the job that has waited longest. It gives nil where none waits.
func (q *Queue) take(ctx context.Context) (*claim, error) {
	var c *claim
	err := q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		c = nil
		var id string
		err := tx.QueryRowContext(ctx, "SELECT id FROM job WHERE state = $1 AND due <= $2 ORDER BY due, id LIMIT 1", string(Waiting), q.stamp()).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("take job: %w", err)
		}
		taken := &claim{name: q.NewID(), beat: 1}
		if err := exec(ctx, tx, "UPDATE job SET state = $2, attempt = attempt + 1, claim = $3, beat = $4, done = 0, total = 0 WHERE id = $1",
			id, string(Running), taken.name, taken.beat); err != nil {
			return err
		}
		taken.Job, err = find(ctx, tx, "id", id)
		c = taken
		return err
	})
	return c, err
}

// release gives up a job whose worker is lost: it waits again, or has failed where
// this was its last attempt. Nothing happens where its worker has counted on.
func (q *Queue) release(ctx context.Context, id ID, seen holder) error {
	return q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var attempt, attempts, cancel int
		err := tx.QueryRowContext(ctx, "SELECT attempt, attempts, cancel FROM job WHERE id = $1 AND state = $2 AND claim = $3 AND beat = $4",
			string(id), string(Running), seen.claim, seen.beat).Scan(&attempt, &attempts, &cancel)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return fmt.Errorf("release job: %w", err)
		case cancel != 0:
			return exec(ctx, tx, "UPDATE job SET state = $2, claim = '', ended = $3 WHERE id = $1", string(id), string(Cancelled), q.stamp())
		case attempt >= attempts:
			return exec(ctx, tx, "UPDATE job SET state = $2, claim = '', fault = 'worker lost', ended = $3 WHERE id = $1", string(id), string(Failed), q.stamp())
		}
		// It has been due since it was taken: by the clock of another machine.
		return exec(ctx, tx, "UPDATE job SET state = $2, claim = '' WHERE id = $1", string(id), string(Waiting))
	})
}

// count tells that the worker lives and how far it has come. It fails with errLost,
// and tells whether the end of the job was asked for.
func (q *Queue) count(ctx context.Context, c *claim, done, total int) (cancel bool, err error) {
	err = q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var asked int
		err := tx.QueryRowContext(ctx, "UPDATE job SET beat = beat + 1, done = $3, total = $4 WHERE id = $1 AND claim = $2 RETURNING cancel",
			string(c.ID), c.name, done, total).Scan(&asked)
		if errors.Is(err, sql.ErrNoRows) {
			return errLost
		}
		cancel = asked != 0
		return err
	})
	return cancel, err
}

// end writes how a job has ended, together with its result, unless another worker
// holds it by now: then it fails with errLost, and nothing is written.
func (q *Queue) end(ctx context.Context, c *claim, o outcome) error {
	return q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		ended := ""
		if o.state.Final() {
			ended = q.stamp()
		}
		var id string
		err := tx.QueryRowContext(ctx, `UPDATE job SET state = $3, claim = '', fault = $4, due = $5, ended = $6, attempt = attempt - $7,
			done = $8, total = $9 WHERE id = $1 AND claim = $2 RETURNING id`,
			string(c.ID), c.name, string(o.state), o.fault, o.due.UTC().Format(store.TimeForm), ended, o.uncounted, o.done, o.total).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return errLost
		}
		if err != nil {
			return fmt.Errorf("end job: %w", err)
		}
		if o.result == nil {
			return nil
		}
		return exec(ctx, tx, "INSERT INTO job_result (job, name, data) VALUES ($1, $2, $3)", id, o.result.Name, o.result.Data)
	})
}

// outcome is how an attempt has ended.
type outcome struct {
	state  State
	fault  string
	due    time.Time
	result *Result
	// done of total parts.
	done, total int
	// uncounted is 1 where the attempt does not count.
	uncounted int
}
