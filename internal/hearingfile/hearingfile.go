// Package hearingfile reads and writes hearings (団体ヒアリング) as files: YAML in
// the format sekisho-hearing/1, and lists of organisations as CSV.
//
// A hearing is one file or a directory of files. Every file is read and checked
// alone, so that a nation of answers never stands in memory at once; findings
// (指摘) of any later stage are put in their places by reading the one file again.
// The package settles nothing and rates nothing: that is package hearing.
package hearingfile

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/schema"
)

var kind = studyfile.NewKind("sekisho-hearing", schema.Hearing)

// MaxFiles bounds the files of one hearing: ten files for each organisation of a
// nation ten times as large as ours.
const MaxFiles = 200_000

// Hearing is a hearing as read: the rows of all files, one behind the other.
type Hearing struct {
	hearing.Spec
	source Source
	// files lists the files with the number of rows that each gave.
	files []part
}

type part struct {
	name string
	rows counts
}

// counts are the numbers of rows of the lists of a hearing.
type counts [4]int

// lists are the keys of the lists, in the order of counts.
var lists = [4]string{"organisations", "questions", "responses", "adopted"}

func count(s *hearing.Spec) counts {
	return counts{len(s.Organisations), len(s.Questions), len(s.Responses), len(s.Adopted)}
}

// Source is where a hearing is read from: Name within FS, which the user knows as
// Shown.
type Source struct {
	FS          fs.FS
	Name, Shown string
}

// Read reads the whole hearing. It is never nil; what could not be read is in the
// findings, which have their places.
func Read(src Source) (*Hearing, diag.List) {
	h := &Hearing{source: src}
	found := Each(src, func(name string, s *hearing.Spec) bool {
		h.files = append(h.files, part{name, count(s)})
		h.Organisations = append(h.Organisations, s.Organisations...)
		h.Questions = append(h.Questions, s.Questions...)
		h.Responses = append(h.Responses, s.Responses...)
		h.Adopted = append(h.Adopted, s.Adopted...)
		if s.Study != "" || len(s.Models) > 0 {
			h.Study, h.AsOf, h.Models, h.Parameters = s.Study, s.AsOf, s.Models, s.Parameters
		}
		return true
	})
	return h, found
}

// Each reads the files of a hearing one after the other, in the order of their
// paths, and hands each to visit as it stands, errors in its structure left out,
// until visit returns false.
func Each(src Source, visit func(name string, s *hearing.Spec) bool) diag.List {
	var found diag.List
	names, err := files(src)
	if err != nil || len(names) == 0 || len(names) > MaxFiles {
		return unreadable(src, names, err)
	}
	for _, name := range names {
		doc, list := studyfile.ReadKind(src.FS, name, src.shown(name), studyfile.DefaultLimits(), kind)
		var s hearing.Spec
		list.Append(doc.Decode(kind, &s))
		list.Locate(doc)
		found.Append(list)
		if !visit(name, &s) {
			break
		}
	}
	return found
}

// unreadable gives the finding about a hearing of which there are no files, or too
// many.
func unreadable(src Source, names []string, err error) diag.List {
	if err == nil && len(names) > 0 {
		var l diag.List
		f := l.Add(diag.FileTooLarge, "", "what", "files", "limit", strconv.Itoa(MaxFiles))
		f.Pos = diag.Pos{File: src.Shown}
		return l
	}
	_, list := studyfile.ReadKind(src.FS, src.Name, src.Shown, studyfile.DefaultLimits(), kind)
	return list
}

// shown gives the name of a file as the user knows it.
func (s Source) shown(name string) string {
	if name == path.Clean(s.Name) {
		return s.Shown
	}
	rel := strings.TrimPrefix(name, path.Clean(s.Name)+"/")
	return path.Join(s.Shown, rel)
}

// files lists the YAML files at the source: itself, or those below it.
func files(src Source) ([]string, error) {
	root := path.Clean(src.Name)
	info, err := fs.Stat(src.FS, root)
	if err != nil {
		return nil, fmt.Errorf("open hearing: %w", err)
	}
	if !info.IsDir() {
		return []string{root}, nil
	}
	var names []string
	err = fs.WalkDir(src.FS, root, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && p != root && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case !e.IsDir() && path.Ext(p) == ".yaml" && !strings.HasPrefix(e.Name(), "."):
			names = append(names, p)
		}
		if len(names) > MaxFiles {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("open hearing: %w", err)
	}
	slices.Sort(names)
	return names, nil
}

// Locate puts a path of the whole hearing in its place in a file, which it reads
// again. It implements [diag.Locator].
func (h *Hearing) Locate(p string) diag.Pos {
	list, rest, _ := strings.Cut(p, "/")
	index, below, _ := strings.Cut(rest, "/")
	i, err := strconv.Atoi(index)
	at := slices.Index(lists[:], list)
	if err != nil || at < 0 {
		return diag.Pos{File: h.source.Shown}
	}
	for _, f := range h.files {
		if i >= f.rows[at] {
			i -= f.rows[at]
			continue
		}
		doc, _ := studyfile.ReadKind(h.source.FS, f.name, h.source.shown(f.name), studyfile.DefaultLimits(), kind)
		return doc.Locate(strings.TrimSuffix(list+"/"+strconv.Itoa(i)+"/"+below, "/"))
	}
	return diag.Pos{File: h.source.Shown}
}

// Encode writes a hearing as one file.
func Encode(s *hearing.Spec) ([]byte, error) {
	out := *s
	out.Format = hearing.Format
	data, err := yaml.Dump(&out, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, fmt.Errorf("write hearing: %w", err)
	}
	return data, nil
}
