package workbench

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// panelBody is what stands beside the picture: the properties of what is chosen, and
// the form to change them.
type panelBody struct {
	Kind, ID, Title string
	Facts           []panelFact
	// Properties are those of the form, for those who may not change them.
	Properties []panelFact
	// Way leads from the Internet to where it stands; WayText tells where there is none.
	Way     []wayStep
	WayText string
	// WayFrom tells where the way begins.
	WayFrom string
	// Lists are what else in the model it has to do with.
	Lists []panelList
	// Connect begins a connection from it; empty for those who may not.
	Connect  string
	Findings foundList
	Form     *formBody
	Close    string
}

// about is the row that the panel shows.
func (p *panelBody) about() chosen { return chosen{p.Kind, p.ID} }

type panelFact struct {
	Label, Text, URL string
	Letter           letter
}

// wayStep is a connection taken, and the zone that it leads into.
type wayStep struct{ Link, URL, Into string }

type panelList struct {
	Heading string
	Items   []choice
}

// panel shows what is chosen; nil where nothing is.
func (v *visit) panel(s *opened, m *assess.ModelResult, refused []string) (*panelBody, error) {
	c := chosenOf(v.r.URL.Query())
	if c.kind == "" {
		return nil, nil //nolint:nilnil // nothing is chosen: there is no panel, and no error
	}
	x, err := editors()[c.kind](v, s, m.Model, c.id)
	if err != nil {
		return nil, err
	}
	at := v.modelPlace(s, m.Model)
	p := &panelBody{Kind: c.kind, ID: c.id, Title: locale.Text(v.lang, "web.model.new_"+c.kind), Close: at.url()}
	if !v.API.May(v.who, access.EditStudy, s.Resource()) {
		if c.id == "" {
			_, err := v.API.Open(v.r.Context(), v.who, s.Line, access.EditStudy)
			return nil, err
		}
		p.Properties = properties(x.fields)
	} else {
		p.Form = &formBody{Refused: refused, Fields: x.fields, Was: fingerprint(x.row), Back: p.Close, About: locale.Text(v.lang, "web.model.about_"+c.kind)}
		if x.remove != nil {
			p.Form.Remove = locale.Text(v.lang, "web.form.remove")
		}
	}
	if c.id != "" {
		w := panelWriter{v, s, m, at, p}
		w.write(c)
	}
	return p, nil
}

// properties are the fields of a form as facts: those that have a value.
func properties(list []field) []panelFact {
	var facts []panelFact
	for _, f := range list {
		value := f.Value
		var names []string
		for _, o := range f.Options {
			if o.Chosen && o.ID != "" {
				names = append(names, o.Name)
			}
		}
		if f.Options != nil {
			value = strings.Join(names, " / ")
		}
		if value != "" {
			facts = append(facts, panelFact{Label: f.Label, Text: value})
		}
	}
	return facts
}

// panelWriter writes what a panel tells about one row of a model.
type panelWriter struct {
	v  *visit
	s  *opened
	m  *assess.ModelResult
	at *modelPlace
	*panelBody
}

func (w *panelWriter) write(c chosen) {
	switch c.kind {
	case chosenAsset:
		a, _ := w.m.Model.Asset(model.AssetID(c.id))
		w.asset(a)
	case chosenLink:
		k, _ := w.m.Model.Link(model.LinkID(c.id))
		w.link(k)
	case chosenZone:
		z, _ := w.m.Model.Zone(model.ZoneID(c.id))
		w.zone(z)
	}
}

func (w *panelWriter) text(key string, args ...any) string {
	return locale.Text(w.v.lang, "web.model."+key, args...)
}

func (w *panelWriter) fact(key, value, url string) {
	if value != "" {
		w.Facts = append(w.Facts, panelFact{Label: locale.Text(w.v.lang, key), Text: value, URL: url})
	}
}

func (w *panelWriter) asset(a *model.Asset) {
	w.Title = a.In(w.v.lang)
	w.fact("web.asset.type", a.Type.In(w.v.lang), "")
	w.fact("web.field.zone", a.Zone.In(w.v.lang), w.at.url(chosenZone, string(a.Zone.ID)))
	if worst := worstOf(w.v.lang, &w.m.Assets[a.Index]); worst.Text != "" {
		w.Facts = append(w.Facts, panelFact{Label: locale.Text(w.v.lang, "web.damage.worst"), Letter: worst, Text: w.text("rows"), URL: w.s.url("/asset", "m", string(w.m.Model.ID), "q", string(a.ID))})
	}
	w.exposure(a.Zone)
	w.links("connections", append(slices.Clone(a.Links), a.Mediates...))
	if w.Form != nil {
		w.Connect = w.at.url("new", chosenLink, "from", string(a.ID))
	}
}

func (w *panelWriter) zone(z *model.Zone) {
	w.Title = z.In(w.v.lang)
	w.exposure(z)
	list := panelList{Heading: w.text("zone_assets")}
	for _, a := range w.m.Model.Assets {
		if a.Zone == z {
			list.Items = append(list.Items, choice{Name: a.In(w.v.lang), URL: w.at.url(chosenAsset, string(a.ID))})
		}
	}
	w.list(list)
}

func (w *panelWriter) link(k *model.Link) {
	w.Title = linkName(w.v.lang, k)
	w.fact("web.field.from", k.From.In(w.v.lang), w.at.url(chosenAsset, string(k.From.ID)))
	for _, a := range k.Via {
		w.fact("web.model.via", a.In(w.v.lang), w.at.url(chosenAsset, string(a.ID)))
	}
	w.fact("web.field.to", k.To.In(w.v.lang), w.at.url(chosenAsset, string(k.To.ID)))
	opens := panelList{Heading: w.text("opens")}
	for _, z := range w.m.Zones {
		if slices.ContainsFunc(z.Witness, func(c assess.Crossing) bool { return c.Link == k }) {
			opens.Items = append(opens.Items, choice{Name: z.Zone.In(w.v.lang), URL: w.at.url(chosenZone, string(z.Zone.ID))})
		}
	}
	w.list(opens)
	var same []*model.Link
	for _, o := range w.m.Model.Links {
		if o != k && o.Kind == k.Kind && (o.From == k.From && o.To == k.To || o.From == k.To && o.To == k.From) {
			same = append(same, o)
		}
	}
	w.links("same_ends", same)
}

// exposure tells how exposed a zone is, and by which way it is reached.
func (w *panelWriter) exposure(z *model.Zone) {
	e := w.m.Zones[z.Index]
	w.fact("web.model.declared", exposureText(w.v.lang, e.Declared), "")
	w.fact("web.model.derived", exposureText(w.v.lang, e.Derived), "")
	if e.Derived == "" {
		return
	}
	if len(e.Witness) == 0 {
		w.WayText = w.text("no_way_in")
		if e.Derived != model.ExposureIsolated {
			w.WayText = w.text("is_internet")
		}
		return
	}
	first := e.Witness[0].From
	w.WayFrom = w.text("way_from", "zone", first.In(w.v.lang))
	if first.Kind != model.ZoneInternet {
		w.WayFrom = w.text("way_from_declared", "zone", first.In(w.v.lang))
	}
	for _, c := range e.Witness {
		w.Way = append(w.Way, wayStep{Link: linkName(w.v.lang, c.Link), URL: w.at.url(chosenLink, string(c.Link.ID)), Into: c.Into.In(w.v.lang)})
	}
}

func linkName(l lang.Lang, k *model.Link) string {
	return locale.Text(l, "web.model.link_name", "from", k.From.In(l), "to", k.To.In(l), "id", string(k.ID))
}

func (w *panelWriter) links(heading string, links []*model.Link) {
	list := panelList{Heading: w.text(heading)}
	for _, k := range links {
		list.Items = append(list.Items, choice{Name: linkName(w.v.lang, k), URL: w.at.url(chosenLink, string(k.ID))})
	}
	w.list(list)
}

func (w *panelWriter) list(l panelList) {
	if len(l.Items) > 0 {
		w.Lists = append(w.Lists, l)
	}
}
