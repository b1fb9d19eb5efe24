package attackflow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Limits of reading. The largest published flow has 200 objects.
const (
	maxBytes   = 32 << 20
	maxObjects = 100_000
)

// ErrTooLarge reports a file beyond the limits.
var ErrTooLarge = errors.New("attack flow too large")

// ErrNotBundle reports JSON that is no STIX bundle.
var ErrNotBundle = errors.New("not a STIX bundle")

// Bundle is a STIX bundle with an attack flow.
type Bundle struct {
	ID      string
	Objects []Object
	// Extra are the properties of the bundle other than type, id and objects.
	Extra map[string]any
}

// Object is a STIX object of any type.
type Object struct {
	Type, ID string
	// Fields are all other properties, as package json decodes them; numbers are
	// kept as they were written.
	Fields map[string]any
}

// Edge is a reference from one object to another.
type Edge struct {
	From string
	// Property that holds the reference, such as effect_refs.
	Property string
	To       string
}

// Text gives a property that is a text, "" for any other.
func (o *Object) Text(name string) string {
	s, _ := o.Fields[name].(string)
	return s
}

// refs gives the ids that a property refers to.
func (o *Object) refs(name string) []string {
	switch v := o.Fields[name].(type) {
	case string:
		return []string{v}
	case []any:
		var ids []string
		for _, x := range v {
			if id, ok := x.(string); ok {
				ids = append(ids, id)
			}
		}
		return ids
	}
	return nil
}

// isRef reports whether a property refers to objects.
func isRef(name string) bool {
	return strings.HasSuffix(name, "_ref") || strings.HasSuffix(name, "_refs")
}

// Edges lists every reference of every object, in the order of the objects,
// then of the names of the properties, then as written.
func (b *Bundle) Edges() []Edge {
	var edges []Edge
	for i := range b.Objects {
		o := &b.Objects[i]
		for _, name := range slices.Sorted(maps.Keys(o.Fields)) {
			if !isRef(name) {
				continue
			}
			for _, to := range o.refs(name) {
				edges = append(edges, Edge{o.ID, name, to})
			}
		}
	}
	return edges
}

// Object finds an object by id.
func (b *Bundle) Object(id string) (*Object, bool) {
	i := slices.IndexFunc(b.Objects, func(o Object) bool { return o.ID == id })
	if i < 0 {
		return nil, false
	}
	return &b.Objects[i], true
}

// Encode writes the bundle: type, id and version of each object first, then the
// other properties in the order of their names.
func (b *Bundle) Encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("{\n  \"type\": \"bundle\",\n  \"id\": " + quote(b.ID))
	if err := writeFields(&out, "  ", b.Extra); err != nil {
		return nil, err
	}
	out.WriteString(",\n  \"objects\": [")
	for i, o := range b.Objects {
		if i > 0 {
			out.WriteString(",")
		}
		out.WriteString("\n    {\n      \"type\": " + quote(o.Type) + ",\n      \"id\": " + quote(o.ID))
		if err := writeFields(&out, "      ", o.Fields); err != nil {
			return nil, fmt.Errorf("write %s: %w", o.ID, err)
		}
		out.WriteString("\n    }")
	}
	out.WriteString("\n  ]\n}\n")
	return out.Bytes(), nil
}

func quote(s string) string {
	text, err := encode(s, "")
	if err != nil {
		return `""` // a text can always be encoded
	}
	return text
}

// writeFields writes properties behind others, the version first.
func writeFields(out *bytes.Buffer, indent string, fields map[string]any) error {
	names := slices.SortedFunc(maps.Keys(fields), func(a, b string) int {
		if first := "spec_version"; (a == first) != (b == first) {
			if a == first {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		text, err := encode(fields[name], indent)
		if err != nil {
			return fmt.Errorf("property %s: %w", name, err)
		}
		out.WriteString(",\n" + indent + quote(name) + ": " + text)
	}
	return nil
}

// encode writes a value without escaping what only HTML needs escaped.
func encode(v any, indent string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, "  ")
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// Decode reads a bundle, or a drawing of the Attack Flow Builder. It keeps every object and property; whether they make
// a sound flow tells [Bundle.Check].
func Decode(r io.Reader) (*Bundle, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read attack flow: %w", err)
	}
	if len(data) > maxBytes {
		return nil, ErrTooLarge
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.UseNumber()
	var top map[string]any
	if err := d.Decode(&top); err != nil {
		return nil, fmt.Errorf("read attack flow: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read attack flow: text behind it: %w", ErrNotBundle)
	}
	if top["schema"] == builderSchema {
		return fromBuilder(top)
	}
	list, ok := top["objects"].([]any)
	if id, isText := top["id"].(string); ok && isText && top["type"] == "bundle" {
		return bundle(id, top, list)
	}
	return nil, fmt.Errorf("read attack flow: %w", ErrNotBundle)
}

func bundle(id string, top map[string]any, list []any) (*Bundle, error) {
	if len(list) > maxObjects {
		return nil, ErrTooLarge
	}
	b := &Bundle{ID: id, Extra: without(top, "type", "id", "objects")}
	for i, v := range list {
		fields, _ := v.(map[string]any)
		kind, typed := fields["type"].(string)
		id, named := fields["id"].(string)
		if !typed || !named {
			return nil, fmt.Errorf("object %d has no type or id: %w", i, ErrNotBundle)
		}
		b.Objects = append(b.Objects, Object{Type: kind, ID: id, Fields: without(fields, "type", "id")})
	}
	return b, nil
}

// without copies properties but for the named ones; nil where none is left.
func without(fields map[string]any, names ...string) map[string]any {
	out := maps.Clone(fields)
	for _, name := range names {
		delete(out, name)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
