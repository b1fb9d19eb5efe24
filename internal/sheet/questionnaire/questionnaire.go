// Package questionnaire writes the question set of a hearing (団体ヒアリング) as an
// Excel workbook that an official can answer offline, and reads it back. It writes
// it as YAML too, which is read as any file of a hearing.
//
// A workbook has a front sheet with the organisation and the respondent, a sheet
// of questions and one of instructions. Rows are known by a hidden column of
// stable ids and never by their place or their words, so that sheets may be
// renamed and rows sorted; words are read in both languages. What is illegal is
// refused with the address of its cell; nothing is guessed.
package questionnaire

import (
	"bytes"
	"fmt"

	"golang.org/x/text/unicode/norm"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Version of the layout. A workbook of another version is refused.
const Version = "sekisho-questionnaire/1"

// Names of the custom properties that mark a questionnaire.
const (
	propLayout = "sekisho.questionnaire"
	propStudy  = "sekisho.study"
)

// Form is one questionnaire to be written.
type Form struct {
	Lang lang.Lang
	// Study is the id of the study that the questions come from.
	Study        string
	Organisation hearing.OrganisationSpec
	Questions    []hearing.Question
	// Due is the day by which answers are wanted, YYYY-MM-DD, or empty.
	Due string
	// Contact is whom to ask and to answer to, or empty.
	Contact string
	// Marking printed on every page, such as 取扱注意.
	Marking string
	// Before holds answers that are filled in already, to be looked over; or nil.
	Before *hearing.ResponseSpec
}

// FileName names the questionnaire of an organisation; ending is that of its
// format, such as xlsx.
func (f *Form) FileName(ending string) string {
	return norm.NFC.String(f.Organisation.Code+"_"+workbook.FileText(f.Organisation.Name, 40)+"_"+f.text("file")) + "." + ending
}

func (f *Form) text(key string, args ...any) string {
	return locale.Text(f.Lang, "questionnaire."+key, args...)
}

// Write gives the workbook. The same form gives the same bytes.
func (f *Form) Write() ([]byte, error) {
	b, err := workbook.New()
	if err != nil {
		return nil, fmt.Errorf("write questionnaire: %w", err)
	}
	defer b.Close()
	w := &writer{form: f, book: b, names: workbook.SheetNames([]string{f.text("sheet.front"), f.text("sheet.questions"), f.text("sheet.help")})}
	steps := []func() error{
		func() error { return b.Describe(f.text("title"), f.Organisation.Name) },
		func() error { return b.Property(propLayout, Version) },
		func() error { return b.Property(propStudy, f.Study) },
		w.front, w.questions, w.help,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("write questionnaire: %w", err)
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		return nil, fmt.Errorf("write questionnaire: %w", err)
	}
	return out.Bytes(), nil
}

type writer struct {
	form  *Form
	book  *workbook.Book
	names []string
}

// Colours, those of the analysis sheets.
const (
	ink     = "1A1A1A"
	quiet   = "595959"
	line    = "B3B3B3"
	headBg  = "E8F1FE"
	titleBg = "00118F"
	inputBg = "FFF7DB"
)

func title() workbook.Style {
	return workbook.Style{Bold: true, Size: 16, Color: titleBg, Vertical: "center"}
}

func head() workbook.Style {
	return workbook.Style{Bold: true, Color: ink, Fill: headBg, Border: line, Horizontal: "center", Vertical: "center", Wrap: true}
}

func body() workbook.Style {
	return workbook.Style{Color: ink, Border: line, Vertical: "top", Wrap: true}
}

func small() workbook.Style {
	s := body()
	s.Size, s.Color = 9, quiet
	return s
}

func input() workbook.Style {
	s := body()
	s.Fill, s.Unlocked, s.Number = inputBg, true, "@"
	return s
}

func plain() workbook.Style { return workbook.Style{Color: ink, Vertical: "top", Wrap: true} }

func (w *writer) page(portrait bool) workbook.Page {
	f := w.form
	return workbook.Page{Paper: workbook.A4, Portrait: portrait,
		Header: [3]string{workbook.HeaderText(f.text("title"), 60), "", workbook.HeaderText(f.Marking, 40)},
		Footer: [3]string{workbook.HeaderText(f.Organisation.Code+" "+f.Organisation.Name, 60), "", "&P / &N"}}
}

// Keys of the front sheet, in its hidden column.
const (
	keyCode       = "code"
	keyName       = "name"
	keyRespondent = "respondent"
	keySection    = "section"
	keyDate       = "date"
	keyNote       = "note"
)

// front writes the sheet with who is asked and who answers.
func (w *writer) front() error {
	f := w.form
	widths := []float64{0, 20, 70}
	s, err := w.book.Sheet(w.names[0], workbook.SheetOptions{Widths: widths, Protect: true, Page: w.page(true), Tab: titleBg})
	if err != nil {
		return err
	}
	var before hearing.ResponseSpec
	if f.Before != nil {
		before = *f.Before
	}
	rows := []struct {
		key, label, value string
		style             workbook.Style
	}{
		{keyCode, f.text("front.code"), f.Organisation.Code, middle(textCell(body()))},
		{keyName, f.text("front.name"), f.Organisation.Name, middle(body())},
		{keyRespondent, f.text("front.respondent"), before.Respondent, middle(input())},
		{keySection, f.text("front.section"), before.Section, middle(input())},
		{keyDate, f.text("front.date"), locale.Date(f.Lang, before.Date), middle(input())},
		{keyNote, f.text("front.note"), before.Note, input()},
	}
	if err := s.Row([]workbook.Cell{{}, workbook.Text(f.text("title"), title())}, workbook.RowOptions{Height: 30}); err != nil {
		return err
	}
	if err := w.paragraph(s, widths, f.text("intro")); err != nil {
		return err
	}
	for _, r := range rows {
		height := 22.0
		if r.key == keyNote {
			height = 60
		}
		cells := []workbook.Cell{workbook.Text(r.key, workbook.Style{}), workbook.Text(r.label, head()), workbook.Text(r.value, r.style)}
		if err := s.Row(cells, workbook.RowOptions{Height: height}); err != nil {
			return err
		}
	}
	about := []string{""}
	if f.Due != "" {
		about = append(about, f.text("due", "date", locale.Date(f.Lang, f.Due)))
	}
	if f.Contact != "" {
		about = append(about, f.text("contact", "contact", f.Contact))
	}
	for _, text := range append(about, f.text("where")) {
		if err := w.paragraph(s, widths, text); err != nil {
			return err
		}
	}
	return s.Flush()
}

func textCell(s workbook.Style) workbook.Style {
	s.Number = "@"
	return s
}

func middle(s workbook.Style) workbook.Style {
	s.Vertical = "center"
	return s
}

// paragraph writes text over the columns from the second on.
func (w *writer) paragraph(s *workbook.Sheet, widths []float64, text string) error {
	sum := 0.0
	for _, x := range widths[1:] {
		sum += x
	}
	cells := make([]workbook.Cell, len(widths))
	cells[1] = workbook.Text(text, plain())
	height := workbook.Height(workbook.Lines(text, sum, workbook.Size), workbook.Size) + 4
	if err := s.Row(cells, workbook.RowOptions{Height: height}); err != nil {
		return err
	}
	return s.Merge(s.Last(), 2, s.Last(), len(widths))
}

// Columns of the sheet of questions, from 1.
const (
	colID = iota + 1
	colDigest
	colNumber
	colLayer
	colQuestion
	colHelp
	colAnswer
	colEffective
	colEvidence
	colNote
	columns = colNote
)

// Headings of the hidden columns, by which the sheet of questions is known.
const (
	markID     = "id"
	markDigest = "digest"
)

// longest is the number of characters that an answer in words may have.
const longest = 1000

// questions writes the sheet of questions.
func (w *writer) questions() error {
	f := w.form
	widths := make([]float64, columns)
	for c, x := range map[int]float64{colNumber: 6, colLayer: 13, colQuestion: 42, colHelp: 38, colAnswer: 11, colEffective: 11, colEvidence: 24, colNote: 20} {
		widths[c-1] = x
	}
	page := w.page(false)
	page.TitleRows = [2]int{1, 1}
	s, err := w.book.Sheet(w.names[1], workbook.SheetOptions{Widths: widths, Protect: true, Page: page, FreezeRow: 2, FreezeColumn: colHelp})
	if err != nil {
		return err
	}
	heads := make([]workbook.Cell, columns)
	heads[colID-1], heads[colDigest-1] = workbook.Text(markID, workbook.Style{}), workbook.Text(markDigest, workbook.Style{})
	for c, key := range map[int]string{colNumber: "number", colLayer: "layer", colQuestion: "question", colHelp: "help", colAnswer: "answer",
		colEffective: "effective", colEvidence: "evidence", colNote: "note"} {
		heads[c-1] = workbook.Text(f.text("column."+key), head())
	}
	if err := s.Row(heads, workbook.RowOptions{Height: 24}); err != nil {
		return err
	}
	for i := range f.Questions {
		if err := w.question(s, widths, i); err != nil {
			return err
		}
	}
	last := s.Last()
	if last > 1 {
		if err := w.choices(s, last); err != nil {
			return err
		}
	}
	return s.Flush()
}

func (w *writer) question(s *workbook.Sheet, widths []float64, i int) error {
	f, q := w.form, &w.form.Questions[i]
	help := f.help(q)
	cells := make([]workbook.Cell, columns)
	cells[colID-1] = workbook.Text(string(q.ID), workbook.Style{})
	cells[colDigest-1] = workbook.Text(q.Digest, textCell(workbook.Style{}))
	number := body()
	number.Horizontal = "center"
	cells[colNumber-1] = workbook.Int(i+1, number)
	cells[colLayer-1] = workbook.Text(locale.Name(f.Lang, locale.Layer, q.Layer), body())
	cells[colQuestion-1] = workbook.Text(q.Text.In(f.Lang), body())
	cells[colHelp-1] = workbook.Text(help, small())
	a := f.before(q.ID)
	choice := input()
	choice.Horizontal, choice.Vertical = "center", "center"
	cells[colAnswer-1] = workbook.Text(locale.Name(f.Lang, locale.Status, a.Status), choice)
	cells[colEffective-1] = workbook.Text(locale.Name(f.Lang, locale.Effectiveness, a.Effective), choice)
	cells[colEvidence-1], cells[colNote-1] = workbook.Text(a.Evidence, input()), workbook.Text(a.Note, input())
	lines := max(workbook.Lines(q.Text.In(f.Lang), widths[colQuestion-1], workbook.Size), workbook.Lines(help, widths[colHelp-1], 9))
	return s.Row(cells, workbook.RowOptions{Height: workbook.Height(max(lines, 2), workbook.Size) + 2})
}

// before gives the answer that is filled in already.
func (f *Form) before(q hearing.QuestionID) hearing.AnswerSpec {
	if f.Before != nil {
		for _, a := range f.Before.Answers {
			if a.Question == q {
				return a
			}
		}
	}
	return hearing.AnswerSpec{}
}

// help tells what a question is about and over what.
func (f *Form) help(q *hearing.Question) string {
	where := locale.Name(f.Lang, locale.HearingScope, q.Scope)
	if len(q.Places) > 0 {
		where = f.text("scope", "kind", where, "places", f.places(q))
	}
	return f.text("help", "name", q.Name.In(f.Lang), "description", q.Help.In(f.Lang), "where", where)
}

func (f *Form) places(q *hearing.Question) string {
	const most = 6
	out := ""
	for i, p := range q.Places {
		switch {
		case i == most:
			return f.text("more", "places", out, "count", len(q.Places)-most)
		case i > 0:
			out += f.text("and")
		}
		out += p.In(f.Lang)
	}
	return out
}

// choices lets answers be chosen from lists, and keeps words short enough to be
// read back.
func (w *writer) choices(s *workbook.Sheet, last int) error {
	f := w.form
	answers := make([]string, 0, 6)
	for _, v := range hearing.Statuses() {
		answers = append(answers, statusWord(f.Lang, v))
	}
	var effects []string
	for _, v := range []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness} {
		effects = append(effects, locale.Name(f.Lang, locale.Effectiveness, v))
	}
	choice := func(values []string) workbook.Choice {
		return workbook.Choice{Values: values, Title: f.text("choose.title"), Text: f.text("choose.text")}
	}
	if err := s.Choose(2, last, colAnswer, choice(answers)); err != nil {
		return err
	}
	if err := s.Choose(2, last, colEffective, choice(effects)); err != nil {
		return err
	}
	for _, c := range []int{colEvidence, colNote} {
		if err := s.Limit(2, last, c, longest, workbook.Choice{Title: f.text("choose.title"), Text: f.text("choose.long", "limit", longest)}); err != nil {
			return err
		}
	}
	return s.Filter(1, colNumber, last, columns)
}

// statusWord is the word of a status in the questionnaire.
func statusWord(l lang.Lang, s model.Status) string { return locale.Name(l, locale.Status, s) }

// help writes the instructions 記入要領.
func (w *writer) help() error {
	f := w.form
	widths := []float64{0, 20, 70}
	s, err := w.book.Sheet(w.names[2], workbook.SheetOptions{Widths: widths, Protect: true, Page: w.page(true)})
	if err != nil {
		return err
	}
	if err := s.Row([]workbook.Cell{{}, workbook.Text(f.text("sheet.help"), title())}, workbook.RowOptions{Height: 30}); err != nil {
		return err
	}
	for _, key := range []string{"how.order", "how.offline", "how.rows"} {
		if err := w.paragraph(s, widths, f.text(key)); err != nil {
			return err
		}
	}
	rows := [][2]string{}
	for _, v := range hearing.Statuses() {
		rows = append(rows, [2]string{statusWord(f.Lang, v), f.text("status." + string(v))})
	}
	for _, v := range []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness} {
		rows = append(rows, [2]string{f.text("column.effective") + " " + locale.Name(f.Lang, locale.Effectiveness, v), f.text("effective." + string(v))})
	}
	rows = append(rows, [2]string{f.text("column.evidence"), f.text("how.evidence")}, [2]string{f.text("front.date"), f.text("how.date")})
	for _, r := range rows {
		height := workbook.Height(workbook.Lines(r[1], widths[2], workbook.Size), workbook.Size) + 6
		if err := s.Row([]workbook.Cell{{}, workbook.Text(r[0], head()), workbook.Text(r[1], body())}, workbook.RowOptions{Height: height}); err != nil {
			return err
		}
	}
	return s.Flush()
}
