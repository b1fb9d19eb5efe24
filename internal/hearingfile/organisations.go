package hearingfile

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
)

// maxOrganisations bounds a list of organisations, and maxCSV its bytes.
const (
	maxOrganisations = 100_000
	maxCSV           = 16 << 20
)

// columns are the headings by which columns are known, in both languages.
var columns = map[string]string{
	"団体コード": "code", "code": "code", "団体名": "name", "name": "name", "人口": "population", "population": "population",
	"備考": "note", "note": "note",
}

// ReadCSV reads a list of organisations: UTF-8 with or without a byte order mark,
// a line of headings, then a line each. The findings have their places; shown is
// the file as the user knows it.
func ReadCSV(data []byte, shown string) ([]hearing.OrganisationSpec, diag.List) {
	var list diag.List
	add := func(code diag.Code, line, col int, kv ...string) {
		list.Add(code, "", kv...).Pos = diag.Pos{File: shown, Line: line, Col: col}
	}
	if len(data) > maxCSV {
		add(diag.FileTooLarge, 0, 0, "what", "bytes", "limit", strconv.Itoa(maxCSV))
		return nil, list
	}
	if !utf8.Valid(data) {
		add(diag.FileNotUTF8, 0, 0)
		return nil, list
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	r.FieldsPerRecord = -1
	var heads []string
	var out []hearing.OrganisationSpec
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if perr, ok := errors.AsType[*csv.ParseError](err); ok {
			add(diag.HearingCSV, perr.Line, perr.Column, "problem", "syntax")
			return out, list
		}
		line, _ := r.FieldPos(0)
		if heads == nil {
			heads = headings(record)
			if !strings.Contains(strings.Join(heads, ","), "code") || !strings.Contains(strings.Join(heads, ","), "name") {
				add(diag.HearingCSV, line, 1, "problem", "headings")
				return nil, list
			}
			continue
		}
		if len(out) == maxOrganisations {
			add(diag.FileTooLarge, line, 1, "what", "entries", "limit", strconv.Itoa(maxOrganisations))
			return out, list
		}
		o, problem, col := organisation(heads, record)
		if problem != "" {
			add(diag.HearingCSV, line, col, "problem", problem, "value", cell(record, col-1))
			continue
		}
		if o.Code == "" && o.Name == "" {
			continue // an empty line of a spreadsheet
		}
		if !hearing.ValidCode(o.Code) {
			kv := []string{"value", o.Code}
			if len(o.Code) >= 5 {
				if digit, ok := hearing.CheckDigit(o.Code[:5]); ok && hearing.PrefectureOf(o.Code) > 0 {
					kv = append(kv, "near", o.Code[:5]+string(digit))
				}
			}
			add(diag.HearingCode, line, 1, kv...)
			continue
		}
		out = append(out, o)
	}
	if len(out) == 0 && !list.HasErrors() {
		add(diag.FileEmpty, 0, 0)
	}
	return out, list
}

func headings(record []string) []string {
	out := make([]string, len(record))
	for i, h := range record {
		out[i] = columns[strings.ToLower(strings.TrimSpace(width.Fold.String(h)))]
	}
	return out
}

func cell(record []string, i int) string {
	if i < 0 || i >= len(record) {
		return ""
	}
	return record[i]
}

// organisation reads one line. problem tells what is wrong in the column col.
// Spreadsheets drop the leading 0 of a code, so that five digits stand for six.
func organisation(heads, record []string) (o hearing.OrganisationSpec, problem string, col int) {
	for i, h := range heads {
		v := strings.TrimSpace(cell(record, i))
		switch h {
		case "code":
			o.Code = width.Fold.String(v)
			if _, err := strconv.Atoi(o.Code); len(o.Code) == 5 && err == nil && hearing.ValidCode("0"+o.Code) {
				o.Code = "0" + o.Code
			}
		case "name":
			o.Name = v
		case "note":
			o.Note = v
		case "population":
			n, err := strconv.Atoi(strings.ReplaceAll(width.Fold.String(v), ",", ""))
			if v != "" && (err != nil || n < 0) {
				return o, "population", i + 1
			}
			o.Population = n
		}
	}
	if o.Code != "" && o.Name == "" {
		return o, "name", 1
	}
	return o, "", 0
}
