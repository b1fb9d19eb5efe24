package workbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// historyDiff holds two revisions against each other in terms of letters, and
// brings an earlier one back.
func historyDiff(w *Workbench, mux *http.ServeMux) {
	w.study(mux, "GET /s/{study}/history/diff", access.ReadStudy, func(v *visit, s *opened) error { return v.diffPage(http.StatusOK, s, "") })
	w.study(mux, "POST /s/{study}/history/restore", access.EditStudy, restoreRevision)
}

// cellsShown bounds the rows of the table of cells on a page; a file has all.
const cellsShown = 200

type diffBody struct {
	From, To store.Revision
	// Unrated is the revision that has errors, so that nothing can be compared.
	Unrated store.Revision
	// Same tells that neither an input nor a letter differs, SameLetters that no
	// letter does.
	Same, SameLetters bool
	Models            []string
	Inputs            []inputRow
	Damages           []letterRow
	Cells             []letterRow
	AllCells          int
	Back              string
	// Restore is where the earlier revision is brought back; empty where it cannot be.
	Restore, Refused string
	// Reason is what was typed where it was refused.
	Reason  string
	Longest int
}

type inputRow struct{ Models, Change string }

type letterRow struct {
	Model, Of, Threat string
	Before, After     letter
	Why               []string
}

// revisionOf reads a revision of a query; usual where there is none.
func revisionOf(r *http.Request, name string, usual store.Revision) (store.Revision, error) {
	text := r.FormValue(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return store.Revision(n), nil
}

// revisionAt gives the branch as it was at a revision that it has.
func (v *visit) revisionAt(s *opened, at store.Revision) (*opened, error) {
	if at == s.revision {
		return s, nil
	}
	// Revisions count the changes of all studies: not every number is one of this.
	last, err := v.lastBefore(s, at+1)
	if err != nil {
		return nil, err
	}
	if last != at {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return v.shelf.at(v.r.Context(), s.Opened, at)
}

// lastBefore gives the last revision of the branch before one, or 0.
func (v *visit) lastBefore(s *opened, before store.Revision) (store.Revision, error) {
	entries, err := v.Store.History(v.r.Context(), s.Line, store.HistoryQuery{Before: before})
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	return entries[0].Revision, nil
}

// twoRevisions reads which revisions are held against each other: the last with the
// one before where none are named. The earlier one comes first.
func (v *visit) twoRevisions(s *opened) (from, to store.Revision, err error) {
	if to, err = revisionOf(v.r, "to", s.revision); err != nil {
		return 0, 0, err
	}
	earlier, err := v.lastBefore(s, to)
	if err != nil {
		return 0, 0, err
	}
	if earlier == 0 {
		earlier = to
	}
	if from, err = revisionOf(v.r, "from", earlier); err != nil {
		return 0, 0, err
	}
	return min(from, to), max(from, to), nil
}

// diffPage shows what differs between two revisions.
func (v *visit) diffPage(status int, s *opened, refused string) error {
	from, to, err := v.twoRevisions(s)
	if err != nil {
		return err
	}
	old, err := v.revisionAt(s, from)
	if err != nil {
		return err
	}
	now, err := v.revisionAt(s, to)
	if err != nil {
		return err
	}
	b := diffBody{From: from, To: to, Back: s.url("/history"), Refused: refused, Reason: v.r.PostFormValue("reason"), Longest: longestReason}
	if to == s.revision && from < to && v.API.May(v.who, access.EditStudy, s.Resource()) {
		b.Restore = s.url("/history/restore", "from", strconv.FormatInt(int64(from), 10))
	}
	switch {
	case old.result == nil:
		b.Unrated = from
	case now.result == nil:
		b.Unrated = to
	default:
		if err := v.compareRevisions(v.r.Context(), &b, old, now); err != nil {
			return err
		}
	}
	f := s.frame(v.lang, "history", locale.Text(v.lang, "web.diff.title", "from", int(from), "to", int(to)))
	f.Wide, f.Body = true, b
	v.show(status, "history-diff", f)
	return nil
}

// compareRevisions tells what differs: inputs, letters of damages and of cells.
func (v *visit) compareRevisions(ctx context.Context, b *diffBody, old, now *opened) error {
	d, err := compare.Diff(ctx, old.result, now.result)
	if err != nil {
		return fmt.Errorf("compare revisions: %w", err)
	}
	b.Same, b.SameLetters = d.Same(), d.SameLetters()
	for _, m := range d.Added {
		b.Models = append(b.Models, locale.Text(v.lang, "web.diff.model_added", "model", m.Model.In(v.lang)))
	}
	for _, m := range d.Removed {
		b.Models = append(b.Models, locale.Text(v.lang, "web.diff.model_removed", "model", m.Model.In(v.lang)))
	}
	tellers := map[string]*comparetext.Teller{}
	for _, p := range d.Pairs {
		t := comparetext.New(v.lang, p, old.study.Study, now.study.Study)
		tellers[string(p.To.Model.ID)] = t
		v.pairRows(b, p, t)
	}
	for i := range d.Inputs {
		c := &d.Inputs[i]
		row := inputRow{Models: locale.Text(v.lang, "web.diff.all_models"), Change: tellers[string(c.Models[0])].Change(&c.Change)}
		if len(c.Models) < len(d.Pairs) {
			var names []string
			for _, p := range d.Pairs {
				if slices.Contains(c.Models, p.To.Model.ID) {
					names = append(names, p.To.Model.Short.In(v.lang))
				}
			}
			row.Models = strings.Join(names, locale.Text(v.lang, "web.separator"))
		}
		b.Inputs = append(b.Inputs, row)
	}
	return nil
}

// pairRows adds the letters that change in one model.
func (v *visit) pairRows(b *diffBody, p *compare.Pair, t *comparetext.Teller) {
	name := p.To.Model.Short.In(v.lang)
	for _, d := range p.Damages {
		b.Damages = append(b.Damages, letterRow{Model: name, Of: d.Damage.Label + " " + d.Damage.In(v.lang),
			Before: outcomeLetter(v.lang, d.Before), After: outcomeLetter(v.lang, d.After), Why: t.Cause(d.Cause, d.Before, d.After)})
	}
	shown := v.pageSize(cellsShown)
	for i := range p.Cells {
		c := &p.Cells[i]
		b.AllCells++
		if len(b.Cells) < shown {
			b.Cells = append(b.Cells, letterRow{Model: name, Of: t.AssetName(c.Asset), Threat: t.Threat(c.Threat), Before: letterOf(v.lang, c.Before.Risk), After: letterOf(v.lang, c.After.Risk), Why: []string{t.Cell(c)}})
		}
	}
}

// restoreRevision writes the files of an earlier revision as a new one, so that
// what came between stays in the history.
func restoreRevision(v *visit, s *opened) error {
	from, err := revisionOf(v.r, "from", 0)
	if err != nil || from == 0 || from >= s.revision {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	reason := strings.TrimSpace(v.r.PostFormValue("reason"))
	switch {
	case reason == "":
		return v.diffPage(http.StatusUnprocessableEntity, s, locale.Text(v.lang, "web.sheet.no_reason"))
	case len([]rune(reason)) > longestReason:
		return v.diffPage(http.StatusUnprocessableEntity, s, locale.Text(v.lang, "web.sheet.long_reason", "longest", longestReason))
	case v.r.PostFormValue("seen") != strconv.FormatInt(int64(s.revision), 10):
		return v.diffPage(http.StatusConflict, s, locale.Text(v.lang, "web.diff.moved"))
	}
	old, err := v.revisionAt(s, from)
	if err != nil {
		return err
	}
	if !old.study.Usable() {
		return v.diffPage(http.StatusUnprocessableEntity, s, locale.Text(v.lang, "web.diff.unrated", "revision", int(from)))
	}
	changes, err := v.backTo(s, from)
	if err != nil {
		return err
	}
	if len(changes) > 0 {
		_, err = s.Commit(v.r.Context(), store.Commit{By: v.who.Actor(), Reason: locale.Text(v.lang, "web.diff.restored", "revision", int(from), "reason", reason), Changes: changes})
	}
	var conflict *store.ConflictError
	if errors.As(err, &conflict) {
		return v.diffPage(http.StatusConflict, s, locale.Text(v.lang, "web.diff.moved"))
	}
	if err != nil {
		return err
	}
	v.redirect(s.url("/history"))
	return nil
}

// backTo lists what has to change for the files of the study to be those of an
// earlier revision.
func (v *visit) backTo(s *opened, at store.Revision) ([]store.Change, error) {
	then, err := v.Store.Records(v.r.Context(), s.Line, store.Choice{At: at, Prefix: studyFolder, Data: true})
	if err != nil {
		return nil, err
	}
	now, err := v.Store.Records(v.r.Context(), s.Line, store.Choice{At: s.revision, Prefix: studyFolder, Data: true})
	if err != nil {
		return nil, err
	}
	var changes []store.Change
	goes := map[string]store.Record{}
	for _, r := range now {
		goes[r.Name] = r
	}
	for _, r := range then {
		x, there := goes[r.Name]
		delete(goes, r.Name)
		if !there || !bytes.Equal(x.Data, r.Data) {
			changes = append(changes, store.Change{Name: r.Name, Base: x.Revision, Data: r.Data})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(goes)) {
		changes = append(changes, store.Change{Name: name, Base: goes[name].Revision, Delete: true})
	}
	return changes, nil
}
