package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// doneBody tells what the last change did, and takes it back.
type doneBody struct {
	Text string
	// New and Gone count the findings that came and went with it.
	New, Gone int
	// Undo is the revision to take back, 0 where it cannot be; Action where that is sent.
	Undo   store.Revision
	Action string
}

// done tells of the change that the address names, where that is the last one, and
// marks the findings that came with it.
func (v *visit) done(s *opened, m *assess.ModelResult, at *modelPlace, found []foundThing) (*doneBody, error) {
	named := v.r.URL.Query().Get("done")
	if named == "" {
		return nil, nil //nolint:nilnil // no change led here, and nothing failed
	}
	last, before, err := v.lastChange(s)
	if err != nil || strconv.FormatInt(int64(last.Revision), 10) != named {
		return nil, err
	}
	d := &doneBody{Text: last.Reason, Action: v.r.URL.RequestURI()}
	if before > 0 && last.By.ID == v.who.Actor().ID {
		d.Undo = last.Revision
	}
	then, err := v.shelf.asOf(v.r.Context(), s, before)
	if err != nil {
		return nil, err
	}
	var old []foundThing
	if was, ok := then.result.Model(m.Model.ID); ok {
		old = v.findingsIn(then, was, at)
	}
	// What the study accepts in any case is no news.
	same := func(a, b foundThing) bool { return a.about == b.about && a.Message == b.Message }
	for i := range found {
		if found[i].Accepted == "" && !slices.ContainsFunc(old, func(o foundThing) bool { return same(o, found[i]) }) {
			found[i].New = true
			d.New++
		}
	}
	for _, o := range old {
		if o.Accepted == "" && !slices.ContainsFunc(found, func(x foundThing) bool { return same(o, x) }) {
			d.Gone++
		}
	}
	return d, nil
}

// lastChange gives the last change of the branch, and the revision before it; 0 where
// there is none.
func (v *visit) lastChange(s *opened) (last store.Entry, before store.Revision, err error) {
	entries, err := v.Store.History(v.r.Context(), s.Line, store.HistoryQuery{Before: s.revision + 1})
	if err != nil || len(entries) == 0 {
		return last, 0, err
	}
	if len(entries) > 1 {
		before = entries[1].Revision
	}
	return entries[0], before, nil
}

// undo takes the last change back, where it is the one that is named and was made by
// who asks: the files are written as they were before, so that both stay in the history.
func (v *visit) undo(s *opened, at *modelPlace) error {
	c := chosenOf(v.r.URL.Query())
	last, before, err := v.lastChange(s)
	if err != nil {
		return err
	}
	if before == 0 || last.By.ID != v.who.Actor().ID || strconv.FormatInt(int64(last.Revision), 10) != v.r.PostFormValue("undo") {
		return server.Refuse(http.StatusConflict, diag.RequestStale)
	}
	changes, err := v.backTo(s, before)
	if err != nil {
		return err
	}
	then, err := v.shelf.at(v.r.Context(), s.Opened, before)
	if err != nil {
		return err
	}
	// What is chosen stays so, unless it came with the change.
	if m, ok := then.study.Model(model.ModelID(at.q.Get("m"))); ok && c.in(m) {
		at.set(c.kind, c.id)
	}
	if len(changes) > 0 {
		now, err := s.Commit(v.r.Context(), store.Commit{By: v.who.Actor(), Reason: locale.Text(v.lang, "web.model.undone", "what", last.Reason), Changes: changes})
		var conflict *store.ConflictError
		switch {
		case errors.As(err, &conflict):
			return server.Refuse(http.StatusConflict, diag.RequestStale)
		case err != nil:
			return err
		}
		at.set("done", strconv.FormatInt(int64(now), 10))
	}
	v.redirect(at.url())
	return nil
}
