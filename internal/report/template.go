package report

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// templateFormat is the version line of templates.
const templateFormat = "sekisho-report/1"

// maxTemplate bounds a template, in bytes.
const maxTemplate = 1 << 20

//go:embed templates/*.yaml
var templates embed.FS

// Template says what stands where in a report. Users replace it without code.
type Template struct {
	// Format is sekisho-report/1.
	Format string `yaml:"format"`
	// Title of the report.
	Title lang.Text `yaml:"title"`
	// Cover asks for a title page.
	Cover bool `yaml:"cover"`
	// Contents is the depth of the table of contents; 0: none.
	Contents int `yaml:"contents"`
	// Sections are the chapters.
	Sections []Section `yaml:"sections"`
}

// Section is a chapter or section of a template.
type Section struct {
	// ID by which texts refer to it.
	ID string `yaml:"id"`
	// Title; empty: its blocks stand in the section around it.
	Title lang.Text `yaml:"title"`
	// PublicTitle stands for it in the edition for publication, which may hold less.
	PublicTitle lang.Text `yaml:"public_title"`
	// Place names what stands in it, in order: part/ID, a text of people, or the
	// name of a block.
	Place []Place `yaml:"place"`
	// Sections in it, behind what it places.
	Sections []Section `yaml:"sections"`
	// Internal leaves it out of the edition for publication.
	Internal bool `yaml:"internal"`
	// Appendix numbers it A, B, C.
	Appendix bool `yaml:"appendix"`
	// Unnumbered gives it no number.
	Unnumbered bool `yaml:"unnumbered"`
	// Landscape turns its pages.
	Landscape bool `yaml:"landscape"`
	// RunOn lets a chapter begin no page.
	RunOn bool `yaml:"run_on"`
	// NewPage begins it on a new page.
	NewPage bool `yaml:"new_page"`
}

// Place names what stands at a place.
type Place struct {
	Name string
	pos  diag.Pos
}

// UnmarshalYAML keeps the position, for findings.
func (p *Place) UnmarshalYAML(n *yaml.Node) error {
	p.pos = diag.Pos{Line: n.Line, Col: n.Column}
	return n.Decode(&p.Name)
}

// part gives the id of a text of people.
func (p Place) part() (id string, ok bool) { return strings.CutPrefix(p.Name, "part/") }

// Kinds lists the templates that come with the program: full and overview.
func Kinds() []string { return []string{"full", "overview"} }

// EmbeddedTemplate gives a template that comes with the program, as it is
// written; it is the example for those of users.
func EmbeddedTemplate(kind string) ([]byte, error) {
	data, err := templates.ReadFile("templates/" + kind + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("report template: %w", err)
	}
	return data, nil
}

// ParseTemplate reads a template. name stands in the positions of findings; with
// errors among them there is no template.
func ParseTemplate(name string, data []byte) (*Template, diag.List) {
	var found diag.List
	at := func(code diag.Code, pos diag.Pos, args ...string) {
		pos.File = name
		found.Add(code, "", args...).Pos = pos
	}
	if len(data) > maxTemplate {
		at(diag.TemplateForm, diag.Pos{Line: 1, Col: 1}, "detail", fmt.Sprintf("%d bytes, at most %d", len(data), maxTemplate))
		return nil, found
	}
	var t Template
	if err := yaml.Load(data, &t, yaml.WithKnownFields()); err != nil {
		syntaxFindings(err, at)
		return nil, found
	}
	if t.Format != templateFormat {
		at(diag.FormatUnknown, diag.Pos{Line: 1, Col: 1}, "got", t.Format, "allowed", templateFormat)
		return nil, found
	}
	checkSections(t.Sections, at)
	if found.HasErrors() {
		return nil, found
	}
	return &t, found
}

// Slot is where a text of people stands in a template that comes with the program.
type Slot struct {
	// ID of the text.
	ID string
	// Kind of the template, of [Kinds].
	Kind string
	// Titles of the sections around it, from the outermost; the text bears the last.
	Titles []lang.Text
}

// Slots lists where texts of people stand in the templates that come with the
// program, in their order.
func Slots() []Slot {
	var all []Slot
	for _, kind := range Kinds() {
		t, _ := embedded(kind)
		all = slotsIn(all, kind, nil, t.Sections)
	}
	return all
}

func slotsIn(all []Slot, kind string, around []lang.Text, sections []Section) []Slot {
	for i := range sections {
		s := &sections[i]
		titles := around
		if s.Title.Ja != "" {
			titles = append(slices.Clone(around), s.Title)
		}
		for _, p := range s.Place {
			if id, ok := p.part(); ok {
				all = append(all, Slot{id, kind, titles})
			}
		}
		all = slotsIn(all, kind, titles, s.Sections)
	}
	return all
}

// embedded parses a template that comes with the program.
func embedded(kind string) (*Template, diag.List) {
	data, err := EmbeddedTemplate(kind)
	if err != nil {
		panic(err) // it is embedded
	}
	return ParseTemplate(kind, data)
}

// notePlaces notes the texts of people that sections place.
func notePlaces(sections []Section, placed map[string]bool) {
	for i := range sections {
		for _, p := range sections[i].Place {
			if id, ok := p.part(); ok {
				placed[id] = true
			}
		}
		notePlaces(sections[i].Sections, placed)
	}
}

// syntaxFindings tells what the YAML library found.
func syntaxFindings(err error, at func(diag.Code, diag.Pos, ...string)) {
	if many, ok := errors.AsType[*yaml.LoadErrors](err); ok {
		for _, e := range many.Errors {
			at(diag.TemplateForm, diag.Pos{Line: max(e.Mark.Line, 1), Col: max(e.Mark.Column, 1)}, "detail", e.Message)
		}
		return
	}
	pos := diag.Pos{Line: 1, Col: 1}
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		pos = diag.Pos{Line: max(e.Mark.Line, 1), Col: max(e.Mark.Column, 1)}
	}
	at(diag.TemplateForm, pos, "detail", err.Error())
}

// checkSections looks for names of no block.
func checkSections(sections []Section, at func(diag.Code, diag.Pos, ...string)) {
	known := slices.Sorted(maps.Keys(builders()))
	for i := range sections {
		for _, p := range sections[i].Place {
			if _, part := p.part(); !part && !slices.Contains(known, p.Name) {
				var l diag.List
				at(diag.TemplateBlock, p.pos, "id", p.Name, "near", l.Near(p.Name, known), "allowed", strings.Join(known, ", "))
			}
		}
		checkSections(sections[i].Sections, at)
	}
}
