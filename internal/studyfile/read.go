package studyfile

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// Document is one study or catalogue: its files as written, the merged tree of
// their values and the place of each.
type Document struct {
	files []*file
	root  *node
	lim   Limits
	whole bool
	found diag.List
}

// file is one file of a document.
type file struct {
	kind    *Kind
	name    string // within the study, slashes
	src     *source
	root    *node // nil when it could not be read
	values  int
	version int  // of the format: 1, or 0 before the upgrade
	sound   bool // everything in it was taken over
	found   diag.List
}

// Read reads the study or catalogue called name from fsys: one YAML file, or a
// directory with all files *.yaml below it, in the order of their paths. The
// document is never nil; what could not be read is in the findings.
func Read(fsys fs.FS, name string, lim Limits) (*Document, diag.List) {
	return ReadAs(fsys, name, name, lim)
}

// ReadAs is [Read] for a study that the user knows by another name than fsys
// does; shown stands for name in the positions of findings.
func ReadAs(fsys fs.FS, name, shown string, lim Limits) (*Document, diag.List) {
	return read(fsys, name, shown, lim, nil)
}

func read(fsys fs.FS, name, shown string, lim Limits, k *Kind) (*Document, diag.List) {
	r := reader{kind: k, fsys: fsys, lim: lim, bytes: lim.Bytes, whole: true,
		out: &findings{limit: lim.Findings}}
	r.collect(path.Clean(name), path.Clean(shown))
	d := &Document{lim: lim, files: r.files, whole: r.whole, found: r.out.list}
	left := lim.Values
	for i, f := range d.files {
		f.read(uint16(i), lim, left)
		left -= f.values
		if f.root == nil && mostValues(f.src.text) > 2*left {
			break // one finding is enough; the files behind it are not read
		}
	}
	return d, d.assemble()
}

// Copy gives a document of its own with the same files, and the findings of
// reading them, which are not read again: trees are never changed, but replaced.
func (d *Document) Copy() (*Document, diag.List) {
	c := &Document{lim: d.lim, whole: d.whole, found: d.found, files: make([]*file, len(d.files))}
	for i, f := range d.files {
		own := *f
		c.files[i] = &own
	}
	return c, c.assemble()
}

// left is how many values a file may have beside the others.
func (d *Document) left(index uint16) int {
	left := d.lim.Values
	for i, f := range d.files {
		if i != int(index) {
			left -= f.values
		}
	}
	return left
}

// Whole reports whether every file was read completely. References into a
// document that is not whole cannot be checked.
func (d *Document) Whole() bool {
	return d.whole && !slices.ContainsFunc(d.files, func(f *file) bool { return !f.sound })
}

// assemble merges the trees of the files and gives all findings of reading.
func (d *Document) assemble() diag.List {
	out := &findings{limit: d.lim.Findings}
	out.append(d.found)
	for _, f := range d.files {
		out.append(f.found)
	}
	d.merge(out)
	return out.result()
}

// append takes over findings that have their place.
func (f *findings) append(l diag.List) {
	for _, d := range l.Findings {
		if f.full() {
			f.cut++
			continue
		}
		f.list.Findings = append(f.list.Findings, d)
	}
}

// read fills the tree of the file from its text.
func (f *file) read(index uint16, lim Limits, left int) {
	out := &findings{limit: lim.Findings}
	f.root, f.values, f.sound = nil, 0, false
	if scan(f.src, lim, left, out) {
		f.root, f.values, f.sound = parse(f.src, index, lim, left, out)
	}
	if f.root != nil {
		f.checkFormat(out)
	}
	f.found = out.result()
}

// reader finds and reads the files of one study.
type reader struct {
	kind    *Kind
	fsys    fs.FS
	lim     Limits
	bytes   int64 // that may still be read
	entries int
	files   []*file
	whole   bool
	out     *findings
}

func (r *reader) fail(code diag.Code, shown string, kv ...string) {
	r.whole = false
	r.out.add(code, diag.Pos{File: shown}, "", kv...)
}

func (r *reader) collect(name, shown string) {
	info, err := fs.Stat(r.fsys, name)
	switch {
	case err != nil:
		r.fail(diag.FileUnreadable, shown, "value", reason(err))
	case !info.IsDir():
		r.load(name, shown, path.Base(name))
	default:
		r.walk(name, shown)
		if len(r.files) == 0 && r.whole {
			r.fail(diag.FileNone, shown)
		}
	}
}

// errStop ends the walk over a directory.
var errStop = errors.New("limit reached")

func (r *reader) walk(dir, shown string) {
	err := fs.WalkDir(r.fsys, dir, func(p string, e fs.DirEntry, err error) error {
		rel := strings.TrimPrefix(strings.TrimPrefix(p, dir), "/")
		if dir == "." {
			rel = p
		}
		if r.entries++; r.entries > r.lim.Entries {
			r.fail(diag.FileTooLarge, shown, "what", "entries", "limit", strconv.Itoa(r.lim.Entries))
			return errStop
		}
		switch {
		case err != nil:
			r.fail(diag.FileUnreadable, path.Join(shown, rel), "value", reason(err))
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			if p != dir && strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		case path.Ext(p) != ".yaml" || strings.HasPrefix(e.Name(), "."):
			return nil
		case len(r.files) == r.lim.Files:
			r.fail(diag.FileTooLarge, shown, "what", "files", "limit", strconv.Itoa(r.lim.Files))
			return errStop
		}
		return r.load(p, path.Join(shown, rel), rel)
	})
	if err != nil && !errors.Is(err, errStop) {
		r.fail(diag.FileUnreadable, shown, "value", reason(err))
	}
	slices.SortFunc(r.files, func(a, b *file) int { return strings.Compare(a.name, b.name) })
}

// load reads one file. It returns errStop when the study is too large.
func (r *reader) load(name, shown, rel string) error {
	text, err := r.readFile(name)
	switch {
	case errors.Is(err, errStop):
		r.fail(diag.FileTooLarge, shown, "what", "bytes", "limit", strconv.FormatInt(r.lim.Bytes, 10))
		return errStop
	case err != nil:
		r.fail(diag.FileUnreadable, shown, "value", reason(err))
		return nil
	}
	r.files = append(r.files, &file{kind: r.kind, name: rel, src: newSource(shown, text)})
	return nil
}

var errNotRegular = errors.New("not a regular file")

// readFile reads a file without ever holding more of it than the limit.
func (r *reader) readFile(name string) (string, error) {
	info, err := fs.Stat(r.fsys, name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errNotRegular
	}
	if info.Size() > r.bytes {
		return "", errStop
	}
	f, err := r.fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var text strings.Builder
	text.Grow(int(info.Size()))
	// The size may be wrong for files that are being written.
	n, err := io.CopyBuffer(&text, io.LimitReader(f, r.bytes+1), make([]byte, min(info.Size()+1, 32<<10)))
	if n > r.bytes {
		return "", errStop
	}
	r.bytes -= n
	return text.String(), err
}

// reason names why a file could not be read; package locale puts it into
// words.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "not-found"
	case errors.Is(err, fs.ErrPermission):
		return "no-permission"
	case errors.Is(err, fs.ErrInvalid):
		return "bad-name"
	case errors.Is(err, errNotRegular):
		return "not-a-file"
	}
	return shorten(err.Error())
}
