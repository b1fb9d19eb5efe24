package pdffile

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
)

// File is a PDF file being written.
type File struct {
	obj    *objects
	fonts  []*Font
	pages  []*Page
	images []picture
	root   *Tag
	marks  []*Bookmark
}

// About describes a file.
type About struct {
	Title, Author, Subject string
	// Lang is the language of the text, such as ja-JP.
	Lang string
	// Date is a day, YYYY-MM-DD; anything else is left out.
	Date string
}

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title string
	Page  *Page
	Y     float64
	Kids  []*Bookmark

	ref ref
}

// New begins a file.
func New() *File {
	return &File{obj: newObjects(), root: &Tag{kind: "Document"}}
}

// Bookmarks sets the outline.
func (f *File) Bookmarks(marks []*Bookmark) { f.marks = marks }

// Write writes the file. Nothing can be drawn afterwards.
func (f *File) Write(w io.Writer, about About) error {
	for _, p := range f.pages {
		p.endText()
		for i := range p.links {
			p.links[i].ref = f.obj.alloc()
			if t := p.links[i].tag; t != nil {
				t.kids = append(t.kids, kid{page: p, link: i + 1})
			}
		}
	}
	pages, resources, catalog, info, meta := f.obj.alloc(), f.obj.alloc(), f.obj.alloc(), f.obj.alloc(), f.obj.alloc()
	f.writePages(pages, resources)
	for _, font := range f.fonts {
		font.write(f.obj)
	}
	f.writeResources(resources)
	tree := f.writeTags()
	outline := ""
	if len(f.marks) > 0 {
		outline = fmt.Sprintf("/Outlines %s/PageMode/UseOutlines", f.writeOutline())
	}
	f.obj.raw(meta, "/Type/Metadata/Subtype/XML", []byte(xmp(about)))
	f.obj.put(info, fmt.Sprintf("<</Title%s/Author%s/Subject%s/Creator(sekisho)/Producer(sekisho)%s>>",
		textString(about.Title), textString(about.Author), textString(about.Subject), dates(about.Date)))
	f.obj.put(catalog, fmt.Sprintf("<</Type/Catalog/Pages %s/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %s/ViewerPreferences<</DisplayDocTitle true>>/Metadata %s%s>>",
		pages, byteString(about.Lang), tree, meta, outline))
	sum := fnv.New128a()
	_, _ = sum.Write(f.obj.out.Bytes()) // a hash never fails
	id := hex.EncodeToString(sum.Sum(nil))
	return f.obj.finish(w, fmt.Sprintf("/Root %s/Info %s/ID[<%s><%s>]", catalog, info, id, id))
}

func (f *File) writePages(pages, resources ref) {
	var kids strings.Builder
	next := len(f.pages) // numbers of links in the tree of tags follow those of pages
	for i, p := range f.pages {
		fmt.Fprintf(&kids, "%s ", p.ref)
		contents := ""
		if p.ready != 0 {
			contents = p.ready.String() + " "
		}
		if p.body.Len() > 0 {
			over := f.obj.alloc()
			f.obj.stream(over, "", p.body.Bytes())
			contents += over.String()
		}
		annots := ""
		if len(p.links) > 0 {
			var list strings.Builder
			for _, l := range p.links {
				number := ""
				if l.tag != nil {
					number = fmt.Sprintf("/StructParent %d", next)
					next++
				}
				fmt.Fprintf(&list, "%s ", l.ref)
				f.obj.put(l.ref, fmt.Sprintf("<</Type/Annot/Subtype/Link/F 4/Rect[%s %s %s %s]/Border[0 0 0]%s%s>>",
					num(l.X), num(p.h-l.Y-l.H), num(l.X+l.W), num(p.h-l.Y), number, action(l)))
			}
			annots = "/Annots[" + list.String() + "]"
		}
		f.obj.put(p.ref, fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources %s/Contents[%s]/StructParents %d/Tabs/S%s>>",
			pages, num(p.w), num(p.h), resources, contents, i, annots))
	}
	f.obj.put(pages, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(f.pages), kids.String()))
}

// action says what a link does.
func action(l link) string {
	if l.to == nil {
		return "/A<</S/URI/URI" + byteString(l.address) + ">>/Contents" + textString(l.address)
	}
	page, y := l.to()
	if page == nil {
		return ""
	}
	return fmt.Sprintf("/Dest[%s/XYZ 0 %s null]", page.ref, num(page.h-y))
}

// writeResources writes what all pages use.
func (f *File) writeResources(r ref) {
	var b strings.Builder
	b.WriteString("<</Font<<")
	for _, font := range f.fonts {
		fmt.Fprintf(&b, "/%s %s", font.label, font.ref)
	}
	b.WriteString(">>/XObject<<")
	for _, i := range f.images {
		fmt.Fprintf(&b, "/%s %s", i.label, i.ref)
	}
	b.WriteString(">>>>")
	f.obj.put(r, b.String())
}

func (f *File) writeOutline() ref {
	root := f.obj.alloc()
	first, last, n := f.writeBookmarks(f.marks, root)
	f.obj.put(root, fmt.Sprintf("<</Type/Outlines/First %s/Last %s/Count %d>>", first, last, n))
	return root
}

// writeBookmarks writes entries beside one another. Those beneath are folded away.
func (f *File) writeBookmarks(marks []*Bookmark, parent ref) (first, last ref, n int) {
	for _, m := range marks {
		m.ref = f.obj.alloc()
	}
	for i, m := range marks {
		s := fmt.Sprintf("<</Title%s/Parent %s/Dest[%s/XYZ 0 %s null]", textString(m.Title), parent, m.Page.ref, num(m.Page.h-m.Y))
		if i > 0 {
			s += "/Prev " + marks[i-1].ref.String()
		}
		if i+1 < len(marks) {
			s += "/Next " + marks[i+1].ref.String()
		}
		if len(m.Kids) > 0 {
			from, to, count := f.writeBookmarks(m.Kids, m.ref)
			s += fmt.Sprintf("/First %s/Last %s/Count %d", from, to, -count)
		}
		f.obj.put(m.ref, s+">>")
	}
	return marks[0].ref, marks[len(marks)-1].ref, len(marks)
}

func dates(day string) string {
	if len(day) != 10 || strings.Trim(day, "0123456789-") != "" {
		return ""
	}
	d := "(D:" + strings.ReplaceAll(day, "-", "") + "000000Z)"
	return "/CreationDate" + d + "/ModDate" + d
}

// xmp makes the description that other programs read.
func xmp(a About) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	legal := func(s string) string {
		return escape.Replace(strings.Map(func(r rune) rune {
			if r < 0x20 || r == 0xfffe || r == 0xffff {
				return ' '
			}
			return r
		}, s))
	}
	date := ""
	if dates(a.Date) != "" {
		date = "<xmp:CreateDate>" + a.Date + "T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>" + a.Date + "T00:00:00Z</xmp:ModifyDate>"
	}
	return "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + legal(a.Title) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:creator><rdf:Seq><rdf:li>` + legal(a.Author) + `</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>` + legal(a.Lang) + `</rdf:li></rdf:Bag></dc:language>` +
		`<xmp:CreatorTool>sekisho</xmp:CreatorTool>` + date + `</rdf:Description></rdf:RDF></x:xmpmeta>` + "\n<?xpacket end=\"w\"?>"
}

// Drop takes back the last page, on which nothing may be drawn that matters.
func (f *File) Drop(p *Page) {
	if n := len(f.pages) - 1; n >= 0 && f.pages[n] == p {
		f.pages = f.pages[:n]
	}
}

// Point is a state of a file to which one can go back before it is written.
type Point struct {
	pages, images, kids, rows, length int
	open                              *Page // that is drawn on
	state                             Page
}

// Point gives the state of the file; open is the page that is drawn on, or nil.
func (f *File) Point(open *Page) Point {
	p := Point{pages: len(f.pages), images: len(f.images), kids: len(f.root.kids), rows: len(f.obj.rows), length: f.obj.out.Len(), open: open}
	if open != nil {
		p.state = open.copied()
	}
	return p
}

// copied gives the page with a content of its own.
func (p *Page) copied() Page {
	out := *p
	out.body = *bytes.NewBuffer(bytes.Clone(p.body.Bytes()))
	return out
}

// Back takes back what was added to the file since.
func (f *File) Back(p Point) {
	f.pages, f.images, f.root.kids = f.pages[:p.pages], f.images[:p.images], f.root.kids[:p.kids]
	f.obj.rows = f.obj.rows[:p.rows]
	f.obj.out.Truncate(p.length)
	if p.open != nil {
		*p.open = p.state.copied()
	}
}
