package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/form"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
)

// SheetImportOptions say how edits of a sheet are taken over.
type SheetImportOptions struct {
	// Author and Date of the judgements; the date is YYYY-MM-DD.
	Author, Date string
	// Base is the study as it was exported, where it has changed since.
	Base string
	// Take decides conflicts: file or study; empty: they are left to a decision.
	Take string
	// Progress, if set, is told how far the work is.
	Progress func(done, total int)
}

// part tells progress of one of the two halves of an import: reading the workbook,
// and writing it again from the study.
func part(progress func(done, total int), half int) func(done, total int) {
	if progress == nil {
		return nil
	}
	return func(done, total int) { progress((half*total+done)*progressScale/max(2*total, 1), progressScale) }
}

// SheetImport is what a sheet that came back changes.
type SheetImport struct {
	// Edits that are taken over, and Conflicts that wait for a decision.
	Edits, Conflicts []roundtrip.Edit
	// Added are rows that a sheet from outside adds to the study.
	Added []AddedRow
	// Found tells what is illegal, by cell; with errors nothing can be written.
	Found diag.List
	// Files of the study that change, as they will be.
	Files []File
	// study is where they belong.
	study string
}

// ImportSheet compares an analysis sheet that came back with the study at name and
// works out the files that change; nothing is written before [SheetImport.Write].
// It fails when a file cannot be read or is no workbook, and when ctx ends.
func ImportSheet(ctx context.Context, name, sheet string, o SheetImportOptions) (*SheetImport, error) {
	im := &SheetImport{study: name}
	file, err := im.read(ctx, sheet, part(o.Progress, 0))
	if err != nil || file == nil {
		return im, err
	}
	s, now, err := exportAgain(ctx, name, file.Stamp, part(o.Progress, 1))
	if err != nil || s == nil {
		return im, err
	}
	if !s.Usable() {
		im.Found = s.Findings()
		return im, nil
	}
	base, err := im.base(ctx, s, now, file, o)
	if err != nil || base == nil {
		im.place(sheet)
		return im, err
	}
	edits, found := roundtrip.Compare(base, file, now)
	im.Found.Append(found)
	im.decide(edits, o.Take)
	if !im.Found.HasErrors() && len(im.Edits) > 0 {
		s.takeOver(im, file.Stamp.Model, o)
	}
	im.place(sheet)
	return im, nil
}

// place names the workbook in the findings about it.
func (im *SheetImport) place(sheet string) {
	for i := range im.Found.Findings {
		if f := &im.Found.Findings[i]; f.Pos.File == "" {
			f.Pos.File = sheet
		}
	}
}

// read reads the workbook; nil where it is none of ours, which is then a finding.
func (im *SheetImport) read(ctx context.Context, name string, progress func(done, total int)) (b *roundtrip.Book, err error) {
	found, err := readSheet(ctx, name, false, progress, func(r io.ReaderAt, size int64) (err error) {
		stamp, stamped, err := roundtrip.Stamp(r, size)
		if err != nil {
			return err
		}
		if !stamped || stamp.Layout != layout.Version {
			im.Found.Add(diag.SheetNotOurs, "").Pos = diag.Pos{File: name}
			return nil
		}
		b, err = roundtrip.Read(r, size)
		return err
	})
	im.Found.Append(found)
	return b, err
}

// exportAgain opens a study as the stamp says and writes the workbook of the stamp
// from it, as it is now. The study may be unusable; then there is no workbook.
func exportAgain(ctx context.Context, name string, st layout.Stamp, progress func(done, total int)) (*Study, *roundtrip.Book, error) {
	s, err := Open(name, model.Options{Parameters: layout.ParseCases(st.Parameters)})
	if err != nil || !s.Usable() {
		return s, nil, err
	}
	r, found, err := s.Assess(ctx, assess.Options{Matrix: st.Matrix})
	if err != nil {
		return nil, nil, err
	}
	l := st.Lang
	if l == "" {
		l = lang.Ja
	}
	one := assess.UsualBounds() // of the trees only the first are compared
	one.Trees = 1
	in := form.Input{Result: r, Found: found, Lang: l, Digest: s.Digest(), Program: st.Program, Trees: 1, Bounds: one, Progress: progress}
	var out bytes.Buffer
	if st.Model == "" {
		_, err = form.Study(ctx, &out, in)
	} else if _, ok := s.Model(st.Model); !ok {
		return s, &roundtrip.Book{}, nil
	} else {
		_, err = form.Model(ctx, &out, in, st.Model)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("export the study for comparison: %w", err)
	}
	b, err := roundtrip.Read(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		return nil, nil, fmt.Errorf("export the study for comparison: %w", err)
	}
	return s, b, nil
}

// base gives the workbook as it was exported; nil where there is none to compare
// with, which is then a finding.
func (im *SheetImport) base(ctx context.Context, s *Study, now, file *roundtrip.Book, o SheetImportOptions) (*roundtrip.Book, error) {
	if file.Stamp.Study != s.Spec.ID {
		im.Found.Add(diag.SheetOtherStudy, "", "id", file.Stamp.Study, "study", s.Spec.ID)
		return nil, nil //nolint:nilnil // said above
	}
	if file.Stamp.Digest == s.Digest() {
		return now, nil
	}
	if o.Base != "" {
		b, base, err := exportAgain(ctx, o.Base, file.Stamp, part(o.Progress, 1))
		if err != nil {
			return nil, err
		}
		if b.Usable() && b.Digest() == file.Stamp.Digest {
			return base, nil
		}
	}
	im.Found.Add(diag.SheetOtherState, "", "base", o.Base)
	return nil, nil //nolint:nilnil // said above
}

// decide sorts edits into those taken over and conflicts.
func (im *SheetImport) decide(edits []roundtrip.Edit, take string) {
	for _, e := range edits {
		switch {
		case !e.Conflict || take == "file":
			im.Edits = append(im.Edits, e)
		case take == "":
			im.Conflicts = append(im.Conflicts, e)
		}
	}
}

// Write writes the files that change, all or none.
func (im *SheetImport) Write() (names []string, err error) {
	dir := im.study
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	return WriteFiles(dir, im.Files, true)
}
