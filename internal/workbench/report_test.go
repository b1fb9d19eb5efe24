package workbench_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestReportTexts writes a text of the report as its page does without script, sees
// it refused where it is empty, previewed without being saved, and never written over
// what somebody else wrote meanwhile.
func TestReportTexts(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	const path = "/s/mic-r8/report/texts"
	was := func() string {
		body := h.get(t, h.admin, path, "ja").Body.String()
		return regexp.MustCompile(`name="id" value="purpose"><input type="hidden" name="was" value="([^"]*)"`).FindStringSubmatch(body)[1]
	}
	form := func(text, do, was string) url.Values {
		return url.Values{"id": {"purpose"}, "ja": {text}, "do": {do}, "was": {was}}
	}
	first := was()
	w := h.post(t, h.admin, path, form("**新しい**目的", "preview", first))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<strong>新しい</strong>目的") {
		t.Errorf("preview: %d", w.Code)
	}
	if was() != first {
		t.Error("a preview is saved")
	}
	if w := h.post(t, h.admin, path, form(" \r\n ", "save", first)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "文章（日本語）を入力") {
		t.Errorf("an empty text: %d", w.Code)
	}
	if w := h.post(t, h.admin, path, form("**新しい**目的\r\n\r\n- 一", "save", first)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"?saved=purpose#text-purpose" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	body := h.get(t, h.admin, path+"?saved=purpose", "ja").Body.String()
	if !strings.Contains(body, "<strong>新しい</strong>目的") || !strings.Contains(body, "「背景と目的」を保存しました") {
		t.Error("the text is not what was written")
	}
	w = h.post(t, h.admin, path, form("二人目の文章", "save", first))
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "二人目の文章</textarea>") || !strings.Contains(w.Body.String(), "<strong>新しい</strong>目的") {
		t.Errorf("two people: %d", w.Code)
	}
	if w := h.post(t, h.admin, path, form("", "remove", was())); w.Code != http.StatusSeeOther {
		t.Errorf("remove: %d", w.Code)
	}
	if !strings.Contains(h.get(t, h.admin, path, "ja").Body.String(), "まだ書かれていません") {
		t.Error("the text is still there")
	}
	if w := h.post(t, h.admin, path, url.Values{"id": {"nothing"}, "ja": {"x"}}); w.Code != http.StatusNotFound {
		t.Errorf("a text that there is not: %d", w.Code)
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if w := h.post(t, reader, path, form("x", "save", "")); w.Code != http.StatusForbidden {
		t.Errorf("a reader writes: %d", w.Code)
	}
	if body := h.get(t, reader, path, "ja").Body.String(); strings.Contains(body, "<textarea") {
		t.Error("a reader is offered forms")
	}
}

// TestTextsStandApart writes two texts that have headings and footnotes and previews
// one of them: no two places on the page have one name, and every footnote is found.
func TestTextsStandApart(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	const path, text = "/s/mic-r8/report/texts", "# 見出し\n\n本文[^1]。\n\n[^1]: 脚注\n"
	page := h.get(t, h.admin, path, "ja").Body.String()
	for _, x := range regexp.MustCompile(`name="id" value="([^"]*)"><input type="hidden" name="was" value="([^"]*)"`).FindAllStringSubmatch(page, 2) {
		if w := h.post(t, h.admin, path, url.Values{"id": {x[1]}, "ja": {text}, "do": {"save"}, "was": {x[2]}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d", x[1], w.Code)
		}
	}
	page = h.post(t, h.admin, path, url.Values{"id": {"purpose"}, "ja": {text}, "en": {text}, "do": {"preview"}}).Body.String()
	ids := map[string]bool{}
	for _, x := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if ids[x[1]] {
			t.Errorf("%s twice", x[1])
		}
		ids[x[1]] = true
	}
	notes := regexp.MustCompile(`<sup><a id="[^"]*" href="#([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(notes) != 4 {
		t.Errorf("%d footnotes", len(notes))
	}
	for _, x := range notes {
		if !ids[x[1]] {
			t.Errorf("%s leads nowhere", x[1])
		}
	}
	if strings.Contains(page, "0.1") || strings.Count(page, ">見出し</h3>") != 4 {
		t.Error("headings are numbered as if they were in a report")
	}
}

// TestReportPoints adds a point, changes it, and takes it out.
func TestReportPoints(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	const path = "/s/mic-r8/report/point"
	find := regexp.MustCompile(`name="was" value="([^"]*)"`)
	was := func(at string) string {
		return find.FindStringSubmatch(h.get(t, h.admin, at, "ja").Body.String())[1]
	}
	form := url.Values{"point": {"媒体を使わない"}, "section": {"特定通信"}, "wording": {"案の文言"}, "because": {""}, "point_model": {"m1a"}, "public": {"yes"}, "was": {was(path)}}
	if w := h.post(t, h.admin, path, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "理由を入力") {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	form.Set("because", "根拠")
	if w := h.post(t, h.admin, path, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	page := func() string { return h.get(t, h.admin, "/s/mic-r8/report/texts", "ja").Body.String() }
	if !strings.Contains(page(), "案の文言") {
		t.Fatal("the point is not there")
	}
	links := regexp.MustCompile(`/s/mic-r8/report/point\?id=[a-z0-9-]+`).FindAllString(page(), -1)
	last := links[len(links)-1]
	form.Set("was", was(last))
	form.Set("wording", "直した文言")
	if w := h.post(t, h.admin, last, form); w.Code != http.StatusSeeOther || !strings.Contains(page(), "直した文言") {
		t.Errorf("change: %d", w.Code)
	}
	if w := h.post(t, h.admin, last, form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a form that is out of date: %d", w.Code)
	}
	form.Set("was", was(last))
	form.Set("do", "remove")
	if w := h.post(t, h.admin, last, form); w.Code != http.StatusSeeOther || strings.Contains(page(), "直した文言") {
		t.Errorf("remove: %d", w.Code)
	}
}

// work has the jobs of a house done, until the test ends.
func (h *house) work(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() { h.jobs.Work(ctx, 1, slog.New(slog.DiscardHandler)) })
	t.Cleanup(func() { stop(); worker.Wait() })
}

// unpacked gives the report in Markdown out of the archive in which it is sent, and
// counts the pictures that come with it, each of which it shows.
func unpacked(t *testing.T, data []byte) (text []byte, pictures int) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		if path.Ext(f.Name) == ".md" {
			text = files[f.Name]
		}
	}
	for name, picture := range files {
		if path.Ext(name) == ".md" {
			continue
		}
		pictures++
		if !bytes.Contains(text, []byte("](<"+name+">)")) || !bytes.HasPrefix(picture, []byte("<svg ")) {
			t.Errorf("%s is not a picture that the report shows", name)
		}
	}
	return text, pictures
}

// TestReportMade makes a report, reads the list of its files, whose sums are those
// of the files, and opens the page under a policy that lets nothing run.
func TestReportMade(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	h.jobs.Program = "v9.9.9"
	h.work(t)
	if w := h.post(t, h.admin, "/s/mic-r8/report", url.Values{"kind": {"overview"}, "edition": {"public"}, "format": {"md", "html"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	inside := ""
	for end := time.Now().Add(5 * time.Minute); inside == "" && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		inside = regexp.MustCompile(`/s/mic-r8/report/made/[a-z0-9]+`).FindString(h.get(t, h.admin, "/s/mic-r8/report", "ja").Body.String())
	}
	if inside == "" {
		t.Fatal("it is never made")
	}
	body := h.get(t, h.admin, inside, "ja").Body.String()
	for _, want := range []string{"v9.9.9", "結果報告書_概要_公表用.md", "<dd>1</dd>", "manifest.json"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not told:\n%s", want, body)
		}
	}
	if strings.Contains(body, "目録の値と違います") {
		t.Error("a file is not the one of the manifest")
	}
	page := h.get(t, h.admin, inside+"/"+url.PathEscape("結果報告書_概要_公表用.html"), "ja").Body.Bytes()
	text, pictures := unpacked(t, h.get(t, h.admin, inside+"/"+url.PathEscape("結果報告書_概要_公表用.md"), "ja").Body.Bytes())
	for _, data := range [][]byte{page, text} {
		if sum := sha256.Sum256(data); !strings.Contains(body, hex.EncodeToString(sum[:])) {
			t.Errorf("the sum of %.60s is not listed", data)
		}
	}
	if told := fmt.Sprintf("図%d点", pictures); pictures == 0 || !strings.Contains(body, told) || !strings.Contains(h.get(t, h.admin, "/s/mic-r8/report", "ja").Body.String(), told) {
		t.Errorf("the report in Markdown comes with %d pictures, which is not told", pictures)
	}
	w := h.get(t, h.admin, inside+"/html", "ja")
	policy := w.Header().Get("Content-Security-Policy")
	if w.Code != http.StatusOK || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("%d under %q", w.Code, policy)
	}
	stranger := h.somebody(t, "stranger", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "other"})
	for _, path := range []string{inside, inside + "/html"} {
		if w := h.get(t, stranger, path, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("%s for a stranger: %d", path, w.Code)
		}
	}
}
