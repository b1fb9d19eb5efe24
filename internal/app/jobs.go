package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
)

// Kinds of jobs.
const (
	reportJob = "report"
	importJob = "import"
)

// ReportJob asks for a report of a stored study, as an archive of its formats.
type ReportJob struct {
	Branch store.Branch `json:"branch"`
	// At is the revision to report on; 0: the newest when the job runs.
	At      store.Revision `json:"at,omitempty"`
	Kind    string         `json:"kind"`
	Public  bool           `json:"public,omitempty"`
	Lang    lang.Lang      `json:"lang"`
	Formats []string       `json:"formats,omitempty"`
}

// ImportJob asks for the import of a study.
type ImportJob struct {
	Branch store.Branch      `json:"branch"`
	Base   store.Revision    `json:"base,omitempty"`
	Reason string            `json:"reason,omitempty"`
	Files  map[string][]byte `json:"files"`
}

// Jobs is the queue of long work of an open database.
type Jobs struct {
	*job.Queue
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
	return &Jobs{&job.Queue{Database: s, Now: time.Now, NewID: func() string { return strings.ToLower(rand.Text()) }}, s}
}

// Close closes the database.
func (j *Jobs) Close() error { return j.store.Close() }

// Report puts a report into the queue. It fails with [store.ErrNotFound] where
// there is no such study.
func (j *Jobs) Report(ctx context.Context, study store.StudyID, by store.Actor, o ReportJob) (job.Job, error) {
	return j.add(ctx, reportJob, study, by, o)
}

// Import puts the import of a study into the queue. Its files are checked when the
// job runs.
func (j *Jobs) Import(ctx context.Context, name string, o StudyImport) (job.Job, error) {
	study, err := Open(name, model.Options{})
	if err != nil {
		return job.Job{}, err
	}
	if o.Study == "" {
		o.Study = store.StudyID(study.Spec.ID)
	}
	x := ImportJob{Branch: o.Branch, Base: o.Base, Reason: o.Reason, Files: map[string][]byte{}}
	for _, f := range study.Files() {
		x.Files[f.Name] = f.Data
	}
	return j.put(ctx, importJob, o.Study, o.By, x)
}

func (j *Jobs) add(ctx context.Context, kind string, study store.StudyID, by store.Actor, payload any) (job.Job, error) {
	if _, err := j.store.Study(ctx, study); err != nil {
		return job.Job{}, err
	}
	return j.put(ctx, kind, study, by, payload)
}

func (j *Jobs) put(ctx context.Context, kind string, study store.StudyID, by store.Actor, payload any) (job.Job, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return job.Job{}, fmt.Errorf("write job: %w", err)
	}
	return j.Add(ctx, job.Spec{Kind: kind, Payload: data, Study: study, By: by})
}

// Timing of workers: a lost one is noticed after the lease.
const (
	jobPoll  = 500 * time.Millisecond
	jobLease = 15 * time.Second
)

// Work does jobs, several at a time, until ctx ends; those under way are given
// back to other workers.
func (j *Jobs) Work(ctx context.Context, parallel int, log *slog.Logger) {
	w := &job.Worker{Queue: j.Queue, Parallel: parallel, Poll: jobPoll, Lease: jobLease, Log: log,
		Handlers: map[string]job.Handler{reportJob: j.report, importJob: j.importStudy}}
	w.Run(ctx)
}

// Parallel is how many jobs a worker does at a time where it is told no number.
func Parallel() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// final marks what a further attempt would meet again: what is asked for does not
// exist or is not allowed.
func final(err error) error {
	var conflict *store.ConflictError
	for _, x := range []error{store.ErrNotFound, store.ErrExists, store.ErrInvalid} {
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

// report makes the report of a stored study.
func (j *Jobs) report(ctx context.Context, x job.Job, progress func(done, total int)) (*job.Result, error) {
	var o ReportJob
	if err := json.Unmarshal(x.Payload, &o); err != nil {
		return nil, permanent("read job: %w", err)
	}
	exported, err := ExportStudy(ctx, j.store, store.Line{Study: x.Study, Branch: o.Branch}, o.At)
	if err != nil {
		return nil, final(err)
	}
	files := map[string][]byte{}
	for _, f := range exported.Study {
		files["study/"+f.Name] = f.Data
	}
	study, err := OpenFiles(files, "study", string(x.Study), model.Options{})
	if err != nil {
		return nil, err
	}
	if !study.Usable() {
		found := study.Findings()
		return nil, permanent("the study has %d errors", found.Count(diag.Error))
	}
	// Half of the work is the assessment, the other half the files.
	result, _, err := study.Assess(ctx, assess.Options{Progress: func(done, total int) { progress(done, 2*total) }})
	if err != nil {
		return nil, err
	}
	outputs, found, err := study.Reports(result, ReportOptions{Kind: o.Kind, Public: o.Public, Lang: o.Lang, Formats: o.Formats})
	if err != nil {
		return nil, err
	}
	if len(outputs) == 0 {
		return nil, permanent("no report: %d findings", len(found.Findings))
	}
	made := map[string][]byte{}
	for i, out := range outputs {
		list, _, err := out.Make(ctx)
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", out.Name, err)
		}
		for _, f := range list {
			made[f.Name] = f.Data
		}
		progress(len(outputs)+i+1, 2*len(outputs))
	}
	data, err := archive(made)
	if err != nil {
		return nil, err
	}
	return &job.Result{Name: fmt.Sprintf("%s-r%d-%s.zip", x.Study, exported.Revision, o.Kind), Data: data}, nil
}

// archive packs files, the same ones always into the same bytes.
func archive(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack files: %w", err)
	}
	return b.Bytes(), nil
}

// importStudy imports a study, once whatever the attempt.
func (j *Jobs) importStudy(ctx context.Context, x job.Job, progress func(done, total int)) (*job.Result, error) {
	var o ImportJob
	if err := json.Unmarshal(x.Payload, &o); err != nil {
		return nil, permanent("read job: %w", err)
	}
	files := map[string][]byte{}
	for name, data := range o.Files {
		files["study/"+name] = data
	}
	study, err := OpenFiles(files, "study", string(x.Study), model.Options{})
	if err != nil {
		return nil, err
	}
	progress(1, 2)
	in := StudyImport{Line: store.Line{Study: x.Study, Branch: o.Branch}, Base: o.Base, By: x.By, Reason: o.Reason, once: string(x.ID)}
	l, revision, found, err := in.write(ctx, j.store, study)
	if err != nil {
		return nil, final(err)
	}
	if found.HasErrors() {
		return nil, permanent("the study has errors, the first %s at %s", found.Findings[0].Code, found.Findings[0].Pos)
	}
	data, err := json.Marshal(map[string]any{"study": l.Study, "branch": l.Branch, "revision": revision})
	if err != nil {
		return nil, fmt.Errorf("write result: %w", err)
	}
	return &job.Result{Name: "revision.json", Data: data}, nil
}
