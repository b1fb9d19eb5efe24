package cli

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/locale"
)

// printGrids prints one table per model.
func (s *session) printGrids(r *assess.Result, kind string) {
	s.printHead(r)
	for _, m := range r.Models {
		s.println("", s.out.paint(bold, s.text("cli.grid.title."+kind, "model", m.Model.In(s.lang), "id", string(m.Model.ID))))
		switch kind {
		case "zones":
			s.printZones(m)
		case "countermeasures":
			s.printCoverGrid(m)
		default:
			s.printCellGrid(r, m, kind == "letters")
		}
	}
	s.println("", s.text("cli.grid.legend."+kind))
}

// printZones prints the counts of every zone that holds rated assets.
func (s *session) printZones(m *assess.ModelResult) {
	t := &table{indent: "  ", align: "<<>>>>>>>>"}
	t.rows = append(t.rows, styled(bold, append([]string{s.text("cli.assess.column.id"), s.text("cli.grid.zone")}, s.countHeads()...)...))
	for i, totals := range m.ZoneTotals() {
		if totals.All() > 0 {
			z := m.Model.Zones[i]
			t.rows = append(t.rows, append(styled("", string(z.ID), z.In(s.lang)), s.counts(totals)...))
		}
	}
	s.println(t.lines(s.out)...)
}

// printCellGrid prints assets × threats: letters, or threat level and
// countermeasure level.
func (s *session) printCellGrid(r *assess.Result, m *assess.ModelResult, letters bool) {
	g := m.Grid()
	var ids []string
	for _, t := range g.Threats {
		ids = append(ids, string(r.Study.Catalog.Threats[t].ID))
	}
	prefix := commonPrefix(ids)
	b := &grid{head: s.text("cli.grid.asset_threat", "prefix", prefix)}
	for _, id := range ids {
		b.columns = append(b.columns, strings.TrimPrefix(id, prefix))
	}
	for i, a := range g.Assets {
		b.rows = append(b.rows, string(a.ID)+" "+a.In(s.lang))
		var row []cell
		for _, c := range g.Cells[i] {
			switch {
			case c == nil:
				row = append(row, cell{text: "-", style: faint})
			case letters:
				row = append(row, cell{s.risk(c.Risk), letterStyle(c.Risk.Worst)})
			default:
				row = append(row, cell{level(c.ThreatLevel) + "/" + s.levels(c.Countermeasure), letterStyle(c.Risk.Worst)})
			}
		}
		b.cells = append(b.cells, row)
	}
	s.printGrid(b)
}

// printCoverGrid prints countermeasures × assets.
func (s *session) printCoverGrid(m *assess.ModelResult) {
	g := m.CoverGrid()
	b := &grid{head: s.text("cli.grid.countermeasure_asset")}
	names := &table{indent: "  ", align: ">"}
	for i, a := range g.Assets {
		b.columns = append(b.columns, strconv.Itoa(i+1))
		names.row(strconv.Itoa(i+1), s.text("explain.asset", "name", a.In(s.lang), "id", string(a.ID)))
	}
	for i, c := range g.Countermeasures {
		b.rows = append(b.rows, s.coverName(c))
		var row []cell
		for _, v := range g.Marks[i] {
			text := ""
			if v != "" {
				text = explaintext.Mark(v)
			}
			row = append(row, cell{text: text})
		}
		b.cells = append(b.cells, row)
	}
	s.printGrid(b)
	s.println("")
	s.printWrapped(names)
}

// coverName names a countermeasure, with its class where levels do not count it.
func (s *session) coverName(c *catalog.Countermeasure) string {
	name := string(c.ID) + " " + c.In(s.lang)
	if !c.Counted() {
		name += s.text("cli.grid.not_counted", "class", names(s, locale.Class, c.Classes))
	}
	return name
}

// grid is a table with many narrow columns.
type grid struct {
	head    string
	columns []string
	rows    []string
	cells   [][]cell
}

// printGrid prints a grid in blocks of as many columns as fit the width, at least
// ten, each block with the heads of its rows.
func (s *session) printGrid(g *grid) {
	const least, between = 10, 1
	room := s.width() - displayWidth("  "+g.head)
	for _, row := range g.rows {
		room = min(room, s.width()-displayWidth("  "+row))
	}
	widest := 1
	for i, column := range g.columns {
		widest = max(widest, displayWidth(column))
		for _, row := range g.cells {
			widest = max(widest, displayWidth(row[i].text))
		}
	}
	fit := max(least, room/(widest+between))
	for from := 0; from < len(g.columns); from += fit {
		to := min(from+fit, len(g.columns))
		if from > 0 {
			s.println("")
		}
		t := &table{indent: "  ", gap: between}
		t.rows = append(t.rows, styled(bold, append([]string{g.head}, g.columns[from:to]...)...))
		for i, row := range g.rows {
			t.rows = append(t.rows, append([]cell{{text: row}}, g.cells[i][from:to]...))
		}
		s.println(t.lines(s.out)...)
	}
}

// commonPrefix is what all ids begin with, up to the last hyphen.
func commonPrefix(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	prefix := ids[0]
	for _, id := range ids {
		for !strings.HasPrefix(id, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix[:strings.LastIndexByte(prefix, '-')+1]
}
