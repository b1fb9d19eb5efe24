package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/tracing"
)

// Jobs is the queue of long work of an open database.
type Jobs struct {
	*job.Queue
	// Program is the version of sekisho, for what is made.
	Program string
	// Traces, if set, records each job with its steps.
	Traces *tracing.Recorder

	store *sqlstore.Store
}

// OpenJobs opens the queue in the database at an address; Close ends it.
func OpenJobs(ctx context.Context, address string) (*Jobs, error) {
	s, err := openStore(ctx, address, false)
	if err != nil {
		return nil, err
	}
	return jobsOf(s), nil
}

func jobsOf(s *sqlstore.Store) *Jobs {
	return &Jobs{Queue: &job.Queue{Database: s, Now: time.Now, NewID: func() string { return strings.ToLower(rand.Text()) }}, store: s}
}

// Close closes the database.
func (j *Jobs) Close() error { return j.store.Close() }

// Ask puts a task about a stored study into the queue. It fails with
// [store.ErrNotFound] where there is no such study.
func (j *Jobs) Ask(ctx context.Context, kind string, o any, study store.StudyID, by store.Actor) (job.Job, error) {
	if _, err := j.store.Study(ctx, study); err != nil {
		return job.Job{}, err
	}
	return j.put(ctx, kind, o, study, by)
}

// Import puts the import of a study into the queue. Its files are checked when the
// job runs.
func (j *Jobs) Import(ctx context.Context, name string, o StudyImport) (job.Job, error) {
	x, id, err := importTask(name, o)
	if err != nil {
		return job.Job{}, err
	}
	return j.put(ctx, task.KindImport, x, id, o.By)
}

// importTask gives the task of an import, and the study that it makes or changes.
func importTask(name string, o StudyImport) (task.Import, store.StudyID, error) {
	study, err := Open(name, model.Options{})
	if err != nil {
		return task.Import{}, "", err
	}
	if o.Study == "" {
		o.Study = store.StudyID(study.Spec.ID)
	}
	x := task.Import{Branch: string(o.Branch), Base: int64(o.Base), Organisation: o.Owner, Reason: o.Reason}
	for _, f := range study.Files() {
		if !utf8.Valid(f.Data) { // as text it would become something else
			return x, o.Study, fmt.Errorf("import %s: %w", f.Name, store.ErrInvalid)
		}
		x.Files = append(x.Files, task.File{Name: f.Name, Text: string(f.Data)})
	}
	return x, o.Study, nil
}

func (j *Jobs) put(ctx context.Context, kind string, o any, study store.StudyID, by store.Actor) (job.Job, error) {
	spec, err := task.Spec(kind, o, study, by)
	if err != nil {
		return job.Job{}, err
	}
	return j.Add(ctx, spec)
}

// Timing of workers: a lost one is noticed after the lease.
const (
	jobPoll  = 500 * time.Millisecond
	jobLease = 15 * time.Second
)

// KeptJobs is how long jobs that have ended are kept with what they made. Whoever
// needs it longer takes the result away; it can be made again from the revision.
const KeptJobs = 30 * 24 * time.Hour

// Work does jobs, several at a time, until ctx ends; those under way are given
// back to other workers.
func (j *Jobs) Work(ctx context.Context, parallel int, log *slog.Logger) {
	w := &job.Worker{Queue: j.Queue, Parallel: parallel, Poll: jobPoll, Lease: jobLease, Keep: KeptJobs, Log: log, Traces: j.Traces,
		Handlers: map[string]job.Handler{task.KindReport: j.report, task.KindPlan: j.plan, task.KindEvaluation: j.evaluate, task.KindImport: j.importStudy}}
	w.Run(ctx)
}

// Parallel is how many jobs a worker does at a time where it is told no number.
func Parallel() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// final marks what a further attempt would meet again: what is asked for does not
// exist or is not allowed.
func final(err error) error {
	var conflict *store.ConflictError
	for _, x := range []error{store.ErrNotFound, store.ErrExists, store.ErrInvalid, approval.ErrApproved} {
		if errors.Is(err, x) {
			return &job.PermanentError{Err: err}
		}
	}
	if errors.As(err, &conflict) {
		return &job.PermanentError{Err: err}
	}
	return err
}

func permanent(format string, args ...any) error {
	return &job.PermanentError{Err: fmt.Errorf(format, args...)}
}
