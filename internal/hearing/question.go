package hearing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// Derive gives every question that the models of the result give rise to, in the
// order of the catalogue: one for each countermeasure that counts and each scope
// over which it is deployed, whatever its status. Deployments that are written
// over the same zones, assets or links are one question in all models; those over
// asset types or the whole model are one where they are the same row.
func Derive(r *assess.Result) []Question {
	byKey := map[string]*Question{}
	var keys []string
	for _, m := range r.Models {
		cover := defence.New(m.Model, r.Study.Catalog)
		for _, d := range m.Model.Deployments {
			if !d.Countermeasure.Counted() || d.Countermeasure.Question.Ja == "" {
				continue
			}
			key := questionKey(d)
			q := byKey[key]
			if q == nil {
				q = newQuestion(d, key)
				byKey[key], keys = q, append(keys, key)
			}
			q.Deployments = append(q.Deployments, string(m.Model.ID)+"/"+string(d.ID))
			q.cover(m.Model, cover, d)
		}
	}
	out := make([]Question, 0, len(keys))
	for _, k := range keys {
		q := byKey[k]
		slices.Sort(q.Covers)
		q.Covers = slices.Compact(q.Covers)
		q.Digest = digest(q)
		out = append(out, *q)
	}
	slices.SortStableFunc(out, func(a, b Question) int {
		c := r.Study.Catalog
		return cmp.Or(c.CountermeasureIndex(a.Countermeasure)-c.CountermeasureIndex(b.Countermeasure), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out
}

// questionKey is equal for deployments that one question asks about.
func questionKey(d *model.Deployment) string {
	s := d.Scope
	parts := []string{string(d.Countermeasure.ID)}
	add := func(kind string, ids []string) {
		if len(ids) > 0 {
			slices.Sort(ids)
			parts = append(parts, kind+":"+strings.Join(ids, ","))
		}
	}
	add("zones", texts(s.Zones))
	add("assets", texts(s.Assets))
	add("links", texts(s.Links))
	add("types", texts(s.Types))
	if s.Model {
		parts = append(parts, "model")
	}
	if s.Model || len(s.Types) > 0 {
		parts = append(parts, "of:"+string(d.Origin.Model))
	}
	return strings.Join(parts, " ")
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

func newQuestion(d *model.Deployment, key string) *Question {
	c := d.Countermeasure
	q := &Question{ID: QuestionID(string(c.ID) + "-" + hash(key, 4)), Countermeasure: c.ID, Name: c.Text,
		Layer: c.Layer, Text: c.Question, Help: c.Description}
	q.Scope, q.Places = places(d)
	return q
}

// places gives the kind of scope and what it names.
func places(d *model.Deployment) (kind string, out []Place) {
	switch {
	case d.Scope.Model:
		return "model", nil
	case len(d.Zones) > 0:
		for _, z := range d.Zones {
			out = append(out, Place{string(z.ID), z.Text})
		}
		return "zones", out
	case len(d.Types) > 0:
		for _, t := range d.Types {
			out = append(out, Place{string(t.ID), t.Text})
		}
		return "types", out
	case len(d.Assets) > 0:
		for _, a := range d.Assets {
			out = append(out, Place{string(a.ID), a.Text})
		}
		return "assets", out
	}
	for _, k := range d.Links {
		out = append(out, Place{string(k.ID), lang.Text{Ja: k.From.Ja + " → " + k.To.Ja, En: k.From.Text.In(lang.En) + " → " + k.To.Text.In(lang.En)}})
	}
	return "links", out
}

// cover adds what the deployment covers in the model.
func (q *Question) cover(m *model.Model, cover *defence.Coverage, d *model.Deployment) {
	covered, _, links := cover.Touches(d)
	for i, a := range m.Assets {
		if covered[i] {
			q.Covers = append(q.Covers, string(a.ID)+"@"+string(a.Zone.ID))
		}
	}
	for i, k := range m.Links {
		if links[i] {
			q.Covers = append(q.Covers, string(k.ID))
		}
	}
}

// digest of what is asked and about what. Names are free and not part of it.
func digest(q *Question) string {
	return hash(strings.Join(append([]string{string(q.Countermeasure), q.Text.Ja, q.Scope}, q.Covers...), "\n"), 8)
}

// hash gives the first bytes of the SHA-256 of a text.
func hash(s string, bytes int) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:bytes])
}

// Target is a deployment of a model that a question asks about.
type Target struct {
	Model      model.ModelID
	Deployment model.DeploymentID
}

// Targets gives the deployments that the question asks about.
func (q *Question) Targets() []Target {
	out := make([]Target, 0, len(q.Deployments))
	for _, d := range q.Deployments {
		m, id, _ := strings.Cut(d, "/")
		out = append(out, Target{model.ModelID(m), model.DeploymentID(id)})
	}
	return out
}

// counters reports whether the countermeasure counts against the threat.
func counters(c *catalog.Countermeasure, t catalog.ThreatID) bool {
	return c.Counted() && slices.Contains(c.Threats, t)
}
