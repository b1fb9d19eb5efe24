package studyfile

import (
	"fmt"
	"strconv"
	"strings"
)

// Entry is a key of a new list item with its value: text, a whole number that is
// not 0, true, a list of texts, a mapping of further entries, or a list of mappings;
// exactly one is given. An item of a list of values is one entry without a key.
type Entry struct {
	Key     string
	Text    string
	Number  int
	True    bool
	List    []string
	Entries []Entry
	Items   [][]Entry
}

// Append adds an item at the end of the list at path. A list that is absent is
// added to its mapping, and so is the mapping. Everything else stays as it is written.
func (d *Document) Append(path string, item []Entry) error {
	segs := strings.Split(path, "/")
	at, ok := d.find(segs)
	if !ok {
		return d.appendFirst(path, segs, item)
	}
	if at.node.kind != kindList {
		return fmt.Errorf("append to %s: no list: %w", path, ErrCannotEdit)
	}
	if len(at.node.kids) == 0 {
		return d.appendOnly(path, at.node, item)
	}
	// A list may go on in several files: the item goes behind the last of them.
	last := at.node.kids[len(at.node.kids)-1].node
	f, err := d.fileOf(last)
	if err != nil {
		return fmt.Errorf("append to %s: %w", path, err)
	}
	own, _ := f.root.parentOf(f.root.at(last))
	if own == nil || own.kind != kindList {
		return fmt.Errorf("append to %s: %w", path, ErrCannotEdit)
	}
	want := f.root.clone(own, func(n *node) *node {
		c := n.shallow()
		c.kids = append(c.kids, child{node: itemNode(item)})
		return c
	})
	return d.apply(path, f, want, f.src.itemBehind(own, flow(item)))
}

// appendFirst adds the list with the item as the last key of its mapping. A
// mapping that is absent too, such as remove in remove/links, is added with it.
func (d *Document) appendFirst(path string, segs []string, item []Entry) error {
	added := Entry{Key: segs[len(segs)-1], Items: [][]Entry{item}}
	segs = segs[:len(segs)-1]
	parent, ok := d.find(segs)
	for !ok && len(segs) > 0 {
		if _, err := strconv.Atoi(segs[len(segs)-1]); err == nil {
			break // there is no such row
		}
		added = Entry{Key: segs[len(segs)-1], Entries: []Entry{added}}
		segs = segs[:len(segs)-1]
		parent, ok = d.find(segs)
	}
	if !ok || parent.node.kind != kindMap {
		return fmt.Errorf("append to %s: %w", path, ErrNoSuchPath)
	}
	f, err := d.fileOf(parent.node)
	if err != nil {
		return fmt.Errorf("append to %s: %w", path, err)
	}
	own := f.root.at(parent.node)
	if own == nil || len(own.kids) == 0 {
		return fmt.Errorf("append to %s: %w", path, ErrCannotEdit)
	}
	want := f.root.clone(own, func(n *node) *node {
		c := n.shallow()
		c.kids = append(c.kids, child{key: added.Key, node: added.node()})
		return c
	})
	return d.apply(path, f, want, f.src.insertion(own, scalar(added.Key)+": "+added.value()))
}

// appendOnly puts the item into a list in brackets that is empty, as it is left
// when its only item is removed.
func (d *Document) appendOnly(path string, list *node, item []Entry) error {
	f, err := d.fileOf(list)
	if err != nil {
		return fmt.Errorf("append to %s: %w", path, err)
	}
	own := f.root.at(list)
	if own == nil || own.style != styleFlow {
		return fmt.Errorf("append to %s: %w", path, ErrCannotEdit)
	}
	want := f.root.clone(own, func(n *node) *node {
		c := n.shallow()
		c.kids = []child{{node: itemNode(item)}}
		return c
	})
	at := int(own.off) + len("[")
	return d.apply(path, f, want, splice{at, at, flow(item)})
}

// itemBehind gives the splice that adds an item at the end of a list.
func (s *source) itemBehind(n *node, item string) splice {
	last := n.kids[len(n.kids)-1]
	end := s.end(last.node, s.indentOf(n, last))
	if n.style == styleFlow {
		return splice{end, end, ", " + item}
	}
	end = s.lineEnd(end)
	// The dash of the last item stands before it on its first line.
	line := s.text[:last.node.off]
	if len(last.node.kids) > 0 && last.node.style != styleFlow {
		line = s.text[:last.node.kids[0].keyOff]
	}
	dash := strings.LastIndexByte(line, '-')
	return splice{end, end, s.lineBreak() + strings.Repeat(" ", s.column(dash)) + "- " + item}
}

// bare tells that an item is a value by itself and no mapping: one entry without
// a key.
func bare(item []Entry) bool { return len(item) == 1 && item[0].Key == "" }

// flow writes an item on one line.
func flow(item []Entry) string {
	if bare(item) {
		return item[0].value()
	}
	parts := make([]string, len(item))
	for i, e := range item {
		parts[i] = scalar(e.Key) + ": " + e.value()
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (e Entry) value() string {
	switch {
	case e.Entries != nil:
		return flow(e.Entries)
	case e.Items != nil:
		parts := make([]string, len(e.Items))
		for i, item := range e.Items {
			parts[i] = flow(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case e.List != nil:
		parts := make([]string, len(e.List))
		for i, t := range e.List {
			parts[i] = scalar(t)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case e.Number != 0:
		return strconv.Itoa(e.Number)
	case e.True:
		return "true"
	}
	return scalar(e.Text)
}

// itemNode is the tree that an item must read as.
func itemNode(item []Entry) *node {
	if bare(item) {
		return item[0].node()
	}
	n := &node{kind: kindMap, style: styleFlow}
	for _, e := range item {
		n.kids = append(n.kids, child{key: e.Key, node: e.node()})
	}
	return n
}

func (e Entry) node() *node {
	switch {
	case e.Entries != nil:
		return itemNode(e.Entries)
	case e.Items != nil:
		n := &node{kind: kindList, style: styleFlow}
		for _, item := range e.Items {
			n.kids = append(n.kids, child{node: itemNode(item)})
		}
		return n
	case e.List != nil:
		n := &node{kind: kindList, style: styleFlow}
		for _, t := range e.List {
			n.kids = append(n.kids, child{node: &node{kind: kindText, text: t}})
		}
		return n
	case e.Number != 0:
		return &node{kind: kindInt, text: strconv.Itoa(e.Number)}
	case e.True:
		return &node{kind: kindBool, text: "true"}
	}
	return &node{kind: kindText, text: e.Text}
}
