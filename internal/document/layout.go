package document

// Placed is a cell at its place.
type Placed struct {
	Cell
	// Col is the first column that it covers, from 0.
	Col int
}

// Walk calls visit for each of the rows of a table, with its own cells at their
// places. What cells above cover is left out.
func (t *Table) Walk(rows []Row, visit func(row int, cells []Placed)) {
	covered := make([]int, len(t.Columns))
	var cells []Placed
	for i, r := range rows {
		cells = cells[:0]
		at := 0
		for _, c := range r.Cells {
			for at < len(covered) && covered[at] > 0 {
				at++
			}
			cells = append(cells, Placed{Cell: c, Col: at})
			for k := at; k < min(at+c.Width(), len(covered)); k++ {
				covered[k] = c.Height()
			}
			at += c.Width()
		}
		for k := range covered {
			covered[k] = max(covered[k]-1, 0)
		}
		visit(i, cells)
	}
}

// Shares gives the widths of the columns as parts of 1.
func (t *Table) Shares() []float64 {
	total := 0.0
	shares := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		shares[i] = c.Width
		if c.Width <= 0 {
			shares[i] = 1
		}
		total += shares[i]
	}
	for i := range shares {
		shares[i] /= total
	}
	return shares
}
