package workbench

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/api"
)

// jobForms end jobs, or have them done again, from whatever page lists them.
func jobForms(w *Workbench, mux *http.ServeMux) {
	end := func(v *visit) error {
		j, err := v.API.Job(v.r.Context(), v.who, job.ID(v.r.PathValue("job")), access.RunJobs)
		if err != nil {
			return err
		}
		switch v.r.PostFormValue("do") {
		case "cancel":
			err = v.Jobs.Cancel(v.r.Context(), j.ID)
		case "retry":
			err = v.Jobs.Retry(v.r.Context(), j.ID)
		default:
			err = server.Refuse(http.StatusUnprocessableEntity, diag.RequestForm, "place", "do")
		}
		if err != nil {
			return err
		}
		v.redirect(local(v.r.PostFormValue("next")))
		return nil
	}
	w.page(mux, "POST /jobs/{job}", end)
}

// jobsBody is the jobs of a kind of a study, on the page that asks for them.
type jobsBody struct {
	Jobs []jobRow
	// Active tells that some job has not ended, so that the page looks again.
	Active bool
	// Here is the page itself.
	Here string
	// May tells that the reader may ask for jobs and end them.
	May bool
}

type jobRow struct {
	ID, Name, State, By, At, Progress, Fault string
	// Result is where its file is, empty where there is none; Cancels and Retries
	// tell what may be done.
	Result string
	// Inside is the page of its files, Open the one that a browser shows; empty where
	// there is none.
	Inside, Open     string
	Cancels, Retries bool
}

// jobsOf lists the newest jobs of a kind, with the name that name gives to each.
func (v *visit) jobsOf(s *opened, kind, here string, name func(job.Job) string) (jobsBody, error) {
	b := jobsBody{Here: here, May: v.API.May(v.who, access.RunJobs, s.Resource())}
	list, err := v.Jobs.List(v.r.Context(), s.Line.Study)
	if err != nil {
		return b, err
	}
	for _, j := range list {
		if j.Kind != kind || len(b.Jobs) == jobsShown {
			continue
		}
		// Lists of jobs leave out what they were asked for.
		if j, err = v.Jobs.Job(v.r.Context(), j.ID); err != nil {
			return b, err
		}
		row := jobRow{ID: string(j.ID), Name: name(j), State: locale.Text(v.lang, "web.job.state."+string(j.State)), By: j.By.Name, At: v.moment(j.Created),
			Fault: j.Fault, Cancels: b.May && !j.State.Final() && !j.Cancel, Retries: b.May && (j.State == job.Failed || j.State == job.Cancelled)}
		if j.Total == 0 && j.Done > 0 && !j.State.Final() {
			row.Progress = locale.Text(v.lang, "web.job.rounds", "done", locale.Number(j.Done))
		}
		if j.Total > 0 && !j.State.Final() {
			row.Progress = locale.Text(v.lang, "web.job.progress", "done", locale.Number(j.Done), "total", locale.Number(j.Total))
		}
		if j.State == job.Done && v.Now().Sub(j.Ended) < resultsKept {
			row.Result = resultURL(j.ID)
		}
		b.Active = b.Active || !j.State.Final()
		b.Jobs = append(b.Jobs, row)
	}
	return b, nil
}

// resultOf gives what a job of a kind made for the study, as long as it is kept.
func (v *visit) resultOf(s *opened, id job.ID, kind string) (job.Job, job.Result, error) {
	none := server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	j, err := v.API.Job(v.r.Context(), v.who, id, access.ReadStudy)
	if err != nil {
		return j, job.Result{}, err
	}
	if j.Study != s.Line.Study || j.Kind != kind || j.State != job.Done {
		return j, job.Result{}, none
	}
	r, err := v.Jobs.Result(v.r.Context(), j.ID)
	if errors.Is(err, job.ErrNotFound) {
		err = none
	}
	return j, r, err
}

// resultURL is where the file is that a job made.
func resultURL(id job.ID) string { return api.Base + "/jobs/" + url.PathEscape(string(id)) + "/result" }

// jobsShown bounds the jobs on a page; the API lists more.
const jobsShown = 20

// resultsKept is how long what jobs made is kept, see the operation get-job-result.
const resultsKept = 30 * 24 * time.Hour
