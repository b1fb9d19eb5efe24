// Package workbook writes and reads Excel files (.xlsx). It knows one technique
// and nothing of studies: callers hand it sheets of cells.
//
// Writing streams row by row. The same calls give the same bytes: there is no
// clock, no password and no order of a map in a file. Text is always stored as
// text, so that "=cmd|…" stays inert; characters that XML cannot hold become
// U+FFFD; what is longer than a cell can hold is cut, and [Book.Cut] says so.
package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Font of every cell: one for universal design that Windows has, with lines no
// higher than its characters. Where it is missing, the programs take another one
// with Japanese glyphs.
const Font = "BIZ UDPゴシック"

// Size of the normal font in points. Widths of columns are counted in its digits.
const Size = 10

// Book is a workbook being written.
type Book struct {
	file   *excelize.File
	styles map[Style]int
	rules  map[Style]int
	sheets int
	cut    []string
}

// New begins a workbook. It must be closed.
func New() (*Book, error) {
	f := excelize.NewFile()
	f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return newArchive(w) })
	b := &Book{file: f, styles: map[Style]int{}, rules: map[Style]int{}}
	if err := f.SetDefaultFont(Font); err != nil {
		return nil, fmt.Errorf("set font: %w", err)
	}
	return b, nil
}

// Close frees what the workbook holds on disk.
func (b *Book) Close() error { return b.file.Close() }

// Cut lists the cells whose text was longer than a cell can hold, as
// 'sheet'!A1, and was cut.
func (b *Book) Cut() []string { return b.cut }

// Describe sets the title and the author of the document; its dates are fixed.
func (b *Book) Describe(title, subject string) error {
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: Clean(title), Subject: Clean(subject), Creator: "sekisho", LastModifiedBy: "sekisho",
		Created: fixedDate, Modified: fixedDate, Language: "ja-JP",
	})
	if err != nil {
		return fmt.Errorf("set document properties: %w", err)
	}
	return nil
}

// fixedDate stands in the document's properties, so that the same study gives
// the same bytes.
const fixedDate = "2006-09-16T00:00:00Z"

// Property sets a custom property of the document.
func (b *Book) Property(name, value string) error {
	if err := b.file.SetCustomProps(excelize.CustomProperty{Name: name, Value: Clean(value)}); err != nil {
		return fmt.Errorf("set property %s: %w", name, err)
	}
	return nil
}

// Name defines a name for a range of cells, such as 'sheet'!$A$1:$B$2.
func (b *Book) Name(name, ref string) error {
	if err := b.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: ref}); err != nil {
		return fmt.Errorf("define name %s: %w", name, err)
	}
	return nil
}

// Write writes the workbook. Every sheet must have been flushed.
func (b *Book) Write(w io.Writer) error {
	if _, err := b.file.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}
