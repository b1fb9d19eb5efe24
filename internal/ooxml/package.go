// Package ooxml writes the container that Word, Excel and PowerPoint files share:
// a zip file of XML parts with their content types and relationships. It knows
// nothing of what the parts mean.
//
// The same calls give the same bytes: parts stand in the order in which they were
// added, without dates.
package ooxml

import (
	"archive/zip"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// Package is a file being put together.
type Package struct {
	parts     []part
	relations []*relations
}

type part struct {
	name, contentType string
	data              func() ([]byte, error)
}

type relations struct {
	from string
	rows []string
}

// The types of relationships that every format uses.
const (
	OfficeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
	CoreProperties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
	Image          = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
	Hyperlink      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
	Theme          = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
)

// Header is the first line of every XML part.
const Header = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Add adds a part, such as word/document.xml. A part whose content type is known
// by its extension (png, jpeg, gif, emf, svg) needs none.
func (p *Package) Add(name, contentType string, data []byte) {
	p.parts = append(p.parts, part{name, contentType, func() ([]byte, error) { return data, nil }})
}

// AddLater adds a part whose content type is known by its extension, and whose
// data is made when the file is written.
func (p *Package) AddLater(name string, data func() ([]byte, error)) {
	p.parts = append(p.parts, part{name: name, data: data})
}

// Relate adds a relationship of the part from ("" for the package) to the part
// to, and gives its id.
func (p *Package) Relate(from, kind, to string) string {
	target := "/" + to
	if dir := path.Dir(from); from == "" {
		target = to
	} else if rest, ok := strings.CutPrefix(to, dir+"/"); ok {
		target = rest
	}
	return p.relate(from, kind, target, "")
}

// Link adds a relationship of a part to an address outside, and gives its id.
func (p *Package) Link(from, kind, address string) string {
	return p.relate(from, kind, address, ` TargetMode="External"`)
}

func (p *Package) relate(from, kind, target, mode string) string {
	var r *relations
	for _, x := range p.relations {
		if x.from == from {
			r = x
		}
	}
	if r == nil {
		r = &relations{from: from}
		p.relations = append(p.relations, r)
	}
	id := "rId" + strconv.Itoa(len(r.rows)+1)
	r.rows = append(r.rows, `<Relationship Id="`+id+`" Type="`+kind+`" Target="`+Escape(target)+`"`+mode+`/>`)
	return id
}

// extensions are the content types of parts that are no XML.
var extensions = []struct{ ext, contentType string }{
	{"rels", "application/vnd.openxmlformats-package.relationships+xml"}, {"xml", "application/xml"},
	{"png", "image/png"}, {"jpeg", "image/jpeg"}, {"jpg", "image/jpeg"}, {"gif", "image/gif"}, {"emf", "image/x-emf"},
	{"wmf", "image/x-wmf"}, {"svg", "image/svg+xml"},
}

// Write writes the file.
func (p *Package) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	if err := store(z, "[Content_Types].xml", p.contentTypes()); err != nil {
		return err
	}
	for _, r := range p.relations {
		dir, file := path.Split(r.from)
		data := Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + strings.Join(r.rows, "") + `</Relationships>`
		if err := store(z, dir+"_rels/"+file+".rels", []byte(data)); err != nil {
			return err
		}
	}
	for _, x := range p.parts {
		data, err := x.data()
		if err != nil {
			return fmt.Errorf("make part %s: %w", x.name, err)
		}
		if err := store(z, x.name, data); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("close package: %w", err)
	}
	return nil
}

// store writes one entry. Pictures are compressed already.
func store(z *zip.Writer, name string, data []byte) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate}
	switch path.Ext(name) {
	case ".png", ".jpeg", ".jpg", ".gif":
		h.Method = zip.Store
	}
	w, err := z.CreateHeader(h)
	if err != nil {
		return fmt.Errorf("write part %s: %w", name, err)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("write part %s: %w", name, err)
	}
	return nil
}

func (p *Package) contentTypes() []byte {
	used := map[string]bool{"rels": true, "xml": true}
	for _, x := range p.parts {
		used[strings.TrimPrefix(path.Ext(x.name), ".")] = true
	}
	var b strings.Builder
	b.WriteString(Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`)
	for _, e := range extensions {
		if used[e.ext] {
			b.WriteString(`<Default Extension="` + e.ext + `" ContentType="` + e.contentType + `"/>`)
		}
	}
	for _, x := range p.parts {
		if x.contentType != "" {
			b.WriteString(`<Override PartName="/` + Escape(x.name) + `" ContentType="` + x.contentType + `"/>`)
		}
	}
	b.WriteString(`</Types>`)
	return []byte(b.String())
}
