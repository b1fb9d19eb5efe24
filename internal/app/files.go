package app

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// OpenFiles loads a study from files in memory, by slash-separated names below
// root. shown is the name under which findings place them. Findings in the study
// are not errors.
func OpenFiles(files map[string][]byte, root, shown string, opt model.Options) (*Study, error) {
	base, err := Base()
	if err != nil {
		return nil, err
	}
	s, err := (&Study{Name: shown, base: base, opt: opt}).again(files, root)
	if err != nil {
		return nil, err
	}
	s.build()
	return s, nil
}

// again gives the study with the text of other files, which is not built yet.
func (s *Study) again(files map[string][]byte, root string) (*Study, error) {
	fsys, err := inMemory(files)
	if err != nil {
		return nil, err
	}
	next := &Study{Study: s.Study, Name: s.Name, base: s.base, opt: s.opt}
	next.doc, next.found = studyfile.ReadAs(fsys, root, s.Name, studyfile.DefaultLimits())
	return next, nil
}

// copied gives the study with the same text, which can be edited and is not built
// yet.
func (s *Study) copied() *Study {
	next := &Study{Study: s.Study, Name: s.Name, base: s.base, opt: s.opt}
	next.doc, next.found = s.doc.Copy()
	return next
}

// inMemory gives a file system of files in memory: an archive that is not
// compressed, which the standard library reads as one.
func inMemory(files map[string][]byte) (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("hold files: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("hold files: %w", err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil, fmt.Errorf("hold files: %w", err)
	}
	return r, nil
}

// checkFiles gives what reading and building the files of a stored study finds.
func checkFiles(_ context.Context, files map[string][]byte) (diag.List, error) {
	s, err := OpenFiles(files, "study", "study", model.Options{})
	if err != nil {
		return diag.List{}, err
	}
	return s.Findings(), nil
}
