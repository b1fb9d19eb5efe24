package studyfile

import (
	"io/fs"
	"sync"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// Kind is a kind of document that is read as studies are, with a format and a
// schema of its own, such as hearings. Nil stands for studies and catalogues.
type Kind struct {
	name   string
	schema func() *compiled
}

// NewKind gives the kind of the format name/1 with the JSON Schema, which is
// compiled when it is first needed; one that does not compile is a programmer's
// error.
func NewKind(name string, schema []byte) *Kind {
	return &Kind{name: name, schema: sync.OnceValue(func() *compiled { return compile(schema) })}
}

// prefix is what the version line begins with, before the version.
func (k *Kind) prefix() string {
	if k == nil {
		return "sekisho/"
	}
	return k.name + "/"
}

// format is the version line that this program writes.
func (k *Kind) format() string {
	if k == nil {
		return model.Format
	}
	return k.prefix() + "1"
}

// ReadKind is [ReadAs] for a document of another kind.
func ReadKind(fsys fs.FS, name, shown string, lim Limits, k *Kind) (*Document, diag.List) {
	return read(fsys, name, shown, lim, k)
}

// Decode checks the structure of a document of another kind against its schema
// and fills the value that to points to with all that can be decoded.
func (d *Document) Decode(k *Kind, to any) diag.List { return d.decode(k.schema(), to) }
