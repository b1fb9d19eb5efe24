package rules

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/sekisho/sekisho/internal/workbook"
)

// sheetCheck goes through one table, row by row.
type sheetCheck struct {
	found   *findings
	name    string
	csv     bool
	columns []*columnCheck
	// last row with a value, and the first row at all.
	last, first int
	blankRows   []int
	rows        int
	widest      int
}

// columnCheck is what is known of a column.
type columnCheck struct {
	heading string
	filled  int
	first   string // cell
	numbers int
	// texts that are no numbers.
	signs, dressed []string
	// example is the first of dressed.
	example string
	values  map[string]map[string]bool
	many    bool
	looks   map[int]bool
}

// maxValues is how many different values of a column are remembered, to tell
// spellings of one choice.
const maxValues = 50

func newSheetCheck(found *findings, name string, csv bool) *sheetCheck {
	return &sheetCheck{found: found, name: name, csv: csv}
}

func (s *sheetCheck) add(rule, cell, value string) { s.found.add(rule, s.name, cell, value) }

// row takes the cells of a row that hold something.
func (s *sheetCheck) row(row int, hidden bool, cells []workbook.Seen) {
	if hidden {
		s.add("L1-13", strconv.Itoa(row)+":"+strconv.Itoa(row), "")
	}
	filled := cells[:0:0]
	for _, c := range cells {
		if c.Formula {
			s.add("L2-06", workbook.Ref(c.Row, c.Column), c.Text)
		}
		if strings.TrimFunc(c.Text, unicode.IsSpace) != "" {
			filled = append(filled, c)
		} else if c.Text != "" {
			s.add("L1-06", workbook.Ref(c.Row, c.Column), c.Text)
		}
	}
	if len(filled) == 0 {
		return
	}
	if s.rows == 0 {
		s.first = row
		s.start(row, filled)
	} else {
		for r := s.last + 1; r < row; r++ {
			s.blankRows = append(s.blankRows, r)
		}
		s.data(filled)
	}
	s.rows++
	s.last = row
	s.widest = max(s.widest, len(filled))
	for _, c := range filled {
		s.text(c)
	}
}

// start takes the first row that holds something.
func (s *sheetCheck) start(row int, cells []workbook.Seen) {
	if row > 1 || cells[0].Column > 1 {
		s.add("L3-01", workbook.Ref(row, cells[0].Column), cells[0].Text)
	}
	seen := map[string]bool{}
	for _, c := range cells {
		col := s.column(c.Column)
		col.heading = c.Text
		if c.Number {
			s.add("L1-05", workbook.Ref(c.Row, c.Column), c.Text)
		}
		name := fold(c.Text)
		if seen[name] {
			s.add("L2-03", workbook.Ref(c.Row, c.Column), c.Text)
		}
		seen[name] = true
		if meaningless.MatchString(norm.NFKC.String(c.Text)) {
			s.add("L1-05", workbook.Ref(c.Row, c.Column), c.Text)
		}
	}
	years := 0
	for _, c := range cells {
		if period.MatchString(norm.NFKC.String(strings.TrimSpace(c.Text))) {
			years++
		}
	}
	if years >= 3 {
		s.add("L3-09", workbook.Ref(row, cells[0].Column), cells[0].Text)
	}
}

var (
	meaningless = regexp.MustCompile(`^(?i:(列|項目|column|field|col|unnamed)[ _:]*\d*|[\pP\pS\d]+)$`)
	period      = regexp.MustCompile(`^((19|20)\d\d(年度?|/\d+)?|(令和|平成|昭和|[RHS])(元|\d+)年?度?|\d{1,2}月)(分|末|実績|計画)?$`)
	wareki      = regexp.MustCompile(`^(明治|大正|昭和|平成|令和|[MTSHR]) ?(元|\d{1,2})(年|[./-])`)
	western     = regexp.MustCompile(`(19|20)\d\d`)
	pair        = regexp.MustCompile(`^[▲△-]?\d[\d,.]*\s*[(（/／〜~,、・]\s*[▲△-]?\d[\d,.]*\s*[)）]?$`)
	fraction    = regexp.MustCompile(`^\d+/\d+(/\d+)?$`)
	dressed     = regexp.MustCompile(`^[▲△+-]?[¥$￥]?\d{1,3}(,?\d{3})*(\.\d+)?\s*(円|千円|百万円|億円|人|件|台|個|%|％|か所|カ所|箇所|世帯|回|日|時間|年|名|校|戸|\*|※\d*)?$`)
	special     = regexp.MustCompile(`^([-－―ー…‥*＊×xX.．]+|\*+|x+|X+|秘匿|該当なし|n/?a|N/?A)$`)
	others      = regexp.MustCompile(`^その他\s*[(（:：].+`)
	regionHead  = regexp.MustCompile(`都道府県|市区町村|市町村|自治体名|団体名|地域名`)
	regionValue = regexp.MustCompile(`(都|道|府|県|市|区|町|村|組合|連合|全国)$|^\d{2}$|^\d{5,6}$`)
)

// column gives the check of a column.
func (s *sheetCheck) column(n int) *columnCheck {
	for len(s.columns) < n {
		s.columns = append(s.columns, &columnCheck{})
	}
	return s.columns[n-1]
}

// data takes a row below the headings.
func (s *sheetCheck) data(cells []workbook.Seen) {
	if cells[0].Column > 1 && len(s.columns) > 0 && s.columns[0].filled > 0 && len(cells) > 1 {
		s.add("L2-02", workbook.Ref(cells[0].Row, 1), "")
	}
	for _, c := range cells {
		col := s.column(c.Column)
		ref := workbook.Ref(c.Row, c.Column)
		if col.filled == 0 {
			col.first = ref
		}
		col.filled++
		col.see(c, ref, s.csv)
		plain := norm.NFKC.String(strings.TrimSpace(c.Text))
		switch {
		case c.Number:
		case pair.MatchString(plain) && !fraction.MatchString(plain):
			s.add("L1-07", ref, c.Text)
		case others.MatchString(strings.TrimSpace(c.Text)):
			s.add("L2-05", ref, c.Text)
		case wareki.MatchString(plain) && !western.MatchString(plain):
			s.add("L3-05", ref, c.Text)
		}
		if regionHead.MatchString(col.heading) && !c.Number && !regionValue.MatchString(plain) {
			s.add("L3-06", ref, c.Text)
		}
	}
}

// see takes up a value of the column.
func (c *columnCheck) see(x workbook.Seen, ref string, csv bool) {
	if c.looks == nil {
		c.looks, c.values = map[int]bool{}, map[string]map[string]bool{}
	}
	c.looks[x.Look] = true
	plain := norm.NFKC.String(strings.TrimSpace(x.Text))
	_, err := strconv.ParseFloat(plain, 64)
	switch {
	case x.Number, csv && err == nil:
		c.numbers++
		return
	case special.MatchString(plain):
		c.signs = append(c.signs, ref)
	case dressed.MatchString(plain):
		if len(c.dressed) == 0 {
			c.example = x.Text
		}
		if len(c.dressed) <= MaxCells {
			c.dressed = append(c.dressed, ref)
		}
	}
	if c.many || len(plain) > 60 {
		return
	}
	k := fold(x.Text)
	if c.values[k] == nil {
		c.values[k] = map[string]bool{}
	}
	c.values[k][x.Text] = true
	c.many = len(c.values) > maxValues
}

// fold makes one of all spellings of a choice.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

// text checks the characters of a cell.
func (s *sheetCheck) text(c workbook.Seen) {
	if c.Number {
		return
	}
	ref := workbook.Ref(c.Row, c.Column)
	if strings.ContainsFunc(c.Text, Dependent) {
		s.add("L1-08", ref, c.Text)
	}
	if spaced(c.Text) {
		s.add("L1-06", ref, c.Text)
	}
	if s.csv && strings.ContainsAny(c.Text, "\n\r") {
		s.add("L1-14", ref, c.Text)
	}
}

var doubled = regexp.MustCompile(`[\s　]{2,}|[\n\r\t]|^\p{Han}[ 　]\p{Han}$`)

// spaced reports whether spaces or line ends shape the text.
func spaced(s string) bool {
	return s != strings.TrimFunc(s, unicode.IsSpace) || doubled.MatchString(s)
}

// end judges what only shows when the whole table is known.
func (s *sheetCheck) end() {
	s.shape()
	for i, c := range s.columns {
		letter := workbook.Column(i + 1)
		switch {
		case c.heading == "" && c.filled == 1:
			s.add("L1-04", c.first, "")
		case c.heading == "" && c.filled > 1:
			s.add("L1-05", letter, "")
		case c.heading == "" && c.filled == 0:
			s.add("L1-03", letter, "")
		}
		if !s.csv && len(c.looks) > 1 {
			s.add("L1-11", letter, c.heading)
		}
		s.endNumbers(c, letter)
		if c.many {
			continue
		}
		for _, spellings := range c.values {
			if len(spellings) > 1 {
				s.add("L2-04", letter, c.heading)
				break
			}
		}
	}
}

// endNumbers judges numbers that are text, and signs among numbers.
func (s *sheetCheck) endNumbers(c *columnCheck, letter string) {
	if len(c.dressed) > 0 && (c.numbers > 0 || len(c.dressed)*2 > c.filled) {
		for _, ref := range c.dressed {
			s.add("L2-01", ref, c.example)
		}
	}
	if c.numbers > 0 && len(c.signs) > 0 && c.numbers >= len(c.signs) {
		s.add("L3-03", letter, c.heading)
	}
}

// shape judges blank rows: they cut the data, or part several tables.
func (s *sheetCheck) shape() {
	if len(s.blankRows) == 0 {
		return
	}
	rule := "L1-03"
	if s.rows > 3 && len(s.columns) > 1 {
		rule = "L1-02"
	}
	for _, r := range s.blankRows {
		s.add("L1-03", strconv.Itoa(r)+":"+strconv.Itoa(r), "")
	}
	if rule == "L1-02" && s.headingAfterBlank() {
		s.add(rule, strconv.Itoa(s.blankRows[len(s.blankRows)-1]+1)+":"+strconv.Itoa(s.blankRows[len(s.blankRows)-1]+1), "")
	}
}

// headingAfterBlank reports whether numbers stand in columns of which some cells
// are text: a second heading below a blank row.
func (s *sheetCheck) headingAfterBlank() bool {
	for _, c := range s.columns {
		if c.numbers > 0 && c.numbers < c.filled {
			return true
		}
	}
	return false
}
