package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// Template is what a user's Word file gives to our documents: styles, theme, and
// the headers and footers of its last section.
type Template struct {
	styles []byte
	ids    map[string]string // kind and lower-case name of a style to its id
	taken  map[string]bool   // ids of styles
	parts  []templatePart    // theme, headers, footers, their pictures
	refs   []headerRef
}

type templatePart struct {
	name, contentType string
	data              []byte
	relations         []relation
}

type relation struct {
	ID, Type, Target, TargetMode string
}

type headerRef struct{ element, kind, part string }

// Limits of a template.
const (
	maxTemplate = 20 << 20 // bytes of the file
	maxPart     = 10 << 20 // bytes of a part, unpacked
	maxParts    = 2000
)

// ReadTemplate reads a Word file that is to serve as the template. path is where
// its name stands in the study, for findings; without findings the template is
// usable.
func ReadTemplate(data []byte, at string) (*Template, diag.List) {
	var faults diag.List
	t, err := readTemplate(data)
	if err != nil {
		var e *templateError
		if !errors.As(err, &e) {
			e = &templateError{problem: "zip"}
		}
		faults.Add(diag.TemplateUnusable, at, "problem", e.problem, "value", e.part)
		return nil, faults
	}
	return t, faults
}

// templateError says why a file cannot serve as a template.
type templateError struct{ problem, part string }

// Error gives the reason.
func (e *templateError) Error() string { return "template: " + e.problem + " " + e.part }

func readTemplate(data []byte) (*Template, error) {
	if len(data) > maxTemplate {
		return nil, &templateError{"large", ""}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &templateError{"zip", ""}
	}
	if len(z.File) > maxParts {
		return nil, &templateError{"large", ""}
	}
	files := map[string]*zip.File{}
	for _, f := range z.File {
		files[strings.TrimPrefix(f.Name, "/")] = f
	}
	r := &templateReader{files: files, t: &Template{ids: map[string]string{}, taken: map[string]bool{}}}
	if files["word/vbaProject.bin"] != nil {
		return nil, &templateError{"macro", "word/vbaProject.bin"}
	}
	if err := r.readStyles(); err != nil {
		return nil, err
	}
	if err := r.readHeaders(); err != nil {
		return nil, err
	}
	return r.t, nil
}

type templateReader struct {
	files map[string]*zip.File
	t     *Template
}

// part reads a part and checks that it is well-formed XML where it should be.
func (r *templateReader) part(name string) ([]byte, error) {
	f := r.files[name]
	if f == nil {
		return nil, &templateError{"missing", name}
	}
	rc, err := f.Open()
	if err != nil {
		return nil, &templateError{"zip", name}
	}
	defer func() { _ = rc.Close() }() // read only
	data, err := io.ReadAll(io.LimitReader(rc, maxPart+1))
	switch {
	case err != nil:
		return nil, &templateError{"zip", name}
	case len(data) > maxPart:
		return nil, &templateError{"large", name}
	}
	if ext := path.Ext(name); ext == ".xml" || ext == ".rels" {
		if err := wellFormed(data); err != nil {
			return nil, &templateError{"xml", name}
		}
	}
	return data, nil
}

func wellFormed(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := token.(xml.Directive); ok {
			return errors.New("document type declaration")
		}
	}
}

const wordSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// readStyles takes over the styles and the theme.
func (r *templateReader) readStyles() error {
	data, err := r.part("word/styles.xml")
	if err != nil {
		return err
	}
	var parsed struct {
		XMLName xml.Name
		Styles  []struct {
			Type string `xml:"type,attr"`
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal(data, &parsed); err != nil || parsed.XMLName.Space != wordSpace || !bytes.Contains(data, []byte("</w:styles>")) {
		return &templateError{"xml", "word/styles.xml"}
	}
	for _, s := range parsed.Styles {
		key := s.Type + " " + strings.ToLower(s.Name.Val)
		if r.t.ids[key] == "" {
			r.t.ids[key] = s.ID
		}
		r.t.taken[strings.ToLower(s.ID)] = true
	}
	r.t.styles = data
	if r.files["word/theme/theme1.xml"] != nil {
		theme, err := r.part("word/theme/theme1.xml")
		if err != nil {
			return err
		}
		r.t.parts = append(r.t.parts, templatePart{name: "word/theme/theme1.xml", contentType: "application/vnd.openxmlformats-officedocument.theme+xml", data: theme})
	}
	return nil
}

var (
	reference = regexp.MustCompile(`<w:(headerReference|footerReference)\s[^>]*>`)
	refType   = regexp.MustCompile(`w:type="([a-z]+)"`)
	refID     = regexp.MustCompile(`r:id="([^"]+)"`)
)

// readHeaders takes over the headers and footers that the last section refers to.
func (r *templateReader) readHeaders() error {
	if r.files["word/document.xml"] == nil {
		return nil // styles alone
	}
	body, err := r.part("word/document.xml")
	if err != nil {
		return err
	}
	rels, err := r.relations("word/document.xml")
	if err != nil {
		return err
	}
	last := bytes.LastIndex(body, []byte("<w:sectPr"))
	if last < 0 {
		return nil
	}
	for _, m := range reference.FindAllSubmatch(body[last:], -1) {
		kind, id := refType.FindSubmatch(m[0]), refID.FindSubmatch(m[0])
		if kind == nil || id == nil {
			continue
		}
		i := slices.IndexFunc(rels, func(x relation) bool { return x.ID == string(id[1]) })
		if i < 0 || string(kind[1]) != "default" {
			continue // a first or even page of its own is not made
		}
		name := resolve("word/document.xml", rels[i].Target)
		if err := r.header(name, string(m[1])); err != nil {
			return err
		}
		r.t.refs = append(r.t.refs, headerRef{string(m[1]), string(kind[1]), "word/template-" + path.Base(name)})
	}
	return nil
}

// header takes over a header or footer with its pictures.
func (r *templateReader) header(name, element string) error {
	data, err := r.part(name)
	if err != nil {
		return err
	}
	rels, err := r.relations(name)
	if err != nil {
		return err
	}
	p := templatePart{name: "word/template-" + path.Base(name), contentType: mainType + strings.TrimSuffix(element, "Reference") + "+xml", data: data}
	for _, x := range rels {
		if x.TargetMode != "External" && x.Type == ooxml.Image {
			file := resolve(name, x.Target)
			picture, err := r.part(file)
			if err != nil {
				return err
			}
			x.Target = "word/media/template-" + path.Base(file)
			if !slices.ContainsFunc(r.t.parts, func(y templatePart) bool { return y.name == x.Target }) {
				r.t.parts = append(r.t.parts, templatePart{name: x.Target, data: picture})
			}
		}
		p.relations = append(p.relations, x)
	}
	r.t.parts = append(r.t.parts, p)
	return nil
}

// relations reads the relationships of a part.
func (r *templateReader) relations(name string) ([]relation, error) {
	dir, file := path.Split(name)
	name = dir + "_rels/" + file + ".rels"
	if r.files[name] == nil {
		return nil, nil
	}
	data, err := r.part(name)
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Rows []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal(data, &parsed); err != nil {
		return nil, &templateError{"xml", name}
	}
	var out []relation
	for _, x := range parsed.Rows {
		out = append(out, relation{x.ID, x.Type, x.Target, x.Mode})
	}
	return out, nil
}

// resolve gives the name of the part to which a target leads.
func resolve(from, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(path.Dir(from), target)
}

// style gives the id of the template's style of a name, or nothing.
func (t *Template) style(name, kind string) string {
	if t == nil {
		return ""
	}
	return t.ids[kind+" "+strings.ToLower(name)]
}

// freeID gives an id for one of our styles that no style of the template has.
func (t *Template) freeID(id string) string {
	if t == nil {
		return id
	}
	for t.taken[strings.ToLower(id)] {
		id = "Sekisho" + id
	}
	return id
}

// stylesWith gives the template's styles with those of ours that it lacks.
func (t *Template) stylesWith(ours string) string {
	i := bytes.LastIndex(t.styles, []byte("</w:styles>"))
	return string(t.styles[:i]) + ours + string(t.styles[i:])
}

// add adds the template's parts to a file.
func (t *Template) add(p *ooxml.Package) {
	for _, x := range t.parts {
		data := x.data
		for _, rel := range x.relations {
			id := ""
			if rel.TargetMode == "External" {
				id = p.Link(x.name, rel.Type, rel.Target)
			} else if rel.Type == ooxml.Image {
				id = p.Relate(x.name, rel.Type, rel.Target)
			}
			data = bytes.ReplaceAll(data, fmt.Appendf(nil, `"%s"`, rel.ID), fmt.Appendf(nil, `"new:%s"`, id))
		}
		p.Add(x.name, x.contentType, bytes.ReplaceAll(data, []byte(`"new:`), []byte(`"`)))
		if strings.HasPrefix(x.name, "word/theme/") {
			p.Relate(documentPart, ooxml.Theme, x.name)
		}
	}
}

// headers gives the references to the template's headers and footers.
func (t *Template) headers(p *ooxml.Package) (head, foot string) {
	if t == nil {
		return "", ""
	}
	for _, r := range t.refs {
		id := p.Relate(documentPart, relationships+strings.TrimSuffix(r.element, "Reference"), r.part)
		ref := `<w:` + r.element + ` w:type="` + r.kind + `" r:id="` + id + `"/>`
		if r.element == "headerReference" {
			head += ref
		} else {
			foot += ref
		}
	}
	return head, foot
}
