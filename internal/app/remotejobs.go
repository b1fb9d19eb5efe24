package app

import (
	"context"
	"net/http"

	"github.com/sekisho/sekisho/internal/client"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// RemoteJobs is the queue of long work of a server. Its methods do what those of
// [Jobs] do, as far as the token allows; who asks is the account of the token. They
// fail with [*RemoteError].
type RemoteJobs struct{ server client.Server }

// Jobs gives the queue of the server.
func (r Remote) Jobs() *RemoteJobs { return &RemoteJobs{r.server()} }

// Ask puts a task about a stored study into the queue.
func (r *RemoteJobs) Ask(ctx context.Context, kind string, o any, study store.StudyID, _ store.Actor) (job.Job, error) {
	// The API names a task by its kind.
	return r.job(ctx, client.Request{Method: http.MethodPost, Path: []string{"studies", string(study), "jobs"}, Body: map[string]any{kind: o}})
}

// Import puts the import of a study into the queue.
func (r *RemoteJobs) Import(ctx context.Context, name string, o StudyImport) (job.Job, error) {
	x, id, err := importTask(name, o)
	if err != nil {
		return job.Job{}, err
	}
	return r.Ask(ctx, task.KindImport, x, id, o.By)
}

// List lists the newest jobs of a study.
func (r *RemoteJobs) List(ctx context.Context, study store.StudyID) ([]job.Job, error) {
	var answer struct{ Jobs []api.Job }
	if err := r.server.Do(ctx, client.Request{Path: []string{"studies", string(study), "jobs"}}, &answer); err != nil {
		return nil, err
	}
	jobs := make([]job.Job, len(answer.Jobs))
	for i, x := range answer.Jobs {
		jobs[i] = toldJob(x)
	}
	return jobs, nil
}

// Job finds a job.
func (r *RemoteJobs) Job(ctx context.Context, id job.ID) (job.Job, error) {
	return r.job(ctx, client.Request{Path: []string{"jobs", string(id)}})
}

// Cancel asks for the end of a job.
func (r *RemoteJobs) Cancel(ctx context.Context, id job.ID) error {
	return r.server.Do(ctx, client.Request{Method: http.MethodPost, Path: []string{"jobs", string(id), "cancel"}}, nil)
}

// Retry has a job done again.
func (r *RemoteJobs) Retry(ctx context.Context, id job.ID) error {
	return r.server.Do(ctx, client.Request{Method: http.MethodPost, Path: []string{"jobs", string(id), "retry"}}, nil)
}

// Result gives what a job has made.
func (r *RemoteJobs) Result(ctx context.Context, id job.ID) (job.Result, error) {
	name, data, err := r.server.File(ctx, client.Request{Path: []string{"jobs", string(id), "result"}})
	return job.Result{Name: name, Data: data}, err
}

// job asks for one job.
func (r *RemoteJobs) job(ctx context.Context, q client.Request) (job.Job, error) {
	var x api.Job
	err := r.server.Do(ctx, q, &x)
	return toldJob(x), err
}

// toldJob gives a job as the API tells of it.
func toldJob(x api.Job) job.Job {
	j := job.Job{ID: job.ID(x.ID), Spec: job.Spec{Kind: x.Kind, Study: store.StudyID(x.Study), By: store.Actor{ID: x.By.ID, Name: x.By.Name}},
		State: job.State(x.State), Attempt: x.Attempt, Done: x.Done, Total: x.Total, Cancel: x.Cancel, Fault: x.Fault, Created: x.Created}
	if x.Ended != nil {
		j.Ended = *x.Ended
	}
	return j
}
