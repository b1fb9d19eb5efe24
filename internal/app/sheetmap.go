package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/mapping"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/schema"
)

var mapKind = studyfile.NewKind("sekisho-map", schema.Map)

// AddedRow is a row that a sheet from outside adds to a study.
type AddedRow struct {
	// Ref is the cell from which it comes, and List what it is added to: assets or
	// scenarios.
	Ref, List string
	// ID and Name of the row.
	ID, Name string

	appended []appended
}

// appended is an item at the end of a list of the study.
type appended struct {
	path string
	item []studyfile.Entry
}

// MapSheet reads a workbook from outside by a mapping and holds it against the
// method. Progress, if set, is told how far the workbook is read. Where a study is named, it also works out what the sheets change there;
// nothing is written before [SheetImport.Write]. It fails when a file cannot be
// read and when ctx ends.
func MapSheet(ctx context.Context, mapName, sheet, study string, progress func(done, total int)) (*SheetImport, error) {
	im := &SheetImport{study: study}
	spec, doc, err := im.readMapping(mapName)
	if err != nil {
		return nil, err
	}
	sheets, err := im.load(ctx, sheet, progress)
	if err != nil || im.Found.HasErrors() {
		return im, err
	}
	s, err := Open(study, model.Options{}) // without a study, the matrix of the reference study
	if err != nil {
		return nil, err
	}
	if !s.Usable() {
		im.Found = s.Findings()
		return im, nil
	}
	read, found := mapping.Read(spec, sheets, s.Method.Matrix)
	im.Found.Append(found)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("map sheet: %w", err)
	}
	if study != "" {
		s.resolve(im, spec, read)
	}
	for i := range im.Found.Findings {
		if f := &im.Found.Findings[i]; f.Args["cell"] != "" && f.Path == "" && f.Pos.File == "" {
			f.Pos.File = sheet
		}
	}
	im.Found.Locate(doc)
	im.Found.Sort()
	return im, nil
}

// readMapping reads the mapping; what is wrong in it is in the findings.
func (im *SheetImport) readMapping(name string) (*mapping.Spec, *studyfile.Document, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, nil, fmt.Errorf("read mapping: %w", err)
	}
	dir, file := filepath.Split(filepath.Clean(name))
	doc, found := studyfile.ReadKind(os.DirFS(filepath.Clean(dir)), file, filepath.ToSlash(name), studyfile.DefaultLimits(), mapKind)
	var spec mapping.Spec
	found.Append(doc.Decode(mapKind, &spec))
	found.Locate(doc)
	im.Found.Append(found)
	return &spec, doc, nil
}

// load reads the sheets of a workbook; a file that is none is a finding.
func (im *SheetImport) load(ctx context.Context, name string, progress func(done, total int)) (sheets []*mapping.Sheet, err error) {
	found, err := readSheet(ctx, name, true, progress, func(r io.ReaderAt, size int64) (err error) {
		sheets, err = mapping.Load(r, size)
		return err
	})
	im.Found.Append(found)
	return sheets, err
}

// SuggestMapping writes a mapping that is proposed by the headings of a workbook
// to a new file. ok is false where no sheet has headings that are known; the
// findings tell of a workbook that cannot be read.
func SuggestMapping(ctx context.Context, mapName, sheet string, progress func(done, total int)) (found diag.List, ok bool, err error) {
	im := &SheetImport{}
	sheets, err := im.load(ctx, sheet, progress)
	if err != nil || im.Found.HasErrors() {
		return im.Found, false, err
	}
	spec := mapping.Suggest(sheets)
	if spec == nil {
		return im.Found, false, nil
	}
	data, err := mapping.Encode(spec)
	if err != nil {
		return im.Found, false, fmt.Errorf("write mapping: %w", err)
	}
	dir, file := filepath.Split(filepath.Clean(mapName))
	_, err = WriteFile(filepath.Clean(dir), File{Name: file, Data: data}, false)
	return im.Found, err == nil, err
}
