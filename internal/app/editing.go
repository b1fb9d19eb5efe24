package app

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// Editing gathers edits of a study, of which the last of each value counts, and
// makes them together. The study that is edited stays as it was.
type Editing struct {
	study   *Study
	levels  []judging
	answers []answering
	models  []func(*Draft) error
}

// judging is a judgement to be written in a model, or to be taken out of it.
type judging struct {
	in   model.ModelID
	spec model.JudgementSpec
	out  bool
}

// answering is what is to be recorded of a deployment in a model.
type answering struct {
	in     model.ModelID
	id     model.DeploymentID
	fields []answerField
}

// Edit begins to edit a study.
func (s *Study) Edit() *Editing { return &Editing{study: s} }

// Written gives the judgement that is written in a model itself. ok is false where
// there is none; another may still be in force.
func (s *Study) Written(in model.ModelID, set model.Subject, asset model.AssetID, threat catalog.ThreatID) (j model.JudgementSpec, ok bool) {
	at := s.judged(in, set, asset, threat)
	if at < 0 {
		return j, false
	}
	list, _ := s.judgements(in)
	return list[at], true
}

// Judge writes a judgement in a model.
func (e *Editing) Judge(in model.ModelID, j model.JudgementSpec) { e.level(judging{in: in, spec: j}) }

// Withdraw takes a judgement out of the model in which it is written.
func (e *Editing) Withdraw(in model.ModelID, set model.Subject, asset model.AssetID, threat catalog.ThreatID) {
	e.level(judging{in: in, spec: model.JudgementSpec{Set: set, Asset: asset, Threat: threat}, out: true})
}

func (e *Editing) level(j judging) {
	e.levels = slices.DeleteFunc(e.levels, func(o judging) bool {
		return o.in == j.in && o.spec.Set == j.spec.Set && o.spec.Asset == j.spec.Asset && o.spec.Threat == j.spec.Threat
	})
	e.levels = append(e.levels, j)
}

// Answer records how far a deployment is in place, whether it is effective, and
// the evidence.
func (e *Editing) Answer(in model.ModelID, d model.DeploymentSpec) {
	e.answers = slices.DeleteFunc(e.answers, func(o answering) bool { return o.in == in && o.id == d.ID })
	fields := []answerField{{layout.SetStatus, string(d.Status)}, {layout.SetEffective, string(d.Effective)}}
	if now, ok := e.deployment(in, d.ID); ok && now.Evidence != d.Evidence {
		fields = append(fields, answerField{layout.SetEvidence, d.Evidence})
	}
	e.answers = append(e.answers, answering{in, d.ID, fields})
}

func (e *Editing) deployment(in model.ModelID, id model.DeploymentID) (*model.Deployment, bool) {
	m, ok := e.study.Model(in)
	if !ok {
		return nil, false
	}
	i := slices.IndexFunc(m.Deployments, func(d *model.Deployment) bool { return d.ID == id })
	if i < 0 {
		return nil, false
	}
	return m.Deployments[i], true
}

// Model edits the zones, assets and connections of a model by what do does to a
// draft.
func (e *Editing) Model(do func(*Draft) error) { e.models = append(e.models, do) }

// Make makes the edits, and gives the study as it is then and its files that
// change; one that is no longer there has no data. Where the study would have
// errors there are no files: see its findings.
func (e *Editing) Make() (*Study, []File, error) {
	before := e.study.Files()
	files := map[string][]byte{}
	for _, f := range before {
		files[f.Name] = f.Data
	}
	s := e.study.copied()
	if err := e.write(s); err != nil {
		return nil, nil, fmt.Errorf("edit study: %w", err)
	}
	s.build()
	if !s.Usable() {
		return s, nil, nil
	}
	var changed []File
	for _, f := range s.Files() {
		if !bytes.Equal(files[f.Name], f.Data) {
			changed = append(changed, f)
		}
		delete(files, f.Name)
	}
	for _, f := range before {
		if _, gone := files[f.Name]; gone {
			changed = append(changed, File{Name: f.Name})
		}
	}
	return s, changed, nil
}

// write makes the edits in a copy of the study of which the text alone is new.
// What is taken out is so from the end, since places move.
func (e *Editing) write(s *Study) error {
	for _, a := range e.answers {
		for _, err := range s.answer(a.in, a.id, a.fields) {
			if err != nil {
				return err
			}
		}
	}
	for _, do := range e.models {
		if err := do(&Draft{s}); err != nil {
			return err
		}
	}
	type place struct {
		list string
		at   int
	}
	var out []place
	for _, j := range e.levels {
		if !j.out {
			if err := s.judge(j.in, j.spec); err != nil {
				return err
			}
			continue
		}
		if at := s.judged(j.in, j.spec.Set, j.spec.Asset, j.spec.Threat); at >= 0 {
			_, list := s.judgements(j.in)
			out = append(out, place{list, at})
		}
	}
	slices.SortFunc(out, func(a, b place) int { return b.at - a.at })
	for _, x := range out {
		if err := s.doc.Remove(diag.Join(x.list, x.at)); err != nil {
			return err
		}
	}
	return nil
}
