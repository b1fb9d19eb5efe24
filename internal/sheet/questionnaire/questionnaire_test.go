package questionnaire_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/questionnaire"
)

var questions = []hearing.Question{
	{ID: "cm-01-aaaaaaaa", Digest: "1111111111111111", Layer: "network", Scope: "model", Name: text("分離"), Text: text("分かれていますか。"), Help: text("分ける。")},
	{ID: "cm-02-bbbbbbbb", Digest: "0000000000000002", Layer: "host", Scope: "zones", Name: text("監視"), Text: text("監視していますか。"),
		Places: []hearing.Place{{ID: "z1", Text: text("庁内")}, {ID: "z2", Text: text("＝外部")}}},
	{ID: "cm-03-cccccccc", Digest: "3333333333333333", Layer: "data", Scope: "assets", Name: text("暗号化"), Text: text("=cmd|'/c calc'!A1"), Places: []hearing.Place{{ID: "a", Text: text("髙𠮷サーバ①")}}},
	{ID: "cm-04-dddddddd", Digest: "4444444444444444", Layer: "api", Scope: "links", Name: text("認証"), Text: text("認証していますか。")},
}

func text(ja string) lang.Text { return lang.Text{Ja: ja, En: "text"} }

// filled is a response with every kind of answer.
func filled() *hearing.ResponseSpec {
	return &hearing.ResponseSpec{Organisation: "011002", Respondent: "札幌 太郎", Section: "デジタル戦略推進局", Date: "2026-07-01", Note: "一行目\n二行目", Answers: []hearing.AnswerSpec{
		{Question: "cm-01-aaaaaaaa", Digest: "1111111111111111", Status: model.InPlace, Effective: model.Effective, Evidence: "機器一覧 p.3", Note: "=1+1"},
		{Question: "cm-02-bbbbbbbb", Digest: "0000000000000002", Status: model.Partial, Effective: model.NotEffective},
		{Question: "cm-03-cccccccc", Digest: "3333333333333333", Status: model.NotApplicable, Note: "対象がない"},
	}}
}

func form(l lang.Lang, before *hearing.ResponseSpec) *questionnaire.Form {
	return &questionnaire.Form{Lang: l, Study: "mic-r8", Organisation: hearing.OrganisationSpec{Code: "011002", Name: "札幌市"}, Questions: questions,
		Due: "2026-07-31", Contact: "住民制度課", Marking: "取扱注意", Before: before}
}

func write(t testing.TB, f *questionnaire.Form) []byte {
	t.Helper()
	data, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestRoundTrip: what is filled in is read back as it was, in both languages, and
// the same form gives the same bytes.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, l := range lang.All {
		data := write(t, form(l, filled()))
		if !bytes.Equal(data, write(t, form(l, filled()))) {
			t.Errorf("%s: the same form gives other bytes", l)
		}
		got, found := questionnaire.Read(data, "x.xlsx")
		if len(found.Findings) > 0 {
			t.Fatalf("%s: %+v", l, found.Findings)
		}
		want := &hearing.Spec{Study: "mic-r8", Organisations: []hearing.OrganisationSpec{{Code: "011002", Name: "札幌市"}}, Responses: []hearing.ResponseSpec{*filled()}}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-filled in +read):\n%s", l, diff)
		}
	}
}

// TestLibreOffice: a questionnaire that another program saved is read the same,
// hidden ids included.
func TestLibreOffice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := filepath.Join(dir, "調査票.xlsx")
	if err := os.WriteFile(in, write(t, form(lang.Ja, filled())), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	cmd := exec.CommandContext(context.Background(), "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", out, in)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice (scripts/install-test-tools installs it): %v\n%s", err, msg)
	}
	data, err := os.ReadFile(filepath.Join(out, "調査票.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	got, found := questionnaire.Read(data, "x.xlsx")
	if len(found.Findings) > 0 {
		t.Fatalf("%+v", found.Findings)
	}
	if diff := cmp.Diff([]hearing.ResponseSpec{*filled()}, got.Responses); diff != "" {
		t.Errorf("(-filled in +saved by LibreOffice):\n%s", diff)
	}
}

// edit changes texts of a part of the workbook, as a hand would in a cell.
func edit(t *testing.T, data []byte, change func(name, xml string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		p, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(change(f.Name, b.String()))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRefused: every illegal cell is reported at once with its address, and what
// officials commonly write is taken.
func TestRefused(t *testing.T) {
	t.Parallel()
	data := write(t, form(lang.Ja, filled()))
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"another word":             {"一部実施", "やっている", []string{"設問!G3 status やっている"}},
		"another effectiveness":    {"有効でない", "たぶん", []string{"設問!H3 effective たぶん"}},
		"full width, a synonym":    {"一部実施", "　一部 ", nil},
		"dash for no answer":       {"該当なし", "－", nil},
		"English word":             {"一部実施", "Partial", nil},
		"wire word":                {"一部実施", "partial", nil},
		"full-width date":          {"令和8年7月1日", "Ｒ８．７．１", nil},
		"date as a number of days": {"令和8年7月1日", "46204", nil},
		"no such day":              {"令和8年7月1日", "令和8年2月30日", []string{"表紙!C7 date 令和8年2月30日"}},
		"no respondent":            {"札幌 太郎", "", []string{"表紙!C5 respondent "}},
		"code without its zero":    {"011002", "11002", nil},
		"code in full width":       {"011002", "０１１００２", nil},
		"wrong code":               {"011002", "011003", []string{"表紙!C3 code 011003"}},
		"an id twice":              {"cm-02-bbbbbbbb", "cm-01-aaaaaaaa", []string{"設問!G3 twice cm-01-aaaaaaaa"}},
		"an id gone":               {"cm-02-bbbbbbbb", "", []string{"設問!G3 question 一部実施"}},
		"too long":                 {"機器一覧 p.3", strings.Repeat("長", 1001), []string{"設問!I2 too-long " + strings.Repeat("長", 60) + "…"}},
	} {
		changed := edit(t, data, func(_, xml string) string { return strings.ReplaceAll(xml, ">"+c.from+"<", ">"+c.to+"<") })
		_, found := questionnaire.Read(changed, "x.xlsx")
		var got []string
		for _, f := range found.Findings {
			got = append(got, fmt.Sprintf("%s %s %s", strings.TrimPrefix(f.Pos.File, "x.xlsx:"), f.Args["problem"], f.Args["value"]))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSortedAndRenamed: rows and sheets may be moved about.
func TestSortedAndRenamed(t *testing.T) {
	t.Parallel()
	f := form(lang.Ja, filled())
	f.Questions = slices.Clone(questions)
	slices.Reverse(f.Questions)
	data := edit(t, write(t, f), func(name, xml string) string {
		if name == "xl/workbook.xml" {
			return strings.ReplaceAll(xml, "設問", "こたえ")
		}
		return xml
	})
	got, found := questionnaire.Read(data, "x.xlsx")
	if len(found.Findings) > 0 {
		t.Fatalf("%+v", found.Findings)
	}
	if diff := cmp.Diff([]hearing.ResponseSpec{*filled()}, got.Responses); diff != "" {
		t.Errorf("(-filled in +read):\n%s", diff)
	}
}

// TestHostile: files that are no questionnaires, or try to be expensive, are
// refused with a reason and never read.
func TestHostile(t *testing.T) {
	t.Parallel()
	sound := write(t, form(lang.Ja, nil))
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	p, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 100 {
		if _, err := p.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":             {nil, "unreadable"},
		"text":                {[]byte("団体コード,団体名\n"), "unreadable"},
		"cut short":           {sound[:len(sound)/2], "unreadable"},
		"a bomb":              {bomb.Bytes(), "limit"},
		"a large file":        {make([]byte, 9<<20), "limit"},
		"not a questionnaire": {edit(t, sound, func(_, xml string) string { return strings.ReplaceAll(xml, "sekisho.questionnaire", "other") }), "no-mark"},
		"a newer version": {edit(t, sound, func(_, xml string) string {
			return strings.ReplaceAll(xml, questionnaire.Version, "sekisho-questionnaire/2")
		}), "version"},
		"no sheet of answers": {edit(t, sound, func(_, xml string) string { return strings.ReplaceAll(xml, ">id<", "><") }), "no-sheet"},
		"broken XML": {edit(t, sound, func(n, xml string) string {
			if n == "xl/worksheets/sheet2.xml" {
				return xml[:len(xml)/2]
			}
			return xml
		}), "unreadable"},
	} {
		_, found := questionnaire.Read(c.data, "x.xlsx")
		if len(found.Findings) != 1 || found.Findings[0].Code != diag.HearingSheet || found.Findings[0].Args["problem"] != c.want {
			t.Errorf("%s: %+v, want %s", name, found.Findings, c.want)
		}
	}
}

// FuzzRead: whatever the file, reading ends, and what it gives is legal.
func FuzzRead(f *testing.F) {
	data, err := form(lang.Ja, filled()).Write()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, found := questionnaire.Read(data, "x.xlsx")
		if s == nil && len(found.Findings) == 0 {
			t.Error("nothing is read and nothing is said")
		}
		if s != nil && !found.HasErrors() {
			for _, a := range s.Responses[0].Answers {
				if !slices.Contains(hearing.Statuses(), a.Status) {
					t.Errorf("status %q", a.Status)
				}
			}
		}
	})
}
