package app

import (
	"errors"
	"maps"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// judgements gives the judgements as written in a model, or in the study where in
// is empty, and the path of their list.
func (s *Study) judgements(in model.ModelID) ([]model.JudgementSpec, string) {
	if in == "" {
		return s.Spec.Judgements, "judgements"
	}
	i := s.modelIndex(in)
	return s.Spec.Models[i].Judgements, diag.Join("models", i, "judgements")
}

func (s *Study) modelIndex(id model.ModelID) int {
	return slices.IndexFunc(s.Spec.Models, func(m model.ModelSpec) bool { return m.ID == id })
}

// judged finds a judgement as written in a model, or −1.
func (s *Study) judged(in model.ModelID, set model.Subject, asset model.AssetID, threat catalog.ThreatID) int {
	list, _ := s.judgements(in)
	return slices.IndexFunc(list, func(j model.JudgementSpec) bool { return j.Set == set && j.Asset == asset && j.Threat == threat })
}

// judge writes a judgement: over the one that is written there, or as a new row.
func (s *Study) judge(in model.ModelID, j model.JudgementSpec) error {
	_, path := s.judgements(in)
	if at := s.judged(in, j.Set, j.Asset, j.Threat); at >= 0 {
		return errors.Join(s.doc.SetNumber(diag.Join(path, at, "value"), j.Value), s.rejudge(in, at, j.Reason, j.Author, j.Date))
	}
	item := []studyfile.Entry{{Key: "set", Text: string(j.Set)}, {Key: "asset", Text: string(j.Asset)}}
	if j.Threat != "" {
		item = append(item, studyfile.Entry{Key: "threat", Text: string(j.Threat)})
	}
	return s.doc.Append(path, append(item, studyfile.Entry{Key: "value", Number: j.Value}, studyfile.Entry{Key: "reason", Text: j.Reason},
		studyfile.Entry{Key: "author", Text: j.Author}, studyfile.Entry{Key: "date", Text: j.Date}))
}

// rejudge writes another reason for a judgement, and whose it is.
func (s *Study) rejudge(in model.ModelID, at int, reason, author, date string) error {
	_, path := s.judgements(in)
	var err error
	for _, field := range [][2]string{{"reason", reason}, {"author", author}, {"date", date}} {
		err = errors.Join(err, s.doc.Set(diag.Join(path, at, field[0]), field[1]))
	}
	return err
}

// answerField is what is recorded of a deployment in one field.
type answerField struct {
	sets layout.Subject
	text string
}

// answer writes what is recorded of a deployment, and gives the error of each
// field. A deployment that the model inherits is written out in the model itself,
// with the changes.
func (s *Study) answer(in model.ModelID, id model.DeploymentID, fields []answerField) []error {
	failed := make([]error, len(fields))
	m, ok := s.Model(in)
	if !ok {
		return failed
	}
	for _, d := range m.Deployments {
		if d.ID != id {
			continue
		}
		if d.Origin.Model == in {
			for i, f := range fields {
				failed[i] = f.write(s.doc, d)
			}
			return failed
		}
		spec := d.DeploymentSpec
		for _, f := range fields {
			f.change(&spec)
		}
		failed[0] = s.doc.Append(diag.Join("models", s.modelIndex(in), "deployments"), deploymentItem(spec))
	}
	return failed
}

// write writes the field of a deployment that stands in the model. No answer to
// whether it is effective is written by leaving that out.
func (f answerField) write(doc *studyfile.Document, d *model.Deployment) error {
	path := d.Origin.Path + "/" + string(f.sets)
	switch {
	case f.sets != layout.SetEffective || f.text != "":
		return doc.Set(path, f.text)
	case d.Effective != "":
		return doc.Remove(path)
	}
	return nil
}

func (f answerField) change(d *model.DeploymentSpec) {
	switch f.sets {
	case layout.SetStatus:
		d.Status = model.Status(f.text)
	case layout.SetEffective:
		d.Effective = model.Effectiveness(f.text)
	case layout.SetEvidence:
		d.Evidence = f.text
	case layout.SetNote:
		d.Note = f.text
	}
}

// deploymentItem writes a deployment as a row.
func deploymentItem(d model.DeploymentSpec) []studyfile.Entry {
	item := []studyfile.Entry{{Key: "id", Text: string(d.ID)}, {Key: "countermeasure", Text: string(d.Countermeasure)}, {Key: "scope", Entries: scopeItem(d.Scope)},
		{Key: "status", Text: string(d.Status)}}
	add := func(key, text string) {
		if text != "" {
			item = append(item, studyfile.Entry{Key: key, Text: text})
		}
	}
	add("effective", string(d.Effective))
	add("evidence", d.Evidence)
	add("note", d.Note)
	add("managed_by", string(d.ManagedBy))
	if d.Optional {
		item = append(item, studyfile.Entry{Key: "optional", True: true})
	}
	item = append(item, whenItem(d.When)...)
	add("source", d.Source)
	return item
}

// whenItem writes the case in which a row holds; nothing where it always does.
func whenItem(w model.When) []studyfile.Entry {
	if len(w) == 0 {
		return nil
	}
	var cases []studyfile.Entry
	for _, p := range slices.Sorted(maps.Keys(w)) {
		cases = append(cases, studyfile.Entry{Key: string(p), Text: string(w[p])})
	}
	return []studyfile.Entry{{Key: "when", Entries: cases}}
}

func scopeItem(s model.ScopeSpec) []studyfile.Entry {
	var item []studyfile.Entry
	if s.Model {
		item = append(item, studyfile.Entry{Key: "model", True: true})
	}
	list := func(key string, ids []string) {
		if len(ids) > 0 {
			item = append(item, studyfile.Entry{Key: key, List: ids})
		}
	}
	list("zones", textsOf(s.Zones))
	list("types", textsOf(s.Types))
	list("assets", textsOf(s.Assets))
	list("links", textsOf(s.Links))
	return item
}

func textsOf[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
