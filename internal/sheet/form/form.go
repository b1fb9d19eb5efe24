// Package form writes the workbooks of the 様式 kind: the analysis sheets as
// officials know them from IPA's guide, one workbook for each model and one for the
// whole study. Letters are formulas that follow the levels in the sheets; beside
// every formula stands the value that the engine gave.
//
// It rates nothing. What stands where is said in package layout.
package form

import (
	"context"
	"fmt"
	"io"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Input is what workbooks are made of.
type Input struct {
	Result *assess.Result
	// Found are the findings on the study.
	Found diag.List
	Lang  lang.Lang
	// Digest of the study's files and Program version, for the stamp.
	Digest, Program string
	// Plans of countermeasures; nil: the study has no costs to plan with.
	Plans *plan.ByLetter
	// Hearing is what organisations answered; nil: none were asked.
	Hearing *hearing.Replies
	// Trees to list per route; 0: the usual number.
	Trees int
	// Routes to one goal whose trees are listed, at most; 0: the usual number.
	Routes int
	// Bounds of the search for trees; zero: the usual ones. Trees beyond those
	// listed are only counted.
	Bounds attack.Bounds
	// Progress, if set, is called with the number of rows written and about how
	// many there will be, from the calling goroutine.
	Progress func(done, total int)
}

// UsualTrees is how many trees are listed per route.
const UsualTrees = 3

// MostRoutes is how many routes to one goal have their trees listed, the worst and of
// those the shortest; no model of the reference study has more. The others are told
// by their letters in リスク値まとめ, and counted: the trees of every pair of an entry
// and a goal make a sheet that grows with the square of the model.
const MostRoutes = 20

// perGoal gives the number of routes to one goal whose trees are listed.
func (in *Input) perGoal() int {
	if in.Routes == 0 {
		return MostRoutes
	}
	return in.Routes
}

// bounds gives the bounds of the search for trees.
func (in *Input) bounds() attack.Bounds {
	b := in.Bounds
	if b == (attack.Bounds{}) {
		b = assess.UsualBounds()
	}
	b.Trees = max(b.Trees, in.listed())
	return b
}

// listed gives the number of trees to list per route.
func (in *Input) listed() int {
	if in.Trees == 0 {
		return UsualTrees
	}
	return in.Trees
}

// Report tells what a workbook could not hold.
type Report struct {
	// Cut lists cells whose text was too long for a cell.
	Cut []string
	// Routes that lead to a goal, those of which not all trees are listed, and of
	// these those that list none.
	Routes, Partial, LeftOut int
}

// Model writes the workbook of a model. It fails when ctx ends.
func Model(ctx context.Context, out io.Writer, in Input, id model.ModelID) (Report, error) {
	m, ok := in.Result.Model(id)
	if !ok {
		return Report{}, fmt.Errorf("workbook of model %s, which was not assessed", id)
	}
	w := &writer{Input: in, ctx: ctx, m: m, total: len(m.Cells)}
	sheets := []sheet{
		{layout.Cover, "", w.cover}, {layout.Legend, "", w.legend}, {layout.Assets, "", w.assets},
	}
	sheets = append(sheets, w.flows()...)
	sheets = append(sheets, []sheet{
		{layout.Threats, "", w.threats}, {layout.Deployments, "", w.deployments}, {layout.Cells, "", w.cells}, {layout.Trees, "", w.trees},
		{layout.Letters, "", w.letters}, {layout.Levels, "", w.levels}, {layout.Damages, "", w.damages},
	}...)
	sheets = append(sheets, w.coverage()...)
	if in.Plans != nil {
		sheets = append(sheets, sheet{layout.Plan, "", w.plan})
	}
	if in.Hearing != nil && len(in.Hearing.About(id)) > 0 {
		sheets = append(sheets, sheet{layout.Hearing, "", w.hearing})
	}
	return w.write(out, sheets)
}

// Study writes the workbook of the whole study. It fails when ctx ends.
func Study(ctx context.Context, out io.Writer, in Input) (Report, error) {
	w := &writer{Input: in, ctx: ctx}
	sheets := []sheet{
		{layout.Cover, "", w.cover}, {layout.Legend, "", w.legend}, {layout.Assets, "", w.master}, {layout.Threats, "", w.threats},
		{layout.Comparison, "", w.comparison},
	}
	for _, m := range in.Result.Models {
		w.total += len(m.Assets)
		sheets = append(sheets, sheet{layout.Letters, m.Model.Short.In(in.Lang), func() error {
			w.m = m
			defer func() { w.m = nil }()
			return w.fixedLetters()
		}})
	}
	sheets = append(sheets, sheet{layout.Findings, "", w.findings})
	return w.write(out, sheets)
}

// sheet is one sheet of a workbook.
type sheet struct {
	id layout.TableID
	// of is added to the title where a workbook has several of the kind: the model
	// shown, or a number.
	of    string
	write func() error
}

// How many assets stand side by side on a sheet that is printed on A3 across: receivers
// of data in columns of text, and assets in narrow columns of marks.
const mostReceivers, mostCovered = 30, 60

// sideBySide gives the sheets of a table that has a column for each of count assets:
// one, or several numbered ones where a printed page would be too small to read, or
// Excel has no more columns. write is told which assets a sheet shows.
func sideBySide(id layout.TableID, count, widest int, write func(from, to int) error) (out []sheet) {
	for from := 0; from == 0 || from < count; from += widest {
		of := ""
		if count > widest {
			of = itoa(len(out) + 1)
		}
		out = append(out, sheet{id, of, func() error { return write(from, min(from+widest, count)) }})
	}
	return out
}

// writer writes one workbook.
type writer struct {
	Input
	ctx  context.Context //nolint:containedctx // lives for one call of Model or Study
	m    *assess.ModelResult
	book *workbook.Book
	// sheets with their titles, and the names that they have in the file.
	sheets []sheet
	names  []string
	// at is the sheet being written.
	at          int
	done, total int
	report      Report
	// Where the rows of other sheets stand, for formulas.
	treeRows map[string]routeRows
	routes   []assess.Route
	// ways names the starts of the model.
	ways []string
	// noRoutes leaves routes out, for sheets that need none.
	noRoutes bool
}

func (w *writer) write(out io.Writer, sheets []sheet) (r Report, err error) {
	if w.book, err = workbook.New(); err != nil {
		return r, err
	}
	defer func() {
		if e := w.book.Close(); err == nil && e != nil {
			err = fmt.Errorf("close workbook: %w", e)
		}
	}()
	w.sheets = sheets
	var titles []string
	for _, s := range sheets {
		titles = append(titles, w.title(s))
	}
	w.names = workbook.SheetNames(titles)
	if err := w.describe(); err != nil {
		return r, err
	}
	if err := w.findRoutes(); err != nil {
		return r, err
	}
	for i, s := range sheets {
		w.at = i
		if err := s.write(); err != nil {
			return r, err
		}
	}
	if err := w.book.Write(out); err != nil {
		return r, err
	}
	w.report.Cut = w.book.Cut()
	return w.report, nil
}

// title is what a sheet is called, before it is made fit for Excel.
func (w *writer) title(s sheet) string {
	t := w.text("sheet.title." + string(s.id))
	if s.of != "" {
		t = w.text("sheet.title_of", "title", t, "model", s.of)
	}
	return t
}

// name gives the name of a sheet in the file.
func (w *writer) name(id layout.TableID) string {
	for i, s := range w.sheets {
		if s.id == id {
			return w.names[i]
		}
	}
	return ""
}

// describe sets the properties of the document: what it is an export of.
func (w *writer) describe() error {
	study := w.Result.Study
	stamp := layout.Stamp{
		Layout: layout.Version, Study: study.Spec.ID, Format: study.Spec.Format, Digest: w.Digest,
		Parameters: layout.Cases(parameters(study)), Matrix: w.Result.Method.Matrix.ID, Lang: w.Lang, Program: w.Program,
	}
	title := w.studyTitle()
	if w.m != nil {
		stamp.Model = w.m.Model.ID
		stamp.Parameters = layout.Cases(w.m.Model.Parameters)
		title += " " + w.m.Model.In(w.Lang)
	}
	if err := w.book.Describe(title, w.text("sheet.book")); err != nil {
		return err
	}
	for _, p := range stamp.Properties() {
		if err := w.book.Property(p.Name, p.Value); err != nil {
			return err
		}
	}
	return nil
}

// parameters gives the cases in which all models agree.
func parameters(s *model.Study) model.When {
	out := model.When{}
	for _, p := range s.Spec.Parameters {
		for i, m := range s.Models {
			c := m.Parameters[p.ID]
			if i == 0 {
				out[p.ID] = c
			} else if out[p.ID] != c {
				delete(out, p.ID)
				break
			}
		}
	}
	return out
}

func (w *writer) text(key string, args ...any) string { return locale.Text(w.Lang, key, args...) }

func (w *writer) studyTitle() string {
	if t := w.Result.Study.Spec.Title; t != nil {
		return t.In(w.Lang)
	}
	return w.Result.Study.Spec.ID
}

// step counts a row as written.
func (w *writer) step() error {
	w.done++
	if w.done%64 != 0 {
		return nil
	}
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if w.Progress != nil {
		w.Progress(min(w.done, w.total), w.total)
	}
	return nil
}
