package cli

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/store"
)

// workerCommand does long work from the queue of a database.
type workerCommand struct {
	Parallel countFlag `placeholder:"N"`
	observing
	database
}

// Run runs the command.
func (c *workerCommand) Run(ctx context.Context, s *session) error {
	if c.Parallel.given && c.Parallel.n == 0 {
		return usage("cli.usage.worker_parallel")
	}
	parallel := c.Parallel.n
	if parallel == 0 {
		parallel = app.Parallel()
	}
	log := slog.New(slog.NewJSONHandler(s.stdio.Err, nil))
	return c.openQueue(ctx, s, func(jobs *app.Jobs) (err error) {
		jobs.Program = s.stdio.Version.Version
		end, err := jobs.Observe(ctx, c.observation(), log)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, end()) }()
		s.note(s.text("cli.worker.ready", "number", parallel))
		s.flushErr()
		jobs.Work(ctx, parallel, log)
		return nil
	})
}

// queue is a queue of long work, in a database or on a server.
type queue interface {
	Ask(ctx context.Context, kind string, o any, study store.StudyID, by store.Actor) (job.Job, error)
	Import(ctx context.Context, name string, o app.StudyImport) (job.Job, error)
	List(ctx context.Context, study store.StudyID) ([]job.Job, error)
	Job(ctx context.Context, id job.ID) (job.Job, error)
	Cancel(ctx context.Context, id job.ID) error
	Retry(ctx context.Context, id job.ID) error
	Result(ctx context.Context, id job.ID) (job.Result, error)
}

// openJobs runs do on the queue of the server where one is named, else on that of
// the database.
func (d *database) openJobs(ctx context.Context, s *session, do func(queue) error) error {
	if s.server == "" {
		return d.openQueue(ctx, s, func(jobs *app.Jobs) error { return do(jobs) })
	}
	if d.DB != "" {
		return usage("cli.usage.server_db")
	}
	remote, err := s.remote()
	if err != nil {
		return err
	}
	return do(remote.Jobs())
}

// openQueue runs do on the queue of the database.
func (d *database) openQueue(ctx context.Context, s *session, do func(*app.Jobs) error) (err error) {
	address, err := d.address(s)
	if err != nil {
		return err
	}
	jobs, err := app.OpenJobs(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, jobs.Close()) }()
	return do(jobs)
}

// jobCommand groups the commands about long work.
type jobCommand struct {
	Report     jobReportCommand     `cmd:""`
	Plan       jobPlanCommand       `cmd:""`
	Evaluation jobEvaluationCommand `cmd:""`
	Import     jobImportCommand     `cmd:""`
	List       jobListCommand       `cmd:""`
	Show       jobShowCommand       `cmd:""`
	Cancel     jobCancelCommand     `cmd:""`
	Retry      jobRetryCommand      `cmd:""`
	Result     jobResultCommand     `cmd:""`
}

// jsonJob is a job as other programs read it.
type jsonJob struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind"`
	Study   string     `json:"study,omitempty"`
	State   string     `json:"state"`
	Attempt int        `json:"attempt"`
	Done    int        `json:"done"`
	Total   int        `json:"total"`
	Cancel  bool       `json:"cancel,omitempty"`
	Fault   string     `json:"fault,omitempty"`
	By      string     `json:"by"`
	Created time.Time  `json:"created"`
	Ended   *time.Time `json:"ended,omitempty"`
}

func jobJSON(j job.Job) jsonJob {
	out := jsonJob{ID: string(j.ID), Kind: j.Kind, Study: string(j.Study), State: string(j.State), Attempt: j.Attempt, Done: j.Done, Total: j.Total,
		Cancel: j.Cancel, Fault: j.Fault, By: j.By.Name, Created: j.Created}
	if !j.Ended.IsZero() {
		out.Ended = &j.Ended
	}
	return out
}

// added tells which job was put into the queue.
func (s *session) added(j job.Job, err error) error {
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(jobJSON(j))
	}
	s.println(s.text("cli.job.added", "job", string(j.ID)))
	return nil
}

// stored is what a task about a stored study takes.
type stored struct {
	ID     textFlag  `arg:"" name:"study-id"`
	Branch textFlag  `placeholder:"NAME"`
	At     countFlag `placeholder:"REVISION"`
	Who    textFlag  `placeholder:"NAME"`
	database
}

// of names what the task is about.
func (c *stored) of(s *session) task.Of {
	return task.Of{Branch: string(line(c.ID, c.Branch).Branch), At: int64(c.At.n), Lang: string(s.lang)}
}

// ask puts the task into the queue.
func (c *stored) ask(ctx context.Context, s *session, kind string, o any) error {
	if err := s.checkWho(c.Who); err != nil {
		return err
	}
	return c.openJobs(ctx, s, func(jobs queue) error {
		return s.added(jobs.Ask(ctx, kind, o, store.StudyID(c.ID), app.Operator(string(c.Who))))
	})
}

// jobReportCommand asks for a report.
type jobReportCommand struct {
	stored
	Kind    reportFlag    `placeholder:"full|overview"`
	Edition editionFlag   `placeholder:"internal|public"`
	Format  reportFormats `placeholder:"FORMAT"`
}

// Run runs the command.
func (c *jobReportCommand) Run(ctx context.Context, s *session) error {
	kind := string(c.Kind)
	if kind == "" {
		kind = app.ReportKinds()[0]
	}
	return c.ask(ctx, s, task.KindReport, task.Report{Of: c.of(s), Kind: kind, Public: c.Edition == "public", Formats: c.Format})
}

// jobPlanCommand asks for a plan of countermeasures.
type jobPlanCommand struct {
	stored
	Model textFlag `arg:""`
	planWishes
	Set casesFlag `placeholder:"PARAM=CASE"`
}

// Run runs the command.
func (c *jobPlanCommand) Run(ctx context.Context, s *session) error {
	return c.ask(ctx, s, task.KindPlan, task.Plan{Of: c.of(s), Model: string(c.Model), Damages: words(c.Damage), Leave: c.Leave.name(), Cells: c.Cells.name(),
		Budget: c.budget(), Years: c.Years.n, Require: words(c.Require), Forbid: words(c.Forbid), Parameters: c.Set.byName()})
}

// jobEvaluationCommand asks for the figures of all organisations that answered.
type jobEvaluationCommand struct {
	stored
	Questionnaire textFlag      `arg:""`
	Model         modelsFlag    `placeholder:"ID"`
	Plan          questionsFlag `placeholder:"QUESTION"`
	Where         questionsFlag `placeholder:"QUESTION"`
	By            groupFlag     `placeholder:"class|prefecture"`
	Set           casesFlag     `placeholder:"PARAM=CASE"`
}

// Run runs the command.
func (c *jobEvaluationCommand) Run(ctx context.Context, s *session) error {
	return c.ask(ctx, s, task.KindEvaluation, task.Evaluation{Of: c.of(s), Questionnaire: string(c.Questionnaire), Models: words(c.Model),
		Plan: c.Plan, Where: c.Where, By: string(c.By), Parameters: c.Set.byName()})
}

// words gives ids as texts.
func words[T ~string](ids []T) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return list
}

// jobImportCommand asks for the import of a study.
type jobImportCommand struct {
	Study  textFlag  `arg:""`
	ID     textFlag  `name:"id" placeholder:"ID"`
	Branch textFlag  `placeholder:"NAME"`
	Base   countFlag `placeholder:"REVISION"`
	Owner  textFlag  `placeholder:"CODE"`
	signed
	database
}

// Run runs the command.
func (c *jobImportCommand) Run(ctx context.Context, s *session) error {
	if err := s.checkWho(c.Who); err != nil {
		return err
	}
	return c.openJobs(ctx, s, func(jobs queue) error {
		return s.added(jobs.Import(ctx, string(c.Study), app.StudyImport{Line: line(c.ID, c.Branch), Base: store.Revision(c.Base.n),
			Owner: string(c.Owner), By: c.actor(), Reason: string(c.Why)}))
	})
}

// jobListCommand lists the newest jobs.
type jobListCommand struct {
	Study textFlag `placeholder:"ID"`
	database
}

// Run runs the command.
func (c *jobListCommand) Run(ctx context.Context, s *session) error {
	if s.server != "" && c.Study == "" {
		return usage("cli.usage.server_jobs")
	}
	return c.openJobs(ctx, s, func(jobs queue) error {
		list, err := jobs.List(ctx, store.StudyID(c.Study))
		if err != nil {
			return err
		}
		if s.json {
			out := make([]jsonJob, len(list))
			for i, j := range list {
				out[i] = jobJSON(j)
			}
			return s.printJSON(out)
		}
		t := &table{align: "<<<<><"}
		for _, j := range list {
			t.row(s.jobRow(j)...)
		}
		s.println(t.lines(s.out)...)
		if len(list) == job.MostListed {
			s.note(s.text("cli.job.newest", "number", job.MostListed))
		}
		return nil
	})
}

func (s *session) jobRow(j job.Job) []string {
	share, fault := "", ""
	if j.Fault != "" {
		fault = " — " + j.Fault
	}
	switch {
	case j.State == job.Done:
		share = "100%"
	case j.Total > 0:
		share = strconv.Itoa(100*j.Done/j.Total) + "%"
	}
	return []string{string(j.ID), moment(j.Created), s.text("cli.job.kind." + j.Kind), s.text("cli.job.state." + string(j.State)), share, string(j.Study) + fault}
}

// jobShowCommand shows one job.
type jobShowCommand struct {
	Job textFlag `arg:""`
	database
}

// Run runs the command.
func (c *jobShowCommand) Run(ctx context.Context, s *session) error {
	return c.openJobs(ctx, s, func(jobs queue) error {
		j, err := jobs.Job(ctx, job.ID(c.Job))
		if err != nil {
			return err
		}
		if s.json {
			return s.printJSON(jobJSON(j))
		}
		t := &table{align: "<<<<><"}
		t.row(s.jobRow(j)...)
		s.println(t.lines(s.out)...)
		return nil
	})
}

// jobCancelCommand asks for the end of a job.
type jobCancelCommand struct {
	Job textFlag `arg:""`
	database
}

// Run runs the command.
func (c *jobCancelCommand) Run(ctx context.Context, s *session) error {
	return c.openJobs(ctx, s, func(jobs queue) error {
		if err := jobs.Cancel(ctx, job.ID(c.Job)); err != nil {
			return err
		}
		s.note(s.text("cli.job.cancelled", "job", string(c.Job)))
		return nil
	})
}

// jobRetryCommand puts a job back into the queue.
type jobRetryCommand struct {
	Job textFlag `arg:""`
	database
}

// Run runs the command.
func (c *jobRetryCommand) Run(ctx context.Context, s *session) error {
	return c.openJobs(ctx, s, func(jobs queue) error {
		if err := jobs.Retry(ctx, job.ID(c.Job)); err != nil {
			return err
		}
		s.note(s.text("cli.job.retried", "job", string(c.Job)))
		return nil
	})
}

// jobResultCommand writes what a job has made.
type jobResultCommand struct {
	Job   textFlag `arg:""`
	Out   textFlag `placeholder:"DIR"`
	Force bool
	database
}

// Run runs the command.
func (c *jobResultCommand) Run(ctx context.Context, s *session) error {
	if c.Out == "" {
		return usage("cli.usage.job_out")
	}
	return c.openJobs(ctx, s, func(jobs queue) error {
		r, err := jobs.Result(ctx, job.ID(c.Job))
		if err != nil {
			return err
		}
		name, err := app.WriteFile(string(c.Out), app.File{Name: r.Name, Data: r.Data}, c.Force)
		if err != nil {
			return err
		}
		s.println(s.text("cli.job.written", "file", name))
		return nil
	})
}
