package studyfile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrNoSuchPath is returned for an edit at a path that does not exist.
var ErrNoSuchPath = errors.New("no such path in the study")

// ErrCannotEdit is returned for an edit that cannot be made in the text without
// touching other values. The document is then as it was before.
var ErrCannotEdit = errors.New("cannot be edited in place")

// Set gives the text at path a new value. A key that is absent is added at the
// end of its mapping, which must exist. Everything else stays as it is written.
func (d *Document) Set(path, text string) error {
	return d.set(path, &node{kind: kindText, text: text}, scalar(text))
}

// SetNumber is Set with a whole number.
func (d *Document) SetNumber(path string, n int) error {
	text := strconv.Itoa(n)
	return d.set(path, &node{kind: kindInt, text: text}, text)
}

// SetTrue is Set with true.
func (d *Document) SetTrue(path string) error {
	return d.set(path, &node{kind: kindBool, text: "true"}, "true")
}

// set writes value, which reads as want.
func (d *Document) set(path string, to *node, value string) error {
	segs := strings.Split(path, "/")
	at, ok := d.find(segs)
	if !ok {
		return d.insert(segs, to, value)
	}
	f, err := d.fileOf(at.node)
	if err != nil {
		return fmt.Errorf("set %s: %w", path, err)
	}
	if at.node.kind == kindList || at.node.kind == kindMap {
		return fmt.Errorf("set %s: a list or mapping: %w", path, ErrCannotEdit)
	}
	start, end := int(at.node.off), f.src.end(at.node, d.blockIndent(segs, at))
	if start == end {
		value = " " + value
	}
	want := f.root.clone(at.node, func(*node) *node { return to })
	return d.apply(path, f, want, splice{start, end, value})
}

// blockIndent gives the indentation that a block scalar at path exceeds.
func (d *Document) blockIndent(segs []string, at child) int {
	parent, _ := d.find(segs[:len(segs)-1])
	return d.files[at.node.file].src.indentOf(parent.node, at)
}

// insert adds the last segment of the path as a key of its mapping.
func (d *Document) insert(segs []string, to *node, value string) error {
	path, key := strings.Join(segs, "/"), segs[len(segs)-1]
	parent, ok := d.find(segs[:len(segs)-1])
	if !ok || parent.node.kind != kindMap {
		return fmt.Errorf("set %s: %w", path, ErrNoSuchPath)
	}
	f, err := d.fileOf(parent.node)
	if err != nil {
		return fmt.Errorf("set %s: %w", path, err)
	}
	own := f.root.at(parent.node)
	if own == nil || (len(own.kids) == 0 && own.style != styleFlow) {
		return fmt.Errorf("set %s: %w", path, ErrCannotEdit)
	}
	want := f.root.clone(own, func(n *node) *node {
		c := n.shallow()
		c.kids = append(c.kids, child{key: key, node: to})
		return c
	})
	return d.apply(path, f, want, f.src.insertion(own, scalar(key)+": "+value))
}

// insertion gives the splice that adds an entry at the end of a mapping.
func (s *source) insertion(n *node, entry string) splice {
	if len(n.kids) == 0 {
		return splice{int(n.off) + 1, int(n.off) + 1, entry}
	}
	last := n.kids[len(n.kids)-1]
	end := s.end(last.node, s.indentOf(n, last))
	if n.style == styleFlow {
		return splice{end, end, ", " + entry}
	}
	end = s.lineEnd(end)
	indent := strings.Repeat(" ", s.column(int(n.kids[0].keyOff)))
	return splice{end, end, s.lineBreak() + indent + entry}
}

// lineBreak gives the line break that the file uses.
func (s *source) lineBreak() string {
	if strings.Contains(s.text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// Remove takes out the list item or key at path with the comments that belong
// to it: behind it, and the lines right above it. The last item of a list by
// indentation goes with its key. A file in which nothing but the version line
// is left is dropped.
func (d *Document) Remove(path string) error {
	at, ok := d.find(strings.Split(path, "/"))
	if !ok {
		return fmt.Errorf("remove %s: %w", path, ErrNoSuchPath)
	}
	f, err := d.fileOf(at.node)
	if err != nil {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	parent, i := f.root.parentOf(at.node)
	for parent != nil && len(parent.kids) == 1 && parent.style != styleFlow && parent != f.root {
		parent, i = f.root.parentOf(parent)
	}
	if parent == nil {
		return fmt.Errorf("remove %s: it stands in several files: %w", path, ErrCannotEdit)
	}
	if parent == f.root && onlyFormat(parent, i) {
		return d.Drop(f.name)
	}
	want := f.root.clone(parent, func(n *node) *node {
		c := n.shallow()
		c.kids = slices.Delete(c.kids, i, i+1)
		return c
	})
	splices, err := f.src.removal(parent, i)
	if err != nil {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	return d.apply(path, f, want, splices...)
}

// onlyFormat reports whether the version line is all that is left of a file
// without its entry i.
func onlyFormat(root *node, i int) bool {
	for j, k := range root.kids {
		if j != i && k.key != formatKey {
			return false
		}
	}
	return true
}

// Drop takes a whole file out of the study. name is its [File.Name].
func (d *Document) Drop(name string) error {
	i := slices.IndexFunc(d.files, func(f *file) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("drop %s: %w", name, ErrNoSuchPath)
	}
	d.files = slices.Delete(d.files, i, i+1)
	for i, f := range d.files {
		f.read(uint16(i), d.lim, d.lim.Values)
	}
	d.assemble()
	return nil
}

// fileOf gives the file of a value that can be edited.
func (d *Document) fileOf(n *node) (*file, error) {
	if n.made {
		return nil, ErrCannotEdit
	}
	f := d.files[n.file]
	if !f.sound || f.version != current {
		return nil, fmt.Errorf("the file has errors or is in an old version: %w", ErrCannotEdit)
	}
	return f, nil
}

// splice replaces a stretch of text.
type splice struct {
	start, end int
	text       string
}

// apply makes the edit and reads the file again. When the result is not the
// tree that is wanted, the document is left as it was.
func (d *Document) apply(path string, f *file, want *node, splices ...splice) error {
	text := f.src.text
	slices.SortFunc(splices, func(a, b splice) int { return b.start - a.start })
	for _, s := range splices {
		if s.start > s.end || s.end > len(text) {
			return fmt.Errorf("edit %s: %w", path, ErrCannotEdit)
		}
		text = text[:s.start] + s.text + text[s.end:]
	}
	index := uint16(slices.Index(d.files, f))
	next := &file{kind: f.kind, name: f.name, src: newSource(f.src.shown, text)}
	next.read(index, d.lim, d.left(index))
	if !next.sound || !next.root.equal(want) {
		return fmt.Errorf("edit %s: %w", path, ErrCannotEdit)
	}
	d.files[index] = next
	d.assemble()
	return nil
}

// clone copies the tree with one node exchanged.
func (n *node) clone(which *node, exchange func(*node) *node) *node {
	if n == which {
		return exchange(n)
	}
	c := *n
	c.kids = make([]child, len(n.kids))
	for i, k := range n.kids {
		k.node = k.node.clone(which, exchange)
		c.kids[i] = k
	}
	return &c
}

// same reports whether two nodes stand at the same place with the same kind:
// merging copies the mappings and lists that it adds to.
func (n *node) same(m *node) bool {
	return n.file == m.file && n.off == m.off && n.kind == m.kind && n.style == m.style && n.text == m.text && n.keyed() == m.keyed()
}

// keyed gives the place of the first key, to tell apart a mapping and the
// mapping that is its first key's value.
func (n *node) keyed() uint32 {
	if len(n.kids) == 0 {
		return 0
	}
	return n.kids[0].keyOff
}

// at gives the node of the tree that is at the place of which, nil if none is.
func (n *node) at(which *node) *node {
	if n == which || n.same(which) {
		return n
	}
	for _, k := range n.kids {
		if found := k.node.at(which); found != nil {
			return found
		}
	}
	return nil
}

// parentOf gives the node that which is child i of.
func (n *node) parentOf(which *node) (*node, int) {
	for i, k := range n.kids {
		if k.node == which {
			return n, i
		}
		if p, j := k.node.parentOf(which); p != nil {
			return p, j
		}
	}
	return nil, 0
}

// equal reports whether two trees hold the same values in the same order.
func (n *node) equal(m *node) bool {
	if m == nil || n == nil || n.kind != m.kind || n.text != m.text || len(n.kids) != len(m.kids) {
		return n == nil && m == nil
	}
	for i := range n.kids {
		if n.kids[i].key != m.kids[i].key || !n.kids[i].node.equal(m.kids[i].node) {
			return false
		}
	}
	return true
}
