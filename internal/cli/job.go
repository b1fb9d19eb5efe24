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
	Metrics  textFlag  `placeholder:"HOST:PORT"`
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
		end, err := jobs.Measure(ctx, string(c.Metrics))
		if err != nil {
			return err
		}
		defer end()
		jobs.Program = s.stdio.Version.Version
		s.note(s.text("cli.worker.ready", "number", parallel))
		s.flushErr()
		jobs.Work(ctx, parallel, slog.New(slog.NewJSONHandler(s.stdio.Err, nil)))
		return nil
	})
}

// openJobs runs do on the queue of the database.
func (d *database) openJobs(ctx context.Context, s *session, do func(*app.Jobs) error) (err error) {
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
	Report jobReportCommand `cmd:""`
	Import jobImportCommand `cmd:""`
	List   jobListCommand   `cmd:""`
	Show   jobShowCommand   `cmd:""`
	Cancel jobCancelCommand `cmd:""`
	Retry  jobRetryCommand  `cmd:""`
	Result jobResultCommand `cmd:""`
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

// jobReportCommand asks for a report.
type jobReportCommand struct {
	ID      textFlag      `arg:"" name:"study-id"`
	Branch  textFlag      `placeholder:"NAME"`
	At      countFlag     `placeholder:"REVISION"`
	Kind    reportFlag    `placeholder:"full|overview"`
	Edition editionFlag   `placeholder:"internal|public"`
	Format  reportFormats `placeholder:"FORMAT"`
	Who     textFlag      `placeholder:"NAME"`
	database
}

// Run runs the command.
func (c *jobReportCommand) Run(ctx context.Context, s *session) error {
	kind := string(c.Kind)
	if kind == "" {
		kind = app.ReportKinds()[0]
	}
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
		l := line(c.ID, c.Branch)
		return s.added(jobs.Ask(ctx, task.KindReport, task.Report{Of: task.Of{Branch: string(l.Branch), At: int64(c.At.n), Lang: string(s.lang)},
			Kind: kind, Public: c.Edition == "public", Formats: c.Format}, l.Study, app.Operator(string(c.Who))))
	})
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
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
	return c.openJobs(ctx, s, func(jobs *app.Jobs) error {
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
