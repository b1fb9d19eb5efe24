package workbench

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// foundThing is a finding about a model, and the row of it that it is about.
type foundThing struct {
	Severity, Message, Fix string
	// Name and URL are of the row; empty where it is about none.
	Name, URL string
	// Accepted is the reason for which the study accepts it.
	Accepted string
	// New tells that it came with the last change.
	New bool

	about chosen
}

// foundList is findings as a page lists them: the first of them, and how many more
// there are.
type foundList struct {
	Items []foundThing
	More  int
}

func (l *foundList) add(x foundThing) {
	if len(l.Items) == listedFindings {
		l.More++
		return
	}
	l.Items = append(l.Items, x)
}

// All counts the findings.
func (l foundList) All() int { return len(l.Items) + l.More }

// modelFindings writes what was found in a model, and what the last change did to it.
func (v *visit) modelFindings(s *opened, m *assess.ModelResult, at *modelPlace, b *modelBody) error {
	all := v.findingsIn(s, m, at)
	var err error
	if b.Done, err = v.done(s, m, at, all); err != nil {
		return err
	}
	for _, x := range all {
		if x.Accepted != "" {
			b.Accepted.add(x)
		} else {
			b.Findings.add(x)
		}
		if b.Panel != nil && x.about == b.Panel.about() {
			b.Panel.Findings.add(x)
		}
	}
	return nil
}

// findingsIn lists what was found in a model, the worst first: in its rows, inherited
// ones too, and about its assets.
func (v *visit) findingsIn(s *opened, m *assess.ModelResult, at *modelPlace) []foundThing {
	found := slices.Clone(s.found.Findings)
	slices.SortStableFunc(found, func(a, b diag.Finding) int { return int(b.Severity) - int(a.Severity) })
	var list []foundThing
	for _, f := range found {
		if of, told := f.Args["model"]; told && of != string(m.Model.ID) {
			continue
		}
		row, name := thingOf(v.lang, m.Model, f)
		if row == (chosen{}) && !below(f.Path, m.Model.Path) {
			continue
		}
		message, fix := locale.Finding(v.lang, f)
		x := foundThing{Severity: locale.Name(v.lang, locale.Severity, f.Severity.String()), Message: message, Fix: fix, Accepted: f.Accepted, about: row}
		if row != (chosen{}) {
			x.Name, x.URL = name, at.url(row.kind, row.id)
		}
		list = append(list, x)
	}
	return list
}

// below reports whether a path leads to a row or into it.
func below(path, row string) bool {
	return row != "" && (path == row || strings.HasPrefix(path, row+"/"))
}

// thingOf gives the row of a model that a finding is about, and its name.
func thingOf(l lang.Lang, m *model.Model, f diag.Finding) (c chosen, name string) {
	for _, k := range m.Links {
		if below(f.Path, k.Origin.Path) {
			return chosen{chosenLink, string(k.ID)}, string(k.ID)
		}
	}
	for _, z := range m.Zones {
		if below(f.Path, z.Origin.Path) {
			return chosen{chosenZone, string(z.ID)}, z.In(l)
		}
	}
	for _, a := range m.Assets {
		if below(f.Path, a.SpecPath) || f.Args["id"] == string(a.ID) && below(f.Path, a.Origin.Path) {
			return chosen{chosenAsset, string(a.ID)}, a.In(l)
		}
	}
	return chosen{}, ""
}
