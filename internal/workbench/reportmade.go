package workbench

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

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
	// Pictures counts the pictures that come with the file, or that a folder holds.
	Pictures int
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

// isPicture tells whether a file of a report stands in a folder: it is a picture that
// the report in Markdown shows, which is taken away with it.
func isPicture(name string) bool { return strings.Contains(name, "/") }

// takesPictures tells whether a file of a report shows pictures that are files too.
func takesPictures(name string) bool { return path.Ext(name) == ".md" }

func showMade(v *visit, s *opened) error {
	j, r, archive, err := v.reportJob(s)
	if err != nil {
		return err
	}
	b := madeBody{Name: v.reportName(j), Whole: resultURL(j.ID), Old: true, Job: r.Name}
	m, err := manifestOf(archive)
	switch {
	case err != nil:
		return fmt.Errorf("read manifest of job %s: %w", j.ID, err)
	case m != nil:
		b.Old = false
		b.Revision, b.Digest, b.Program = strconv.FormatInt(m.Study.Revision, 10), m.Study.Digest, m.Program
		b.Language, b.AsOf = locale.Text(v.lang, "web.made.language_"+m.Lang), locale.Date(v.lang, m.Study.AsOf)
		for _, f := range m.Findings {
			b.Findings = append(b.Findings, f.Message)
		}
	}
	if b.Files, err = s.checkedFiles(j.ID, archive, m); err != nil {
		return err
	}
	f := s.frame(v.lang, "report", locale.Text(v.lang, "web.made.title"))
	f.Body = b
	return v.ok("report-made", f)
}

// manifestOf reads the manifest of a report; nil where it was made before manifests
// were.
func manifestOf(archive *zip.Reader) (*exchange.Manifest, error) {
	for _, f := range archive.File {
		if f.Name != exchange.ManifestFile {
			continue
		}
		data, err := unpack(f)
		if err != nil {
			return nil, err
		}
		m := &exchange.Manifest{}
		return m, json.Unmarshal(data, m)
	}
	return nil, nil
}

// checkedFiles lists the files of a report with their sums, which are held against
// those of its manifest. Pictures share the line of their folder.
func (s *opened) checkedFiles(id job.ID, archive *zip.Reader, m *exchange.Manifest) ([]madeFile, error) {
	listed := map[string]string{}
	if m != nil {
		for _, f := range m.Files {
			listed[f.File] = f.SHA256
		}
	}
	var files []madeFile
	folders := map[string]*madeFolder{}
	for _, f := range archive.File {
		data, err := unpack(f)
		if err != nil {
			return nil, err
		}
		digest := sha256.Sum256(data)
		sum := hex.EncodeToString(digest[:])
		differs := m != nil && f.Name != exchange.ManifestFile && listed[f.Name] != sum
		if isPicture(f.Name) {
			at := folders[path.Dir(f.Name)]
			if at == nil {
				at = &madeFolder{}
				folders[path.Dir(f.Name)] = at
			}
			at.pictures, at.size, at.differs = at.pictures+1, at.size+len(data), at.differs || differs
			continue
		}
		one := s.madeFile(id, f.Name, len(data))
		one.SHA256, one.Differs = sum, differs
		files = append(files, one)
	}
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		at := folders[name]
		files = append(files, madeFile{Name: name, Size: locale.Number(at.size), Pictures: at.pictures, Differs: at.differs})
	}
	return files, nil
}

// madeFolder sums a folder of a report up.
type madeFolder struct {
	pictures, size int
	differs        bool
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
		name := f.Name
		if takesPictures(name) {
			if name, data, err = withPictures(archive, f, data); err != nil {
				return err
			}
		}
		h := v.w.Header()
		h.Set("Cache-Control", "no-store")
		if isPage {
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Security-Policy", app.ReportPolicy()+"; frame-ancestors 'none'")
		} else {
			h.Set("Content-Type", "application/octet-stream")
			h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		}
		_, err = v.w.Write(data)
		return err
	}
	return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
}

// withPictures packs a file with the pictures of the report. Where there are none, the
// file stays as it is.
func withPictures(archive *zip.Reader, file *zip.File, data []byte) (name string, packed []byte, err error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	pictures := 0
	for _, f := range archive.File {
		if f != file && !isPicture(f.Name) {
			continue
		}
		if f != file {
			pictures++
		}
		if err := w.Copy(f); err != nil {
			return "", nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	if pictures == 0 {
		return file.Name, data, nil
	}
	if err := w.Close(); err != nil {
		return "", nil, fmt.Errorf("pack %s: %w", file.Name, err)
	}
	return file.Name + ".zip", b.Bytes(), nil
}
