package workbench_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/studies"
)

// send sends a file with the form of the import.
func (h *house) send(t *testing.T, who *http.Cookie, name string, data []byte, fields map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, v := range fields {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil || m.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/new/import", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept-Language", "ja")
	return h.ask(r, who)
}

// archive packs the reference study as people pack folders: below a folder, or
// without one.
func archive(t *testing.T, below string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	files, err := fs.Sub(studies.FS, "mic-r8")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		w, err := z.Create(below + name)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	})
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packedBy packs the reference study again as another program does: names become what
// name makes of them, and more stands beside it.
func packedBy(t *testing.T, name func(string) string, beside ...string) []byte {
	t.Helper()
	data := archive(t, "表の評価/")
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range r.File {
		h := f.FileHeader
		h.Name, h.NonUTF8 = name(f.Name), name(f.Name) != f.Name
		w, err := z.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		from, err := f.OpenRaw()
		if err == nil {
			_, err = io.Copy(w, from)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range beside {
		if _, err := z.CreateHeader(&zip.FileHeader{Name: name(x), NonUTF8: name(x) != x}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestImportOfOtherPrograms takes archives as the Explorer of a Japanese Windows and
// the Finder of macOS write them.
func TestImportOfOtherPrograms(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	sjis := func(name string) string {
		out, err := japanese.ShiftJIS.NewEncoder().String(name)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for id, data := range map[string][]byte{
		"windows": packedBy(t, sjis, "表の評価/ソースのメモ.txt"),
		"macos":   packedBy(t, func(name string) string { return name }, "__MACOSX/._表の評価", "__MACOSX/表の評価/._study.yaml"),
	} {
		if w := h.send(t, h.admin, "スタディ.zip", data, map[string]string{"id": id}); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", id, w.Code, w.Body)
		}
		one := h.json(t, h.admin, http.MethodGet, "/api/v1/studies/"+id+"/branches/main/records", "").Body.String()
		if !strings.Contains(one, `"study/`) || strings.Contains(one, "評価") {
			t.Errorf("%s: its files are %s", id, one)
		}
	}
}

// TestImport takes a study out of an archive with and without a folder, tells all
// that is wrong with a file with its places, and writes nothing then.
func TestImport(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	for id, below := range map[string]string{"one": "評価/", "two": ""} {
		w := h.send(t, h.admin, "スタディ.zip", archive(t, below), map[string]string{"id": id, "organisation": "131016"})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/s/"+id {
			t.Fatalf("%s: %d %s", id, w.Code, w.Body)
		}
		if body := h.get(t, h.admin, "/s/"+id, "ja").Body.String(); !strings.Contains(body, "m=m1a") {
			t.Errorf("%s: %s", id, body)
		}
	}
	for name, c := range map[string]struct {
		data   string
		id     string
		status int
		want   []string
	}{
		"二つ.yaml": {"format: sekisho/1\nid: Bad ID\nmodels:\n  - id: x\n    nothing: 1\n", "", http.StatusUnprocessableEntity, []string{"二つ.yaml:4:5", "二つ.yaml:5:5", "直し方", `name="id" value="study-`}},
		"空.yaml":  {"", "", http.StatusUnprocessableEntity, []string{"ファイルを選んでください"}},
		"壊れた.zip": {"PK\x03\x04 not really", "", http.StatusUnprocessableEntity, []string{"ZIPファイルとして読めません"}},
		"再び.zip":  {string(archive(t, "")), "one", http.StatusConflict, []string{"すでに使われています", `value="one"`}},
		"名前.yaml": {"x: 1", "BAD", http.StatusUnprocessableEntity, []string{"半角の英小文字"}},
	} {
		w := h.send(t, h.admin, name, []byte(c.data), map[string]string{"id": c.id})
		if w.Code != c.status {
			t.Errorf("%s: %d", name, w.Code)
		}
		for _, want := range c.want {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: no %q in %s", name, want, w.Body)
			}
		}
	}
	if list := h.get(t, h.admin, "/", "ja").Body.String(); strings.Count(list, `<tr><th scope="row">`) != 3 {
		t.Errorf("something was written: %s", list)
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.Everything})
	if w := h.send(t, reader, "x.zip", archive(t, ""), map[string]string{"id": "three"}); w.Code != http.StatusForbidden {
		t.Errorf("a viewer imports: %d", w.Code)
	}
}

// TestTour leads through the pages once, can be left, and begins again when asked.
func TestTour(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	at := []*http.Cookie{h.admin}
	get := func(path string) string {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		for _, c := range at {
			r.AddCookie(c)
		}
		return h.ask(r, nil).Body.String()
	}
	do := func(what, study string) string {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/tour", strings.NewReader("do="+what+"&study="+study+"&next=/account"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range at {
			r.AddCookie(c)
		}
		w := h.ask(r, nil)
		at = append([]*http.Cookie{h.admin}, w.Result().Cookies()...)
		return w.Header().Get("Location")
	}
	if body := get("/"); !strings.Contains(body, "（1／8）") {
		t.Fatalf("the tour does not begin: %s", body)
	}
	if strings.Contains(get("/s/mic-r8"), "tour-title") {
		t.Error("it speaks where it has not come yet")
	}
	to, study := do("next", ""), "mic-r8"
	for stop := 2; stop <= 8; stop++ {
		if body := get(to); !strings.Contains(body, "／8）") || strings.Contains(body, `value="next"`) != (stop < 8) {
			t.Fatalf("stop %d at %s", stop, to)
		}
		if stop < 8 {
			to = do("next", study)
		}
	}
	if to := do("end", study); to != "/account" || strings.Contains(get("/"), "tour-title") {
		t.Errorf("it does not end, or leads to %s", to)
	}
	if to := do("again", ""); to != "/" || !strings.Contains(get("/"), "（1／8）") {
		t.Error("it does not begin again")
	}
}
