package app

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// ErrNoRow reports an edit of something that the model does not have.
var ErrNoRow = errors.New("there is no such row")

// InUseError refuses to take out what other rows of the model need: inherited
// rows would go with it without a word, and with them risks.
type InUseError struct {
	// By are the connections, flows, entry points, goals, assets and zones, by their
	// ids, in the order of the model.
	By []string
}

// Error names them.
func (e *InUseError) Error() string { return "in use by " + strings.Join(e.By, ", ") }

// Asset changes an asset of the master and where it stands in a model; one
// without an id is new, and gets one. Its properties are those of every model.
func (d *Draft) Asset(in model.ModelID, a model.AssetSpec, zone model.ZoneID) (model.AssetID, error) {
	if a.ID == "" {
		a.ID = model.AssetID(d.free("a-", func(id string) bool {
			return slices.ContainsFunc(d.study.Spec.Assets, func(x model.AssetSpec) bool { return string(x.ID) == id })
		}))
		if err := d.study.doc.Append("assets", assetItem(a)); err != nil {
			return "", fmt.Errorf("add asset: %w", err)
		}
	} else {
		i := slices.IndexFunc(d.study.Spec.Assets, func(x model.AssetSpec) bool { return x.ID == a.ID })
		if i < 0 {
			return "", ErrNoRow
		}
		if err := d.put(diag.Join("assets", i), assetItem(d.study.Spec.Assets[i]), assetItem(a)); err != nil {
			return "", fmt.Errorf("change asset %s: %w", a.ID, err)
		}
	}
	return a.ID, d.place(in, a.ID, zone)
}

// place puts an asset of the master into a zone of a model.
func (d *Draft) place(in model.ModelID, a model.AssetID, zone model.ZoneID) error {
	m, ok := d.study.Model(in)
	if !ok {
		return ErrNoRow
	}
	if now, ok := m.Asset(a); ok && now.Zone.ID == zone {
		return nil
	}
	if err := d.unplace(in, a); err != nil {
		return err
	}
	item := append(texts(nil, "zone", string(zone)), studyfile.Entry{Key: "assets", List: []string{string(a)}})
	if err := d.study.doc.Append(diag.Join("models", d.study.modelIndex(in), "placements"), item); err != nil {
		return fmt.Errorf("place asset %s: %w", a, err)
	}
	return nil
}

// unplace takes an asset out of the placements that the model itself has.
func (d *Draft) unplace(in model.ModelID, a model.AssetID) error {
	for {
		d.read()
		at := d.study.modelIndex(in)
		row := slices.IndexFunc(d.study.Spec.Models[at].Placements, func(p model.PlacementSpec) bool { return slices.Contains(p.Assets, a) })
		if row < 0 {
			return nil
		}
		p := d.study.Spec.Models[at].Placements[row]
		path := diag.Join("models", at, "placements", row)
		if len(p.Assets) > 1 {
			path = diag.Join("models", at, "placements", row, "assets", slices.Index(p.Assets, a))
		}
		if err := d.study.doc.Remove(path); err != nil {
			return fmt.Errorf("take asset %s out: %w", a, err)
		}
	}
}

// RemoveAsset takes an asset out of a model. It stays in the master, where other
// models may use it.
func (d *Draft) RemoveAsset(in model.ModelID, a model.AssetID) error {
	m, ok := d.study.Model(in)
	if !ok {
		return ErrNoRow
	}
	if _, ok := m.Asset(a); !ok {
		return ErrNoRow
	}
	if by := usersOf(m, a); len(by) > 0 {
		return &InUseError{by}
	}
	if err := d.unplace(in, a); err != nil {
		return err
	}
	if d.inherits(in, func(s *model.ModelSpec) bool {
		return slices.ContainsFunc(s.Placements, func(p model.PlacementSpec) bool { return slices.Contains(p.Assets, a) })
	}) {
		return d.without(in, "placements", string(a))
	}
	return nil
}

// Zone changes a zone of a model; one without an id is new, and gets one. One that
// the model inherits is written out in the model itself.
func (d *Draft) Zone(in model.ModelID, z model.ZoneSpec) (model.ZoneID, error) {
	m, ok := d.study.Model(in)
	if !ok {
		return "", ErrNoRow
	}
	list := diag.Join("models", d.study.modelIndex(in), "zones")
	if z.ID == "" {
		z.ID = model.ZoneID(d.free("z-", func(id string) bool { _, taken := m.Zone(model.ZoneID(id)); return taken }))
		return z.ID, d.study.doc.Append(list, zoneItem(z))
	}
	now, ok := m.Zone(z.ID)
	switch {
	case !ok:
		return "", ErrNoRow
	case now.Origin.Model == in:
		return z.ID, d.put(now.Origin.Path, zoneItem(now.ZoneSpec), zoneItem(z))
	}
	return z.ID, d.study.doc.Append(list, zoneItem(z))
}

// RemoveZone takes a zone out of a model.
func (d *Draft) RemoveZone(in model.ModelID, id model.ZoneID) error {
	m, ok := d.study.Model(in)
	if !ok {
		return ErrNoRow
	}
	z, ok := m.Zone(id)
	if !ok {
		return ErrNoRow
	}
	var by []string
	for _, a := range m.Assets {
		if a.Zone.Within(z) {
			by = append(by, string(a.ID))
		}
	}
	if len(by) > 0 {
		return &InUseError{by}
	}
	if z.Origin.Model == in {
		if err := d.study.doc.Remove(z.Origin.Path); err != nil {
			return err
		}
	}
	if d.inherits(in, func(s *model.ModelSpec) bool {
		return slices.ContainsFunc(s.Zones, func(x model.ZoneSpec) bool { return x.ID == id })
	}) {
		return d.without(in, "zones", string(id))
	}
	return nil
}

// Link changes a connection of a model; one without an id is new, and gets one. One
// that the model inherits is written out in the model itself.
func (d *Draft) Link(in model.ModelID, k model.LinkSpec) (model.LinkID, error) {
	m, ok := d.study.Model(in)
	if !ok {
		return "", ErrNoRow
	}
	list := diag.Join("models", d.study.modelIndex(in), "links")
	if k.ID == "" {
		k.ID = model.LinkID(d.free(string(in)+"-l", func(id string) bool { _, taken := m.Link(model.LinkID(id)); return taken }))
		return k.ID, d.study.doc.Append(list, linkItem(k))
	}
	now, ok := m.Link(k.ID)
	switch {
	case !ok:
		return "", ErrNoRow
	case now.Origin.Model == in:
		return k.ID, d.put(now.Origin.Path, linkItem(now.LinkSpec), linkItem(k))
	}
	return k.ID, d.study.doc.Append(list, linkItem(k))
}

// usersOf lists what needs an asset in a model.
func usersOf(m *model.Model, id model.AssetID) []string {
	var by []string
	is := func(a *model.Asset) bool { return a.ID == id }
	for _, k := range m.Links {
		if k.From.ID == id || k.To.ID == id || slices.ContainsFunc(k.Via, is) {
			by = append(by, string(k.ID))
		}
	}
	for _, f := range m.Flows {
		if slices.ContainsFunc(f.Hops, is) {
			by = append(by, string(f.ID))
		}
	}
	for _, e := range m.Entries {
		if slices.ContainsFunc(e.Assets, is) {
			by = append(by, string(e.Point.ID))
		}
	}
	for _, g := range m.Goals {
		if g.Asset.ID == id {
			by = append(by, string(g.ID))
		}
	}
	for _, x := range m.Deployments {
		if slices.ContainsFunc(x.Assets, is) || x.Manager != nil && x.Manager.ID == id {
			by = append(by, string(x.ID))
		}
	}
	return by
}

// flowsOver lists the flows that take a connection.
func flowsOver(m *model.Model, id model.LinkID) []string {
	var by []string
	for _, f := range m.Flows {
		if slices.ContainsFunc(f.Links, func(k *model.Link) bool { return k.ID == id }) {
			by = append(by, string(f.ID))
		}
	}
	for _, x := range m.Deployments {
		if slices.ContainsFunc(x.Links, func(k *model.Link) bool { return k.ID == id }) {
			by = append(by, string(x.ID))
		}
	}
	return by
}

// RemoveLink takes a connection out of a model.
func (d *Draft) RemoveLink(in model.ModelID, id model.LinkID) error {
	m, ok := d.study.Model(in)
	if !ok {
		return ErrNoRow
	}
	k, ok := m.Link(id)
	if !ok {
		return ErrNoRow
	}
	if by := flowsOver(m, id); len(by) > 0 {
		return &InUseError{by}
	}
	if k.Origin.Model == in {
		if err := d.study.doc.Remove(k.Origin.Path); err != nil {
			return err
		}
	}
	if d.inherits(in, func(s *model.ModelSpec) bool {
		return slices.ContainsFunc(s.Links, func(x model.LinkSpec) bool { return x.ID == id })
	}) {
		return d.without(in, "links", string(id))
	}
	return nil
}

// Verdict is what an analyst decides about attack trees: to take back rejections, to
// write one, or both, which writes it anew.
type Verdict struct {
	Adopt  []*model.Rejected
	Reject *model.RejectedTreeSpec
}

// Judge carries out verdicts in a model, of which several may be about the same
// rejection. ErrNoRow tells that there is no such model, or no such rejection in it.
func (d *Draft) Judge(in model.ModelID, verdicts []Verdict) error {
	m, ok := d.study.Model(in)
	if !ok {
		return ErrNoRow
	}
	same := func(r, x *model.Rejected) bool {
		return r.Origin.Model == in && r.Entry == x.Entry && r.Goal == x.Goal && slices.Equal(r.Rules, x.Rules)
	}
	var written []*model.RejectedTreeSpec
	// From the last to the first, or what is taken out would move the others.
	for i := len(m.Rejected) - 1; i >= 0; i-- {
		if slices.ContainsFunc(verdicts, func(v Verdict) bool {
			return slices.ContainsFunc(v.Adopt, func(x *model.Rejected) bool { return same(m.Rejected[i], x) })
		}) {
			if err := d.study.doc.Remove(m.Rejected[i].Origin.Path); err != nil {
				return err
			}
		}
	}
	for _, v := range verdicts {
		for _, x := range v.Adopt {
			if !slices.ContainsFunc(m.Rejected, func(r *model.Rejected) bool { return same(r, x) }) {
				return ErrNoRow
			}
		}
		if v.Reject == nil || slices.ContainsFunc(written, func(x *model.RejectedTreeSpec) bool {
			return x.Entry == v.Reject.Entry && x.Goal == v.Reject.Goal && slices.Equal(x.Rules, v.Reject.Rules)
		}) {
			continue
		}
		written = append(written, v.Reject)
		if err := d.reject(in, v.Reject); err != nil {
			return err
		}
	}
	return nil
}

// reject notes that the trees of a rejection are not adopted.
func (d *Draft) reject(in model.ModelID, x *model.RejectedTreeSpec) error {
	item := texts(nil, "entry", string(x.Entry), "goal", string(x.Goal))
	item = texts(append(item, listed("rules", x.Rules)...), "reason", x.Reason, "author", x.Author, "date", x.Date)
	return d.study.doc.Append(diag.Join("models", d.study.modelIndex(in), "rejected_trees"), item)
}

// without names an inherited row that the model does without.
func (d *Draft) without(in model.ModelID, list, id string) error {
	return d.study.doc.Append(diag.Join("models", d.study.modelIndex(in), "remove", list), []studyfile.Entry{{Text: id}})
}

// inherits reports whether a model that this one inherits from has something.
func (d *Draft) inherits(in model.ModelID, has func(*model.ModelSpec) bool) bool {
	models := d.study.Spec.Models
	for at := d.study.modelIndex(in); at >= 0 && models[at].Inherits != ""; {
		at = d.study.modelIndex(models[at].Inherits)
		if at >= 0 && has(&models[at]) {
			return true
		}
	}
	return false
}

// free gives the first id with a prefix that is not taken.
func (d *Draft) free(prefix string, taken func(id string) bool) string {
	for i := 1; ; i++ {
		if id := prefix + "new-" + strconv.Itoa(i); !taken(id) {
			return id
		}
	}
}

func assetItem(a model.AssetSpec) []studyfile.Entry {
	item := texts(nil, "id", string(a.ID), "ja", a.Ja, "en", a.En, "type", string(a.Type))
	item = append(item, numbered("count", a.Count)...)
	item = texts(append(item, listed("classes", a.Classes)...), "stops", string(a.Stops))
	item = append(item, numbered("importance", int(a.Importance))...)
	return texts(item, "reason", a.Reason, "source", a.Source)
}

func zoneItem(z model.ZoneSpec) []studyfile.Entry {
	return texts(nil, "id", string(z.ID), "ja", z.Ja, "en", z.En, "parent", string(z.Parent), "kind", string(z.Kind), "exposure", string(z.Exposure),
		"physical", string(z.Physical), "reason", z.Reason, "source", z.Source)
}

func linkItem(k model.LinkSpec) []studyfile.Entry {
	item := texts(nil, "id", string(k.ID), "from", string(k.From), "to", string(k.To))
	item = texts(append(item, listed("via", k.Via)...), "kind", string(k.Kind), "protocol", k.Protocol)
	item = texts(append(item, numbered("port", k.Port)...), "data", string(k.Data), "auth", k.Auth, "encryption", k.Encryption, "note", k.Note)
	if k.Optional {
		item = append(item, studyfile.Entry{Key: "optional", True: true})
	}
	return texts(append(item, whenItem(k.When)...), "source", k.Source)
}
