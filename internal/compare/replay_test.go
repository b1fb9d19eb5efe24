package compare

import (
	"context"
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/studies"
)

// reference assesses the reference study. It is read here and not by package app,
// which stands above this one.
func reference(t testing.TB) *assess.Result {
	t.Helper()
	s, found := model.Build(specOf(t, studies.FS, studies.Reference), specOf(t, catalogdata.FS, "."), model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings[0])
	}
	r, err := assess.Run(context.Background(), s, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// specOf reads a study or a catalogue.
func specOf(t testing.TB, fsys fs.FS, name string) *model.Spec {
	t.Helper()
	doc, found := studyfile.ReadAs(fsys, name, name, studyfile.DefaultLimits())
	spec, more := doc.Spec()
	if found.HasErrors() || more.HasErrors() {
		t.Fatalf("%s: %v %v", name, found, more)
	}
	return &spec
}

func assessed(t interface{ Fatal(...any) }, spec *model.Spec) *assess.Result {
	s, found := model.Build(spec, gen.AttackCatalog(), model.Options{})
	if found.HasErrors() {
		return nil
	}
	r, err := assess.Run(context.Background(), s, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// randomPair draws two studies of one model each, that share their ids and little
// else, or the second of which is the first with some rows left out.
func randomPair(t *rapid.T) (old, now *assess.Result) {
	first := gen.AttackStudy(t)
	second := gen.AttackStudy(t)
	if rapid.IntRange(0, 2).Draw(t, "thinned") > 0 {
		second = thinned(t, first)
	}
	return assessed(t, first), assessed(t, second)
}

// thinned leaves rows out of the model of a study and alters deployments.
func thinned(t *rapid.T, s *model.Spec) *model.Spec {
	out := *s
	m := s.Models[0]
	keep := func(what string) bool { return rapid.IntRange(0, 3).Draw(t, "keep "+what) > 0 }
	m.Links = slices.DeleteFunc(slices.Clone(m.Links), func(k model.LinkSpec) bool {
		used := slices.ContainsFunc(m.Flows, func(f model.FlowSpec) bool { return slices.Contains(f.Links, k.ID) }) ||
			slices.ContainsFunc(m.Deployments, func(d model.DeploymentSpec) bool { return slices.Contains(d.Scope.Links, k.ID) })
		return !used && !keep("link")
	})
	m.Flows = slices.DeleteFunc(slices.Clone(m.Flows), func(model.FlowSpec) bool { return !keep("flow") })
	m.Deployments = slices.DeleteFunc(slices.Clone(m.Deployments), func(model.DeploymentSpec) bool { return !keep("deployment") })
	for i := range m.Deployments {
		if !keep("status") {
			m.Deployments[i].Status, m.Deployments[i].Effective = model.Absent, ""
		}
	}
	m.Zones = slices.Clone(m.Zones)
	for i := range m.Zones {
		if !keep("exposure") {
			m.Zones[i].Exposure = rapid.SampledFrom([]model.Exposure{model.ExposureInternet, model.ExposureIntranet, model.ExposureIsolated}).Draw(t, "exposure")
		}
	}
	m.Judgements = slices.DeleteFunc(slices.Clone(m.Judgements), func(model.JudgementSpec) bool { return !keep("judgement") })
	m.Vulnerabilities = slices.DeleteFunc(slices.Clone(m.Vulnerabilities), func(model.VulnerabilitySpec) bool { return !keep("vulnerability") })
	m.Placements = slices.Clone(m.Placements)
	for i := range m.Placements {
		if !keep("place") {
			m.Placements[i].Zone = rapid.SampledFrom(m.Zones).Draw(t, "new zone").ID
		}
	}
	out.Models = []model.ModelSpec{m}
	return &out
}

// pairOf compares the first models of two results without shortcuts.
func pairOf(t interface{ Fatal(...any) }, old, now *assess.Result, from, to int) (*Pair, *replayer) {
	p, err := newPair(context.Background(), side{old, old.Models[from]}, side{now, now.Models[to]}, true)
	if err != nil {
		t.Fatal(err)
	}
	return p, newReplayer(context.Background(), p, newState(old.Study, old.Method, old.Models[from].Model), newState(now.Study, now.Method, now.Models[to].Model))
}

// cellLetters gives the letter of every cell by asset and threat.
func cellLetters(m *assess.ModelResult) map[place]assess.RiskRange {
	out := map[place]assess.RiskRange{}
	for _, c := range m.Cells {
		out[placeOf(m, c)] = c.Risk
	}
	return out
}

// whole assesses the old model with the units applied, all of it.
func (r *replayer) whole(t interface{ Fatal(...any) }, s set) *assess.ModelResult {
	study, _ := r.hybrid.study(r.choice(s))
	got, err := assess.Run(context.Background(), study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return got.Models[0]
}

// meet makes sure that replay with no unit and with all units gives the two
// models themselves: all letters of goals, routes, damages and cells.
func meet(t interface {
	Fatal(...any)
	Errorf(string, ...any)
}, p *Pair, r *replayer) {
	for _, end := range []struct {
		all  bool
		want *assess.ModelResult
	}{{false, p.From}, {true, p.To}} {
		s := make(set, len(p.Units))
		for i := range s {
			s[i] = end.all
		}
		got := r.whole(t, s)
		if d := cmp.Diff(nonzero(values(end.want.Damage, end.want.Zones)), nonzero(values(got.Damage, got.Zones)), cmp.AllowUnexported(target{}, value{})); d != "" {
			t.Errorf("all units %v: letters differ (-model +replay):\n%s", end.all, d)
		}
		if d := cmp.Diff(cellLetters(end.want), cellLetters(got), cmp.AllowUnexported(place{})); d != "" {
			t.Errorf("all units %v: cells differ (-model +replay):\n%s", end.all, d)
		}
	}
}

// nonzero leaves out damages of the other side that cannot occur here, and
// flattens keys for reading.
func nonzero(v map[target]value) map[target]value {
	for t, x := range v {
		if x == (value{}) {
			delete(v, t)
		}
	}
	return v
}

func TestReplayMeetsBothModels(t *testing.T) {
	long.Test(t)
	r := reference(t)
	for i := range r.Models {
		for j := range r.Models {
			if i == 0 || j == 0 || i+1 == j {
				p, old, now := inputsOf(side{r, r.Models[i]}, side{r, r.Models[j]}, true)
				meet(t, p, newReplayer(context.Background(), p, old, now))
			}
		}
	}
}

func TestReplayMeetsBothRandomModels(t *testing.T) {
	long.Test(t)
	rapid.Check(t, func(t *rapid.T) {
		old, now := randomPair(t)
		if old == nil || now == nil {
			t.Skip("a draw with errors")
		}
		p, replay := pairOf(t, old, now, 0, 0)
		meet(t, p, replay)
	})
}

// checkCauses makes sure that every cause does what it says: made alone it gives
// the new outcome, taken back the old one, and no unit of it can be left out.
func checkCauses(t interface{ Errorf(string, ...any) }, p *Pair, r *replayer) {
	check := func(at target, c Cause) {
		all := make(set, len(p.Units)).inverse()
		before, after := r.values(all.inverse())[at], r.values(all)[at]
		made, undone := make(set, len(p.Units)), make(set, len(p.Units))
		for _, i := range c.Makes {
			made[i] = true
		}
		for _, i := range c.Undoes {
			undone[i] = true
		}
		if len(c.Makes) == 0 || len(c.Undoes) == 0 {
			t.Errorf("%v changes from %v to %v and has no cause: %v", at, before, after, c)
		}
		if got := r.values(made)[at]; got != after {
			t.Errorf("%v: units %v give %v, not %v", at, c.Makes, got, after)
		}
		if got := r.values(undone.inverse())[at]; got != before {
			t.Errorf("%v: taking back units %v gives %v, not %v", at, c.Undoes, got, before)
		}
		for _, i := range c.Makes {
			made[i] = false
			if r.values(made)[at] == after {
				t.Errorf("%v: unit %d of %v is not needed", at, i, c.Makes)
			}
			made[i] = true
		}
		for _, i := range c.Undoes {
			undone[i] = false
			if r.values(undone.inverse())[at] == before {
				t.Errorf("%v: unit %d of %v need not be taken back", at, i, c.Undoes)
			}
			undone[i] = true
		}
	}
	for _, d := range p.Damages {
		check(target{damageTarget, string(d.Damage.ID), ""}, d.Cause)
	}
	for _, g := range p.Goals {
		id := string(g.Damage.ID) + "|" + string(g.Effect) + "|" + string(g.Asset)
		if g.Before != g.After && g.Before.There && g.After.There {
			check(target{goalTarget, id, ""}, g.Cause)
		}
		for _, x := range g.Routes {
			check(target{goalTarget, id, x.Entry}, x.Cause)
		}
	}
	for _, z := range p.Zones {
		check(target{zoneTarget, string(z.Zone), ""}, z.Cause)
	}
}

// checkCells makes sure that every cell's cause gives it its new letter, and that
// each unit of it is needed.
func checkCells(t interface{ Errorf(string, ...any) }, p *Pair, r *replayer) {
	for i, c := range p.Cells {
		if len(c.Factors) == 0 && !c.MatrixChanged {
			t.Errorf("cell %s × %s changes from %v to %v and no level does", c.Asset, c.Threat, c.Before.Risk, c.After.Risk)
		}
		s := make(set, len(p.Units))
		for _, u := range c.Cause {
			s[u] = true
		}
		if got := r.cell(s, i); got != c.After.Risk {
			t.Errorf("cell %s × %s: units %v give %v, not %v", c.Asset, c.Threat, c.Cause, got, c.After.Risk)
		}
		for _, u := range c.Cause {
			s[u] = false
			if r.cell(s, i) == c.After.Risk {
				t.Errorf("cell %s × %s: unit %d of %v is not needed", c.Asset, c.Threat, u, c.Cause)
			}
			s[u] = true
		}
	}
}

func TestCausesOfTheReferenceStudy(t *testing.T) {
	long.Test(t)
	r := reference(t)
	for j := 1; j < len(r.Models); j++ {
		p, replay := pairOf(t, r, r, 0, j)
		checkCauses(t, p, replay)
		checkCells(t, p, replay)
	}
}

func TestCausesOfRandomStudies(t *testing.T) {
	long.Test(t)
	rapid.Check(t, func(t *rapid.T) {
		old, now := randomPair(t)
		if old == nil || now == nil {
			t.Skip("a draw with errors")
		}
		p, replay := pairOf(t, old, now, 0, 0)
		checkCauses(t, p, replay)
		checkCells(t, p, replay)
	})
}

// everyLetter lists what differs between two models, found without a comparison.
func everyLetter(from, to *assess.ModelResult) (cells map[place]bool, targets map[target]bool) {
	cells, targets = map[place]bool{}, map[target]bool{}
	before, after := cellLetters(from), cellLetters(to)
	for at, r := range before {
		if s, ok := after[at]; ok && s != r {
			cells[at] = true
		}
	}
	x, y := values(from.Damage, from.Zones), values(to.Damage, to.Zones)
	for _, m := range []map[target]value{x, y} {
		for at := range m {
			if at.entry == "" && at.kind != zoneTarget && x[at] != y[at] {
				targets[at] = true
			}
		}
	}
	return cells, targets
}

func TestEveryChangedLetterIsListed(t *testing.T) {
	long.Test(t)
	rapid.Check(t, func(t *rapid.T) {
		old, now := randomPair(t)
		if old == nil || now == nil {
			t.Skip("a draw with errors")
		}
		p, _ := pairOf(t, old, now, 0, 0)
		cells, targets := everyLetter(p.From, p.To)
		for _, c := range p.Cells {
			if !cells[place{c.Asset, c.Threat}] {
				t.Errorf("cell %s × %s is listed and does not change", c.Asset, c.Threat)
			}
			delete(cells, place{c.Asset, c.Threat})
		}
		for _, d := range p.Damages {
			delete(targets, target{damageTarget, string(d.Damage.ID), ""})
		}
		for _, g := range p.Goals {
			delete(targets, target{goalTarget, string(g.Damage.ID) + "|" + string(g.Effect) + "|" + string(g.Asset), ""})
		}
		if len(cells)+len(targets) > 0 {
			t.Errorf("changed and not listed: %v %v", cells, targets)
		}
	})
}

// TestTurnedRound holds two models against each other both ways: what one gains
// the other loses.
func TestTurnedRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now := randomPair(t)
		if old == nil || now == nil {
			t.Skip("a draw with errors")
		}
		there, _ := pairOf(t, old, now, 0, 0)
		back, _ := pairOf(t, now, old, 0, 0)
		if len(there.Changes) != len(back.Changes) || len(there.Cells) != len(back.Cells) || len(there.Goals) != len(back.Goals) {
			t.Errorf("%d changes, %d cells, %d goals one way; %d, %d, %d the other", len(there.Changes), len(there.Cells), len(there.Goals),
				len(back.Changes), len(back.Cells), len(back.Goals))
		}
		turned := map[model.DamageID][2]Outcome{}
		for _, d := range back.Damages {
			turned[d.Damage.ID] = [2]Outcome{d.After, d.Before}
		}
		for _, d := range there.Damages {
			if turned[d.Damage.ID] != [2]Outcome{d.Before, d.After} {
				t.Errorf("damage %s: %v to %v one way, %v the other", d.Damage.ID, d.Before, d.After, turned[d.Damage.ID])
			}
		}
	})
}
