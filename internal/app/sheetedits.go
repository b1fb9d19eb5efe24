package app

import (
	"bytes"
	"strconv"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
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

// target takes the id of a row apart into what a judgement is of.
func target(row string) (model.AssetID, catalog.ThreatID) {
	_, ids, _ := layout.Parts(row)
	if len(ids) == 2 {
		return model.AssetID(ids[0]), catalog.ThreatID(ids[1])
	}
	return model.AssetID(ids[0]), ""
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
		asset, threat := target(e.Row)
		t.fail(e, t.study.judge(t.in, model.JudgementSpec{Set: model.Subject(e.Sets), Asset: asset, Threat: threat, Value: value, Reason: e.Reason, Author: t.o.Author, Date: t.o.Date}))
	}
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
		asset, threat := target(e.Row)
		found := false
		for _, set := range []model.Subject{model.SetImportance, model.SetThreatLevel, model.SetCountermeasureLevel} {
			if at := t.study.judged(t.in, set, asset, threat); at >= 0 {
				found = true
				t.fail(e, t.study.rejudge(t.in, at, e.File, t.o.Author, t.o.Date))
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
	_, ids, _ := layout.Parts(row)
	var fields []answerField
	for _, e := range edits {
		fields = append(fields, answerField{e.Sets, e.File})
	}
	for i, err := range t.study.answer(t.in, model.DeploymentID(ids[0]), fields) {
		t.fail(edits[i], err)
	}
}
