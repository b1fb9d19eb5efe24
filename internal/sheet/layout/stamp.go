package layout

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// Stamp tells of what a workbook is an export. It is kept in the custom
// properties of the document, which survive a save by other programs.
type Stamp struct {
	// Layout is [Version].
	Layout string
	// Study and Format are the id and the format of the study; Digest is that of
	// its files as they were read (see app.Study.Digest).
	Study, Format, Digest string
	// Model exported; empty: the whole study.
	Model model.ModelID
	// Parameters is the case of every parameter of the study, as by [Cases].
	Parameters string
	// Matrix is the id of the matrix that rated.
	Matrix string
	Lang   lang.Lang
	// Program is the version of the program.
	Program string
}

// Property is a custom property of a document.
type Property struct{ Name, Value string }

// fields pairs the names of the properties with the fields of the stamp.
func (s *Stamp) fields() []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{
		{"sekisho.layout", &s.Layout}, {"sekisho.study", &s.Study}, {"sekisho.format", &s.Format}, {"sekisho.digest", &s.Digest},
		{"sekisho.model", (*string)(&s.Model)}, {"sekisho.parameters", &s.Parameters}, {"sekisho.matrix", &s.Matrix},
		{"sekisho.lang", (*string)(&s.Lang)}, {"sekisho.program", &s.Program},
	}
}

// Properties gives the stamp as custom properties, in a fixed order. Those of
// empty fields are left out.
func (s Stamp) Properties() []Property {
	var out []Property
	for _, f := range s.fields() {
		if *f.value != "" {
			out = append(out, Property{f.name, *f.value})
		}
	}
	return out
}

// ParseStamp reads the stamp from custom properties. ok is false where they hold
// none.
func ParseStamp(properties []Property) (s Stamp, ok bool) {
	for _, f := range s.fields() {
		for _, p := range properties {
			if p.Name == f.name {
				*f.value = p.Value
			}
		}
	}
	return s, s.Layout != ""
}

// Cases writes the case of each parameter as "a=x;b=y", in the order of ids.
func Cases(w model.When) string {
	var out []string
	for p, c := range w {
		out = append(out, string(p)+"="+string(c))
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

// ParseCases reads what [Cases] wrote.
func ParseCases(s string) model.When {
	w := model.When{}
	for part := range strings.SplitSeq(s, ";") {
		if p, c, ok := strings.Cut(part, "="); ok {
			w[model.ParameterID(p)] = model.ParameterCase(c)
		}
	}
	return w
}
