package questionnaire_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/hearingfile"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// TestYAML: a questionnaire in YAML is read back with what was filled in before,
// and unknown for the rest, whatever stands in names and questions.
func TestYAML(t *testing.T) {
	for _, l := range lang.All {
		f := form(l, filled())
		f.Organisation.Name = "札幌市\nformat: x"
		f.Contact = "住民制度課\r\nresponses: []\u2028- x"
		f.Questions = append([]hearing.Question{{ID: "cm-05-eeeeeeee", Digest: "5", Scope: "model", Name: text("名: 前"), Text: text("一行目\nresponses: []"), Help: text("#\t- a\u0085b: c")}}, questions...)
		f.Before.Answers[0].Note = "\"引用\" と \\ と\n改行と\u2028と\t"
		data := f.YAML()
		if !bytes.Equal(data, f.YAML()) {
			t.Errorf("%s: the same form gives other bytes", l)
		}
		if name := f.FileName("yaml"); !strings.HasSuffix(name, ".yaml") {
			t.Errorf("%s: %s", l, name)
		}
		got, found := hearingfile.Read(hearingfile.Source{FS: fstest.MapFS{"q.yaml": {Data: data}}, Name: "q.yaml", Shown: "q.yaml"})
		if len(found.Findings) > 0 {
			t.Fatalf("%s: %+v\n%s", l, found.Findings[0], data)
		}
		want := *f.Before
		unknown := func(id hearing.QuestionID, digest string) hearing.AnswerSpec {
			return hearing.AnswerSpec{Question: id, Digest: digest, Status: model.UnknownStatus}
		}
		want.Answers = append([]hearing.AnswerSpec{unknown("cm-05-eeeeeeee", "5")}, want.Answers...)
		want.Answers = append(want.Answers, unknown("cm-04-dddddddd", "4444444444444444"))
		if diff := cmp.Diff([]hearing.ResponseSpec{want}, got.Responses, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-filled in +read):\n%s", l, diff)
		}
	}
}
