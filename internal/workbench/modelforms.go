package workbench

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// modelForms take what is sent from the forms of a model: those of a zone, an asset
// and a connection, which stand beside the picture.
func modelForms(w *Workbench, mux *http.ServeMux) {
	w.edits(mux, "POST /s/{study}/model", takeModelForm)
}

// editable is a row of a model in a form.
type editable struct {
	// row is what the fingerprint is of; nil for a new one.
	row    any
	fields []field
	// save makes the edit, and gives the id of the row; remove takes the row out, and
	// is nil for a new one.
	save   func(*app.Draft) (string, error)
	remove func(*app.Draft) error
	// wrong tells what is wrong with what was typed.
	wrong []string
}

// editor makes the form of a row by its id; empty for a new row.
type editor func(v *visit, s *opened, m *model.Model, id string) (editable, error)

// editors are the editors of what can be chosen in a model.
func editors() map[string]editor {
	return map[string]editor{chosenAsset: assetEditor, chosenLink: linkEditor, chosenZone: zoneEditor}
}

// takeModelForm saves the form of what is chosen, and shows it as it is then. Where
// somebody else changed the row since the form was shown, what was typed stays and
// is held against the row.
func takeModelForm(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	if v.r.PostFormValue("undo") != "" {
		return v.undo(s, v.modelPlace(s, m.Model))
	}
	c := chosenOf(v.r.URL.Query())
	if c.kind == "" {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	saved, refused, err := v.saveRow(s, m.Model.ID, c)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		return v.modelPage(http.StatusUnprocessableEntity, s, refused)
	}
	at := v.modelPlace(s, m.Model)
	if saved.id != "" {
		at.set(c.kind, saved.id)
	}
	if saved.revision != s.revision {
		at.set("done", strconv.FormatInt(int64(saved.revision), 10))
	}
	v.redirect(at.url())
	return nil
}

// savedRow is a row as it was saved: its id, empty where it was taken out, and the
// revision.
type savedRow struct {
	id       string
	revision store.Revision
}

// saveRow saves the form of a row, or takes the row out, and tells what keeps it
// from that.
func (v *visit) saveRow(s *opened, m model.ModelID, c chosen) (saved savedRow, refused []string, err error) {
	removes := v.r.PostFormValue("do") == "remove"
	reason := "web.model.saved_" + c.kind
	if removes {
		reason = "web.model.removed_" + c.kind
	}
	var wrong []string
	next, err := v.change(s, locale.Text(v.lang, reason), func(now *opened, e *app.Editing) error {
		there, ok := now.study.Model(m)
		if !ok {
			return app.ErrNoRow
		}
		x, err := editors()[c.kind](v, now, there, c.id)
		if err != nil {
			return err
		}
		if x.row != nil && v.r.PostFormValue("was") != fingerprint(x.row) {
			return errMeanwhile
		}
		if removes && x.remove != nil {
			e.Model(x.remove)
			return nil
		}
		if wrong = x.wrong; len(wrong) > 0 {
			return errWrong
		}
		e.Model(func(d *app.Draft) error {
			saved.id, err = x.save(d)
			return err
		})
		return nil
	})
	switch {
	case errors.Is(err, errWrong):
		return saved, wrong, nil
	case err != nil:
		refused, err = v.unsaved(err)
		return saved, refused, err
	}
	saved.revision = next.revision
	return saved, nil, nil
}

// unsaved tells what keeps a form from being saved, and fails for other reasons.
func (v *visit) unsaved(err error) ([]string, error) {
	var used *app.InUseError
	var failure *server.Failure
	switch {
	case errors.Is(err, errMeanwhile):
		return []string{locale.Text(v.lang, "web.form.changed")}, nil
	case errors.Is(err, app.ErrNoRow):
		return []string{locale.Text(v.lang, "web.form.gone")}, nil
	case errors.As(err, &used):
		return []string{locale.Text(v.lang, "web.form.in_use", "by", strings.Join(used.By, ", "))}, nil
	case errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity:
		return v.problems(failure), nil
	}
	return nil, err
}

// errWrong ends an edit of which something was typed that is no value.
var errWrong = errors.New("no value")

// whole reads a whole number of a field; wrong gets a sentence where it is none.
func (v *visit) whole(name string, wrong *[]string) int {
	text := v.r.PostFormValue(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(narrow(text))
	if err != nil || n < 1 || n > 1_000_000 {
		*wrong = append(*wrong, locale.Text(v.lang, "web.form.not_a_number", "name", locale.Text(v.lang, "web.field."+name), "value", text))
		return 0
	}
	return n
}

// needed adds a sentence where a field is empty.
func (v *visit) needed(wrong *[]string, fieldNames ...string) {
	for _, name := range fieldNames {
		if v.r.Method == http.MethodPost && v.r.PostFormValue(name) == "" {
			*wrong = append(*wrong, locale.Text(v.lang, "web.form.needed", "name", locale.Text(v.lang, "web.field."+name)))
		}
	}
}

func zoneEditor(v *visit, _ *opened, m *model.Model, id string) (editable, error) {
	var x editable
	var z model.ZoneSpec
	if id != "" {
		now, ok := m.Zone(model.ZoneID(id))
		if !ok {
			return x, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		z = now.ZoneSpec
		x.row = z
		x.remove = func(d *app.Draft) error { return d.RemoveZone(m.ID, z.ID) }
	}
	parents := slices.DeleteFunc(choices(m.Zones, v.zoneChoice), func(p choice) bool { return p.ID == id })
	f := v.fields()
	f.text("name", z.In(v.lang), true)
	f.pick("parent", string(z.Parent), false, parents)
	f.pick("zone_kind", string(z.Kind), false, names(v, locale.ZoneKind, model.ZoneInternet, model.ZoneOnPrem, model.ZoneCloud, model.ZoneWAN, model.ZoneExternal, model.ZoneTransit))
	f.pick("exposure", string(z.Exposure), false, names(v, locale.Exposure, model.ExposureInternet, model.ExposureIntranet, model.ExposureIsolated))
	f.pick("physical", string(z.Physical), false, names(v, locale.Physical, model.PhysicalAnyone, model.PhysicalLimited, model.PhysicalStrict))
	f.area("reason", z.Reason)
	x.fields = f.list
	v.needed(&x.wrong, "name")
	x.save = func(d *app.Draft) (string, error) {
		z.Text = v.renamed(z.Text)
		z.Parent, z.Kind = model.ZoneID(v.r.PostFormValue("parent")), model.ZoneKind(v.r.PostFormValue("zone_kind"))
		z.Exposure, z.Physical = model.Exposure(v.r.PostFormValue("exposure")), model.PhysicalClass(v.r.PostFormValue("physical"))
		z.Reason = v.r.PostFormValue("reason")
		id, err := d.Zone(m.ID, z)
		return string(id), err
	}
	return x, nil
}

// renamed gives a text with the name that was typed, in the language of the page.
// A name in the other language that says something else now goes.
func (v *visit) renamed(t lang.Text) lang.Text {
	name := v.r.PostFormValue("name")
	if name == t.In(v.lang) {
		return t
	}
	if v.lang == lang.En && t.Ja != "" {
		t.En = name
		return t
	}
	return lang.Text{Ja: name}
}

func assetEditor(v *visit, s *opened, m *model.Model, id string) (editable, error) {
	var x editable
	var a model.AssetSpec
	var slot model.AssetSlotSpec
	zone := v.r.URL.Query().Get("in")
	if id != "" {
		now, ok := m.Asset(model.AssetID(id))
		if !ok {
			return x, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		a, zone = *now.AssetSpec, string(now.Zone.ID)
		slot = slotOf(s.study.Study, m, a.ID)
		x.row = struct {
			A model.AssetSpec
			Z string
			S model.AssetSlotSpec
		}{a, zone, slot}
		x.remove = func(d *app.Draft) error { return d.RemoveAsset(m.ID, a.ID) }
	}
	lists := s.study.Catalog
	f := v.fields()
	f.text("name", a.In(v.lang), true)
	f.pick("type", string(a.Type), true, choices(lists.AssetTypes, func(t catalog.AssetType) choice { return choice{ID: string(t.ID), Name: t.In(v.lang)} }))
	f.pick("zone", zone, true, choices(m.Zones, v.zoneChoice))
	f.number("count", numberText(a.Count))
	f.checks("classes", textsOf(a.Classes), choices(lists.DataClasses, func(c catalog.DataClass) choice { return choice{ID: string(c.ID), Name: c.In(v.lang)} }))
	f.pick("stops", string(a.Stops), false, choices(lists.StopEffects, func(e catalog.StopEffect) choice { return choice{ID: string(e.ID), Name: e.In(v.lang)} }))
	f.pick("importance", numberText(int(a.Importance)), false, []choice{{ID: "3", Name: "3"}, {ID: "2", Name: "2"}, {ID: "1", Name: "1"}})
	f.area("reason", a.Reason)
	f.number("column", numberText(slot.Column))
	f.number("row", numberText(slot.Row))
	x.fields = f.list
	v.needed(&x.wrong, "name", "type", "zone")
	to := v.slot(&x.wrong)
	count := v.whole("count", &x.wrong)
	importance := v.whole("importance", &x.wrong)
	x.save = func(d *app.Draft) (_ string, err error) {
		a.Text = v.renamed(a.Text)
		a.Type, a.Count, a.Stops = catalog.AssetTypeID(v.r.PostFormValue("type")), count, catalog.StopEffectID(v.r.PostFormValue("stops"))
		a.Classes = nil
		for _, c := range v.r.PostForm["classes"] {
			a.Classes = append(a.Classes, catalog.DataClassID(c))
		}
		a.Importance, a.Reason = method.Importance(importance), v.r.PostFormValue("reason")
		to.Asset, err = d.Asset(m.ID, a, model.ZoneID(v.r.PostFormValue("zone")))
		if err != nil {
			return "", err
		}
		return string(to.Asset), v.moveTo(d, s, m, slot, to)
	}
	return x, nil
}

// slotOf gives the cell of its zone that the study asks for an asset on the pictures
// of a model; none where it asks for none.
func slotOf(s *model.Study, m *model.Model, a model.AssetID) (slot model.AssetSlotSpec) {
	for _, x := range s.AssetSlots(m) {
		if x.Asset == a {
			slot = x
		}
	}
	return slot
}

// mostSlots bounds the columns and rows of a zone, as the format does.
const mostSlots = 50

// slot reads the cell of a form; wrong gets a sentence where it is none.
func (v *visit) slot(wrong *[]string) model.AssetSlotSpec {
	to := model.AssetSlotSpec{Column: v.whole("column", wrong), Row: v.whole("row", wrong)}
	if (to.Column == 0) != (to.Row == 0) || max(to.Column, to.Row) > mostSlots {
		*wrong = append(*wrong, locale.Text(v.lang, "web.model.no_cell", "most", mostSlots))
	}
	return to
}

// moveTo asks for another cell of an asset: all that stands in the zone stays where it
// is then. Without one it goes where there is room.
func (v *visit) moveTo(d *app.Draft, s *opened, m *model.Model, was, to model.AssetSlotSpec) error {
	zone := model.ZoneID(v.r.PostFormValue("zone"))
	a, stands := m.Asset(to.Asset)
	moves := stands && a.Zone.ID != zone
	switch {
	case to.Column == 0, moves && to.Column == was.Column && to.Row == was.Row:
		// The cell was one of the zone that it leaves.
		return d.Unslot(m.ID, to.Asset)
	case to.Column == was.Column && to.Row == was.Row:
		return nil
	}
	return d.Slots(m.ID, s.basis(v.lang).Moved(m, zone, to))
}

// choices lists rows to choose from.
func choices[T any](rows []T, of func(T) choice) []choice {
	var list []choice
	for _, r := range rows {
		list = append(list, of(r))
	}
	return list
}

func (v *visit) zoneChoice(z *model.Zone) choice {
	return choice{ID: string(z.ID), Name: z.In(v.lang)}
}

func (v *visit) assetChoice(a *model.Asset) choice {
	return choice{ID: string(a.ID), Name: locale.Text(v.lang, "web.model.asset_in", "asset", a.In(v.lang), "zone", a.Zone.In(v.lang))}
}

func (v *visit) linkChoice(k *model.Link) choice {
	return choice{ID: string(k.ID), Name: linkName(v.lang, k)}
}

// hops is how many mediators a form of a connection has room for.
const hops = 4

func linkEditor(v *visit, _ *opened, m *model.Model, id string) (editable, error) {
	var x editable
	k := model.LinkSpec{Kind: model.LinkNetwork}
	if id != "" {
		now, ok := m.Link(model.LinkID(id))
		if !ok {
			return x, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		k = now.LinkSpec
		x.row = k
		x.remove = func(d *app.Draft) error { return d.RemoveLink(m.ID, k.ID) }
	}
	assets := func() []choice { return choices(m.Assets, v.assetChoice) }
	f := v.fields()
	q := v.r.URL.Query()
	f.pick("from", cmp.Or(string(k.From), q.Get("from")), true, assets())
	f.pick("to", cmp.Or(string(k.To), q.Get("to")), true, assets())
	room := max(hops, len(k.Via))
	for i := range room {
		now := ""
		if i < len(k.Via) {
			now = string(k.Via[i])
		}
		f.pick("via"+strconv.Itoa(i+1), now, false, assets())
	}
	f.pick("link_kind", string(k.Kind), true, names(v, locale.LinkKind, model.LinkNetwork, model.LinkMedia, model.LinkManual))
	f.text("protocol", k.Protocol, false)
	f.number("port", numberText(k.Port))
	f.pick("data", string(k.Data), true, names(v, locale.Data, model.Push, model.Pull, model.Both))
	f.text("auth", k.Auth, false)
	f.text("encryption", k.Encryption, false)
	f.area("note", k.Note)
	x.fields = f.list
	v.needed(&x.wrong, "from", "to", "data")
	port := v.whole("port", &x.wrong)
	x.save = func(d *app.Draft) (string, error) {
		k.From, k.To = model.AssetID(v.r.PostFormValue("from")), model.AssetID(v.r.PostFormValue("to"))
		k.Via = nil
		for i := range room {
			if a := v.r.PostFormValue("via" + strconv.Itoa(i+1)); a != "" {
				k.Via = append(k.Via, model.AssetID(a))
			}
		}
		k.Kind, k.Protocol, k.Port = model.LinkKind(v.r.PostFormValue("link_kind")), v.r.PostFormValue("protocol"), port
		k.Data, k.Auth, k.Encryption, k.Note = model.DataDirection(v.r.PostFormValue("data")), v.r.PostFormValue("auth"), v.r.PostFormValue("encryption"), v.r.PostFormValue("note")
		id, err := d.Link(m.ID, k)
		return string(id), err
	}
	return x, nil
}
