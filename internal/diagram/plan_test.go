package diagram_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// TestPlanMarks draws each deployment on links of the reference study as if it were
// planned: its number stands on each of its links, which are drawn for it, clear of boxes.
func TestPlanMarks(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja})
	onLinks := 0
	for _, m := range s.Models {
		for _, d := range m.Deployments {
			if len(d.Links) == 0 {
				continue
			}
			onLinks++
			p, _ := b.Plan(m, "", []diagram.Measure{{Number: 1, Deployment: d}})
			for _, w := range laidOut(p, m) {
				t.Errorf("%s %s: %s", m.ID, d.ID, w)
			}
			onLines(t, p, m, d)
		}
	}
	if onLinks == 0 {
		t.Error("no deployment stands on links")
	}
}

// onLines looks for the numbers of a deployment on the lines drawn for it.
func onLines(t *testing.T, p *diagram.Picture, m *model.Model, d *model.Deployment) {
	t.Helper()
	var lines []*drawing.Line
	var numbers, blocked []drawing.Box
	for _, x := range parts(p.Items) {
		switch i := x.item.(type) {
		case *drawing.Line:
			if x.in("measure") != nil {
				lines = append(lines, i)
			}
		case *drawing.Rect:
			switch {
			case x.in("number") != nil && x.in("legend") == nil:
				numbers = append(numbers, x.box)
			case x.in("asset") != nil:
				blocked = append(blocked, x.box)
			}
		}
	}
	if len(numbers) != len(d.Links) || len(lines) == 0 {
		t.Errorf("%s %s: %d numbers and %d lines for %d links", m.ID, d.ID, len(numbers), len(lines), len(d.Links))
	}
	for _, at := range numbers {
		on := false
		for _, l := range lines {
			on = on || crossed(l, at)
		}
		for _, box := range blocked {
			on = on && !at.Inset(0.4).Overlaps(box)
		}
		if !on {
			t.Errorf("%s %s: a number stands off its line or on a box, at %v", m.ID, d.ID, at)
		}
	}
}

// TestPlanTellsApart plans a countermeasure in two places: the legend says where.
func TestPlanTellsApart(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := s.Study.Models[0]
	i := slices.IndexFunc(m.Deployments, func(d *model.Deployment) bool { return len(d.Zones) > 0 })
	other := *m.Deployments[i]
	other.Zones = m.Zones[len(m.Zones)-1:]
	p, _ := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja}).Plan(m, "", []diagram.Measure{
		{Number: 1, Deployment: m.Deployments[i]}, {Number: 2, Deployment: &other},
	})
	seen := map[string]bool{}
	for _, x := range parts(p.Items) {
		if _, ok := x.item.(*drawing.Text); !ok || x.in("legend") == nil || x.in("number") != nil {
			continue
		}
		if seen[said(x)] {
			t.Errorf("the legend says %q twice", said(x))
		}
		seen[said(x)] = true
	}
}

// TestPlanNumbersStandInTheirZones plans two measures in each zone of the reference study:
// their numbers stand in the zone, clear of boxes and of the zones inside. Narrow zones
// with a box and lines leave no room for that.
func TestPlanNumbersStandInTheirZones(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja})
	seen, outside := 0, 0
	for _, m := range s.Models {
		for _, z := range m.Zones {
			d := model.Deployment{Countermeasure: m.Deployments[0].Countermeasure, Zones: []*model.Zone{z}}
			p, _ := b.Plan(m, "", []diagram.Measure{{Number: 1, Deployment: &d}, {Number: 2, Deployment: &d}})
			boxes := map[string]drawing.Box{}
			var numbers, blocked []drawing.Box
			for _, x := range parts(p.Items) {
				if _, ok := x.item.(*drawing.Rect); !ok || x.in("legend") != nil {
					continue
				}
				switch g := x.in("zone"); {
				case g != nil:
					boxes[g.ID] = x.box
				case x.in("asset") != nil:
					blocked = append(blocked, x.box)
				case x.in("number") != nil:
					numbers = append(numbers, x.box)
				}
			}
			for _, in := range m.Zones {
				if in.Parent == z {
					blocked = append(blocked, boxes["zone-"+string(in.ID)])
				}
			}
			for _, at := range numbers {
				seen++
				if !boxes["zone-"+string(z.ID)].Inset(-1).Contains(at) || slices.ContainsFunc(blocked, at.Overlaps) {
					outside++
				}
			}
		}
	}
	t.Logf("%d of %d numbers stand outside their zone or on what is in it", outside, seen)
	if seen == 0 || outside*40 > seen {
		t.Errorf("%d of %d numbers stand outside their zone or on what is in it", outside, seen)
	}
}
