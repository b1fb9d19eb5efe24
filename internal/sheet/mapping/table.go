package mapping

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// row is a row of a table by field.
type row struct {
	kind   Kind
	ref    string
	values map[Field]Value
	// sheet numbers the tables of the workbook that were read.
	sheet int
}

func (r *row) text(f Field) string { return r.values[f].Text }

// needed are the fields without which a row says nothing.
var needed = map[Kind][]Field{Assets: {Asset}, Cells: {Asset, Threat}, Steps: {Step}}

// tables reads the rows of every table of the mapping, one after the other. What of
// the mapping does not fit the workbook is reported by its path in the mapping.
func tables(spec *Spec, sheets []*Sheet, found *diag.List, each func(*row)) {
	read := 0
	for i := range spec.Tables {
		t := &spec.Tables[i]
		for _, f := range needed[t.Kind] {
			if !slices.ContainsFunc(t.Columns, func(c ColumnSpec) bool { return c.Field == f }) {
				found.Add(diag.SheetMapField, diag.Join("tables", i, "columns"), "value", string(f))
			}
		}
		patterns := compile(t, i, found)
		fits := false
		for _, s := range sheets {
			if ok, err := path.Match(escape(t.Sheet), escape(s.Name)); err != nil || !ok {
				continue
			}
			fits = true
			if cols, first, ok := locate(t, i, s, found); ok {
				read++
				above := &rowReader{t: t, patterns: patterns, above: map[int]Value{}}
				for r := first; r <= s.final(t); r++ {
					if x := above.read(s, r, cols); x != nil {
						x.sheet = read
						each(x)
					}
				}
			}
		}
		if !fits {
			found.Add(diag.SheetMapNoSheet, diag.Join("tables", i, "sheet"), "value", t.Sheet)
		}
	}
}

// escape leaves * and ? alone with a meaning, and makes / a character like others.
func escape(s string) string {
	return strings.NewReplacer("[", "［", "]", "］", `\`, "＼", "/", "／").Replace(s)
}

// compile compiles the patterns of the columns.
func compile(t *TableSpec, table int, found *diag.List) map[int]*regexp.Regexp {
	out := map[int]*regexp.Regexp{}
	for j, c := range t.Columns {
		if c.Pattern == "" {
			continue
		}
		re, err := regexp.Compile(c.Pattern)
		if err != nil || re.NumSubexp() != 1 {
			found.Add(diag.SheetMapPattern, diag.Join("tables", table, "columns", j, "pattern"), "value", c.Pattern)
			continue
		}
		out[j] = re
	}
	return out
}

// farthest is the last row in which headings are looked for.
const farthest = 100

// locate finds the columns of a table, by index in the mapping, and its first row.
func locate(t *TableSpec, table int, s *Sheet, found *diag.List) (cols map[int]int, first int, ok bool) {
	best, bestRow, missing := map[int]int{}, 0, []int(nil)
	rows, heights := []int{t.Header}, []int{t.HeaderRows}
	if t.Header == 0 {
		rows = rows[:0]
		for r := 1; r <= min(s.last, farthest); r++ {
			rows = append(rows, r)
		}
	}
	if t.HeaderRows == 0 {
		heights = []int{1, 2, 3, 4, 5}
	}
	for _, r := range rows {
		for _, h := range heights {
			if h > r {
				continue
			}
			got, gone := match(t, s, r, h)
			if bestRow == 0 || len(gone) < len(missing) {
				best, bestRow, missing = got, r, gone
			}
		}
	}
	if bestRow == 0 {
		found.Add(diag.SheetMapNoSheet, diag.Join("tables", table, "sheet"), "value", s.Name)
		return nil, 0, false
	}
	for _, j := range missing {
		found.Add(diag.SheetMapColumn, diag.Join("tables", table, "columns", j), "value", t.Columns[j].Heading, "cell", s.Name)
	}
	return best, bestRow + 1, len(missing) == 0
}

// match looks for the columns with the headings that end in a row. missing are
// those that are not there, or stand there twice.
func match(t *TableSpec, s *Sheet, last, height int) (cols map[int]int, missing []int) {
	cols = map[int]int{}
	owns, wholes := []string{""}, []string{""}
	for k := 1; k <= s.width(last-height+1, last); k++ {
		own, whole := heading(s, last, height, k)
		owns, wholes = append(owns, own), append(wholes, whole)
	}
	for j, c := range t.Columns {
		switch {
		case c.Column != "":
			_, cols[j], _ = place(strings.ToUpper(c.Column) + "1")
		case c.Heading != "":
			var at []int
			name, full := Fold(c.Heading), foldPath(c.Heading)
			for k, own := range owns {
				if own != "" && (own == name || wholes[k] == full) {
					at = append(at, k)
				}
			}
			if len(at) != 1 {
				missing = append(missing, j)
				continue
			}
			cols[j] = at[0]
		}
	}
	return cols, missing
}

// heading gives the lowest heading of a column, and it with those above.
func heading(s *Sheet, last, height, column int) (own, whole string) {
	var parts []string
	for r := last - height + 1; r <= last; r++ {
		if h := Fold(s.at(r, column)); h != "" && (len(parts) == 0 || parts[len(parts)-1] != h) {
			parts = append(parts, h)
		}
	}
	if len(parts) == 0 {
		return "", ""
	}
	return parts[len(parts)-1], strings.Join(parts, "/")
}

func foldPath(h string) string {
	parts := strings.Split(h, "/")
	for i := range parts {
		parts[i] = Fold(parts[i])
	}
	return strings.Join(parts, "/")
}

// final gives the last row of a sheet that a table has.
func (s *Sheet) final(t *TableSpec) int {
	if t.Last > 0 {
		return min(s.last, t.Last)
	}
	return s.last
}

// rowReader reads the rows of a table, one after the other.
type rowReader struct {
	t        *TableSpec
	patterns map[int]*regexp.Regexp
	// above are the values of the row before, by column.
	above map[int]Value
}

// read reads a row; nil for an empty one, and for one that the mapping skips.
func (x *rowReader) read(s *Sheet, r int, cols map[int]int) *row {
	if len(s.rows[r]) == 0 {
		return nil
	}
	rec := &row{kind: x.t.Kind, ref: s.ref(r, 1), values: map[Field]Value{}}
	skip := false
	for j, c := range x.t.Columns {
		v := Value{c.Text, rec.ref}
		if at := cols[j]; at > 0 {
			v = Value{take(c, x.patterns[j], s.at(r, at)), s.ref(r, at)}
		}
		skip = skip || j == 0 && slices.ContainsFunc(x.t.Skip, func(w string) bool { return Fold(w) == Fold(v.Text) })
		if v.Text == "" && c.Fill {
			v = x.above[j]
		}
		x.above[j] = v
		if v.Text != "" {
			rec.values[c.Field] = v
		}
	}
	if skip || !slices.ContainsFunc(needed[x.t.Kind], func(f Field) bool { return rec.text(f) != "" }) {
		return nil
	}
	return rec
}

// take gives the value of a cell by the pattern and the values of its column.
func take(c ColumnSpec, re *regexp.Regexp, text string) string {
	if re != nil {
		m := re.FindStringSubmatch(text)
		if m == nil {
			return ""
		}
		text = strings.TrimSpace(m[1])
	}
	if to, ok := c.Values[text]; ok {
		return to
	}
	for _, from := range slices.Sorted(maps.Keys(c.Values)) {
		if Fold(from) == Fold(text) {
			return c.Values[from]
		}
	}
	return text
}
