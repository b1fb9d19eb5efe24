package app

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/mapping"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// names finds ids by names in any spelling, by labels and by the ids themselves.
type names struct {
	ids  map[string]string
	list []string
}

func (n *names) add(id string, text lang.Text, labels ...string) {
	if n.ids == nil {
		n.ids = map[string]string{}
	}
	for _, name := range append([]string{id, text.Ja, text.En}, labels...) {
		if key := mapping.Fold(name); key != "" && n.ids[key] == "" {
			n.ids[key] = id
			n.list = append(n.list, name)
		}
	}
}

// resolver turns what sheets say into rows and edits of a study.
type resolver struct {
	study *Study
	im    *SheetImport
	spec  *mapping.Spec
	model *model.Model
	index int

	assets, types, zones, classes, stops, threats, techniques, damages, entries names

	// said are the edits so far by row and what they set, and scenarios the ids of
	// those that the model has.
	said      map[string]int
	scenarios map[string]bool
}

// resolve works out what the sheets change in the study.
func (s *Study) resolve(im *SheetImport, spec *mapping.Spec, read *mapping.Sheets) {
	r := &resolver{study: s, im: im, spec: spec, said: map[string]int{}, scenarios: map[string]bool{}}
	if !r.choose() {
		return
	}
	r.learn()
	for _, a := range read.Assets {
		r.asset(a)
	}
	for _, c := range read.Cells {
		r.cell(c)
	}
	for _, t := range read.Trees {
		r.tree(t)
	}
	if len(im.Edits) > 0 && (spec.Author == "" || spec.Date == "") {
		im.Found.Add(diag.SheetMapAuthor, "format")
	}
	if !im.Found.HasErrors() && len(im.Edits)+len(im.Added) > 0 {
		s.takeOver(im, r.model.ID, SheetImportOptions{Author: spec.Author, Date: spec.Date})
	}
}

// choose finds the model of the mapping.
func (r *resolver) choose() bool {
	var ids []string
	for _, m := range r.study.Models {
		ids = append(ids, string(m.ID))
		if r.model == nil && (r.spec.Model == "" || r.spec.Model == m.ID) {
			r.model = m
		}
	}
	if r.model == nil {
		r.im.Found.Add(diag.SheetMapUnknown, "model", "cell", "model", "value", string(r.spec.Model), "id", diag.Nearest(string(r.spec.Model), ids))
		return false
	}
	r.index = slices.IndexFunc(r.study.Spec.Models, func(m model.ModelSpec) bool { return m.ID == r.model.ID })
	return true
}

// learn collects the names that the study and the catalogue have.
func (r *resolver) learn() {
	for _, a := range r.study.Spec.Assets {
		r.assets.add(string(a.ID), a.Text)
	}
	for _, z := range r.model.Zones {
		r.zones.add(string(z.ID), z.Text)
	}
	for _, d := range r.study.Spec.Damages {
		r.damages.add(string(d.ID), d.Text, d.Label)
	}
	for _, e := range r.study.Spec.EntryPoints {
		r.entries.add(string(e.ID), e.Text)
	}
	for _, s := range r.study.Spec.Models[r.index].Scenarios {
		r.scenarios[s.ID] = true
	}
	c := r.study.Catalog
	for _, t := range c.AssetTypes {
		r.types.add(string(t.ID), t.Text)
	}
	for _, t := range c.DataClasses {
		r.classes.add(string(t.ID), t.Text)
	}
	for _, t := range c.StopEffects {
		r.stops.add(string(t.ID), t.Text)
	}
	for _, t := range c.Threats {
		r.threats.add(string(t.ID), t.Text)
	}
	for _, t := range c.Techniques {
		r.techniques.add(string(t.ID), t.Text)
	}
}

// find gives the id for a name. A name that is not there is reported with the
// nearest one; an empty one is no name.
func (r *resolver) find(n *names, v mapping.Value) string {
	if v.Text == "" {
		return ""
	}
	id, ok := n.ids[mapping.Fold(v.Text)]
	if !ok {
		r.im.Found.Add(diag.SheetMapUnknown, "", "cell", v.Ref, "value", v.Text, "id", r.im.Found.Near(v.Text, n.list))
	}
	return id
}

// edit adds a judgement, unless the study has it already or the sheet said it
// before.
func (r *resolver) edit(e roundtrip.Edit, level int) {
	if level == 0 {
		return
	}
	e.File = strconv.Itoa(level)
	asset, threat := target(e.Row)
	if i := r.study.judged(r.model.ID, model.Subject(e.Sets), asset, threat); i >= 0 {
		list, _ := r.study.judgements(r.model.ID)
		e.Now = strconv.Itoa(list[i].Value)
	}
	key := e.Row + " " + string(e.Sets)
	if i, said := r.said[key]; said {
		if first := r.im.Edits[i]; first.File != e.File {
			r.im.Found.Add(diag.SheetMapTwice, "", "cell", e.Ref, "value", e.File, "was", first.File, "first", first.Ref)
		}
		return
	}
	if e.Now == e.File {
		return
	}
	r.said[key] = len(r.im.Edits)
	if e.Reason == "" {
		e.Reason = r.spec.Reason
	}
	r.im.Edits = append(r.im.Edits, e)
}

func (r *resolver) cell(c mapping.CellRow) {
	asset, threat := r.find(&r.assets, c.Asset), r.find(&r.threats, c.Threat)
	if asset == "" || threat == "" {
		return
	}
	row := layout.CellID(model.AssetID(asset), catalog.ThreatID(threat))
	e := roundtrip.Edit{Table: layout.Cells, Row: row, Reason: c.Reason.Text}
	e.Sets, e.Ref = layout.SetThreatLevel, c.ThreatLevelRef
	r.edit(e, c.ThreatLevel)
	e.Sets, e.Ref = layout.SetCountermeasureLevel, c.CountermeasureRef
	r.edit(e, c.Countermeasure)
}

// asset adds an asset that the study does not have, or judges the importance of
// one that it has.
func (r *resolver) asset(a mapping.AssetRow) {
	name := a.Name.Text
	if id, ok := r.assets.ids[mapping.Fold(name)]; ok {
		i := slices.IndexFunc(r.study.Spec.Assets, func(s model.AssetSpec) bool { return string(s.ID) == id })
		if i >= 0 {
			r.compare(&r.study.Spec.Assets[i], a)
		}
		if i < 0 || int(r.study.Spec.Assets[i].Importance) != a.Importance {
			r.edit(roundtrip.Edit{Table: layout.Assets, Row: layout.AssetID(model.AssetID(id)), Sets: layout.SetImportance, Ref: a.ImportanceRef, Reason: a.Reason.Text}, a.Importance)
		}
		return
	}
	for _, must := range []struct {
		field mapping.Field
		value mapping.Value
	}{{mapping.Type, a.Type}, {mapping.Zone, a.Zone}} {
		if must.value.Text == "" {
			r.im.Found.Add(diag.SheetMapField, "tables", "value", string(must.field))
		}
	}
	id := a.ID.Text
	if id == "" {
		id = "a-" + shortHash(mapping.Fold(name))
	}
	item := texts(nil, "id", id, "ja", name, "type", r.find(&r.types, a.Type))
	if a.Count > 1 {
		item = append(item, studyfile.Entry{Key: "count", Number: a.Count})
	}
	if list := r.several(&r.classes, a.Classes); len(list) > 0 {
		item = append(item, studyfile.Entry{Key: "classes", List: list})
	}
	item = texts(item, "stops", r.find(&r.stops, a.Stops))
	if a.Importance > 0 {
		reason := a.Reason.Text
		if reason == "" {
			reason = r.spec.Reason
		}
		item = texts(append(item, studyfile.Entry{Key: "importance", Number: a.Importance}), "reason", reason)
	}
	place := []studyfile.Entry{{Key: "zone", Text: r.find(&r.zones, a.Zone)}, {Key: "assets", List: []string{id}}}
	r.assets.add(id, lang.Text{Ja: name})
	r.im.Added = append(r.im.Added, AddedRow{Ref: a.Name.Ref, List: "assets", ID: id, Name: name,
		appended: []appended{{"assets", item}, {diag.Join("models", r.index, "placements"), place}}})
}

// compare tells what a sheet says of an asset otherwise than the study does. Only
// levels are taken over, so that no row of the study is turned over unseen.
func (r *resolver) compare(s *model.AssetSpec, a mapping.AssetRow) {
	differs := func(v mapping.Value, is, was string) {
		if v.Text != "" && is != "" && is != was {
			r.im.Found.Add(diag.SheetMapDiffers, "", "cell", v.Ref, "value", v.Text, "was", was, "id", s.Ja)
		}
	}
	differs(a.ID, a.ID.Text, string(s.ID))
	differs(a.Type, r.find(&r.types, a.Type), string(s.Type))
	if a.Count > 0 {
		differs(a.CountValue, strconv.Itoa(a.Count), strconv.Itoa(max(s.Count, 1)))
	}
	differs(a.Stops, r.find(&r.stops, a.Stops), string(s.Stops))
	classes, has := r.several(&r.classes, a.Classes), textsOf(s.Classes)
	slices.Sort(classes)
	slices.Sort(has)
	differs(a.Classes, strings.Join(classes, ", "), strings.Join(has, ", "))
	if placed, ok := r.model.Asset(s.ID); ok {
		differs(a.Zone, r.find(&r.zones, a.Zone), string(placed.Zone.ID))
	}
}

// several finds the ids of names that a cell lists.
func (r *resolver) several(n *names, v mapping.Value) []string {
	var out []string
	for _, name := range mapping.Split(v.Text) {
		if id := r.find(n, mapping.Value{Text: name, Ref: v.Ref}); id != "" {
			out = append(out, id)
		}
	}
	return out
}

// tree adds an attack tree as a scenario, unless it was added before.
func (r *resolver) tree(t mapping.AttackTree) {
	var steps [][]studyfile.Entry
	var said []string
	target := ""
	for _, s := range t.Steps {
		if s.Asset.Text == "" || s.Technique.Text+s.Threat.Text == "" {
			r.im.Found.Add(diag.SheetMapStep, "", "cell", s.Text.Ref)
			continue
		}
		target = r.find(&r.assets, s.Asset)
		r.stepLevel(target, s)
		steps = append(steps, texts(nil, "at", target, "technique", r.find(&r.techniques, s.Technique),
			"threat", r.find(&r.threats, s.Threat), "ja", s.Text.Text))
		said = append(said, s.Asset.Text, s.Technique.Text, s.Threat.Text, s.Text.Text)
	}
	id := "tree-" + shortHash(strings.Join(append(said, t.Number.Text, t.Entry.Text, t.Damage.Text), "\x00"))
	if r.scenarios[id] {
		return
	}
	r.scenarios[id] = true
	name := "攻撃ツリー" + t.Number.Text
	if n := len(t.Steps); n > 0 && t.Steps[n-1].Text.Text != "" {
		name = t.Number.Text + " " + t.Steps[n-1].Text.Text
	}
	item := texts(nil, "id", id, "ja", name, "entry", r.find(&r.entries, t.Entry), "target", target)
	damages := r.several(&r.damages, t.Damage)
	if t.Damage.Text == "" && !slices.ContainsFunc(r.im.Found.Findings, func(f diag.Finding) bool { return f.Code == diag.SheetMapField }) {
		r.im.Found.Add(diag.SheetMapField, "tables", "value", string(mapping.Damage))
	}
	item = append(item, studyfile.Entry{Key: "damages", List: damages}, studyfile.Entry{Key: "steps", Items: steps})
	if t.Entry.Text == "" {
		item = texts(item, "note", r.spec.Reason)
	}
	r.im.Added = append(r.im.Added, AddedRow{Ref: t.Number.Ref, List: "scenarios", ID: id, Name: name,
		appended: []appended{{diag.Join("models", r.index, "scenarios"), item}}})
}

// stepLevel takes the countermeasure level of a step over, as that of the cell of its
// asset and threat: both analyses rest on it.
func (r *resolver) stepLevel(asset string, s mapping.AttackStep) {
	if s.Level == 0 || asset == "" {
		return
	}
	threat := r.find(&r.threats, s.Threat)
	if s.Threat.Text == "" {
		technique := r.find(&r.techniques, s.Technique)
		for i := range r.study.Catalog.Threats {
			t := &r.study.Catalog.Threats[i]
			if slices.Contains(t.Techniques, technique) {
				if threat != "" {
					threat = ""
					break
				}
				threat = string(t.ID)
			}
		}
	}
	if threat == "" {
		r.im.Found.Add(diag.SheetMapStepLevel, "", "cell", s.LevelRef, "value", strconv.Itoa(s.Level))
		return
	}
	r.edit(roundtrip.Edit{Table: layout.Cells, Row: layout.CellID(model.AssetID(asset), catalog.ThreatID(threat)),
		Sets: layout.SetCountermeasureLevel, Ref: s.LevelRef}, s.Level)
}

// texts adds those keys and values, by turns, whose value is not empty.
func texts(item []studyfile.Entry, kv ...string) []studyfile.Entry {
	for i := 0; i < len(kv); i += 2 {
		if kv[i+1] != "" {
			item = append(item, studyfile.Entry{Key: kv[i], Text: kv[i+1]})
		}
	}
	return item
}

// shortHash makes a stable id of a text.
func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:5])
}
