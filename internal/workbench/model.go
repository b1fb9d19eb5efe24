package workbench

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// modelRoom is the configuration of a model 構成: its picture, and the same as
// tables of zones, assets and connections, from which each row is edited.
func modelRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/model", "model", showModel)
	w.rated(mux, "GET /s/{study}/model.svg", "model", downloadPicture)
	modelForms(w, mux)
}

type modelBody struct {
	// Picture is the SVG to be shown in the page, and Download where it is a file.
	Picture  template.HTML
	Download string
	// Views are the pictures to choose from, and View the name of the one shown.
	Views  []choice
	View   string
	Zones  []zoneTableRow
	Assets []assetTableRow
	Links  []linkTableRow
	// Edits tells that the reader may change the model; the addresses begin new rows.
	Edits                      bool
	NewZone, NewAsset, NewLink string
	// Back leads to the attack trees, where the picture is of one of them.
	Back string
	// Besides are the models that can be shown beside this one, and Beside tells what the
	// one that is shown has and has not; nil where none is.
	Besides    []choice
	BesideName string
	Beside     *besideBody
	// Draws tells that the picture can be changed; Grids are where assets can stand in
	// the zones then, as JSON.
	Draws bool
	Grids string
	// Panel shows what is chosen; nil where nothing is.
	Panel *panelBody
	// Done tells of the change that led here; nil where none did.
	Done *doneBody
	// Findings about the model, and those that the study accepts.
	Findings, Accepted foundList
}

type zoneTableRow struct{ ID, Name, URL, Parent, Kind, Declared, Derived, Witness, Physical string }

type assetTableRow struct {
	ID                                string
	Name, URL, Zone, Type, Importance string
	Count                             int
	Risk                              letter
}

type linkTableRow struct {
	ID, URL, From, To, Via, Kind, Protocol, Data, Auth, Encryption string
	// Wires are the parts of the picture that show it, and Ends the assets along them.
	Wires, Ends string
}

func showModel(v *visit, s *opened) error { return v.modelPage(http.StatusOK, s, nil) }

// modelPage shows a model; refused tells what keeps the form of what is chosen from
// being saved.
func (v *visit) modelPage(status int, s *opened, refused []string) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	picture, err := v.picture(s, m)
	if err != nil {
		return err
	}
	at := v.modelPlace(s, m.Model)
	b := modelBody{Views: v.views(s, m), Edits: v.API.May(v.who, access.EditStudy, s.Resource()), Download: v.pictureURL(s),
		NewZone: at.url("new", chosenZone), NewAsset: at.url("new", chosenAsset), NewLink: at.url("new", chosenLink)}
	b.View = chosenName(b.Views)
	other, err := v.beside(s, m.Model)
	if err != nil {
		return err
	}
	b.Besides = v.besides(s, m.Model, other)
	b.BesideName = chosenName(b.Besides)
	if other != nil {
		b.Beside = v.besideText(s, m.Model, other, at)
	}
	// Beside another model the places are not those of the model alone.
	if b.Edits && other == nil {
		grids, err := json.Marshal(s.basis(v.lang).Grids(m.Model))
		if err != nil {
			return err
		}
		b.Draws, b.Grids = true, string(grids)
	}
	if b.Panel, err = v.panel(s, m, refused); err != nil {
		return err
	}
	if err := v.modelFindings(s, m, at, &b); err != nil {
		return err
	}
	if q := v.r.URL.Query(); q.Get("goal") != "" {
		b.Back = s.url("/damage", "m", string(m.Model.ID), "goal", q.Get("goal"), "entry", q.Get("entry")) + "#route"
	}
	var svg bytes.Buffer
	if err := drawing.WriteSVG(&svg, picture.Scene, drawing.SVGOptions{Embedded: true, Prefix: "picture-"}); err != nil {
		return err
	}
	b.Picture = template.HTML(svg.String()) //nolint:gosec // our own writer, which escapes every text
	b.Zones, b.Assets, b.Links = v.zoneTable(m, at), v.assetTable(m, at), v.linkTable(m.Model, at)
	f := s.modelFrame(v.lang, "model", "/model", string(m.Model.ID))
	f.Body = b
	v.show(status, "model", f)
	return nil
}

// chosenName gives the name of what is chosen of a list.
func chosenName(list []choice) string {
	for _, x := range list {
		if x.Chosen {
			return x.Name
		}
	}
	return ""
}

// basisOnce is what all pictures of a study share, once for each language.
type basisOnce struct {
	mutex sync.Mutex
	laid  map[lang.Lang]*diagram.Basis
}

func (x *reading) basis(l lang.Lang) *diagram.Basis {
	x.basisOnce.mutex.Lock()
	defer x.basisOnce.mutex.Unlock()
	if x.laid == nil {
		x.laid = map[lang.Lang]*diagram.Basis{}
	}
	if x.laid[l] == nil {
		x.laid[l] = diagram.NewBasis(x.result.Study, diagram.Options{Lang: l})
	}
	return x.laid[l]
}

// picture draws what the query asks for: the configuration, the flows of a use
// case, or the route by which a damage gets its letter.
func (v *visit) picture(s *opened, m *assess.ModelResult) (*diagram.Picture, error) {
	b, q := s.basis(v.lang), v.r.URL.Query()
	none := server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	if u := q.Get("use-case"); u != "" {
		p, ok := b.Flow(m.Model, model.UseCaseID(u))
		if !ok {
			return nil, none
		}
		return p, nil
	}
	if d := q.Get("damage"); d != "" {
		i := slices.IndexFunc(m.Damage.Damages, func(t assess.DamageTotals) bool { return string(t.Damage.ID) == d })
		if i < 0 {
			return nil, none
		}
		r, ok := m.WorstRoute(v.r.Context(), m.Damage.Damages[i], assess.UsualBounds())
		if !ok {
			return nil, none
		}
		p, ok := b.Route(m, &r, 0)
		if !ok {
			return nil, none
		}
		return p, nil
	}
	if goal := q.Get("goal"); goal != "" {
		r, err := s.routeOf(v.r.Context(), m, goal, q.Get("entry"))
		if err != nil {
			return nil, err
		}
		tree, err := strconv.Atoi(q.Get("tree"))
		if err != nil || tree < 1 || tree > len(r.Trees) {
			return nil, none
		}
		if p, ok := b.Route(m, r, tree-1); ok {
			return p, nil
		}
		return nil, none
	}
	other, err := v.beside(s, m.Model)
	switch {
	case err != nil:
		return nil, err
	case other != nil:
		return b.Beside(model.NewBeside(m.Model, other), other.Short.In(v.lang)), nil
	}
	if p, ok := b.Focused(m, chosenOf(q).focus()); ok {
		return p, nil
	}
	return b.Network(m.Model), nil
}

// views lists the pictures of a model.
func (v *visit) views(s *opened, m *assess.ModelResult) []choice {
	id, q := string(m.Model.ID), v.r.URL.Query()
	list := []choice{{Name: locale.Text(v.lang, "web.model.network"), URL: s.url("/model", "m", id), Chosen: q.Get("use-case")+q.Get("damage")+q.Get("goal") == ""}}
	for _, u := range s.study.Spec.UseCases {
		if slices.ContainsFunc(m.Model.Flows, func(f *model.Flow) bool { return f.UseCase == u.ID }) {
			list = append(list, choice{Name: locale.Text(v.lang, "web.model.flow", "name", u.In(v.lang)), URL: s.url("/model", "m", id, "use-case", string(u.ID)), Chosen: q.Get("use-case") == string(u.ID)})
		}
	}
	if goal := q.Get("goal"); goal != "" {
		list = append(list, choice{Name: locale.Text(v.lang, "web.model.tree", "number", q.Get("tree")), URL: v.r.URL.RequestURI(), Chosen: true})
	}
	for _, d := range m.Damage.Damages {
		if d.Reached {
			list = append(list, choice{Name: locale.Text(v.lang, "web.model.route", "label", d.Damage.Label), URL: s.url("/model", "m", id, "damage", string(d.Damage.ID)), Chosen: q.Get("damage") == string(d.Damage.ID)})
		}
	}
	return list
}

// pictureURL gives where the picture of the page is as a file.
func (v *visit) pictureURL(s *opened) string {
	var kv []string
	for _, name := range append([]string{"m", chosenAsset, chosenLink, chosenZone}, pictureQuery...) {
		kv = append(kv, name, v.r.URL.Query().Get(name))
	}
	return s.url("/model.svg", kv...)
}

// downloadPicture gives the picture as a file.
func downloadPicture(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	picture, err := v.picture(s, m)
	if err != nil {
		return err
	}
	var svg bytes.Buffer
	if err := drawing.WriteSVG(&svg, picture.Scene, drawing.SVGOptions{}); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Content-Disposition", `attachment; filename="`+string(m.Model.ID)+`.svg"`)
	h.Set("Cache-Control", "no-store")
	_, err = svg.WriteTo(v.w)
	return err
}

func (v *visit) zoneTable(m *assess.ModelResult, at *modelPlace) []zoneTableRow {
	var rows []zoneTableRow
	for i, z := range m.Model.Zones {
		e := m.Zones[i]
		row := zoneTableRow{ID: string(z.ID), Name: z.In(v.lang), URL: at.url(chosenZone, string(z.ID)), Kind: locale.Name(v.lang, locale.ZoneKind, z.Kind),
			Declared: exposureText(v.lang, e.Declared), Derived: exposureText(v.lang, e.Derived), Witness: assess.WitnessText(e.Witness)}
		if z.Parent != nil {
			row.Parent = z.Parent.In(v.lang)
		}
		if z.Physical != "" {
			row.Physical = locale.Name(v.lang, locale.Physical, z.Physical)
		}
		rows = append(rows, row)
	}
	return rows
}

func exposureText(l lang.Lang, e model.Exposure) string {
	if e == "" {
		return ""
	}
	return locale.Text(l, "web.model.exposure", "name", locale.Name(l, locale.Exposure, e), "level", levelText(e.Level()))
}

func (v *visit) assetTable(m *assess.ModelResult, at *modelPlace) []assetTableRow {
	var rows []assetTableRow
	for i, a := range m.Model.Assets {
		rows = append(rows, assetTableRow{ID: string(a.ID), Name: a.In(v.lang), URL: at.url(chosenAsset, string(a.ID)), Zone: a.Zone.In(v.lang), Type: a.Type.In(v.lang),
			Importance: levelText(m.Assets[i].Importance), Count: max(a.Count, 1), Risk: worstOf(v.lang, &m.Assets[i])})
	}
	return rows
}

// worstOf gives the worst letter of an asset's cells; what is not rated is never
// taken as low.
func worstOf(l lang.Lang, a *assess.AssetRating) (worst letter) {
	for _, x := range shownLetters() {
		if a.Totals.Worst[x] > 0 && (worst.Text == "" || riskQuery(x) == "unrated") {
			worst = letter{letterText(l, x), colour(x)}
		}
	}
	return worst
}

func (v *visit) linkTable(m *model.Model, at *modelPlace) []linkTableRow {
	var rows []linkTableRow
	for _, k := range m.Links {
		var via []string
		ends := []string{string(k.From.ID)}
		for _, a := range k.Via {
			via = append(via, a.In(v.lang))
			ends = append(ends, string(a.ID))
		}
		ends = append(ends, string(k.To.ID))
		protocol := k.Protocol
		if k.Port > 0 {
			protocol = strings.TrimSpace(protocol + " " + strconv.Itoa(k.Port))
		}
		rows = append(rows, linkTableRow{ID: string(k.ID), URL: at.url(chosenLink, string(k.ID)), From: k.From.In(v.lang), To: k.To.In(v.lang),
			Via: strings.Join(via, locale.Text(v.lang, "web.separator")), Kind: locale.Name(v.lang, locale.LinkKind, k.Kind), Protocol: protocol,
			Data: locale.Name(v.lang, locale.Data, k.Data), Auth: k.Auth, Encryption: k.Encryption, Wires: strings.Join(diagram.WireIDs(k), " "), Ends: strings.Join(ends, " ")})
	}
	return rows
}
