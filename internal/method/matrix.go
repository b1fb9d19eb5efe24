package method

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// products lists every product of two levels, in rising order.
var products = [...]int{1, 2, 3, 4, 6, 9}

// productRow gives the row of a product in a matrix.
var productRow = map[int]int{1: 0, 2: 1, 3: 2, 4: 3, 6: 4, 9: 5}

// Cell is one cell of a matrix with its standing.
type Cell struct {
	Value RiskValue
	// Confirmed tells whether a source that could be checked fixes the cell.
	Confirmed bool
	Source    string
}

// Matrix is a risk matrix: rows are threat level × vulnerability level, columns
// importance or impact level. It is complete and never falls when an input
// rises.
type Matrix struct {
	ID      string
	Name    lang.Text
	Version string
	cells   [len(products)][3]Cell
}

// Rate gives the cell of the matrix for a threat level, a vulnerability level
// and an importance or impact level. ok is false when a level is unset: the
// result is then unrated, never low.
func Rate[C Column](m *Matrix, t ThreatLevel, v VulnerabilityLevel, column C) (cell Cell, ok bool) {
	if !Valid(t) || !Valid(v) || !Valid(column) {
		return Cell{}, false
	}
	return m.cells[productRow[int(t)*int(v)]][column-1], true
}

// At gives the cell of a product (1, 2, 3, 4, 6 or 9) and a column (1 to 3).
func (m *Matrix) At(product, column int) (cell Cell, ok bool) {
	row, ok := productRow[product]
	if !ok || column < 1 || column > 3 {
		return Cell{}, false
	}
	return m.cells[row][column-1], true
}

// Products lists the rows of every matrix, from the highest.
func Products() []int { return []int{9, 6, 4, 3, 2, 1} }

func buildMatrix(s MatrixSpec, path string, l *diag.List) *Matrix {
	m := &Matrix{ID: s.ID, Name: s.Text, Version: s.Version}
	var at [len(products)][3]string
	for i, c := range s.Cells {
		cellPath := diag.Join(path, "cells", i)
		row, ok := productRow[c.Product]
		value, err := ParseRiskValue(c.Value)
		if !ok || c.Column < 1 || c.Column > 3 || err != nil {
			continue // the structure check has reported it
		}
		if at[row][c.Column-1] != "" {
			l.Add(diag.MatrixCellTwice, cellPath, "id", s.ID, "product", strconv.Itoa(c.Product),
				"column", strconv.Itoa(c.Column)).Relate(at[row][c.Column-1])
			continue
		}
		at[row][c.Column-1] = cellPath
		m.cells[row][c.Column-1] = Cell{Value: value, Confirmed: c.Confirmed, Source: c.Source}
	}
	for row, p := range products {
		for column := range 3 {
			if at[row][column] == "" {
				l.Add(diag.MatrixIncomplete, path, "id", s.ID, "product", strconv.Itoa(p), "column", strconv.Itoa(column+1))
			}
		}
	}
	checkMonotone(m, at, l)
	return m
}

// checkMonotone reports every cell whose lower neighbour is a higher risk.
func checkMonotone(m *Matrix, at [len(products)][3]string, l *diag.List) {
	for row := range products {
		for column := range 3 {
			if row > 0 {
				checkRises(m, at, l, [2]int{row - 1, column}, [2]int{row, column})
			}
			if column > 0 {
				checkRises(m, at, l, [2]int{row, column - 1}, [2]int{row, column})
			}
		}
	}
}

func checkRises(m *Matrix, at [len(products)][3]string, l *diag.List, low, high [2]int) {
	a, b := m.cells[low[0]][low[1]].Value, m.cells[high[0]][high[1]].Value
	if a.WorseThan(b) {
		l.Add(diag.MatrixNotMonotone, at[high[0]][high[1]], "id", m.ID,
			"product", strconv.Itoa(products[high[0]]), "column", strconv.Itoa(high[1]+1),
			"value", b.String(), "lower", a.String()).Relate(at[low[0]][low[1]])
	}
}
