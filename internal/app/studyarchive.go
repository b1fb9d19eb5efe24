package app

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// ErrNoArchive tells that a ZIP archive cannot be read.
var ErrNoArchive = errors.New("not an archive that can be read")

// OpenUpload loads a study out of a file that somebody sends: a YAML file, or a ZIP
// archive of the folder of a study. shown is the name of the file, under which
// findings place what is in it. It fails with [ErrNoArchive]; what is wrong with the
// study is in its findings.
func OpenUpload(shown string, data []byte) (*Study, error) {
	base, err := Base()
	if err != nil {
		return nil, err
	}
	const alone = "study.yaml"
	root := alone
	var files fs.FS
	if bytes.HasPrefix(data, []byte("PK")) {
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoArchive, err)
		}
		nameEntries(archive)
		files, root = archive, folderIn(archive)
		shown = strings.TrimSuffix(shown, path.Ext(shown))
	} else if files, err = inMemory(map[string][]byte{alone: data}); err != nil {
		return nil, err
	}
	s := &Study{Name: shown, base: base, opt: model.Options{}}
	s.doc, s.found = studyfile.ReadAs(files, root, shown, studyfile.DefaultLimits())
	s.build()
	return s, nil
}

// nameEntries reads the names in an archive that are not in UTF-8: the Explorer of a
// Japanese Windows writes those in Japanese in Shift_JIS.
func nameEntries(archive *zip.Reader) {
	for _, f := range archive.File {
		if utf8.ValidString(f.Name) {
			continue
		}
		if name, err := japanese.ShiftJIS.NewDecoder().String(f.Name); err == nil {
			f.Name = name
		}
	}
}

// folderIn gives the one folder in which everything of an archive stands, or the
// archive itself. What the Finder of macOS puts beside it does not count.
func folderIn(archive *zip.Reader) string {
	folder := ""
	for _, f := range archive.File {
		first, _, below := strings.Cut(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if first == "__MACOSX" {
			continue
		}
		if !below || folder != "" && first != folder {
			return "."
		}
		folder = first
	}
	if folder == "" {
		return "."
	}
	return path.Clean(folder)
}

// ImportOpened writes a study that was opened into the store, as [ImportStudy] does.
func ImportOpened(ctx context.Context, s store.Store, study *Study, o StudyImport) (store.Line, store.Revision, diag.List, error) {
	return o.write(ctx, InDatabase(s), study)
}
