// Package exchange turns results into the formats that other programs read. It
// holds the only table of such formats, [Formats].
//
// The structs here are the published form, apart from the domain's types: a
// change of the domain does not change a file that others rely on. Everything
// is written in a stable order, so that the same study gives the same bytes.
// The package rates nothing.
package exchange

import (
	"context"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
)

// Format is a format in which a result can be written.
type Format struct {
	// Name by which users choose it.
	Name string
	// File is the usual name of the file; for formats of several files, their ending.
	File string
	// Media is its media type.
	Media string
	// Encode writes the result with the findings of all stages. It is nil for sheets,
	// which the packages below internal/sheet write, row by row.
	Encode func(context.Context, *assess.Result, diag.List) ([]byte, error)
	// Encodings of its text to choose from, the usual one first; none: UTF-8.
	Encodings []string
}

// Sheets reports whether the format is one of sheets.
func (f Format) Sheets() bool { return f.Encode == nil }

// xlsx is the media type of Excel workbooks.
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Formats lists every format.
func Formats() []Format {
	return []Format{
		{Name: "json", File: "result.json", Media: "application/json", Encode: JSON},
		{Name: "form", File: ".xlsx", Media: xlsx},
		{Name: "data", File: ".xlsx", Media: xlsx},
		{Name: "csv", File: ".csv", Media: "text/csv", Encodings: []string{"utf-8", "cp932"}},
	}
}
