package api

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// Job is long work and how far it has come.
type Job struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind" enum:"report,plan,evaluation,import"`
	Study   string     `json:"study"`
	State   string     `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Attempt int        `json:"attempt" doc:"The attempt that runs or was the last; 0 before the first."`
	Done    int        `json:"done" doc:"Parts done, of total."`
	Total   int        `json:"total" doc:"0 where nobody knows how many parts there are."`
	Cancel  bool       `json:"cancel" doc:"Whether its end was asked for."`
	Fault   string     `json:"fault,omitempty" doc:"Why it failed, in technical words."`
	By      Actor      `json:"by"`
	Created time.Time  `json:"created"`
	Ended   *time.Time `json:"ended,omitempty"`
}

// fileType is the media type of files of which nothing more is known.
const fileType = "application/octet-stream"

// JobOf gives what is told of a job.
func JobOf(j job.Job) Job {
	out := Job{ID: string(j.ID), Kind: j.Kind, Study: string(j.Study), State: string(j.State), Attempt: j.Attempt, Done: j.Done, Total: j.Total,
		Cancel: j.Cancel, Fault: j.Fault, By: actorOf(j.By), Created: j.Created}
	if !j.Ended.IsZero() {
		out.Ended = &j.Ended
	}
	return out
}

// JobPath names a job in a path.
type JobPath struct {
	Job string `path:"job" minLength:"1" maxLength:"64"`
}

type jobOutput struct{ Body Job }

// NewJob asks for a job: exactly one of the tasks.
type NewJob struct {
	Once       string           `json:"once,omitempty" maxLength:"100" doc:"A name of the job: the same one sent again makes no second job."`
	Report     *task.Report     `json:"report,omitempty"`
	Plan       *task.Plan       `json:"plan,omitempty"`
	Evaluation *task.Evaluation `json:"evaluation,omitempty"`
	Import     *task.Import     `json:"import,omitempty"`
}

// task gives the one task that is asked for, in a language where it names none.
func (n NewJob) task(usual string) (kind string, asked any, err error) {
	given := 0
	speak := func(of *task.Of) {
		given++
		if of.Lang == "" {
			of.Lang = usual
		}
	}
	if n.Report != nil {
		kind, asked = task.KindReport, n.Report
		speak(&n.Report.Of)
	}
	if n.Plan != nil {
		kind, asked = task.KindPlan, n.Plan
		speak(&n.Plan.Of)
	}
	if n.Evaluation != nil {
		kind, asked = task.KindEvaluation, n.Evaluation
		speak(&n.Evaluation.Of)
	}
	if n.Import != nil {
		kind, asked = task.KindImport, n.Import
		given++
	}
	if given != 1 {
		return "", nil, refuseValue(diag.RequestMissing, "body", "name", "report")
	}
	return kind, asked, nil
}

func (a *API) jobs() {
	type jobList struct {
		Body struct {
			Jobs []Job `json:"jobs" nullable:"false"`
			Cut  bool  `json:"cut" doc:"Whether there are older ones that are not listed."`
		}
	}
	add(a, operation("create-job", http.MethodPost, "/studies/{study}/jobs", "jobs", "Ask for a report, a plan, a national evaluation or an import; a worker does it."), http.StatusCreated,
		func(ctx context.Context, who account.Who, in *struct {
			StudyPath
			Origin
			Body NewJob
		}) (*struct {
			Location string `header:"Location"`
			Body     Job
		}, error) {
			kind, asked, err := in.Body.task(string(server.LangOf(in.request)))
			if err != nil {
				return nil, err
			}
			j, err := a.Ask(ctx, who, store.StudyID(in.Study), Asked{Kind: kind, Task: asked, Once: in.Body.Once})
			if err != nil {
				return nil, err
			}
			return &struct {
				Location string `header:"Location"`
				Body     Job
			}{Base + "/jobs/" + string(j.ID), JobOf(j)}, nil
		})
	add(a, operation("list-jobs", http.MethodGet, "/studies/{study}/jobs", "jobs", "List the newest jobs of a study."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *StudyPath) (*jobList, error) {
			if _, err := a.open(ctx, who, in.main(), access.ReadStudy); err != nil {
				return nil, err
			}
			list, err := a.Jobs.List(ctx, store.StudyID(in.Study))
			out := &jobList{}
			out.Body.Jobs, out.Body.Cut = []Job{}, len(list) == job.MostListed
			for _, j := range list {
				out.Body.Jobs = append(out.Body.Jobs, JobOf(j))
			}
			return out, err
		})
	add(a, operation("get-job", http.MethodGet, "/jobs/{job}", "jobs", "How far a job has come."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *JobPath) (*jobOutput, error) {
			j, err := a.Job(ctx, who, job.ID(in.Job), access.ReadStudy)
			return &jobOutput{JobOf(j)}, err
		})
	a.jobEnds()
}

// jobEnds are the operations about the end of jobs.
func (a *API) jobEnds() {
	add(a, operation("cancel-job", http.MethodPost, "/jobs/{job}/cancel", "jobs", "Ask for the end of a job."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *JobPath) (*Empty, error) {
			j, err := a.Job(ctx, who, job.ID(in.Job), access.RunJobs)
			if err != nil {
				return nil, err
			}
			return nil, a.Jobs.Cancel(ctx, j.ID)
		})
	add(a, operation("retry-job", http.MethodPost, "/jobs/{job}/retry", "jobs", "Have a job that failed or was cancelled done again."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *JobPath) (*Empty, error) {
			j, err := a.Job(ctx, who, job.ID(in.Job), access.RunJobs)
			if err != nil {
				return nil, err
			}
			if j.Kind == task.KindImport {
				if _, err := a.open(ctx, who, store.Line{Study: j.Study, Branch: store.Main}, access.EditStudy); err != nil && !errors.Is(err, store.ErrNotFound) {
					return nil, err
				}
			}
			return nil, a.Jobs.Retry(ctx, j.ID)
		})
	op := operation("get-job-result", http.MethodGet, "/jobs/{job}/result", "jobs", "What a job has made, as a file; it is kept for 30 days.")
	op.Responses = map[string]*huma.Response{"200": {Description: "The file.", Content: map[string]*huma.MediaType{fileType: {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
	add(a, op, http.StatusOK,
		func(ctx context.Context, who account.Who, in *JobPath) (*struct {
			ContentType        string `header:"Content-Type"`
			ContentDisposition string `header:"Content-Disposition"`
			Body               []byte
		}, error) {
			j, err := a.Job(ctx, who, job.ID(in.Job), access.ReadStudy)
			if err != nil {
				return nil, err
			}
			r, err := a.Jobs.Result(ctx, j.ID)
			return &struct {
				ContentType        string `header:"Content-Type"`
				ContentDisposition string `header:"Content-Disposition"`
				Body               []byte
			}{fileType, mime.FormatMediaType("attachment", map[string]string{"filename": r.Name}), r.Data}, err
		})
}

// Asked is a task of a kind that somebody asks for.
type Asked struct {
	Kind string
	Task any
	// Once, if set, names the request of its author.
	Once string
}

// Ask puts a task about a study into the queue, if who asks may have it done: the
// import of a study needs what writing it by hand does.
func (a *API) Ask(ctx context.Context, who account.Who, study store.StudyID, t Asked) (job.Job, error) {
	in, imports := t.Task.(*task.Import)
	branch := store.Line{Study: study, Branch: store.Main}
	o := access.RunJobs
	if imports {
		o, branch = access.EditStudy, task.Of{Branch: in.Branch}.Line(study)
	}
	_, err := a.open(ctx, who, branch, o)
	if imports && in.Base == 0 && errors.Is(err, store.ErrNotFound) {
		// A study that is not there is made, by those who may make it.
		o = access.CreateStudy
		err = a.allow(who, o, access.Resource{Organisation: in.Organisation})
	}
	if err != nil {
		return job.Job{}, refusal(err)
	}
	spec, err := task.Spec(t.Kind, t.Task, study, who.Actor())
	if err != nil {
		return job.Job{}, err
	}
	if t.Once != "" {
		spec.Once = who.Actor().ID + " " + string(study) + " " + t.Once // names of different people are different
	}
	j, err := a.Jobs.Add(ctx, spec)
	return j, refusal(err)
}

// Job finds a job of a study to which somebody may do o; for all others it is not
// there. A job that was to make a study is there for whoever asked for it.
func (a *API) Job(ctx context.Context, who account.Who, id job.ID, o access.Operation) (job.Job, error) {
	j, err := a.Jobs.Job(ctx, id)
	if err != nil {
		return j, refusal(err)
	}
	_, err = a.open(ctx, who, store.Line{Study: j.Study, Branch: store.Main}, o)
	if errors.Is(err, store.ErrNotFound) && j.By == who.Actor() {
		err = nil
	}
	return j, refusal(err)
}
