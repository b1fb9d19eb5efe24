package mapping

import (
	"fmt"
	"io"
	"strings"

	"github.com/sekisho/sekisho/internal/workbook"
)

// maxCells bounds the cells of a workbook, those that a merge fills included: ten
// times a nation's sheet of assets.
const maxCells = 2_000_000

// Sheet is a sheet as read. Every cell of a merged range holds its text.
type Sheet struct {
	Name string
	rows map[int][]cell
	last int
}

// cell is a cell with text, of a row whose cells stand in any order.
type cell struct {
	column int
	text   string
}

// at gives the text of a cell, without blanks at its ends.
func (s *Sheet) at(row, column int) string {
	for _, c := range s.rows[row] {
		if c.column == column {
			return strings.TrimSpace(c.text)
		}
	}
	return ""
}

// ref gives the address of a cell, such as '資産一覧'!L5.
func (s *Sheet) ref(row, column int) string {
	return workbook.Quote(s.Name) + "!" + workbook.Ref(row, column)
}

// width gives the last column with text in the rows from first to last.
func (s *Sheet) width(first, last int) int {
	most := 0
	for r := first; r <= last; r++ {
		for _, c := range s.rows[r] {
			most = max(most, c.column)
		}
	}
	return most
}

// Load reads the sheets of a workbook. It fails with [workbook.ErrNotWorkbook] or
// [workbook.ErrTooLarge].
func Load(r io.ReaderAt, size int64) ([]*Sheet, error) {
	var sheets []*Sheet
	var now *Sheet
	left, texts := maxCells, map[string]string{}
	r = workbook.Watch(r, func(int64) error {
		if left < 0 {
			return workbook.ErrTooLarge // so that no more is read
		}
		return nil
	})
	err := workbook.Inspect(r, size, workbook.Inspector{
		Sheet: func(name string, _ bool) {
			now = &Sheet{Name: name, rows: map[int][]cell{}}
			sheets = append(sheets, now)
		},
		Row: func(row int, _ bool, cells []workbook.Seen) {
			for _, c := range cells {
				left = now.put(row, c.Column, one(texts, c.Text), left)
			}
		},
		End: func(f workbook.SheetFacts) {
			for _, m := range f.Merges {
				left = now.spread(m, left)
			}
		},
	})
	if err == nil && left < 0 {
		err = fmt.Errorf("%w: more than %d cells", workbook.ErrTooLarge, maxCells)
	}
	if err != nil {
		return nil, fmt.Errorf("read sheets: %w", err)
	}
	return sheets, nil
}

// put keeps the text of a cell and gives how many cells are still allowed; over
// the limit nothing more is kept.
func (s *Sheet) put(row, column int, text string, left int) int {
	if left--; left < 0 || text == "" {
		return left
	}
	s.last = max(s.last, row)
	for i, c := range s.rows[row] {
		if c.column == column {
			s.rows[row][i].text = text
			return left
		}
	}
	s.rows[row] = append(s.rows[row], cell{column, text})
	return left
}

// one gives a text, the same one for equal ones as long as there are not too many.
func one(texts map[string]string, text string) string {
	const most = 100_000
	if kept, ok := texts[text]; ok {
		return kept
	}
	if len(texts) < most {
		texts[text] = text
	}
	return text
}

// spread fills a merged range with the text of its first cell.
func (s *Sheet) spread(merge string, left int) int {
	first, second, ok := strings.Cut(merge, ":")
	r1, c1, ok1 := place(first)
	r2, c2, ok2 := place(second)
	text := s.at(r1, c1)
	if !ok || !ok1 || !ok2 || text == "" {
		return left
	}
	for r := r1; r <= r2 && left >= 0; r++ {
		for c := c1; c <= c2 && left >= 0; c++ {
			left = s.put(r, c, text, left)
		}
	}
	return left
}

// place reads an address such as AB12.
func place(ref string) (row, column int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 3; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	for j := i; j < len(ref); j++ {
		if ref[j] < '0' || ref[j] > '9' || row > 1<<20 {
			return 0, 0, false
		}
		row = row*10 + int(ref[j]-'0')
	}
	return row, column, row > 0 && column > 0
}
