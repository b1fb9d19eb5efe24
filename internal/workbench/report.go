package workbench

import (
	"archive/zip"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/exchange"
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
	// Newest is the report that was made last; nil where none is kept. Preview is the
	// preview that was made last, where no report was made since.
	Newest, Preview *newestBody
	// Texts is the page of what people write, with how many are written, and how many of
	// them still read as in the reference study.
	Texts                  string
	Written, Places, Taken int
}

// newestBody is a report whose files can be taken from the page itself.
type newestBody struct {
	Name, At, Whole, Inside string
	Files                   []madeFile
}

func showReports(v *visit, s *opened) error {
	pages, previews, titles := map[string]bool{}, map[string]bool{}, map[string]string{} // jobs that make a page, those that make nothing else to look at, and what they make
	jobs, err := v.jobsOf(s, task.KindReport, s.url("/report"), func(j job.Job) string {
		t := reportTask(j)
		pages[string(j.ID)] = len(t.Formats) == 0 || slices.Contains(t.Formats, "html")
		previews[string(j.ID)], titles[string(j.ID)] = t.Preview, v.reportTitle(j)
		return v.reportName(j)
	})
	if err != nil {
		return err
	}
	b := reportBody{Jobs: jobs}
	for _, f := range reportFormats {
		b.Formats = append(b.Formats, choice{ID: f, Name: locale.Text(v.lang, "web.report.format."+f), Chosen: true})
	}
	for i, j := range b.Jobs.Jobs {
		if j.Result == "" {
			continue
		}
		b.Jobs.Jobs[i].Inside = s.madeURL(job.ID(j.ID), "")
		if pages[j.ID] {
			b.Jobs.Jobs[i].Open = s.madeURL(job.ID(j.ID), onlyPage)
		}
		at := &b.Newest
		if previews[j.ID] {
			at = &b.Preview
		}
		if *at == nil && b.Newest == nil {
			if *at, err = v.newest(s, b.Jobs.Jobs[i], titles[j.ID]); err != nil {
				return err
			}
		}
	}
	b.Texts = s.url("/report/texts")
	places, err := v.places(s)
	if err != nil {
		return err
	}
	for _, f := range places {
		b.Places++
		if f.Written {
			b.Written++
		}
		if f.Taken {
			b.Taken++
		}
	}
	f := s.frame(v.lang, "report", locale.Text(v.lang, "web.report.title"))
	f.Body = b
	return v.ok("report", f)
}

// newest lists the files of a report, without the manifest, which stands on the
// page that tells what it was made from.
func (v *visit) newest(s *opened, row jobRow, title string) (*newestBody, error) {
	id := job.ID(row.ID)
	files, err := v.archives.files(id, func() (*zip.Reader, error) {
		_, _, archive, err := v.madeBy(s, id)
		return archive, err
	})
	if err != nil {
		return nil, err
	}
	b := &newestBody{Name: title, At: row.At, Whole: row.Result, Inside: row.Inside}
	pictures, size := 0, 0
	for _, f := range files {
		if isPicture(f.name) {
			pictures, size = pictures+1, size+f.size
		}
	}
	for _, f := range files {
		switch {
		case f.name == exchange.ManifestFile || isPicture(f.name):
		case takesPictures(f.name):
			one := s.madeFile(id, f.name, f.size+size)
			one.Pictures = pictures
			b.Files = append(b.Files, one)
		default:
			b.Files = append(b.Files, s.madeFile(id, f.name, f.size))
		}
	}
	return b, nil
}

// reportTask is what a job was asked for. It was written by this program.
func reportTask(j job.Job) (t task.Report) {
	if err := json.Unmarshal(j.Payload, &t); err != nil {
		return task.Report{Kind: "full"}
	}
	return t
}

// reportTitle tells the kind and the edition of the report that a job makes.
func (v *visit) reportTitle(j job.Job) string {
	t := reportTask(j)
	name := locale.Text(v.lang, "web.report.kind."+t.Kind)
	if t.Public {
		name = locale.Text(v.lang, "web.report.public_of", "name", name)
	}
	return name
}

// reportName tells which report a job makes, in which formats.
func (v *visit) reportName(j job.Job) string {
	t, name := reportTask(j), v.reportTitle(j)
	if t.Preview {
		return locale.Text(v.lang, "web.report.preview_of", "name", name)
	}
	var formats []string
	for _, f := range t.Formats {
		formats = append(formats, locale.Text(v.lang, "web.report.format."+f))
	}
	return name + " " + strings.Join(formats, locale.Text(v.lang, "web.separator"))
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
	if v.r.PostFormValue("do") == "preview" {
		t.Formats, t.Preview = []string{"html"}, true
	}
	if _, err := v.API.Ask(v.r.Context(), v.who, s.Line.Study, api.Asked{Kind: task.KindReport, Task: t}); err != nil {
		return err
	}
	v.redirect(s.url("/report") + "#jobs") // where it is seen being made
	return nil
}
