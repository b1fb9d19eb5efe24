package app_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// hardStudy is the study of model ①a with names that are hard to write: characters
// that only some machines have, and one outside the basic plane.
func hardStudy(t testing.TB) (*app.Study, *assess.Result) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "study")
	if err := app.WriteDir(dir, newStudy()); err != nil {
		t.Fatal(err)
	}
	renamed := 0
	for name, text := range filesIn(t, dir) {
		changed := strings.NewReplacer("ja: ファイル連携サーバ,", "ja: 髙橋①㈱𠮷田サーバ№2,", "ja: 境界ファイアウォール,", "ja: 﨑山Ⅳ㍿装置～,").Replace(text)
		if changed == text {
			continue
		}
		renamed++
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if renamed == 0 {
		t.Fatal("no asset was renamed")
	}
	s, err := app.Open(dir, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

// reportFiles makes the report of a kind in some formats, by their endings.
func reportFiles(t testing.TB, s *app.Study, r *assess.Result, o app.ReportOptions) map[string][]byte {
	t.Helper()
	o.Lang = cmp.Or(o.Lang, lang.Ja)
	outputs, found, err := s.Reports(r, o)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found.Findings)
	}
	files := map[string][]byte{}
	for _, x := range outputs {
		made, found, err := x.Make(t.Context())
		if err != nil || len(found.Findings) > 0 {
			t.Fatal(x.Name, err, found.Findings)
		}
		for _, f := range made {
			files[strings.TrimPrefix(path.Ext(f.Name), ".")] = f.Data
		}
	}
	return files
}

// flat leaves out all space: lines end where the page does.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' {
			return -1
		}
		return r
	}, s)
}

// wordText gives the text of a Word file or of slides as it stands in the file.
func wordText(t testing.TB, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(f.Name, err)
			}
			if c, ok := token.(xml.CharData); ok {
				b.Write(c)
			}
		}
	}
	return b.String()
}

// printed gives the text of a PDF file.
func printed(t testing.TB, name string) string {
	t.Helper()
	return office.Run(t, "pdftotext", "-raw", name, "-")
}

// modelTexts lists the Japanese texts of a model and of what its study says of it.
func modelTexts(r *assess.Result) []string {
	var list []string
	s := r.Study
	list = append(list, s.Spec.Title.Ja, locale.Date(lang.Ja, s.Spec.AsOf))
	for _, m := range r.Models {
		list = append(list, m.Model.Ja, m.Model.Short.Ja, m.Model.Environment.Ja, m.Model.Approach.Ja)
		for _, z := range m.Model.Zones {
			list = append(list, z.Ja)
		}
		for _, a := range m.Model.Assets {
			list = append(list, a.Ja, a.Type.Ja)
		}
		for _, e := range m.Model.Entries {
			list = append(list, e.Point.Ja)
		}
		for _, f := range m.Model.Flows {
			list = append(list, f.Data)
		}
		for _, j := range m.Model.Judgements {
			list = append(list, j.Reason, locale.Date(lang.Ja, j.Date))
		}
	}
	for _, u := range s.Spec.UseCases {
		list = append(list, u.Ja, u.Today, u.Volume)
	}
	for _, d := range s.Spec.Damages {
		list = append(list, d.Ja, d.Label)
	}
	for _, a := range append(append([]model.StatementSpec(nil), s.Spec.Assumptions...), s.Spec.Exclusions...) {
		list = append(list, a.Ja, a.Reason)
	}
	return list
}

// TestReportGivesEveryTextBack writes the report of a study with hard names as PDF
// and Word, and wants every text of the model back from the files, also by way of
// LibreOffice.
func TestReportGivesEveryTextBack(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, r := hardStudy(t)
	files := reportFiles(t, s, r, app.ReportOptions{Kind: "full", Formats: []string{"pdf", "docx"}})
	dir := t.TempDir()
	names := map[string]string{}
	for ending, data := range files {
		names[ending] = filepath.Join(dir, "report."+ending)
		if err := os.WriteFile(names[ending], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	opened := office.Convert(t, "pdf", names["docx"])
	pdf, word := printed(t, names["pdf"]), printed(t, opened[0])
	wantFullPages(t, "pdf", pdf)
	wantFullPages(t, "docx in LibreOffice", word)
	wantContentsRight(t, "docx in LibreOffice", word)
	wantReadable(t, names["pdf"])
	wantLargePictures(t, files["docx"])
	texts := map[string]string{"pdf": flat(pdf), "docx": flat(wordText(t, files["docx"])), "docx in LibreOffice": flat(word)}
	wanted := append(modelTexts(r), "髙橋①㈱𠮷田サーバ№2", "﨑山Ⅳ㍿装置", "令和8年6月8日")
	for where, text := range texts {
		missing := 0
		for _, want := range wanted {
			if want = flat(want); !within(text, want) {
				missing++
				t.Errorf("%s: %q does not come back", where, want)
			}
			if missing > 5 {
				break
			}
		}
	}
}

// within reports whether a text stands in another, whole or in two pieces: a page
// may end in it.
func within(all, part string) bool {
	if strings.Contains(all, part) {
		return true
	}
	for i := range part {
		if strings.Contains(all, part[:i]) && strings.Contains(all, part[i:]) {
			return true
		}
	}
	return false
}

// TestLibreOfficeOpensSlides opens the overview as slides.
func TestLibreOfficeOpensSlides(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, r := hardStudy(t)
	files := reportFiles(t, s, r, app.ReportOptions{Kind: "overview", Formats: []string{"pptx"}})
	name := filepath.Join(t.TempDir(), "slides.pptx")
	if err := os.WriteFile(name, files["pptx"], 0o600); err != nil {
		t.Fatal(err)
	}
	text := flat(printed(t, office.Convert(t, "pdf", name)[0]))
	for _, m := range r.Models {
		for _, want := range []string{m.Model.Ja, m.Model.Short.Ja, r.Study.Spec.Title.Ja, locale.Date(lang.Ja, r.Study.Spec.AsOf)} {
			if !within(text, flat(want)) {
				t.Errorf("the slides lack %q", want)
			}
		}
	}
}

// TestTemplateIsReplaced places blocks and texts by a template of the user's.
func TestTemplateIsReplaced(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, r, _ := assessed(t, "m0", "m1a")
	name := filepath.Join(t.TempDir(), "own.yaml")
	own := "format: sekisho-report/1\ntitle: {ja: 庁議資料, en: Paper}\nsections:\n  - title: {ja: 独自の章, en: Own chapter}\n    place: [comparison-letters, part/direction]\n"
	if err := os.WriteFile(name, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	text := string(reportFiles(t, s, r, app.ReportOptions{Kind: "full", Formats: []string{"md"}, Template: name})["md"])
	for _, want := range []string{"庁議資料", "独自の章", "事業被害ごとのリスク値の基準との比較", "現在の媒体による受渡し"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(text, "はじめに") {
		t.Error("the report has chapters that the template does not place")
	}
	if err := os.WriteFile(name, []byte(strings.Replace(own, "comparison-letters", "comparison-leters", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	outputs, found, err := s.Reports(r, app.ReportOptions{Kind: "full", Lang: lang.Ja, Template: name})
	if err != nil || !found.HasErrors() || len(outputs) > 0 {
		t.Errorf("%d outputs, %v, %v", len(outputs), found.Findings, err)
	}
	if text := fmt.Sprint(found.Findings); !strings.Contains(text, "comparison-letters") {
		t.Errorf("nothing says what was meant: %s", text)
	}
}

// TestPublicFilesLeakNothing marks every name of an asset, and the evidence and
// notes of every deployment, and wants no mark anywhere in the files of the edition
// for publication: neither in their text nor in what readers do not see.
func TestPublicFilesLeakNothing(t *testing.T) {
	long.Test(t)
	t.Parallel()
	const mark = "機微情報"
	dir := filepath.Join(t.TempDir(), "study")
	if err := app.WriteDir(dir, newStudy()); err != nil {
		t.Fatal(err)
	}
	asset := regexp.MustCompile(`(\{id: a-[a-z0-9-]+, +ja: )([^,]+)(, +en: )`)
	evidence := regexp.MustCompile(`\b(evidence|note): `)
	marked := 0
	for name, text := range filesIn(t, dir) {
		changed := asset.ReplaceAllString(text, "${1}${2}"+mark+"${3}"+mark+" ")
		changed = evidence.ReplaceAllString(changed, "${1}: "+mark+"192.0.2.7 ")
		marked += strings.Count(changed, mark)
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := app.Open(dir, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Usable() {
		t.Fatal(s.Findings().Findings)
	}
	r, _, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if inside := flat(string(reportFiles(t, s, r, app.ReportOptions{Kind: "full", Formats: []string{"md"}})["md"])); marked < 50 || !strings.Contains(inside, mark) {
		t.Fatalf("%d marks, and the internal edition shows none: the test proves nothing", marked)
	}
	for _, kind := range app.ReportKinds() {
		files := reportFiles(t, s, r, app.ReportOptions{Kind: kind, Public: true, Formats: app.ReportFormats()})
		for ending, data := range files {
			text := string(data)
			switch ending {
			case "docx", "pptx":
				text = zipText(t, data)
			case "pdf":
				name := filepath.Join(t.TempDir(), "public.pdf")
				if err := os.WriteFile(name, data, 0o600); err != nil {
					t.Fatal(err)
				}
				text = printed(t, name) + office.Run(t, "pdfinfo", name)
			}
			if text = flat(text); strings.Contains(text, mark) || strings.Contains(text, "192.0.2.7") {
				t.Errorf("%s.%s tells what is not for publication", kind, ending)
			}
		}
	}
}

// zipText gives everything that stands in the parts of a file.
func zipText(t testing.TB, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(f.Name)
		b.Write(part)
	}
	return b.String()
}

// TestMarkdownShowsPictures: every figure of the report in Markdown has its picture in
// the folder beside it, and the folder holds nothing else.
func TestMarkdownShowsPictures(t *testing.T) {
	long.Test(t)
	s, r := hardStudy(t)
	outputs, _, err := s.Reports(r, app.ReportOptions{Kind: "full", Lang: lang.Ja, Formats: []string{"md"}})
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := outputs[0].Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]int{}
	for _, link := range regexp.MustCompile(`(?m)^!\[.+\]\(<(.+)>\)$`).FindAllSubmatch(files[0].Data, -1) {
		shown[string(link[1])]++
	}
	figures := len(regexp.MustCompile(`(?m)^\*\*図`).FindAll(files[0].Data, -1))
	if len(shown) == 0 || len(shown) != figures || len(files) != 1+len(shown) {
		t.Errorf("%d pictures shown of %d figures, %d files", len(shown), figures, len(files))
	}
	for _, f := range files[1:] {
		if shown[f.Name] != 1 || path.Dir(f.Name) != "結果報告書_図" || xml.Unmarshal(f.Data, new(struct{})) != nil {
			t.Errorf("%s is shown %d times", f.Name, shown[f.Name])
		}
	}
}
