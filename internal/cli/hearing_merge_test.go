package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
)

// conflicting writes a hearing of two organisations, in each of which two
// respondents differ on two questions, and gives the questions.
func conflicting(t *testing.T) []hearing.Question {
	t.Helper()
	study, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, _, err := study.Assess(t.Context(), assess.Options{Models: []model.ModelID{"m1b"}})
	if err != nil {
		t.Fatal(err)
	}
	questions := hearing.Derive(result)[:2]
	spec := hearing.Spec{Study: study.Spec.ID, Models: []model.ModelID{"m1b"}, Questions: questions,
		Organisations: []hearing.OrganisationSpec{{Code: "131016", Name: "千代田区"}, {Code: "011002", Name: "札幌市"}}}
	for _, o := range spec.Organisations {
		for who, status := range map[string]model.Status{"情報政策課": model.Absent, "総務課": model.Partial} {
			r := hearing.ResponseSpec{Organisation: o.Code, Respondent: who, Date: "2026-10-01"}
			for _, q := range questions {
				a := hearing.AnswerSpec{Question: q.ID, Status: status}
				if status == model.Partial {
					a.Effective = model.Effective
				}
				r.Answers = append(r.Answers, a)
			}
			spec.Responses = append(spec.Responses, r)
		}
	}
	data, err := app.HearingFile(&spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("hearing.yaml", data, 0o644); err != nil {
		t.Fatal(err)
	}
	return questions
}

// TestMergeAdoptsRespondent adopts the answers of one respondent: of all that is
// open, of one organisation, of one question; never those of somebody who has none.
func TestMergeAdoptsRespondent(t *testing.T) {
	t.Chdir(t.TempDir())
	questions := conflicting(t)
	why := []string{"--reason", "担当課", "--author", "山田", "--date", "2026-10-02", "--out", "out.yaml", "--force"}
	for _, c := range []struct {
		args           []string
		code           int
		adopted, other int
	}{
		{[]string{"--respondent", "総務課"}, Done, 4, 0},
		{[]string{"--respondent", "情報政策課", "--for", "131016"}, Done, 0, 2},
		{[]string{"--respondent", "総務課", "--for", "131016", "--question", string(questions[1].ID)}, Done, 1, 0},
		{[]string{"--respondent", "総務"}, Usage, 0, 0},
		{[]string{"--respondent", "総務課", "--adopt", "worst"}, Usage, 0, 0},
	} {
		if err := os.RemoveAll("out.yaml"); err != nil {
			t.Fatal(err)
		}
		var errs bytes.Buffer
		if code := Run(t.Context(), append(append([]string{"hearing", "merge", "hearing.yaml"}, c.args...), why...), Stdio{Out: new(bytes.Buffer), Err: &errs}); code != c.code {
			t.Errorf("%v exits with %d: %s", c.args, code, &errs)
			continue
		}
		if c.code != Done {
			if _, err := os.Stat("out.yaml"); err == nil {
				t.Errorf("%v writes a file", c.args)
			}
			continue
		}
		data, err := os.ReadFile("out.yaml")
		if err != nil {
			t.Fatal(err)
		}
		_, adopted, _ := strings.Cut(string(data), "adopted:")
		if got := strings.Count(adopted, "status: partial"); got != c.adopted {
			t.Errorf("%v adopts %d partial answers, want %d:\n%s", c.args, got, c.adopted, adopted)
		}
		if got := strings.Count(adopted, "status: absent"); got != c.other {
			t.Errorf("%v adopts %d absent answers, want %d", c.args, got, c.other)
		}
	}
}

// TestPublicChart draws the published figures: no count in them is less than the
// smallest number, and those of single organisations are withheld.
func TestPublicChart(t *testing.T) {
	t.Chdir(t.TempDir())
	conflicting(t)
	var errs bytes.Buffer
	args := []string{"hearing", "nation", "hearing.yaml", "--public", "--chart", "charts", "--format", "svg,csv"}
	if code := Run(t.Context(), args, Stdio{Out: new(bytes.Buffer), Err: &errs}); code != Done {
		t.Fatalf("exits with %d: %s", code, &errs)
	}
	data, err := os.ReadFile("charts/published-m1b.csv")
	if err != nil {
		t.Fatal(err)
	}
	if rows := strings.Count(string(data), "\n"); rows != 1 {
		t.Errorf("%d rows about two organisations:\n%s", rows-1, data)
	}
	if code := Run(t.Context(), append(args, "--plan", "cm-81"), Stdio{Out: new(bytes.Buffer), Err: &errs}); code != Usage {
		t.Errorf("a plan beside published figures: exit code %d", code)
	}
}
