package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/data"
	"github.com/sekisho/sekisho/internal/sheet/form"
	"github.com/sekisho/sekisho/internal/sheet/rules"
	"github.com/sekisho/sekisho/internal/workbook"
)

// SheetKinds lists the kinds of files that [Sheets] writes, as the table of formats
// has them: the analysis sheets, the workbook of data, and its tables as CSV.
func SheetKinds() (kinds []string) {
	for _, f := range exchange.Formats() {
		if f.Sheets() {
			kinds = append(kinds, f.Name)
		}
	}
	return kinds
}

// SheetEncodings lists the encodings of CSV files.
func SheetEncodings() []string { return sheetFormat("csv").Encodings }

// sheetFormat gives the format of a kind of sheets.
func sheetFormat(kind string) exchange.Format {
	formats := exchange.Formats()
	return formats[slices.IndexFunc(formats, func(f exchange.Format) bool { return f.Name == kind })]
}

// SheetOptions say what Sheets writes.
type SheetOptions struct {
	// Kind is one of SheetKinds.
	Kind string
	Lang lang.Lang
	// Chosen tells that the user chose models, so that there is no workbook of the
	// whole study.
	Chosen bool
	// Trees to list per route; 0: the usual number.
	Trees int
	// Encoding of CSV files, one of SheetEncodings; empty: the first.
	Encoding string
	// Chapters give plans and the answers of organisations; nil: neither.
	Chapters *Chapters
	// Digest of the study's files and Program version, for the stamp.
	Digest, Program string
	// Overwrite lets WriteSheets take the place of files that exist.
	Overwrite bool
	// Progress, if set, is called with the number of files written and their total.
	Progress func(done, total int)
}

// SheetReport tells what files could not hold.
type SheetReport struct {
	// Cut lists cells whose text was cut, with their files.
	Cut []string
	// Lost lists characters that the encoding does not have.
	Lost []data.Lost
	// Routes that lead to a goal, and those of which not all trees are listed.
	Routes, Partial int
}

// Sheets writes a result as workbooks or CSV files, in memory. It fails when ctx
// ends.
func Sheets(ctx context.Context, r *assess.Result, found diag.List, o SheetOptions) (files []File, report SheetReport, err error) {
	parts, err := sheetParts(ctx, r, found, o)
	if err != nil {
		return nil, report, err
	}
	for _, p := range parts {
		var b bytes.Buffer
		if err := p.to(ctx, &b, &report); err != nil {
			return nil, report, err
		}
		files = append(files, File{p.name, b.Bytes()})
	}
	return files, report, nil
}

// WriteSheets writes a result as workbooks or CSV files in dir, which is made if it
// is missing: all or none, without holding them in memory. Where one of them exists
// already it fails with [ErrExists] before anything is written, unless o.Overwrite is
// set. It fails when ctx ends.
func WriteSheets(ctx context.Context, dir string, r *assess.Result, found diag.List, o SheetOptions) (names []string, report SheetReport, err error) {
	parts, err := sheetParts(ctx, r, found, o)
	if err != nil {
		return nil, report, err
	}
	var writes []streamed
	for _, p := range parts {
		writes = append(writes, streamed{p.name, func(w io.Writer) error { return p.to(ctx, w, &report) }})
	}
	names, err = writeStreams(dir, writes, o.Overwrite)
	return names, report, err
}

// sheetPart is a file of sheets, and how it is written; what it could not hold goes
// into the report.
type sheetPart struct {
	name  string
	write func(context.Context, io.Writer, *SheetReport) error
}

// to writes the file, unless ctx has ended.
func (p sheetPart) to(ctx context.Context, w io.Writer, report *SheetReport) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write sheets: %w", err)
	}
	return p.write(ctx, w, report)
}

// sheetParts lists the files of a kind.
func sheetParts(ctx context.Context, r *assess.Result, found diag.List, o SheetOptions) ([]sheetPart, error) {
	in := data.Input{Result: r, Found: found, Lang: o.Lang, Program: o.Program}
	switch {
	case !slices.Contains(SheetKinds(), o.Kind):
		return nil, fmt.Errorf("write sheets: there is no kind %q", o.Kind)
	case o.Kind == "form":
		return formParts(r, found, o), nil
	}
	if o.Chapters != nil {
		if err := o.Chapters.fillData(ctx, &in); err != nil {
			return nil, err
		}
	}
	if o.Kind == "csv" {
		return csvParts(in, o), nil
	}
	if o.Progress != nil {
		in.Progress = o.Progress
	}
	return []sheetPart{{data.FileName(in, "") + sheetFormat(o.Kind).File, func(ctx context.Context, w io.Writer, report *SheetReport) error {
		cut, err := data.Workbook(ctx, w, in)
		report.Cut = append(report.Cut, cut...)
		return err
	}}}, nil
}

// formParts are a workbook for each model, and one for the study.
func formParts(r *assess.Result, found diag.List, o SheetOptions) (parts []sheetPart) {
	in := form.Input{Result: r, Found: found, Lang: o.Lang, Digest: o.Digest, Program: o.Program, Trees: o.Trees}
	if o.Chapters != nil {
		o.Chapters.fillForm(&in)
	}
	var ids []model.ModelID
	if !o.Chosen {
		ids = append(ids, "")
	}
	for _, m := range r.Models {
		ids = append(ids, m.Model.ID)
	}
	for i, id := range ids {
		name := form.FileName(r.Study, o.Lang, id)
		parts = append(parts, sheetPart{name, func(ctx context.Context, w io.Writer, report *SheetReport) error {
			if o.Progress != nil {
				in.Progress = func(done, total int) {
					o.Progress(i*progressScale+done*progressScale/max(total, 1), len(ids)*progressScale)
				}
			}
			var one form.Report
			var err error
			if id == "" {
				one, err = form.Study(ctx, w, in)
			} else {
				one, err = form.Model(ctx, w, in, id)
			}
			for _, cell := range one.Cut {
				report.Cut = append(report.Cut, name+" "+cell)
			}
			report.Routes += one.Routes
			report.Partial += one.Partial
			return err
		}})
	}
	return parts
}

// progressScale is how finely the progress of one file is told.
const progressScale = 100

// csvParts are a file for each table.
func csvParts(in data.Input, o SheetOptions) (parts []sheetPart) {
	encoding := data.Encoding(o.Encoding)
	if encoding == "" {
		encoding = data.Encoding(SheetEncodings()[0])
	}
	tables := data.Tables(in)
	for i, t := range tables {
		parts = append(parts, sheetPart{data.FileName(in, t.Title(in.Lang)) + sheetFormat(o.Kind).File, func(ctx context.Context, w io.Writer, report *SheetReport) error {
			lost, err := data.CSV(ctx, w, in, t, encoding)
			report.Lost = append(report.Lost, lost...)
			if o.Progress != nil {
				o.Progress(i+1, len(tables))
			}
			return err
		}})
	}
	return parts
}

// SheetFinding is a violation of a rule for machine-readable data.
type SheetFinding = rules.Finding

// SheetRule is one of the rules for machine-readable data.
type SheetRule = rules.Rule

// SheetRules lists the government's rules for machine-readable data.
func SheetRules() []SheetRule { return rules.All() }

// CheckSheet checks a workbook or CSV file against those rules. A file that is too
// large is told in unread. It fails when the file cannot be read and when ctx ends.
func CheckSheet(ctx context.Context, name string, progress func(done, total int)) (found []SheetFinding, unread diag.List, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, unread, fmt.Errorf("open sheet: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, unread, fmt.Errorf("open sheet: %w", err)
	}
	size := info.Size()
	found, err = rules.Check(name, workbook.Watch(f, func(done int64) error {
		if progress != nil {
			progress(int(min(done, size)*progressScale/max(size, 1)), progressScale)
		}
		return ctx.Err()
	}), size)
	switch {
	case ctx.Err() != nil:
		return nil, unread, fmt.Errorf("check sheet: %w", ctx.Err())
	case errors.Is(err, workbook.ErrTooLarge):
		return nil, unreadable(name, "large", true), nil
	}
	return found, unread, err
}
