// Package ooxmlcheck checks the structure of Word and PowerPoint files apart from
// the code that writes them: that every part is well-formed XML with a content
// type, that relationships lead to parts, that references use them, that ids are
// unique, and that elements stand in the order which the schema wants. Word
// refuses files for any of these.
//
// The package is for tests only.
package ooxmlcheck

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
)

// Parts unpacks a file.
func Parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("file is no zip: %v", err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		if _, twice := parts[f.Name]; twice {
			t.Errorf("part %s stands twice", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// Word checks a Word file.
func Word(t testing.TB, data []byte) {
	t.Helper()
	parts := common(t, data)
	if parts["word/document.xml"] == "" {
		t.Fatal("no word/document.xml")
	}
	styles := names(t, parts["word/styles.xml"], "style", "styleId")
	used := map[string]bool{}
	for name, text := range parts {
		if !strings.HasPrefix(name, "word/") || path.Ext(name) != ".xml" {
			continue
		}
		for _, e := range []string{"pStyle", "rStyle", "tblStyle", "basedOn", "next"} {
			for _, v := range names(t, text, e, "val") {
				used[v] = true
				if !slices.Contains(styles, v) {
					t.Errorf("%s uses the style %q, which there is not", name, v)
				}
			}
		}
	}
	nums := names(t, parts["word/numbering.xml"], "num", "numId")
	for _, n := range names(t, parts["word/document.xml"], "numId", "val") {
		if n != "0" && !slices.Contains(nums, n) {
			t.Errorf("numbering %s is used and is not defined", n)
		}
	}
	marks := names(t, parts["word/document.xml"], "bookmarkStart", "name")
	for _, a := range names(t, parts["word/document.xml"], "hyperlink", "anchor") {
		if a != "" && !slices.Contains(marks, a) {
			t.Errorf("a link leads to %s, which there is not", a)
		}
	}
	unique(t, "bookmark", marks)
	unique(t, "id of bookmark", names(t, parts["word/document.xml"], "bookmarkStart", "id"))
	unique(t, "id of picture", names(t, parts["word/document.xml"], "docPr", "id"))
	notes := names(t, parts["word/footnotes.xml"], "footnote", "id")
	for _, n := range names(t, parts["word/document.xml"], "footnoteReference", "id") {
		if !slices.Contains(notes, n) {
			t.Errorf("there is no footnote %s", n)
		}
	}
}

// Slides checks a PowerPoint file.
func Slides(t testing.TB, data []byte) {
	t.Helper()
	parts := common(t, data)
	slides := 0
	for name, text := range parts {
		if strings.HasPrefix(name, "ppt/slides/slide") {
			slides++
			unique(t, name+": id of shape", names(t, text, "cNvPr", "id"))
		}
	}
	if n := len(names(t, parts["ppt/presentation.xml"], "sldId", "id")); n != slides || n == 0 {
		t.Errorf("the presentation lists %d of %d slides", n, slides)
	}
}

func unique(t testing.TB, what string, list []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, x := range list {
		if x != "" && seen[x] {
			t.Errorf("%s %s stands twice", what, x)
		}
		seen[x] = true
	}
}

// names gives an attribute of every element of a name, or "".
func names(t testing.TB, text, element, attr string) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != element {
			continue
		}
		value := ""
		for _, a := range e.Attr {
			if a.Name.Local == attr && (value == "" || a.Name.Space == "") {
				value = a.Value
			}
		}
		out = append(out, value)
	}
}

const relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// common checks what every such file must be.
func common(t testing.TB, data []byte) map[string]string {
	t.Helper()
	parts := Parts(t, data)
	contentTypes(t, parts)
	for name, text := range parts {
		if ext := path.Ext(name); ext != ".xml" && ext != ".rels" {
			continue
		}
		ids := relations(t, parts, name)
		walk(t, name, text, func(e xml.StartElement) {
			for _, a := range e.Attr {
				if a.Name.Space == relationSpace && !slices.Contains(ids, a.Value) {
					t.Errorf("%s: <%s> refers to %s, which has no relationship", name, e.Name.Local, a.Value)
				}
			}
		})
	}
	return parts
}

func contentTypes(t testing.TB, parts map[string]string) {
	t.Helper()
	defaults := names(t, parts["[Content_Types].xml"], "Default", "Extension")
	overrides := names(t, parts["[Content_Types].xml"], "Override", "PartName")
	unique(t, "content type of", overrides)
	for name := range parts {
		if name == "[Content_Types].xml" {
			continue
		}
		ext := strings.TrimPrefix(path.Ext(name), ".")
		if !slices.Contains(overrides, "/"+name) && (!slices.Contains(defaults, ext) || ext == "xml") {
			t.Errorf("%s has no content type", name)
		}
	}
	for _, o := range overrides {
		if _, ok := parts[strings.TrimPrefix(o, "/")]; !ok {
			t.Errorf("content type of %s, which there is not", o)
		}
	}
}

// relations gives the ids of the relationships of a part, and checks where they
// lead.
func relations(t testing.TB, parts map[string]string, name string) []string {
	t.Helper()
	if path.Ext(name) == ".rels" {
		return nil
	}
	dir, file := path.Split(name)
	rels := dir + "_rels/" + file + ".rels"
	ids := names(t, parts[rels], "Relationship", "Id")
	unique(t, rels+": id", ids)
	targets := names(t, parts[rels], "Relationship", "Target")
	modes := names(t, parts[rels], "Relationship", "TargetMode")
	for i, target := range targets {
		if modes[i] == "External" {
			continue
		}
		to := path.Join(dir, target)
		if after, ok := strings.CutPrefix(target, "/"); ok {
			to = after
		}
		if _, ok := parts[to]; !ok {
			t.Errorf("%s leads to %s, which there is not", rels, to)
		}
	}
	return ids
}

// walk reads a part, checks the order of children and calls visit for each
// element.
func walk(t testing.TB, name, text string, visit func(xml.StartElement)) {
	t.Helper()
	type frame struct {
		name string
		last int
	}
	var stack []frame
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is not well formed: %v", name, err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			visit(x)
			if n := len(stack); n > 0 {
				if want, ok := order[stack[n-1].name]; ok {
					i := slices.Index(want, x.Name.Local)
					switch {
					case i < 0:
						t.Errorf("%s: <%s> holds <%s>, which the check does not know", name, stack[n-1].name, x.Name.Local)
					case i < stack[n-1].last:
						t.Errorf("%s: in <%s>, <%s> stands after <%s>", name, stack[n-1].name, x.Name.Local, want[stack[n-1].last])
					}
					stack[n-1].last = max(i, stack[n-1].last)
				}
			}
			stack = append(stack, frame{name: x.Name.Local})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}
