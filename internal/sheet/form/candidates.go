package form

import (
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/workbook"
)

// candidates prints the countermeasures against a threat, one per line, those
// that stand marked. They stand in the columns of their purpose: prevention by
// phase, detection, continuity; those of governance stand with continuity, since
// neither is counted.
type candidates struct {
	w *writer
	// marks by countermeasure of the catalogue, then by asset index.
	marks map[int][]assess.Verdict
	// against lists for each threat and column the candidates.
	against [][4][]int
}

// places are the columns of candidates.
func places() [4]string {
	return [4]string{"prevent_intrusion", "prevent_objective", "detect", "continuity"}
}

func (w *writer) candidates() *candidates {
	cat := w.Result.Study.Catalog
	p := &candidates{w: w, marks: map[int][]assess.Verdict{}, against: make([][4][]int, len(cat.Threats))}
	grid := w.m.CoverGrid()
	for i, c := range grid.Countermeasures {
		marks := make([]assess.Verdict, len(w.m.Model.Assets))
		for j, a := range grid.Assets {
			marks[a.Index] = grid.Marks[i][j]
		}
		p.marks[cat.CountermeasureIndex(c.ID)] = marks
	}
	for t := range cat.Threats {
		for _, i := range cat.Countering(t) {
			for place, in := range placesOf(&cat.Countermeasures[i]) {
				if in {
					p.against[t][place] = append(p.against[t][place], i)
				}
			}
		}
	}
	return p
}

// placesOf tells in which columns a countermeasure stands.
func placesOf(c *catalog.Countermeasure) (in [4]bool) {
	for _, class := range c.Classes {
		switch class {
		case catalog.Prevent:
			in[1] = slices.Contains(c.Phases, "objective")
			in[0] = slices.Contains(c.Phases, "intrusion") || !in[1]
		case catalog.Detect:
			in[2] = true
		case catalog.Continuity, catalog.Governance:
			in[3] = true
		}
	}
	return in
}

// fill fills the four columns of a row.
func (p *candidates) fill(t *table, a *model.Asset, threat int) {
	keys := places()
	for place, key := range keys {
		list := p.against[threat][place]
		s := cellStyle()
		if place == 1 && len(list) > 0 && slices.Equal(list, p.against[threat][0]) {
			s.Color = quiet
			t.set(key, workbook.Text(p.w.text("sheet.same"), s))
			continue
		}
		if runs := p.lines(a, list); len(runs) > 0 {
			t.set(key, workbook.Cell{Runs: runs, Style: s})
		}
	}
}

// lines prints candidates that could stand on an asset. Neighbouring lines of one
// look are one run.
func (p *candidates) lines(a *model.Asset, list []int) []workbook.Run {
	var runs []workbook.Run
	cat := p.w.Result.Study.Catalog
	for _, i := range list {
		c := &cat.Countermeasures[i]
		var v assess.Verdict
		if marks := p.marks[i]; marks != nil {
			v = marks[a.Index]
		}
		if v == "" && !c.Covers(a.Type.ID) {
			continue
		}
		mark := coverMark(v)
		if mark == "" {
			mark = "　"
		}
		run := workbook.Run{Text: mark + " " + c.In(p.w.Lang), Color: quiet}
		if mark == "○" || mark == "△" || mark == "？" {
			run.Color, run.Bold = ink, mark == "○"
		}
		n := len(runs)
		switch {
		case n == 0:
			runs = append(runs, run)
		case runs[n-1].Bold == run.Bold && runs[n-1].Color == run.Color:
			runs[n-1].Text += "\n" + run.Text
		default:
			runs[n-1].Text += "\n"
			runs = append(runs, run)
		}
	}
	return runs
}

// counted prints the countermeasures that count against a step of a tree.
func (w *writer) counted(t *table, names [4][]string) {
	for place, key := range places() {
		var runs []workbook.Run
		for i, name := range names[place] {
			end := "\n"
			if i == len(names[place])-1 {
				end = ""
			}
			runs = append(runs, workbook.Run{Text: name + end, Color: ink})
		}
		if runs != nil {
			s := cellStyle()
			s.Size = 8
			t.set(key, workbook.Cell{Runs: runs, Style: s})
		}
	}
}

// countermeasureNames sorts deployments that count into the columns.
func (w *writer) countermeasureNames(counted []*model.Deployment) (names [4][]string) {
	for _, d := range counted {
		mark := "○ "
		if d.Status == model.Partial || d.Effective == model.UnknownEffectiveness || d.Status == model.UnknownStatus {
			mark = "△ "
		}
		if d.Status == model.UnknownStatus || d.Effective == model.UnknownEffectiveness {
			mark = "？ "
		}
		name := mark + d.Countermeasure.In(w.Lang)
		for place, in := range placesOf(d.Countermeasure) {
			if in && !slices.Contains(names[place], name) {
				names[place] = append(names[place], name)
			}
		}
	}
	return names
}

// routeRows tells where a route stands in the sheet of trees.
type routeRows struct {
	// header row, and the rows that end its trees.
	header int
	ends   []int
}
