package workbench

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// reportsMade are the files of a report that was made, and what they rest on.
func reportsMade(w *Workbench, mux *http.ServeMux) {
	w.study(mux, "GET /s/{study}/report/made/{job}", access.ReadStudy, showMade)
	w.study(mux, "GET /s/{study}/report/made/{job}/{file}", access.ReadStudy, sendMade)
}

type madeBody struct {
	Name, Whole                                    string
	Revision, Digest, Program, Language, AsOf, Job string
	// Old tells that it was made before manifests were.
	Old      bool
	Files    []madeFile
	Findings []string
}

type madeFile struct {
	Name, URL, Open, Size, SHA256 string
	// Differs tells that the file is not the one that the manifest lists.
	Differs bool
}

// reportJob gives the report that the path names, with its archive.
func (v *visit) reportJob(s *opened) (job.Job, job.Result, *zip.Reader, error) {
	return v.madeBy(s, job.ID(v.r.PathValue("job")))
}

// madeBy gives a report of the study that is done, with its archive.
func (v *visit) madeBy(s *opened, id job.ID) (job.Job, job.Result, *zip.Reader, error) {
	j, r, err := v.resultOf(s, id, task.KindReport)
	if err != nil {
		return j, r, nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(r.Data), int64(len(r.Data)))
	if err != nil {
		return j, r, nil, fmt.Errorf("read archive of job %s: %w", j.ID, err)
	}
	return j, r, archive, nil
}

func unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return data, r.Close()
}

// madeURL gives the address of a file of a report, or of its page.
func (s *opened) madeURL(id job.ID, file string) string {
	at := "/report/made/" + url.PathEscape(string(id))
	if file != "" {
		at += "/" + url.PathEscape(file)
	}
	return s.url(at)
}

// madeFile is a file of a report, of a size in bytes. A browser shows a page, and
// takes any other away.
func (s *opened) madeFile(id job.ID, name string, size int) madeFile {
	f := madeFile{Name: name, URL: s.madeURL(id, name), Size: locale.Number(size)}
	if path.Ext(name) == ".html" {
		f.Open = f.URL
	}
	return f
}

func showMade(v *visit, s *opened) error {
	j, r, archive, err := v.reportJob(s)
	if err != nil {
		return err
	}
	b := madeBody{Name: v.reportName(j), Whole: resultURL(j.ID), Old: true, Job: r.Name}
	var m exchange.Manifest
	for _, f := range archive.File {
		data, err := unpack(f)
		if err != nil {
			return err
		}
		if f.Name == exchange.ManifestFile {
			if err := json.Unmarshal(data, &m); err != nil {
				return fmt.Errorf("read manifest of job %s: %w", j.ID, err)
			}
			b.Old = false
		}
		sum := sha256.Sum256(data)
		one := s.madeFile(j.ID, f.Name, len(data))
		one.SHA256 = hex.EncodeToString(sum[:])
		b.Files = append(b.Files, one)
	}
	listed := map[string]string{}
	for _, f := range m.Files {
		listed[f.File] = f.SHA256
	}
	for i, f := range b.Files {
		b.Files[i].Differs = !b.Old && f.Name != exchange.ManifestFile && listed[f.Name] != f.SHA256
	}
	if !b.Old {
		b.Revision, b.Digest, b.Program = strconv.FormatInt(m.Study.Revision, 10), m.Study.Digest, m.Program
		b.Language, b.AsOf = locale.Text(v.lang, "web.made.language_"+m.Lang), locale.Date(v.lang, m.Study.AsOf)
	}
	for _, f := range m.Findings {
		b.Findings = append(b.Findings, f.Message)
	}
	f := s.frame(v.lang, "report", locale.Text(v.lang, "web.made.title"))
	f.Body = b
	return v.ok("report-made", f)
}

// onlyPage is the name under which the page in HTML of a report is asked for
// whatever it is called.
const onlyPage = "html"

// sendMade sends a file of a report. A page is shown, under the policy that it
// needs; any other file is taken away.
func sendMade(v *visit, s *opened) error {
	_, _, archive, err := v.reportJob(s)
	if err != nil {
		return err
	}
	want := v.r.PathValue("file")
	for _, f := range archive.File {
		isPage := path.Ext(f.Name) == ".html"
		if f.Name != want && (want != onlyPage || !isPage) {
			continue
		}
		data, err := unpack(f)
		if err != nil {
			return err
		}
		h := v.w.Header()
		h.Set("Cache-Control", "no-store")
		if isPage {
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Security-Policy", app.ReportPolicy()+"; frame-ancestors 'none'")
		} else {
			h.Set("Content-Type", "application/octet-stream")
			h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		}
		_, err = v.w.Write(data)
		return err
	}
	return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
}
