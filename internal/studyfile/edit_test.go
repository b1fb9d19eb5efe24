package studyfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/studyfile"
)

// row is a value of a generated study, with the comments that belong to it.
type row struct {
	key   string
	text  string // of a scalar
	kids  []*row
	kind  byte // 's' scalar, 'm' mapping, 'l' list
	flow  bool
	style byte // of a scalar: plain, double, single, literal
	head  string
	line  string
}

// drawer makes studies with every comment marked by a number of its own.
type drawer struct {
	t    *rapid.T
	n    int
	flow bool
}

func (d *drawer) number() int { d.n++; return d.n }

func (d *drawer) comment() string {
	if d.flow || rapid.IntRange(0, 2).Draw(d.t, "comment") > 0 {
		return ""
	}
	return fmt.Sprintf("# c%d.", d.number())
}

func (d *drawer) row(key string, depth int) *row {
	r := &row{key: key, kind: 's', head: d.comment(), line: d.comment()}
	if depth > 0 {
		r.kind = rapid.SampledFrom([]byte("ssml")).Draw(d.t, "kind")
	}
	if r.kind == 's' {
		r.style = rapid.SampledFrom([]byte("pdsl")).Draw(d.t, "style")
		if d.flow && r.style == 'l' {
			r.style = 'd'
		}
		r.text = rapid.SampledFrom([]string{"値", "v w", "it's", "a-1", "日本 語"}).Draw(d.t, "text") + fmt.Sprint(d.number())
		if r.style == 'l' {
			r.line = ""
		}
		return r
	}
	r.flow = d.flow || rapid.IntRange(0, 2).Draw(d.t, "flow") == 0
	was := d.flow
	d.flow = r.flow
	for i := range rapid.IntRange(1, 3).Draw(d.t, "items") {
		key := ""
		if r.kind == 'm' {
			key = fmt.Sprintf("k%d", i)
		}
		r.kids = append(r.kids, d.row(key, depth-1))
	}
	d.flow = was
	return r
}

// write gives the text of a row behind its hyphen or key. indent is that of the
// rows below it.
func (r *row) write(b *strings.Builder, indent int, crlf string) {
	switch {
	case r.kind == 's' && r.style == 'l':
		fmt.Fprintf(b, " |-%s%s%s%s", crlf, strings.Repeat(" ", indent), r.text, crlf)
	case r.kind == 's' || r.flow:
		b.WriteString(" " + r.inline())
		r.endLine(b, crlf)
	default:
		r.endLine(b, crlf)
		r.writeRows(b, indent, crlf, false)
	}
}

// writeRows gives the rows below r by indentation; compact leaves the first one
// on the line that has begun.
func (r *row) writeRows(b *strings.Builder, indent int, crlf string, compact bool) {
	pad := strings.Repeat(" ", indent)
	for i, k := range r.kids {
		if k.head != "" {
			b.WriteString(pad + k.head + crlf)
		}
		if !compact || i > 0 {
			b.WriteString(pad)
		}
		switch {
		case r.kind == 'm':
			b.WriteString(k.key + ":")
			k.write(b, indent+2, crlf)
		case k.kind != 's' && !k.flow && k.line == "" && k.kids[0].head == "":
			b.WriteString("- ")
			k.writeRows(b, indent+2, crlf, true)
		default:
			b.WriteString("-")
			k.write(b, indent+2, crlf)
		}
		if i%2 == 1 {
			b.WriteString(crlf)
		}
	}
}

func (r *row) endLine(b *strings.Builder, crlf string) {
	if r.line != "" {
		b.WriteString("  " + r.line)
	}
	b.WriteString(crlf)
}

func (r *row) inline() string {
	if r.kind == 's' {
		switch r.style {
		case 'd':
			return `"` + r.text + `"`
		case 's':
			return "'" + strings.ReplaceAll(r.text, "'", "''") + "'"
		}
		return r.text
	}
	parts := make([]string, len(r.kids))
	for i, k := range r.kids {
		parts[i] = k.inline()
		if r.kind == 'm' {
			parts[i] = k.key + ": " + parts[i]
		}
	}
	if r.kind == 'm' {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ",  ") + "]"
}

// value gives the row as a general YAML reader would.
func (r *row) value() any {
	switch r.kind {
	case 's':
		return r.text
	case 'l':
		l := []any{}
		for _, k := range r.kids {
			l = append(l, k.value())
		}
		return l
	}
	m := map[string]any{}
	for _, k := range r.kids {
		m[k.key] = k.value()
	}
	return m
}

// walk visits every row below r with its path and its parents.
func (r *row) walk(path string, up []*row, visit func(path string, up []*row, r *row)) {
	for i, k := range r.kids {
		p := k.key
		if r.kind == 'l' {
			p = fmt.Sprint(i)
		}
		if path != "" {
			p = path + "/" + p
		}
		chain := append(up[:len(up):len(up)], r)
		visit(p, chain, k)
		k.walk(p, chain, visit)
	}
}

// comments lists the comments of a row and of all below it, in any order.
func (r *row) comments() []string {
	list := []string{r.head, r.line}
	for _, k := range r.kids {
		list = append(list, k.comments()...)
	}
	return list
}

func (r *row) without(which *row) {
	for i, k := range r.kids {
		if k == which {
			r.kids = append(r.kids[:i:i], r.kids[i+1:]...)
			return
		}
		k.without(which)
	}
}

type place struct {
	path string
	up   []*row
	row  *row
}

// drawStudy makes the text of a study and the list of its rows.
func drawStudy(t *rapid.T) (root *row, text string, places []place) {
	d := &drawer{t: t}
	root = &row{kind: 'm', kids: []*row{{key: "format", kind: 's', style: 'p', text: "sekisho/1"}}}
	for i := range rapid.IntRange(1, 4).Draw(t, "keys") {
		root.kids = append(root.kids, d.row(fmt.Sprintf("key%d", i), 3))
	}
	crlf := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line break")
	var b strings.Builder
	root.writeRows(&b, 0, crlf, false)
	text = b.String()
	root.walk("", nil, func(path string, up []*row, r *row) {
		if path != "format" {
			places = append(places, place{path, up, r})
		}
	})
	return root, text, places
}

// open reads a text as a study of one file; the keys are not those of the
// format, which does not matter to edits.
func open(t *rapid.T, text string) *studyfile.Document {
	doc, found := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml", studyfile.DefaultLimits())
	if len(found.Findings) > 0 {
		t.Fatalf("generated study is not well-formed: %v\n%s", found.Findings, text)
	}
	return doc
}

// check compares the edited study with what it should be: its values as another
// decoder sees them, and its comments in their order.
func check(t *rapid.T, doc *studyfile.Document, before string, root *row, gone []string) {
	files := doc.Encode()
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	after := string(files[0].Data)
	var got yaml.Node
	if err := yaml.Unmarshal(files[0].Data, &got); err != nil {
		t.Fatalf("edited study is not YAML: %v\n%s", err, after)
	}
	if diff := cmp.Diff(root.value(), plain(got.Content[0])); diff != "" {
		t.Fatalf("values (-want +got):\n%s\nbefore:\n%s\nafter:\n%s", diff, before, after)
	}
	for _, c := range gone {
		if c != "" {
			before = strings.Replace(before, c, "", 1)
		}
	}
	if diff := cmp.Diff(marks(before), marks(after)); diff != "" {
		t.Fatalf("comments (-want +got):\n%s\nbefore:\n%s\nafter:\n%s", diff, before, after)
	}
}

// plain gives the values of the library's own tree with scalars as texts.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, c := range n.Content {
			l = append(l, plain(c))
		}
		return l
	}
	return n.Value
}

// marks lists the comments of a text in their order.
func marks(text string) []string {
	list := []string{}
	for i, part := range strings.Split(text, "# c") {
		if i > 0 {
			number, _, _ := strings.Cut(part, ".")
			list = append(list, number)
		}
	}
	return list
}

// A value can be exchanged anywhere; nothing else changes, nor does the document
// of which it is a copy.
func TestSetKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root, text, places := drawStudy(t)
		at := rapid.SampledFrom(places).Draw(t, "place")
		original := open(t, text)
		doc, found := original.Copy()
		if len(found.Findings) > 0 {
			t.Fatalf("copying finds %v", found.Findings)
		}
		defer func() {
			if now := string(original.Encode()[0].Data); now != text {
				t.Fatalf("the original is now\n%s", now)
			}
			if at.row.kind == 's' { // and it takes the same edit again
				if err := original.Set(at.path, "again"); err != nil {
					t.Fatal(err)
				}
			}
		}()
		value := rapid.SampledFrom([]string{"new", "新しい値", "012", "", "a: b # x", "line\nline", "2026-06-08", "true", "[x"}).Draw(t, "value")
		err := doc.Set(at.path, value)
		if at.row.kind != 's' {
			if !errors.Is(err, studyfile.ErrCannotEdit) {
				t.Fatalf("Set on a %c: %v", at.row.kind, err)
			}
			check(t, doc, text, root, nil)
			return
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		at.row.text = value
		check(t, doc, text, root, nil)
	})
}

// A key can be added to any mapping; nothing else changes.
func TestSetAddsKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root, text, places := drawStudy(t)
		at := rapid.SampledFrom(places).Draw(t, "place")
		if at.row.kind != 'm' {
			at = place{path: "", row: root}
		}
		doc := open(t, text)
		if err := doc.Set(strings.TrimPrefix(at.path+"/新", "/"), "x y"); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		at.row.kids = append(at.row.kids, &row{key: "新", kind: 's', text: "x y"})
		check(t, doc, text, root, nil)
	})
}

// Any item or key can be removed; the comments of the others stay.
func TestRemoveKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root, text, places := drawStudy(t)
		at := rapid.SampledFrom(places).Draw(t, "place")
		doc := open(t, text)
		gone, up := at.row, at.up
		for len(up) > 1 && len(up[len(up)-1].kids) == 1 && !up[len(up)-1].flow {
			gone, up = up[len(up)-1], up[:len(up)-1]
		}
		if err := doc.Remove(at.path); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if len(up) == 1 && len(root.kids) == 2 {
			if n := len(doc.Encode()); n != 0 {
				t.Fatalf("%d files are left of a study without content", n)
			}
			return
		}
		comments := gone.comments()
		root.without(gone)
		check(t, doc, text, root, comments)
	})
}
