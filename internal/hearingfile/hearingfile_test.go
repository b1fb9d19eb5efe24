package hearingfile_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/hearingfile"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/questionnaire"
)

// whole is a hearing with everything that the format has.
func whole() *hearing.Spec {
	return &hearing.Spec{
		Format: hearing.Format, Study: "mic-r8", AsOf: "2026-06-08", Models: []model.ModelID{"m1a", "m2"}, Parameters: model.When{"eapp": "asp"},
		Organisations: []hearing.OrganisationSpec{{Code: "011002", Name: "札幌市", Population: 1_970_000, Note: "政令市: \"は\" # 注釈でない"}},
		Questions: []hearing.Question{{ID: "cm-01-aaaaaaaa", Countermeasure: "cm-01", Name: lang.Text{Ja: "分離", En: "separation"}, Layer: "network",
			Text: lang.Text{Ja: "分かれていますか。"}, Help: lang.Text{Ja: "分ける。\n改行"}, Scope: "zones", Places: []hearing.Place{{ID: "z", Text: lang.Text{Ja: "庁内"}}},
			Deployments: []string{"m1a/d"}, Covers: []string{"a@z"}, Digest: "0000000000000001", Letters: 3}},
		Responses: []hearing.ResponseSpec{{Organisation: "011002", Respondent: "甲", Section: "課", Date: "2026-07-01", Note: "no", Answers: []hearing.AnswerSpec{
			{Question: "cm-01-aaaaaaaa", Digest: "0000000000000001", Status: model.InPlace, Effective: model.Effective, Evidence: "=cmd", Note: "- 箇条"}}}},
		Adopted: []hearing.AdoptedSpec{{Organisation: "011002", Question: "cm-01-aaaaaaaa", Status: model.Partial, Effective: model.NotEffective, Reason: "確認", Author: "山田", Date: "2026-07-02"}},
	}
}

func read(t testing.TB, files fstest.MapFS) (*hearingfile.Hearing, []string) {
	t.Helper()
	h, list := hearingfile.Read(hearingfile.Source{FS: files, Name: ".", Shown: "h"})
	var found []string
	for _, f := range list.Findings {
		found = append(found, fmt.Sprint(f.Pos, " ", f.Code))
	}
	return h, found
}

// TestRoundTrip: everything that is written is read back as it was, and written
// the same again.
func TestRoundTrip(t *testing.T) {
	data, err := hearingfile.Encode(whole())
	if err != nil {
		t.Fatal(err)
	}
	h, found := read(t, fstest.MapFS{"a.yaml": {Data: data}})
	if found != nil {
		t.Fatalf("%v in\n%s", found, data)
	}
	h.Format = hearing.Format
	if diff := cmp.Diff(*whole(), h.Spec); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	again, err := hearingfile.Encode(&h.Spec)
	if err != nil || string(again) != string(data) {
		t.Errorf("written again it differs: %v", err)
	}
}

// TestFindings: what is wrong in several files is found at once, each in its file,
// line and column; a later stage finds its places again.
func TestFindings(t *testing.T) {
	files := fstest.MapFS{
		"a.yaml": {Data: []byte("format: sekisho-hearing/1\norganisations:\n  - code: 131016\n    name: 千代田区\n  - code: \"131017\"\n    name: 千代田区\n")},
		"b.yaml": {Data: []byte("format: sekisho-hearing/1\nresponses:\n  - organisation: \"131016\"\n    respondent: 甲\n    date: 2026-02-30\n    answers:\n      - question: q\n        status: in-palce\n")},
		"c.yaml": {Data: []byte("format: sekisho/1\n")},
		"d.yaml": {Data: []byte("format: sekisho-hearing/2\n")},
	}
	_, found := read(t, files)
	want := []string{"h/a.yaml:3:11 value.wrong_type", "h/b.yaml:5:11 value.no_such_date", "h/b.yaml:8:17 value.not_allowed",
		"h/c.yaml:1:9 format.unknown", "h/d.yaml:1:9 format.too_new"}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	delete(files, "c.yaml")
	delete(files, "d.yaml")
	h, _ := read(t, files)
	if got := h.Locate("organisations/1/code").String(); got != "h/a.yaml:5:11" {
		t.Errorf("the second organisation is found at %s", got)
	}
	if got := h.Locate("responses/0/answers/0/status").String(); got != "h/b.yaml:8:17" {
		t.Errorf("the answer is found at %s", got)
	}
}

// TestTenOrganisations: the same answers in YAML and in Excel settle the same.
func TestTenOrganisations(t *testing.T) {
	questions := []hearing.Question{}
	for i := range 12 {
		q := whole().Questions[0]
		q.ID, q.Digest = hearing.QuestionID(fmt.Sprintf("cm-%02d-aaaaaaaa", i)), fmt.Sprintf("%016d", i)
		questions = append(questions, q)
	}
	written, excel := &hearing.Spec{}, &hearing.Spec{}
	for i := range 10 {
		five := fmt.Sprintf("01%03d", 100+i)
		digit, _ := hearing.CheckDigit(five)
		o := hearing.OrganisationSpec{Code: five + string(digit), Name: "団体" + fmt.Sprint(i)}
		r := hearing.ResponseSpec{Organisation: o.Code, Respondent: "甲", Date: "2026-07-01"}
		for j, q := range questions {
			if s := hearing.Statuses()[(i+j)%6]; (i*j)%5 != 4 {
				a := hearing.AnswerSpec{Question: q.ID, Digest: q.Digest, Status: s}
				if s == model.InPlace || s == model.Partial {
					a.Effective = []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness}[j%3]
				}
				r.Answers = append(r.Answers, a)
			}
		}
		written.Organisations, written.Responses = append(written.Organisations, o), append(written.Responses, r)
		form := questionnaire.Form{Lang: lang.All[i%2], Study: "s", Organisation: o, Questions: questions, Before: &r}
		data, err := form.Write()
		if err != nil {
			t.Fatal(err)
		}
		got, list := questionnaire.Read(data, "x")
		if len(list.Findings) > 0 {
			t.Fatal(list.Findings)
		}
		excel.Organisations, excel.Responses = append(excel.Organisations, got.Organisations...), append(excel.Responses, got.Responses...)
	}
	data, err := hearingfile.Encode(written)
	if err != nil {
		t.Fatal(err)
	}
	h, found := read(t, fstest.MapFS{"a.yaml": {Data: data}})
	if found != nil {
		t.Fatal(found)
	}
	yaml := hearing.Settle(&h.Spec, questions)
	if diff := cmp.Diff(yaml, hearing.Settle(excel, questions), cmpopts.EquateEmpty()); diff != "" || len(yaml) != 10 {
		t.Errorf("(-YAML +Excel):\n%s", diff)
	}
}

// TestCSV: lists of organisations, as spreadsheets save them.
func TestCSV(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		want  []string
		found []string
	}{
		"as it should be":        {"団体コード,団体名,人口\n131016,千代田区,66680\n", []string{"131016 千代田区 66680"}, nil},
		"mark, CRLF, commas":     {"\ufeff団体コード,団体名,人口\r\n131016,千代田区,\"66,680\"\r\n", []string{"131016 千代田区 66680"}, nil},
		"a zero lost, any order": {"name,code\n札幌市,11002\n", []string{"011002 札幌市 0"}, nil},
		"full width":             {"団体コード,団体名,人口\n１３１０１６,千代田区,６６６８０\n", []string{"131016 千代田区 66680"}, nil},
		"empty lines":            {"code,name\n131016,千代田区\n,\n", []string{"131016 千代田区 0"}, nil},
		"every mistake at once":  {"code,name,population\n131017,a,1\n131016,,1\n131016,a,多い\n", nil, []string{"x:2:1 hearing.wrong_code", "x:3:1 hearing.list_of_organisations", "x:4:3 hearing.list_of_organisations"}},
		"no headings":            {"131016,千代田区\n", nil, []string{"x:1:1 hearing.list_of_organisations"}},
		"broken quotes":          {"code,name\n131016,\"千代田区\n", nil, []string{"x:2:22 hearing.list_of_organisations"}},
		"CP932":                  {"\x92\x63\x91\xcc", nil, []string{"x file.not_utf8"}},
		"nothing":                {"", nil, []string{"x file.empty"}},
	} {
		list, l := hearingfile.ReadCSV([]byte(c.text), "x")
		var got, found []string
		for _, o := range list {
			got = append(got, fmt.Sprint(o.Code, " ", o.Name, " ", o.Population))
		}
		for _, f := range l.Findings {
			found = append(found, fmt.Sprint(f.Pos, " ", f.Code))
		}
		if !slices.Equal(got, c.want) || !slices.Equal(found, c.found) {
			t.Errorf("%s: %v %v, want %v %v", name, got, found, c.want, c.found)
		}
	}
}

// TestExamplesOfTheDocuments: what the documents show is right, and both languages
// show the same.
func TestExamplesOfTheDocuments(t *testing.T) {
	var texts []string
	for _, name := range []string{"hearing.md", "hearing.en.md"} {
		data, err := os.ReadFile("../../docs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(string(data), "```yaml\n")
		text, _, _ = strings.Cut(text, "```")
		texts = append(texts, text)
		h, found := read(t, fstest.MapFS{"a.yaml": {Data: []byte(text)}})
		if found != nil || len(h.Responses) != 1 || len(h.Adopted) != 1 {
			t.Errorf("%s: %v in\n%s", name, found, text)
		}
	}
	if texts[0] != texts[1] {
		t.Error("the examples differ")
	}
}

// FuzzRead: whatever the file, reading ends and checking does not panic.
func FuzzRead(f *testing.F) {
	data, err := hearingfile.Encode(whole())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add("format: sekisho-hearing/1\nresponses: [{answers: [{}]}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, _ := hearingfile.Read(hearingfile.Source{FS: fstest.MapFS{"a.yaml": {Data: []byte(text)}}, Name: "a.yaml", Shown: "a.yaml"})
		list := hearing.Check(&h.Spec)
		list.Locate(h)
		hearing.Settle(&h.Spec, h.Questions)
	})
}

// FuzzCSV: whatever the file, what is read has legal codes.
func FuzzCSV(f *testing.F) {
	f.Add("団体コード,団体名,人口\n131016,千代田区,66680\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := hearingfile.ReadCSV([]byte(text), "x")
		for _, o := range list {
			if !hearing.ValidCode(o.Code) || strings.TrimSpace(o.Name) == "" {
				t.Errorf("%+v", o)
			}
		}
	})
}
