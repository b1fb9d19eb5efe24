package pdffile

import (
	"fmt"
	"strconv"
	"strings"
)

// Tag is a part of the text as a screen reader knows it: a heading, a cell, a
// figure. Kinds are those of ISO 32000-1, 14.8.4, such as H1, P, TD.
type Tag struct {
	kind   string
	parent *Tag
	kids   []kid
	ref    ref

	// Alt says in words what is to be seen.
	Alt string
	// Attributes are those of a cell of a table, such as /Scope/Column.
	Attributes string
}

// kid is what a tag holds: a tag, content of a page, or a link.
type kid struct {
	tag     *Tag
	page    *Page
	content int
	link    int // of the page, from 1; 0 for none
}

// Root gives the tag that holds all others.
func (f *File) Root() *Tag { return f.root }

// Child adds a tag within.
func (t *Tag) Child(kind string) *Tag {
	c := &Tag{kind: kind, parent: t}
	t.kids = append(t.kids, kid{tag: c})
	return c
}

// number gives tags their objects, and drops those that hold nothing.
func (f *File) number(t *Tag) bool {
	kept := t.kids[:0]
	for _, k := range t.kids {
		if k.tag == nil || f.number(k.tag) {
			kept = append(kept, k)
		}
	}
	t.kids = kept
	if len(kept) == 0 && t != f.root {
		return false
	}
	t.ref = f.obj.alloc()
	return true
}

// writeTag writes a tag and all within.
func (f *File) writeTag(t *Tag, parent ref) {
	var b strings.Builder
	fmt.Fprintf(&b, "<</S/%s/P %s", t.kind, parent)
	if t.Alt != "" {
		b.WriteString("/Alt" + textString(t.Alt))
	}
	if t.Attributes != "" {
		b.WriteString("/A<</O/Table" + t.Attributes + ">>")
	}
	page := (*Page)(nil)
	for _, k := range t.kids {
		if k.page != nil {
			page = k.page
			fmt.Fprintf(&b, "/Pg %s", page.ref)
			break
		}
	}
	b.WriteString("/K[")
	for _, k := range t.kids {
		switch {
		case k.tag != nil:
			fmt.Fprintf(&b, "%s ", k.tag.ref)
		case k.link > 0:
			fmt.Fprintf(&b, "<</Type/OBJR/Pg %s/Obj %s>>", k.page.ref, k.page.links[k.link-1].ref)
		case k.page == page:
			b.WriteString(strconv.Itoa(k.content) + " ")
		default:
			fmt.Fprintf(&b, "<</Type/MCR/Pg %s/MCID %d>>", k.page.ref, k.content)
		}
	}
	b.WriteString("]>>")
	f.obj.put(t.ref, b.String())
	for _, k := range t.kids {
		if k.tag != nil {
			f.writeTag(k.tag, t.ref)
		}
	}
}

// writeTags writes the tree of tags and the way back from pages to tags.
func (f *File) writeTags() ref {
	tree, parents := f.obj.alloc(), f.obj.alloc()
	f.number(f.root)
	f.writeTag(f.root, tree)
	var b strings.Builder
	b.WriteString("<</Nums[")
	for i, p := range f.pages {
		fmt.Fprintf(&b, "%d[", i)
		for _, t := range p.tags {
			fmt.Fprintf(&b, "%s ", t.ref)
		}
		b.WriteString("]")
	}
	next := len(f.pages)
	for _, p := range f.pages {
		for _, l := range p.links {
			if l.tag != nil {
				fmt.Fprintf(&b, "%d %s ", next, l.tag.ref)
				next++
			}
		}
	}
	b.WriteString("]>>")
	f.obj.put(parents, b.String())
	f.obj.put(tree, fmt.Sprintf("<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>", f.root.ref, parents, next))
	return tree
}
