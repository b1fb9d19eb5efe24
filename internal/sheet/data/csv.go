package data

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/japanese"

	"github.com/sekisho/sekisho/internal/sheet/rules"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Encoding is how CSV files are written.
type Encoding string

// Encodings.
const (
	// UTF8 is UTF-8 with a byte order mark, so that Excel knows it.
	UTF8 Encoding = "utf-8"
	// CP932 is Shift_JIS as Windows has it.
	CP932 Encoding = "cp932"
)

// Lost is a character that an encoding cannot write, with its cell. A geta 〓
// stands in its place.
type Lost struct {
	Table     string
	Cell      string
	Character rune
}

// geta stands for what cannot be written.
const geta = '〓'

// CSV writes a table. Lines end with CR LF, and no value holds a line end. Text
// that a spreadsheet would take for a formula gets an apostrophe before it.
func CSV(ctx context.Context, out io.Writer, in Input, t Table, e Encoding) ([]Lost, error) {
	w := &csvWriter{out: bufio.NewWriter(out), table: t.ID, cp932: e == CP932}
	if !w.cp932 {
		w.bytes("\uFEFF")
	}
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Heading(in.Lang)
	}
	w.row(head)
	for row := range t.Rows {
		w.row(row)
		if w.line%256 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("write CSV: %w", ctx.Err())
		}
	}
	if w.err == nil {
		w.err = w.out.Flush()
	}
	if w.err != nil {
		return nil, fmt.Errorf("write CSV: %w", w.err)
	}
	return w.lost, nil
}

// csvWriter keeps the first error.
type csvWriter struct {
	out   *bufio.Writer
	table string
	cp932 bool
	line  int
	lost  []Lost
	err   error
}

func (w *csvWriter) bytes(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

func (w *csvWriter) row(values []string) {
	w.line++
	for i, v := range values {
		if i > 0 {
			w.bytes(",")
		}
		v = Safe(rules.Plain(v))
		if w.cp932 {
			v = w.encode(v, i+1)
		}
		if strings.ContainsAny(v, "\",\r\n") || v != strings.TrimSpace(v) {
			v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
		w.bytes(v)
	}
	w.bytes("\r\n")
}

// Safe makes text that a spreadsheet would take for a formula inert.
func Safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// encode writes text in CP932, and notes what it does not have.
func (w *csvWriter) encode(s string, column int) string {
	enc := japanese.ShiftJIS.NewEncoder()
	var b strings.Builder
	for _, r := range s {
		r = like(r)
		out, err := enc.String(string(r))
		if err != nil {
			w.lost = append(w.lost, Lost{w.table, workbook.Ref(w.line, column), r})
			out, err = enc.String(string(geta))
			if err != nil && w.err == nil {
				w.err = err
			}
		}
		b.WriteString(out)
	}
	return b.String()
}

// like gives the character of CP932 for one that looks the same and that the
// encoding has under another number.
func like(r rune) rune {
	switch r {
	case '\u301C': // 〜
		return '\uFF5E'
	case '\u2212': // −
		return '\uFF0D'
	case '\u2016': // ‖
		return '\u2225'
	case '\u2014': // —
		return '\u2015'
	case '\u00A5': // ¥
		return '\uFFE5'
	case '\u00A2':
		return '\uFFE0'
	case '\u00A3':
		return '\uFFE1'
	case '\u00AC':
		return '\uFFE2'
	}
	return r
}
