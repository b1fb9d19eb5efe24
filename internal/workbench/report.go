package workbench

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server/api"
)

// reportRoom is the page on which reports 報告書 are asked for and fetched.
func reportRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/report", "report", showReports)
	w.study(mux, "POST /s/{study}/report", access.RunJobs, askReport)
}

// reportFormats are the formats of reports, in the order in which they are shown.
var reportFormats = []string{"docx", "pdf", "html", "md", "pptx"}

type reportBody struct {
	Formats []choice
	Jobs    jobsBody
}

func showReports(v *visit, s *opened) error {
	jobs, err := v.jobsOf(s, task.KindReport, s.url("/report"), v.reportName)
	if err != nil {
		return err
	}
	b := reportBody{Jobs: jobs}
	for _, f := range reportFormats {
		b.Formats = append(b.Formats, choice{ID: f, Name: locale.Text(v.lang, "web.report.format."+f), Chosen: true})
	}
	f := s.frame(v.lang, "report", locale.Text(v.lang, "web.report.title"))
	f.Body = b
	return v.ok("report", f)
}

// reportName tells which report a job makes.
func (v *visit) reportName(j job.Job) string {
	var t task.Report
	if err := json.Unmarshal(j.Payload, &t); err != nil {
		return j.Kind
	}
	name := locale.Text(v.lang, "web.report.kind."+t.Kind)
	if t.Public {
		name = locale.Text(v.lang, "web.report.public_of", "name", name)
	}
	return name + " " + strings.Join(t.Formats, ", ")
}

func askReport(v *visit, s *opened) error {
	t := &task.Report{Of: task.Of{Branch: string(s.Line.Branch), Lang: string(v.lang)}, Kind: "full", Public: v.r.PostFormValue("edition") == "public"}
	if v.r.PostFormValue("kind") == "overview" {
		t.Kind = "overview"
	}
	for _, f := range v.r.PostForm["format"] {
		if slices.Contains(reportFormats, f) {
			t.Formats = append(t.Formats, f)
		}
	}
	if _, err := v.API.Ask(v.r.Context(), v.who, s.Line.Study, api.Asked{Kind: task.KindReport, Task: t}); err != nil {
		return err
	}
	v.redirect(s.url("/report"))
	return nil
}
