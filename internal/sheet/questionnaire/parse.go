package questionnaire

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Read reads a questionnaire that was filled in: the organisation with one
// response, as a hearing of its own. What is no questionnaire gives a nil hearing.
// Cells that are refused are left out and reported by their addresses; shown is
// the file as the user knows it.
func Read(data []byte, shown string) (*hearing.Spec, diag.List) {
	p := &parser{shown: shown}
	sheets, properties, err := workbook.ReadGrids(data, workbook.FormLimits())
	switch {
	case errors.Is(err, workbook.ErrTooLarge):
		p.refuse("limit")
		return nil, p.list
	case err != nil:
		p.refuse("unreadable")
		return nil, p.list
	}
	return p.parse(sheets, properties)
}

func (p *parser) parse(sheets []workbook.Grid, properties map[string]string) (*hearing.Spec, diag.List) {
	switch version := properties[propLayout]; {
	case version == "":
		p.refuse("no-mark")
		return nil, p.list
	case version != Version:
		p.refuse("version")
		return nil, p.list
	}
	front, questions := find(sheets, keyRespondent), find(sheets, markID)
	if front == nil || questions == nil {
		p.refuse("no-sheet")
		return nil, p.list
	}
	out := &hearing.Spec{Study: properties[propStudy]}
	response := p.front(front, out)
	response.Answers = p.answers(questions)
	if response.Answers == nil && !p.list.HasErrors() {
		p.refuse("no-rows")
	}
	out.Responses = []hearing.ResponseSpec{response}
	return out, p.list
}

type parser struct {
	shown string
	list  diag.List
}

// refuse reports that the file is no questionnaire.
func (p *parser) refuse(problem string) {
	p.list.Add(diag.HearingSheet, "", "problem", problem).Pos = diag.Pos{File: p.shown}
}

// cell reports a cell that is refused.
func (p *parser) cell(g *workbook.Grid, row, column int, problem string, kv ...string) {
	at := diag.Pos{File: p.shown + ":" + g.Name + "!" + workbook.Ref(row, column)}
	p.list.Add(diag.HearingCell, "", append([]string{"problem", problem}, kv...)...).Pos = at
}

// find gives the sheet whose first column holds a mark.
func find(sheets []workbook.Grid, mark string) *workbook.Grid {
	for i := range sheets {
		if slices.ContainsFunc(sheets[i].Rows, func(r []string) bool { return len(r) > 0 && strings.TrimSpace(r[0]) == mark }) {
			return &sheets[i]
		}
	}
	return nil
}

func at(g *workbook.Grid, row, column int) string {
	if r := g.Rows[row-1]; column <= len(r) {
		return strings.TrimSpace(r[column-1])
	}
	return ""
}

// front reads who answers.
func (p *parser) front(g *workbook.Grid, out *hearing.Spec) hearing.ResponseSpec {
	var r hearing.ResponseSpec
	var o hearing.OrganisationSpec
	const value = 3
	for i := range g.Rows {
		row, v := i+1, at(g, i+1, value)
		switch at(g, row, 1) {
		case keyCode:
			o.Code = code(v)
			if !hearing.ValidCode(o.Code) {
				p.cell(g, row, value, "code", "value", shorten(v))
			}
		case keyName:
			o.Name = v
		case keyRespondent:
			if r.Respondent = v; v == "" {
				p.cell(g, row, value, "respondent")
			}
		case keySection:
			r.Section = v
		case keyDate:
			var ok bool
			if r.Date, ok = date(v); !ok {
				p.cell(g, row, value, "date", "value", shorten(v))
			}
		case keyNote:
			r.Note = p.words(g, row, value)
		}
	}
	r.Organisation = o.Code
	out.Organisations = []hearing.OrganisationSpec{o}
	return r
}

// code reads a 団体コード. Spreadsheets drop a leading 0.
func code(v string) string {
	v = strings.Join(strings.Fields(width.Fold.String(v)), "")
	if len(v) == 5 && hearing.ValidCode("0"+v) {
		return "0" + v
	}
	return v
}

// date reads a date as officials write it, or as a spreadsheet keeps it: the days
// since the last day but one of 1899.
func date(v string) (string, bool) {
	if iso, ok := locale.ParseDate(v); ok {
		return iso, true
	}
	const first, last = 36526, 73050 // from 2000 to 2099
	if n, err := strconv.Atoi(v); err == nil && n >= first && n <= last {
		return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
	}
	return "", false
}

// words reads a text cell.
func (p *parser) words(g *workbook.Grid, row, column int) string {
	v := at(g, row, column)
	if utf8.RuneCountInString(v) > longest {
		p.cell(g, row, column, "too-long", "value", shorten(v))
		return ""
	}
	return workbook.Clean(v)
}

// answers reads the sheet of questions; nil when it has no rows of questions.
func (p *parser) answers(g *workbook.Grid) []hearing.AnswerSpec {
	var out []hearing.AnswerSpec
	begun := false
	seen := map[string]bool{}
	for i := range g.Rows {
		row, id := i+1, at(g, i+1, colID)
		switch {
		case id == markID:
			begun = true
			out = []hearing.AnswerSpec{}
			continue
		case !begun:
			continue
		case id == "" || at(g, row, colDigest) == "":
			if id != "" || at(g, row, colAnswer) != "" || at(g, row, colEffective) != "" {
				p.cell(g, row, colAnswer, "question", "value", shorten(at(g, row, colAnswer)))
			}
			continue
		case seen[id]:
			p.cell(g, row, colAnswer, "twice", "value", id)
			continue
		}
		seen[id] = true
		if a, ok := p.answer(g, row); ok {
			out = append(out, a)
		}
	}
	if len(seen) == 0 {
		return nil
	}
	slices.SortFunc(out, func(a, b hearing.AnswerSpec) int { return strings.Compare(string(a.Question), string(b.Question)) })
	return out
}

// answer reads one row. A row with words but without an answer is one whose answer
// is unknown, so that the words are not lost; ok is false for an empty one.
func (p *parser) answer(g *workbook.Grid, row int) (a hearing.AnswerSpec, ok bool) {
	a = hearing.AnswerSpec{Question: hearing.QuestionID(at(g, row, colID)), Digest: at(g, row, colDigest),
		Evidence: p.words(g, row, colEvidence), Note: p.words(g, row, colNote)}
	status, effective := at(g, row, colAnswer), at(g, row, colEffective)
	var known bool
	if a.Status, known = word(locale.Status, status, hearing.Statuses()); !known {
		p.cell(g, row, colAnswer, "status", "value", shorten(status), "allowed", allowed(locale.Status, hearing.Statuses()))
		return a, false
	}
	if a.Effective, known = word(locale.Effectiveness, effective, effects); !known {
		p.cell(g, row, colEffective, "effective", "value", shorten(effective), "allowed", allowed(locale.Effectiveness, effects))
		return a, false
	}
	switch {
	case a.Status == "" && a.Effective != "":
		p.cell(g, row, colAnswer, "effective-without-status")
		return a, false
	case a.Status == "" && a.Evidence == "" && a.Note == "":
		return a, false
	case a.Status == "":
		a.Status = model.UnknownStatus
	}
	return a, true
}

var effects = []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness}

// word reads an enumerated value by its name in either language, by its wire text,
// or by a name that is commonly written instead. An empty cell or a dash is none;
// known is false for anything else.
func word[V ~string](kind locale.Kind, text string, values []V) (v V, known bool) {
	text = fold(text)
	if text == "" || text == "-" || text == "―" || text == "ー" {
		return "", true
	}
	for _, v := range values {
		if text == string(v) || text == fold(locale.Name(lang.Ja, kind, v)) || text == fold(locale.Name(lang.En, kind, v)) || slices.Contains(alsoWritten[string(kind)+" "+string(v)], text) {
			return v, true
		}
	}
	return "", false
}

// alsoWritten are spellings that officials use for a choice.
var alsoWritten = map[string][]string{
	"status in-place":  {"実施済み", "済", "済み", "実施"},
	"status partial":   {"一部", "一部実施済", "一部実施済み"},
	"status planned":   {"実施予定"},
	"status absent":    {"未", "未実施(予定なし)"},
	"effectiveness no": {"無効", "有効ではない"},
}

func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(width.Fold.String(s)), " "))
}

func allowed[V ~string](kind locale.Kind, values []V) string {
	var out []string
	for _, v := range values {
		out = append(out, locale.Name(lang.Ja, kind, v))
	}
	return strings.Join(out, ", ")
}

// shorten cuts a value that is quoted in a finding.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
