package app

import (
	"bytes"
	"maps"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// takeOver makes the edits in the text of the study and gives the files that
// change. An edit that cannot be made, or that would make the study illegal, is a
// finding, and then no file changes.
func (s *Study) takeOver(im *SheetImport, in model.ModelID, o SheetImportOptions) {
	before := s.doc.Encode()
	t := &taker{study: s, im: im, o: o, in: in}
	t.rows()
	t.levels()
	t.reasons()
	t.deployments()
	if im.Found.HasErrors() {
		return
	}
	s.found = diag.List{}
	s.build()
	if !s.Usable() {
		im.Found.Append(s.Findings())
		return
	}
	old := map[string][]byte{}
	for _, f := range before {
		old[f.Name] = f.Data
	}
	for _, f := range s.doc.Encode() {
		if !bytes.Equal(old[f.Name], f.Data) {
			im.Files = append(im.Files, File(f))
		}
	}
}

// taker makes edits.
type taker struct {
	study *Study
	im    *SheetImport
	o     SheetImportOptions
	// in is the model of the workbook; empty: the whole study.
	in model.ModelID
}

// fail reports an edit that cannot be made.
func (t *taker) fail(e roundtrip.Edit, err error) {
	if err != nil {
		t.im.Found.Add(diag.SheetCannotWrite, "", "cell", e.Ref, "detail", err.Error())
	}
}

// rows writes the rows that are added.
func (t *taker) rows() {
	for _, row := range t.im.Added {
		for _, a := range row.appended {
			t.fail(roundtrip.Edit{Ref: row.Ref}, t.study.doc.Append(a.path, a.item))
		}
	}
}

// judgements gives the judgements as written where the workbook's belong, and the
// path of their list.
func (t *taker) judgements() ([]model.JudgementSpec, string) {
	if t.in == "" {
		return t.study.Spec.Judgements, "judgements"
	}
	i := t.modelIndex()
	return t.study.Spec.Models[i].Judgements, diag.Join("models", i, "judgements")
}

func (t *taker) modelIndex() int {
	for i := range t.study.Spec.Models {
		if t.study.Spec.Models[i].ID == t.in {
			return i
		}
	}
	return -1
}

// target takes the id of a row apart into what a judgement is of.
func target(row string) (model.AssetID, catalog.ThreatID) {
	_, ids, _ := layout.Parts(row)
	if len(ids) == 2 {
		return model.AssetID(ids[0]), catalog.ThreatID(ids[1])
	}
	return model.AssetID(ids[0]), ""
}

// judged finds the judgement of a row as written, or −1.
func (t *taker) judged(row string, sets layout.Subject) int {
	list, _ := t.judgements()
	asset, threat := target(row)
	for i, j := range list {
		if layout.Subject(j.Set) == sets && j.Asset == asset && j.Threat == threat {
			return i
		}
	}
	return -1
}

func isLevel(s layout.Subject) bool {
	return s == layout.SetImportance || s == layout.SetThreatLevel || s == layout.SetCountermeasureLevel
}

// levels writes judgements.
func (t *taker) levels() {
	for _, e := range t.im.Edits {
		if !isLevel(e.Sets) {
			continue
		}
		if e.Reason == "" {
			t.im.Found.Add(diag.SheetNoReason, "", "cell", e.Ref)
			continue
		}
		value, err := strconv.Atoi(e.File)
		if err != nil {
			t.fail(e, err)
			continue
		}
		_, path := t.judgements()
		at := t.judged(e.Row, e.Sets)
		if at < 0 {
			t.fail(e, t.study.doc.Append(path, t.judgement(e, value)))
			continue
		}
		item := diag.Join(path, at)
		t.fail(e, t.study.doc.SetNumber(item+"/value", value))
		for _, field := range [][2]string{{"reason", e.Reason}, {"author", t.o.Author}, {"date", t.o.Date}} {
			t.fail(e, t.study.doc.Set(item+"/"+field[0], field[1]))
		}
	}
}

// judgement is a new row.
func (t *taker) judgement(e roundtrip.Edit, value int) []studyfile.Entry {
	asset, threat := target(e.Row)
	item := []studyfile.Entry{{Key: "set", Text: string(e.Sets)}, {Key: "asset", Text: string(asset)}}
	if threat != "" {
		item = append(item, studyfile.Entry{Key: "threat", Text: string(threat)})
	}
	return append(item, studyfile.Entry{Key: "value", Number: value}, studyfile.Entry{Key: "reason", Text: e.Reason},
		studyfile.Entry{Key: "author", Text: t.o.Author}, studyfile.Entry{Key: "date", Text: t.o.Date})
}

// reasons changes the reasons of judgements whose level stays.
func (t *taker) reasons() {
	levelled := map[string]bool{}
	for _, e := range t.im.Edits {
		if isLevel(e.Sets) {
			levelled[e.Row] = true
		}
	}
	for _, e := range t.im.Edits {
		if e.Sets != layout.SetReason || levelled[e.Row] {
			continue
		}
		_, path := t.judgements()
		found := false
		for _, sets := range []layout.Subject{layout.SetImportance, layout.SetThreatLevel, layout.SetCountermeasureLevel} {
			if at := t.judged(e.Row, sets); at >= 0 {
				found = true
				item := diag.Join(path, at)
				for _, field := range [][2]string{{"reason", e.File}, {"author", t.o.Author}, {"date", t.o.Date}} {
					t.fail(e, t.study.doc.Set(item+"/"+field[0], field[1]))
				}
			}
		}
		if !found || e.File == "" {
			t.im.Found.Add(diag.SheetNoLevel, "", "cell", e.Ref)
		}
	}
}

// deployments writes what is recorded of countermeasures. A deployment that the
// model inherits is written out in the model itself, with the changes.
func (t *taker) deployments() {
	rows := map[string][]roundtrip.Edit{}
	var order []string
	for _, e := range t.im.Edits {
		if e.Table == layout.Deployments {
			if rows[e.Row] == nil {
				order = append(order, e.Row)
			}
			rows[e.Row] = append(rows[e.Row], e)
		}
	}
	for _, row := range order {
		t.deployment(row, rows[row])
	}
}

func (t *taker) deployment(row string, edits []roundtrip.Edit) {
	m, ok := t.study.Model(t.in)
	if !ok {
		return
	}
	_, ids, _ := layout.Parts(row)
	for _, d := range m.Deployments {
		if string(d.ID) != ids[0] {
			continue
		}
		if d.Origin.Model == t.in {
			for _, e := range edits {
				t.fail(e, t.study.doc.Set(d.Origin.Path+"/"+string(e.Sets), e.File))
			}
			return
		}
		spec := d.DeploymentSpec
		for _, e := range edits {
			change(&spec, e)
		}
		t.fail(edits[0], t.study.doc.Append(diag.Join("models", t.modelIndex(), "deployments"), deploymentItem(spec)))
	}
}

func change(d *model.DeploymentSpec, e roundtrip.Edit) {
	switch e.Sets {
	case layout.SetStatus:
		d.Status = model.Status(e.File)
	case layout.SetEffective:
		d.Effective = model.Effectiveness(e.File)
	case layout.SetEvidence:
		d.Evidence = e.File
	case layout.SetNote:
		d.Note = e.File
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
	if len(d.When) > 0 {
		var when []studyfile.Entry
		for _, p := range slices.Sorted(maps.Keys(d.When)) {
			when = append(when, studyfile.Entry{Key: string(p), Text: string(d.When[p])})
		}
		item = append(item, studyfile.Entry{Key: "when", Entries: when})
	}
	add("source", d.Source)
	return item
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
