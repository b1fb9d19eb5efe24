package studyfile

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// formatKey begins every file; it is the one key that all files repeat.
const formatKey = "format"

// merge lays the trees of the files over each other: lists of the same key are
// put one behind the other, mappings are merged key by key, and anything else
// may stand in only one file. The trees of the files stay as they are.
func (d *Document) merge(out *findings) {
	var root *node
	for _, f := range d.files {
		switch {
		case f.root == nil:
		case f.root.kind != kindMap:
			f.sound = false
			out.add(diag.ValueType, f.src.pos(int(f.root.off)), "", "allowed", kindMap.String(), "got", f.root.kind.String())
		case root == nil:
			root = f.root.shallow()
		default:
			d.mergeMap(root, f.root, nil, out)
		}
	}
	if root == nil {
		root = &node{kind: kindMap, made: true}
	}
	d.root = root
}

// shallow copies a node but not what is below it.
func (n *node) shallow() *node {
	c := *n
	c.kids = append(make([]child, 0, len(n.kids)), n.kids...)
	return &c
}

func (d *Document) mergeMap(into, from *node, at []string, out *findings) {
	index := make(map[string]int, len(into.kids))
	for i, k := range into.kids {
		index[k.key] = i
	}
	for _, k := range from.kids {
		if len(at) == 0 && k.key == formatKey {
			if into.get(formatKey) == nil {
				into.kids = append(into.kids, k)
			}
			continue
		}
		var has *child
		if i, ok := index[k.key]; ok {
			has = &into.kids[i]
		}
		switch {
		case has == nil:
			index[k.key] = len(into.kids)
			into.kids = append(into.kids, k)
		case has.node.kind == kindList && k.node.kind == kindList:
			has.node = has.node.shallow()
			has.node.kids = append(has.node.kids, k.node.kids...)
		case has.node.kind == kindMap && k.node.kind == kindMap:
			has.node = has.node.shallow()
			d.mergeMap(has.node, k.node, append(at, k.key), out)
		default:
			first := d.pos(has.keyFile, has.keyOff)
			f := out.add(diag.KeyGivenTwice, d.pos(k.keyFile, k.keyOff), strings.Join(append(at, k.key), "/"),
				"key", k.key, "first", first.File+":"+strconv.Itoa(first.Line))
			f.Related = append(f.Related, diag.Place{Pos: first})
		}
	}
}

func (d *Document) pos(file uint16, off uint32) diag.Pos { return d.files[file].src.pos(int(off)) }

// Locate gives the place of the value at path in the merged study, or of its
// nearest ancestor that exists. It implements [diag.Locator]. A list or mapping
// by indentation is located by its key.
func (d *Document) Locate(path string) diag.Pos {
	if len(d.files) == 0 {
		return diag.Pos{}
	}
	at := child{node: d.root}
	pos := d.files[0].src.pos(0)
	if !d.root.made {
		pos = d.pos(d.root.file, d.root.off)
	}
	if path == "" {
		return pos
	}
	for seg := range strings.SplitSeq(path, "/") {
		next := at.node.step(seg)
		if next == nil {
			break
		}
		at = *next
		if p, ok := d.place(at); ok {
			pos = p
		}
	}
	return pos
}

// place gives where a child is best shown.
func (d *Document) place(c child) (diag.Pos, bool) {
	n := c.node
	switch {
	case n.made:
		return diag.Pos{}, false
	case c.key != "" && (n.kind == kindNull || n.style == styleBlock):
		return d.pos(c.keyFile, c.keyOff), true
	}
	return d.pos(n.file, n.off), true
}
