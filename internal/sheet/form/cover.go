package form

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// page is a sheet for reading that is no table.
type page struct {
	w      *writer
	sheet  *workbook.Sheet
	widths []float64
}

func (w *writer) beginPage(widths []float64) (*page, error) {
	o := tableOptions{paper: workbook.A4, portrait: true}
	opt := workbook.SheetOptions{Widths: widths, Protect: true, Page: w.page(o)}
	opt.Page.TitleRows = [2]int{}
	s, err := w.book.Sheet(w.names[w.at], opt)
	if err != nil {
		return nil, err
	}
	return &page{w, s, widths}, nil
}

// line writes a row of one text over all columns from one on.
func (p *page) line(from int, text string, s workbook.Style) error {
	return p.row([]part{{from, len(p.widths), text, s}})
}

// part is text over neighbouring columns of a row; columns are counted from 1.
type part struct {
	from, to int
	text     string
	style    workbook.Style
}

// row writes a row of parts, as high as they ask for.
func (p *page) row(parts []part) error {
	cells := make([]workbook.Cell, len(p.widths))
	height := 0.0
	row := p.sheet.Last() + 1
	for _, x := range parts {
		width := 0.0
		for i := x.from; i <= x.to; i++ {
			width += p.widths[i-1]
			cells[i-1].Style = x.style
		}
		cells[x.from-1] = workbook.Text(x.text, x.style)
		height = max(height, workbook.Height(workbook.Lines(x.text, width, x.style.Size), x.style.Size))
		if err := p.sheet.Merge(row, x.from, row, x.to); err != nil {
			return err
		}
	}
	return p.sheet.Row(cells, workbook.RowOptions{Height: height})
}

func (p *page) gap() error { return p.sheet.Row(nil, workbook.RowOptions{Height: 8}) }

func heading() workbook.Style {
	return workbook.Style{Bold: true, Size: 11, Color: titleBg, Vertical: "center"}
}

func plainText() workbook.Style {
	return workbook.Style{Color: ink, Vertical: "top", Wrap: true}
}

func labelStyle() workbook.Style {
	return workbook.Style{Bold: true, Size: small, Fill: headBg, Color: ink, Border: line, Vertical: "center", Wrap: true}
}

func valueStyle() workbook.Style {
	return workbook.Style{Size: small, Color: ink, Border: line, Vertical: "center", Wrap: true}
}

// Columns of the cover: a label, seven for values.
func coverWidths() []float64 { return []float64{26, 11, 11, 11, 11, 11, 11, 24} }

// cover writes 表紙.
func (w *writer) cover() error {
	p, err := w.beginPage(coverWidths())
	if err != nil {
		return err
	}
	marking := workbook.Style{Bold: true, Size: 11, Color: warn, Horizontal: "right", Vertical: "center"}
	big := workbook.Style{Bold: true, Size: 20, Color: titleBg, Vertical: "center", Wrap: true}
	for _, x := range []struct {
		text  string
		style workbook.Style
	}{
		{w.Result.Study.Spec.Marking, marking},
		{w.text("sheet.book"), workbook.Style{Size: 12, Color: quiet, Vertical: "center"}},
		{w.coverTitle(), big},
	} {
		if err := p.line(1, x.text, x.style); err != nil {
			return err
		}
	}
	for _, write := range []func(*page) error{w.coverFacts, w.coverTotals, w.coverSheets, w.coverUse} {
		if err := p.gap(); err != nil {
			return err
		}
		if err := write(p); err != nil {
			return err
		}
	}
	return p.sheet.Flush()
}

func (w *writer) coverTitle() string {
	if w.m != nil {
		return w.m.Model.In(w.Lang)
	}
	return w.studyTitle()
}

// coverFacts tells what was assessed, and how.
func (w *writer) coverFacts(p *page) error {
	spec, m := w.Result.Study.Spec, w.Result.Method
	facts := [][2]string{{"study", w.studyTitle()}, {"study_id", spec.ID}}
	if w.m != nil {
		facts = append(facts, [2]string{"model", w.m.Model.In(w.Lang)}, [2]string{"model_id", string(w.m.Model.ID)},
			[2]string{"role", locale.Name(w.Lang, locale.Role, w.m.Model.Role)})
	}
	facts = append(facts, [2]string{"as_of", locale.Date(w.Lang, spec.AsOf)}, [2]string{"method", m.Name.In(w.Lang)},
		[2]string{"matrix", w.text("sheet.matrix", "name", m.Matrix.Name.In(w.Lang), "id", m.Matrix.ID, "version", m.Matrix.Version)},
		[2]string{"threat_rule", locale.Name(w.Lang, locale.ThreatRule, m.ThreatLevel)},
		[2]string{"tree_rule", locale.Name(w.Lang, locale.TreeRule, m.TreeThreatLevel)},
		[2]string{"layer_rule", locale.Name(w.Lang, locale.LayerRule, m.SameLayer)},
		[2]string{"parameters", w.parameterText()}, [2]string{"program", w.Program})
	for _, f := range facts {
		if f[1] == "" {
			continue
		}
		if err := p.row([]part{{1, 1, w.text("sheet.cover." + f[0]), labelStyle()}, {2, 8, f[1], valueStyle()}}); err != nil {
			return err
		}
	}
	return nil
}

// parameterText names the case in force of each parameter.
func (w *writer) parameterText() string {
	in := parameters(w.Result.Study)
	if w.m != nil {
		in = w.m.Model.Parameters
	}
	var out []string
	for _, p := range w.Result.Study.Spec.Parameters {
		for _, c := range p.Cases {
			if c.ID == in[p.ID] {
				out = append(out, w.text("sheet.case", "parameter", p.In(w.Lang), "case", c.In(w.Lang)))
			}
		}
	}
	return strings.Join(out, "\n")
}

// coverTotals counts the letters; in a workbook of a model the counts follow the
// sheets.
func (w *writer) coverTotals(p *page) error {
	if w.m == nil {
		return nil
	}
	if err := p.line(1, w.text("sheet.cover.totals"), heading()); err != nil {
		return err
	}
	heads := []part{{1, 1, "", labelStyle()}}
	for i, r := range method.RiskValues {
		s := letterStyle(r)
		s.Border, s.Horizontal, s.Vertical = edge, "center", "center"
		heads = append(heads, part{2 + i, 2 + i, r.String(), s})
	}
	s := headStyle()
	if err := p.row(append(heads, part{7, 7, unrated, s}, part{8, 8, w.text("sheet.cover.all"), s})); err != nil {
		return err
	}
	var routes [method.A + 1]int
	for _, d := range w.m.Damage.Damages {
		for r, n := range d.Letters.Worst {
			routes[r] += n
		}
	}
	trees := workbook.Range(w.name(layout.Damages), firstRow, damageColumn("risk"), firstRow+len(w.routes)+len(w.m.Damage.Damages), damageColumn("risk"))
	ids := workbook.Range(w.name(layout.Damages), firstRow, 1, firstRow+len(w.routes)+len(w.m.Damage.Damages), 1)
	if err := w.totalRow(p, "sheet.cover.cells", w.m.Totals.Worst, func(r string) string { return countIf(nameRisk, r) }); err != nil {
		return err
	}
	return w.totalRow(p, "sheet.cover.routes", routes, func(r string) string {
		return `COUNTIFS(` + ids + `,"` + layout.RowRoute + `/*",` + trees + `,"` + r + `")`
	})
}

// damageColumn gives the place of a column of the summary of damages.
func damageColumn(key string) int {
	t, _ := layout.Of(layout.Damages)
	return t.Index(key) + 1
}

func (w *writer) totalRow(p *page, key string, counts [method.A + 1]int, formula func(string) string) error {
	cells := []workbook.Cell{workbook.Text(w.text(key), labelStyle())}
	all := 0
	s := valueStyle()
	s.Horizontal = "center"
	for _, r := range append(append([]method.RiskValue{}, method.RiskValues...), method.Unrated) {
		c := workbook.Int(counts[r], s)
		c.Formula = formula(letter(r))
		cells = append(cells, c)
		all += counts[r]
	}
	sum := workbook.Int(all, s)
	row := p.sheet.Last() + 1
	sum.Formula = "SUM(" + workbook.Ref(row, 2) + ":" + workbook.Ref(row, 7) + ")"
	return p.sheet.Row(append(cells, sum), workbook.RowOptions{Height: 20})
}

// coverSheets lists the sheets, and what each shows. Where Excel does not take
// the title as a name, both stand there.
func (w *writer) coverSheets(p *page) error {
	if err := p.line(1, w.text("sheet.cover.sheets"), heading()); err != nil {
		return err
	}
	for i, s := range w.sheets {
		about := w.text("sheet.about." + string(s.id))
		if title := w.title(s); title != w.names[i] {
			about = w.text("sheet.cover.named", "title", title, "about", about)
		}
		if err := p.row([]part{{1, 2, w.names[i], labelStyle()}, {3, 8, about, valueStyle()}}); err != nil {
			return err
		}
	}
	return nil
}

// coverUse tells how the workbook is used, and what its limits are.
func (w *writer) coverUse(p *page) error {
	if err := p.line(1, w.text("sheet.cover.use"), heading()); err != nil {
		return err
	}
	keys := []string{"input", "live", "steps", "import"}
	if w.m == nil {
		keys = []string{"study_input", "import"}
	}
	for _, key := range keys {
		if err := p.line(1, w.text("sheet.use."+key), plainText()); err != nil {
			return err
		}
	}
	if w.m != nil && w.report.Partial > 0 {
		bounds := w.text("sheet.use.bounds", "routes", w.report.Routes, "partial", w.report.Partial)
		return p.line(1, bounds, plainText())
	}
	return nil
}

// Columns of the legend.
func legendWidths() []float64 { return []float64{24, 9, 9, 9, 54, 26, 11} }

// legend writes 凡例: letters, matrix, criteria, signs and colours.
func (w *writer) legend() error {
	p, err := w.beginPage(legendWidths())
	if err != nil {
		return err
	}
	if err := p.line(1, w.text("sheet.title.legend"), titleStyle()); err != nil {
		return err
	}
	for _, write := range []func(*page) error{w.legendLetters, w.legendMatrix, w.legendCriteria, w.legendSigns} {
		if err := p.gap(); err != nil {
			return err
		}
		if err := write(p); err != nil {
			return err
		}
	}
	return p.sheet.Flush()
}

func (w *writer) legendLetters(p *page) error {
	if err := p.line(1, w.text("sheet.legend.letters"), heading()); err != nil {
		return err
	}
	for _, r := range method.RiskValues {
		s := letterStyle(r)
		s.Border, s.Horizontal, s.Vertical = edge, "center", "center"
		meaning := ""
		for _, x := range w.Result.Method.RiskValues {
			if x.Value == r.String() {
				meaning = x.In(w.Lang)
			}
		}
		if err := p.row([]part{{1, 1, r.String(), s}, {2, 7, meaning, valueStyle()}}); err != nil {
			return err
		}
	}
	s := valueStyle()
	s.Horizontal = "center"
	return p.row([]part{{1, 1, unrated, s}, {2, 7, w.text("sheet.legend.unrated"), valueStyle()}})
}

// legendMatrix writes the matrix that rates; formulas of all sheets look letters
// up in it. A cell that no source confirms is marked by its number format, so that
// its value is the letter alone.
func (w *writer) legendMatrix(p *page) error {
	m := w.Result.Method.Matrix
	if err := p.line(1, w.text("sheet.legend.matrix", "name", m.Name.In(w.Lang), "version", m.Version), heading()); err != nil {
		return err
	}
	h := headStyle()
	err := p.row([]part{{1, 1, w.text("sheet.legend.product"), h}, {2, 4, w.text("sheet.legend.column"), h}})
	if err != nil {
		return err
	}
	if err := p.row([]part{{1, 1, "", h}, {2, 2, "1", h}, {3, 3, "2", h}, {4, 4, "3", h}}); err != nil {
		return err
	}
	first := p.sheet.Last() + 1
	open := 0
	for _, product := range method.Products() {
		cells := []workbook.Cell{workbook.Int(product, centred())}
		for column := 1; column <= 3; column++ {
			c, _ := m.At(product, column)
			s := letterCell()
			if !c.Confirmed {
				s.Italic, s.Number = true, `@"※"`
				open++
			}
			cells = append(cells, workbook.Text(letter(c.Value), s))
		}
		if err := p.sheet.Row(cells, workbook.RowOptions{Height: 18}); err != nil {
			return err
		}
	}
	last := p.sheet.Last()
	if err := p.sheet.Rules(first, 2, last, 4, letterRules()); err != nil {
		return err
	}
	if err := w.book.Name(nameProducts, workbook.Range(p.sheet.Name(), first, 1, last, 1)); err != nil {
		return err
	}
	if err := w.book.Name(nameMatrix, workbook.Range(p.sheet.Name(), first, 2, last, 4)); err != nil {
		return err
	}
	if err := p.line(1, w.text("sheet.legend.formula"), plainText()); err != nil {
		return err
	}
	if open == 0 {
		return nil
	}
	note := plainText()
	note.Color = warn
	return p.line(1, w.text("sheet.legend.open", "number", open), note)
}

// legendCriteria lists the criteria of every level of every scale, the sources by
// number.
func (w *writer) legendCriteria(p *page) error {
	if err := p.line(1, w.text("sheet.legend.criteria"), heading()); err != nil {
		return err
	}
	h := headStyle()
	err := p.row([]part{
		{1, 1, w.text("sheet.legend.scale"), h}, {2, 2, w.text("sheet.legend.level"), h}, {3, 5, w.text("sheet.legend.criterion"), h},
		{6, 6, w.text("sheet.legend.source"), h}, {7, 7, w.text("sheet.legend.confidence"), h},
	})
	if err != nil {
		return err
	}
	var sources []string
	from, scale := p.sheet.Last()+1, ""
	for _, c := range w.Result.Method.Criteria {
		if c.Scale != scale {
			if err := p.join(from, p.sheet.Last()); err != nil {
				return err
			}
			from, scale = p.sheet.Last()+1, c.Scale
		}
		id, place, _ := strings.Cut(c.Source, "#")
		n := slices.Index(sources, id)
		if n < 0 {
			n = len(sources)
			sources = append(sources, id)
		}
		v, middle := valueStyle(), valueStyle()
		middle.Horizontal = "center"
		err := p.row([]part{
			{1, 1, locale.Name(w.Lang, locale.Scale, c.Scale), labelStyle()}, {2, 2, itoa(c.Level), middle}, {3, 5, c.In(w.Lang), v},
			{6, 6, w.text("sheet.legend.source_of", "number", n+1, "place", w.place(place)), v},
			{7, 7, locale.Name(w.Lang, locale.Confidence, c.Confidence), middle},
		})
		if err != nil {
			return err
		}
	}
	if err := p.join(from, p.sheet.Last()); err != nil {
		return err
	}
	small := plainText()
	small.Size = 8
	for i, id := range sources {
		name := id
		if s, ok := w.Result.Study.Sources[id]; ok {
			name = s.In(w.Lang)
		}
		if err := p.line(1, w.text("sheet.legend.source_of", "number", i+1, "place", name), small); err != nil {
			return err
		}
	}
	return p.line(1, w.text("sheet.legend.counted"), plainText())
}

// join makes the first cells of some rows one.
func (p *page) join(from, to int) error {
	if to <= from {
		return nil
	}
	return p.sheet.Merge(from, 1, to, 1)
}

// place is where in its source a criterion stands. Places are named in Japanese.
func (w *writer) place(name string) string {
	if w.Lang == lang.En {
		return ""
	}
	return name
}

// legendSigns explains signs and colours.
func (w *writer) legendSigns(p *page) error {
	if err := p.line(1, w.text("sheet.legend.signs"), heading()); err != nil {
		return err
	}
	sign := centred()
	for _, x := range []struct {
		sign, key string
		style     workbook.Style
	}{
		{"○", "in_place", sign}, {"△", "partly", sign}, {"？", "unknown", sign}, {"・", "not_in_place", sign}, {"★", "deciding", sign},
		{"", "input", func() workbook.Style { s := sign; s.Fill = inputBg; return s }()},
		{"", "calculated", sign}, {"", "not_applicable", noCell()},
	} {
		if err := p.row([]part{{1, 1, x.sign, x.style}, {2, 7, w.text("sheet.sign." + x.key), valueStyle()}}); err != nil {
			return err
		}
	}
	return nil
}
