package workbench

import (
	"net/url"

	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/model"
)

// What can be chosen in a model.
const (
	chosenAsset = "asset"
	chosenLink  = "link"
	chosenZone  = "zone"
)

// chosen is what of a model is looked at beside its picture; its zero value is
// nothing.
type chosen struct {
	kind string
	// id is empty for a row that is to be added.
	id string
}

// chosenOf reads it from the address.
func chosenOf(q url.Values) chosen {
	for _, kind := range []string{chosenAsset, chosenLink, chosenZone} {
		if q.Get("new") == kind {
			return chosen{kind: kind}
		}
		if id := q.Get(kind); id != "" {
			return chosen{kind, id}
		}
	}
	return chosen{}
}

// in reports whether a model has what is chosen.
func (c chosen) in(m *model.Model) (ok bool) {
	switch c.kind {
	case chosenAsset:
		_, ok = m.Asset(model.AssetID(c.id))
	case chosenZone:
		_, ok = m.Zone(model.ZoneID(c.id))
	case chosenLink:
		_, ok = m.Link(model.LinkID(c.id))
	}
	return ok
}

// focus is what the picture points out.
func (c chosen) focus() diagram.Focus {
	switch c.kind {
	case chosenAsset:
		return diagram.Focus{Asset: model.AssetID(c.id)}
	case chosenLink:
		return diagram.Focus{Link: model.LinkID(c.id)}
	}
	return diagram.Focus{Zone: model.ZoneID(c.id)}
}

// modelPlace is an address of the page of a model: which picture it shows, and what
// is chosen.
type modelPlace struct {
	s *opened
	q url.Values
}

// modelPlace gives the address of the page that is asked for, with nothing chosen.
func (v *visit) modelPlace(s *opened, m *model.Model) *modelPlace {
	p := &modelPlace{s, url.Values{"m": {string(m.ID)}}}
	for _, name := range pictureQuery {
		if x := v.r.URL.Query().Get(name); x != "" {
			p.q.Set(name, x)
		}
	}
	return p
}

// pictureQuery are the parts of the query that choose the picture.
var pictureQuery = []string{"use-case", "damage", "goal", "entry", "tree", "beside"}

func (p *modelPlace) set(name, value string) { p.q.Set(name, value) }

// url gives the address with more parts, by turns.
func (p *modelPlace) url(kv ...string) string {
	for name, values := range p.q {
		kv = append(kv, name, values[0])
	}
	return p.s.url("/model", kv...)
}
