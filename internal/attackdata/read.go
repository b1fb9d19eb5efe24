package attackdata

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
)

// Options say how a release is read.
type Options struct {
	// Name of the file, for findings.
	Name string
	// Version of ATT&CK, for data that do not name it; it must agree with those
	// that do.
	Version string
	// Own are the lists that give Japanese names and stages; nil for none.
	Own *catalog.Spec
	// Limits of the reading; the zero value stands for [DefaultLimits].
	Limits Limits
}

// Read reads a release of ATT&CK Enterprise: a STIX bundle or the compact file.
// It is nil where the findings hold errors. It fails only when r does.
func Read(r io.Reader, o Options) (*Release, diag.List, error) {
	var found diag.List
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	b := newBuilder(o, &found)
	src := newSource(r, o.Limits)
	src.passMark()
	w := &walker{src: src, dec: json.NewDecoder(src), found: &found, name: o.Name}
	b.at = w
	err := w.members(b.member)
	if src.err != nil {
		return nil, diag.List{}, fmt.Errorf("read %s: %w", o.Name, src.err)
	}
	if err != nil {
		w.failed(err)
		return nil, found, nil
	}
	release := b.release()
	if found.HasErrors() {
		release = nil
	}
	found.Sort()
	return release, found, nil
}

// failed reports what ended the reading.
func (w *walker) failed(err error) {
	if over, ok := errors.AsType[*limitError](err); ok {
		w.found.Add(diag.AttackTooLarge, w.path, "what", over.what, "limit", strconv.FormatInt(over.limit, 10)).Pos = w.pos
		return
	}
	if !errors.Is(err, errUnexpected) {
		w.here()
	}
	problem := "syntax"
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		problem = "cut"
	}
	w.found.Add(diag.AttackSyntax, w.path, "problem", problem).Pos = w.pos
}
