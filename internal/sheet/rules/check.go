package rules

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"github.com/sekisho/sekisho/internal/workbook"
)

// MaxCSV is the number of bytes that a CSV file may have.
const MaxCSV = 256 << 20

// Check checks a file. name gives its kind by its ending, data are its bytes. It
// fails with [workbook.ErrTooLarge] for a file over the limits; a file of another
// kind is itself a finding.
func Check(name string, data io.ReaderAt, size int64) ([]Finding, error) {
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".csv"):
		return checkCSV(data, size)
	case strings.HasSuffix(lower, ".xlsx"):
		return checkBook(data, size)
	}
	return notReadable(), nil
}

func notReadable() []Finding { return []Finding{{Rule: "L1-01", Count: 1}} }

// bookCheck is what is known of a workbook as a whole.
type bookCheck struct {
	found findings
	sheet *sheetCheck
	// headings of columns that hold codes, and numbers without a unit, by sheet.
	coded, plain [][2]string
	// codes, definitions and units tell that a sheet explains them.
	codes, definitions, units bool
}

var (
	codeSheet       = regexp.MustCompile(`(?i)コード(表|一覧|定義)|^コード$|codes?`)
	definitionSheet = regexp.MustCompile(`(?i)定義|データの?概要|メタデータ|definitions?|metadata`)
	codeHead        = regexp.MustCompile(`(?i)コード|code`)
	unitHead        = regexp.MustCompile(`(?i)単位|unit`)
	unitInHead      = regexp.MustCompile(`[（(［\[].+[)）］\]]`)
	ordinalHead     = regexp.MustCompile(`(?i)番号|コード|no\.?$|id$|年|月|日|順|項番|number|order|code|year|port`)
)

func checkBook(data io.ReaderAt, size int64) ([]Finding, error) {
	b := &bookCheck{}
	err := workbook.Inspect(data, size, workbook.Inspector{
		Sheet: func(name string, hidden bool) {
			b.sheet = newSheetCheck(&b.found, name, false)
			if hidden {
				b.found.add("L1-13", name, "", "")
			}
		},
		Row: func(row int, hidden bool, cells []workbook.Seen) { b.sheet.row(row, hidden, cells) },
		End: b.end,
	})
	if errors.Is(err, workbook.ErrNotWorkbook) {
		return notReadable(), nil
	}
	if err != nil {
		return nil, err
	}
	b.whole()
	return b.found.sorted(), nil
}

// end judges a sheet, and takes up what it says of the workbook.
func (b *bookCheck) end(f workbook.SheetFacts) {
	s := b.sheet
	for _, m := range f.Merges {
		b.found.add("L1-12", f.Name, m, "")
	}
	for _, c := range f.HiddenColumns {
		b.found.add("L1-13", f.Name, c, "")
	}
	if f.Objects {
		b.found.add("L1-10", f.Name, "", "")
	}
	if f.Conditional {
		b.found.add("L1-11", f.Name, "", "")
	}
	s.end()
	b.codes = b.codes || codeSheet.MatchString(f.Name)
	b.definitions = b.definitions || definitionSheet.MatchString(f.Name)
	for i, c := range s.columns {
		letter := workbook.Column(i + 1)
		b.units = b.units || unitHead.MatchString(c.heading)
		if codeHead.MatchString(c.heading) {
			b.coded = append(b.coded, [2]string{f.Name, letter})
		}
		if c.numbers > 0 && !unitInHead.MatchString(c.heading) && !ordinalHead.MatchString(c.heading) {
			b.plain = append(b.plain, [2]string{f.Name, letter})
		}
	}
}

// whole judges what a workbook must have once.
func (b *bookCheck) whole() {
	if !b.codes {
		for _, c := range b.coded {
			b.found.add("L3-02", c[0], c[1], "")
		}
	}
	if !b.units {
		for _, c := range b.plain {
			b.found.add("L3-04", c[0], c[1], "")
		}
	}
	if !b.definitions {
		b.found.add("L3-08", "", "", "")
	}
}

// checkCSV checks a CSV file. What explains its codes, units and columns lies in
// other files, so those rules are not judged.
func checkCSV(data io.ReaderAt, size int64) ([]Finding, error) {
	if size > MaxCSV {
		return nil, workbook.ErrTooLarge
	}
	raw, err := io.ReadAll(io.NewSectionReader(data, 0, size))
	if err != nil {
		return nil, fmt.Errorf("read CSV: %w", err)
	}
	text, ok := decodeCSV(raw)
	if !ok {
		return notReadable(), nil
	}
	var f findings
	s := newSheetCheck(&f, "", true)
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	fields := 0
	var cells []workbook.Seen
	for row := 1; ; row++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			f.add("L1-15", "", strconv.Itoa(row)+":"+strconv.Itoa(row), "")
			break
		}
		if row == 1 {
			fields = len(record)
		} else if len(record) != fields {
			f.add("L1-15", "", strconv.Itoa(row)+":"+strconv.Itoa(row), "")
		}
		cells = cells[:0]
		for i, v := range record {
			if v != "" {
				cells = append(cells, workbook.Seen{Row: row, Column: i + 1, Text: v})
			}
		}
		s.row(row, false, cells)
	}
	s.end()
	return f.sorted(), nil
}

// decodeCSV reads text in UTF-8, with or without a byte order mark, or in CP932.
func decodeCSV(raw []byte) (string, bool) {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if utf8.Valid(raw) {
		return string(raw), !bytes.ContainsRune(raw, 0)
	}
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	return string(text), true
}
