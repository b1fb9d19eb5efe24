// Package job is the queue of long work: reports, imports and whatever else
// takes longer than somebody waits for a page. Any number of workers, in any
// number of processes on any number of machines, take jobs from one database,
// which is SQLite or PostgreSQL.
//
// A job is done exactly once in effect: its result is written in one transaction
// with its end, and only under the claim of the worker that holds it. A worker
// that dies stops counting; another one that has seen the count stand still for
// the lease takes the job over, whatever the clocks of machines say. Clocks decide
// only from when a job waits, so one that is slow takes jobs later than others.
// Handlers that change something elsewhere must do so under the name of the job,
// such as the Once of a commit, so that a second attempt changes nothing.
//
// The package knows no study: what a job does is the business of its handler.
package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// ID names a job.
type ID string

// State is how far a job has come.
type State string

// States. The last three are final, but a job that failed or was cancelled can be
// retried.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Final reports whether nothing more happens with the job by itself.
func (s State) Final() bool { return s == Done || s == Failed || s == Cancelled }

// Spec says what is to be done.
type Spec struct {
	Kind    string
	Payload []byte
	// Study that the job is about, which decides who may see it; may be empty.
	Study store.StudyID
	By    store.Actor
	// Once, if set, names the request: the same again gives the same job.
	Once string
	// Attempts at most; 0: [DefaultAttempts].
	Attempts int
}

// DefaultAttempts is how often a job is tried where its spec names no number.
const DefaultAttempts = 5

// Job is a job and how far it has come.
type Job struct {
	ID ID
	Spec
	State State
	// Attempt that runs or was the last, from 1; 0 before the first.
	Attempt int
	// Done of Total parts; 0 of 0 where nothing is known.
	Done, Total int
	// Cancel tells that its end was asked for.
	Cancel bool
	// Fault says in technical words why it failed.
	Fault          string
	Created, Ended time.Time
}

// Result is what a job has made.
type Result struct {
	// Name of the file that it is.
	Name string
	Data []byte
}

// ErrNotFound reports that there is no such job, or that it has no result.
var ErrNotFound = errors.New("no such job")

// ErrState reports that a job is not in a state in which what was asked for can
// be done.
var ErrState = errors.New("not in this state")

// Database is where jobs are kept: package sqlstore's.
type Database interface {
	Read(ctx context.Context, f func(*sql.Tx) error) error
	Write(ctx context.Context, f func(context.Context, *sql.Tx) ([]store.AuditEntry, error)) error
}

// Queue keeps jobs.
type Queue struct {
	Database Database
	Now      func() time.Time
	// NewID gives a new name, for jobs and for claims.
	NewID func() string
}

const columns = "id, kind, payload, coalesce(once, ''), study, by_id, by_name, state, attempt, attempts, done, total, cancel, fault, created, ended"

func scan(row interface{ Scan(...any) error }) (Job, error) {
	var j Job
	var created, ended string
	var cancel int
	if err := row.Scan(&j.ID, &j.Kind, &j.Payload, &j.Once, &j.Study, &j.By.ID, &j.By.Name, &j.State, &j.Attempt, &j.Attempts,
		&j.Done, &j.Total, &cancel, &j.Fault, &created, &ended); err != nil {
		return j, err
	}
	j.Cancel = cancel != 0
	var err error
	if j.Created, err = time.Parse(store.TimeForm, created); err != nil {
		return j, fmt.Errorf("time in the database: %w", err)
	}
	if ended != "" {
		if j.Ended, err = time.Parse(store.TimeForm, ended); err != nil {
			return j, fmt.Errorf("time in the database: %w", err)
		}
	}
	return j, nil
}

// find reads a job by a column that is unique.
func find(ctx context.Context, tx *sql.Tx, column, value string) (Job, error) {
	j, err := scan(tx.QueryRowContext(ctx, "SELECT "+columns+" FROM job WHERE "+column+" = $1", value))
	if errors.Is(err, sql.ErrNoRows) {
		return j, fmt.Errorf("job %s: %w", value, ErrNotFound)
	}
	if err != nil {
		return j, fmt.Errorf("read job: %w", err)
	}
	return j, nil
}

func (q *Queue) stamp() string { return q.Now().UTC().Format(store.TimeForm) }

// write runs f in a transaction; the queue keeps no audit log of its own, for
// what jobs change stands in the log as theirs.
func (q *Queue) write(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	return q.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) { return nil, f(ctx, tx) })
}

// Add puts a job into the queue, or finds the one that the same request made.
func (q *Queue) Add(ctx context.Context, s Spec) (Job, error) {
	if s.Attempts == 0 {
		s.Attempts = DefaultAttempts
	}
	if s.Payload == nil {
		s.Payload = []byte{}
	}
	var j Job
	err := q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if s.Once != "" {
			var err error
			if j, err = find(ctx, tx, "once", s.Once); !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		id := q.NewID()
		if _, err := tx.ExecContext(ctx, `INSERT INTO job (id, kind, payload, once, study, by_id, by_name, state, due, attempt, attempts, claim, beat, done, total, cancel, fault, created, ended)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, '', 0, 0, 0, 0, '', $9, '')`,
			id, s.Kind, s.Payload, sql.NullString{String: s.Once, Valid: s.Once != ""}, string(s.Study), s.By.ID, s.By.Name, string(Waiting), q.stamp(), s.Attempts); err != nil {
			return fmt.Errorf("add job: %w", err)
		}
		var err error
		j, err = find(ctx, tx, "id", id)
		return err
	})
	return j, err
}

// Job finds a job. It fails with [ErrNotFound].
func (q *Queue) Job(ctx context.Context, id ID) (Job, error) {
	var j Job
	err := q.Database.Read(ctx, func(tx *sql.Tx) (err error) {
		j, err = find(ctx, tx, "id", string(id))
		return err
	})
	return j, err
}

// MostListed bounds a list of jobs.
const MostListed = 200

// heads are the columns of lists: without what is to be done, which can be large.
const heads = "id, kind, substr(payload, 1, 0), coalesce(once, ''), study, by_id, by_name, state, attempt, attempts, done, total, cancel, fault, created, ended"

// List gives the newest jobs, [MostListed] at most, without their payloads; of one
// study, if it is named.
func (q *Queue) List(ctx context.Context, study store.StudyID) ([]Job, error) {
	return q.list(ctx, "SELECT "+heads+" FROM job WHERE $1 = '' OR study = $1 ORDER BY created DESC, id LIMIT $2", string(study), MostListed)
}

// Active gives the jobs that wait or run, and those that were made since a time and
// have ended already, without their payloads; the newest [MostListed].
func (q *Queue) Active(ctx context.Context, since time.Time) ([]Job, error) {
	return q.list(ctx, "SELECT "+heads+" FROM job WHERE state IN ('waiting', 'running') OR created >= $1 ORDER BY created DESC, id LIMIT $2",
		since.UTC().Format(store.TimeForm), MostListed)
}

func (q *Queue) list(ctx context.Context, statement string, args ...any) ([]Job, error) {
	var list []Job
	err := q.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, statement, args...)
		if err != nil {
			return fmt.Errorf("list jobs: %w", err)
		}
		for rows.Next() {
			j, err := scan(rows)
			if err != nil {
				return errors.Join(fmt.Errorf("list jobs: %w", err), rows.Close())
			}
			list = append(list, j)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return list, err
}

// removed is how many jobs are removed in one transaction, so that others can
// write between.
const removed = 100

// Remove removes the jobs that ended before a time, with what they made, and gives
// their number.
func (q *Queue) Remove(ctx context.Context, before time.Time) (int, error) {
	all := 0
	for {
		n := 0
		err := q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			old := "SELECT id FROM job WHERE state IN ('done', 'failed', 'cancelled') AND ended <> '' AND ended < $1 ORDER BY ended, id LIMIT $2"
			limit := before.UTC().Format(store.TimeForm)
			if err := exec(ctx, tx, "DELETE FROM job_result WHERE job IN ("+old+")", limit, removed); err != nil {
				return err
			}
			r, err := tx.ExecContext(ctx, "DELETE FROM job WHERE id IN ("+old+")", limit, removed)
			if err != nil {
				return fmt.Errorf("remove jobs: %w", err)
			}
			gone, err := r.RowsAffected()
			n = int(gone)
			return err
		})
		all += n
		if err != nil || n < removed {
			return all, err
		}
	}
}

// Counts gives how many jobs there are in each state.
func (q *Queue) Counts(ctx context.Context) (map[State]int, error) {
	counts := map[State]int{Waiting: 0, Running: 0, Done: 0, Failed: 0, Cancelled: 0}
	err := q.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT state, count(*) FROM job GROUP BY state")
		if err != nil {
			return fmt.Errorf("count jobs: %w", err)
		}
		for rows.Next() {
			var s State
			var n int
			if err := rows.Scan(&s, &n); err != nil {
				return errors.Join(fmt.Errorf("count jobs: %w", err), rows.Close())
			}
			counts[s] = n
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return counts, err
}

// Result gives what a job has made. It fails with [ErrNotFound].
func (q *Queue) Result(ctx context.Context, id ID) (Result, error) {
	var r Result
	err := q.Database.Read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT name, data FROM job_result WHERE job = $1", string(id)).Scan(&r.Name, &r.Data)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("result of job %s: %w", id, ErrNotFound)
		}
		return err
	})
	return r, err
}

// Cancel asks for the end of a job: one that waits ends at once, one that runs as
// soon as its worker hears of it. It fails with [ErrNotFound], or [ErrState] where
// the job has ended.
func (q *Queue) Cancel(ctx context.Context, id ID) error {
	return q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		j, err := find(ctx, tx, "id", string(id))
		switch {
		case err != nil:
			return err
		case j.State.Final():
			return fmt.Errorf("cancel job %s, which is %s: %w", id, j.State, ErrState)
		case j.State == Waiting:
			return exec(ctx, tx, "UPDATE job SET state = $2, cancel = 1, ended = $3 WHERE id = $1", string(id), string(Cancelled), q.stamp())
		}
		return exec(ctx, tx, "UPDATE job SET cancel = 1 WHERE id = $1", string(id))
	})
}

// Retry puts a job that failed or was cancelled back into the queue, with all its
// attempts. It fails with [ErrNotFound], or [ErrState].
func (q *Queue) Retry(ctx context.Context, id ID) error {
	return q.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		j, err := find(ctx, tx, "id", string(id))
		if err != nil {
			return err
		}
		if j.State != Failed && j.State != Cancelled {
			return fmt.Errorf("retry job %s, which is %s: %w", id, j.State, ErrState)
		}
		return exec(ctx, tx, "UPDATE job SET state = $2, due = $3, attempt = 0, cancel = 0, fault = '', ended = '', done = 0, total = 0 WHERE id = $1",
			string(id), string(Waiting), q.stamp())
	})
}

func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("write job: %w", err)
	}
	return nil
}
