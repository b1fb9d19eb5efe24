package document

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
)

// checkTable reports a table whose rows do not fill its columns: no format can
// show such a table rightly. Missing cells are added and cells beyond the last
// column are left out, so that the writers need not think of them.
func (f *finisher) checkTable(t *Table) {
	if len(t.Columns) == 0 {
		n := 0
		for _, r := range t.Head {
			n = max(n, width(r))
		}
		for _, r := range t.Body {
			n = max(n, width(r))
		}
		t.Columns = make([]Column, max(n, 1))
	}
	bad := mend(t.Head, len(t.Columns)) + mend(t.Body, len(t.Columns))
	if bad > 0 {
		f.faults.Add(diag.DocumentTable, "", "table", t.Number, "caption", TextOf(t.Caption), "rows", strconv.Itoa(bad))
	}
}

func width(r Row) int {
	n := 0
	for _, c := range r.Cells {
		n += c.Width()
	}
	return n
}

// mend makes rows fill n columns and gives how many did not.
func mend(rows []Row, n int) int {
	bad := 0
	covered := make([]int, n) // rows still covered from above, by column
	for i := range rows {
		at, ok := 0, true
		cells := rows[i].Cells
		changed := false
		for j := 0; j < len(cells); j++ {
			for at < n && covered[at] > 0 {
				at++
			}
			w, h := cells[j].Width(), cells[j].Height()
			if at+w > n || i+h > len(rows) || overlaps(covered[at:at+w]) {
				ok = false
				if !changed {
					cells = append([]Cell(nil), cells...)
					changed = true
				}
				if at >= n {
					cells = cells[:j]
					break
				}
				w, h = free(covered[at:min(at+w, n)]), min(h, len(rows)-i)
				cells[j].Cols, cells[j].Rows = w, h
			}
			for k := at; k < at+w; k++ {
				covered[k] = h
			}
			at += w
		}
		missing := 0
		for k := range covered {
			if covered[k] == 0 {
				missing++
			} else {
				covered[k]--
			}
		}
		if missing > 0 {
			ok = false
			cells = append(cells[:len(cells):len(cells)], make([]Cell, missing)...)
		}
		rows[i].Cells = cells
		if !ok {
			bad++
		}
	}
	return bad
}

func overlaps(covered []int) bool { return free(covered) < len(covered) }

// free gives how many columns from the first on are not covered.
func free(covered []int) int {
	for i, c := range covered {
		if c > 0 {
			return i
		}
	}
	return len(covered)
}

func (f *finisher) checkFigure(g *Figure) {
	if g.Missing() {
		f.faults.Add(diag.DocumentFigure, "", "figure", g.Number, "caption", TextOf(g.Caption))
	}
}

// Missing reports whether the figure has no picture.
func (g *Figure) Missing() bool { return g.Picture == nil || g.Width <= 0 || g.Height <= 0 }

// Scaled gives the size of the figure within a box: its natural size, or
// smaller where it does not fit.
func (g *Figure) Scaled(width, height float64) (w, h float64) {
	scale := min(1, width/g.Width, height/g.Height)
	return g.Width * scale, g.Height * scale
}
