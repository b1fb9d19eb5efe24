package workbench

import (
	"net/http"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/store"
)

// history is the page of the revisions of a study 履歴.
func history(w *Workbench, mux *http.ServeMux) {
	w.study(mux, "GET /s/{study}/history", access.ReadStudy, showHistory)
}

type historyBody struct {
	Branches []choice
	Entries  []historyRow
	Next     string
	Approval string
}

type historyRow struct {
	Revision               store.Revision
	At, By, Reason, Branch string
	Changed                []string
}

func showHistory(v *visit, s *opened) error {
	before, err := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	entries, more, err := v.revisions(s.Line, store.Revision(before))
	if err != nil {
		return err
	}
	branches, err := v.Store.Branches(v.r.Context(), s.Line.Study)
	if err != nil {
		return err
	}
	var b historyBody
	for _, x := range branches {
		there := opened{Opened: s.Opened}
		there.Line.Branch = x.Name
		b.Branches = append(b.Branches, choice{ID: string(x.Name), Name: string(x.Name), URL: there.url("/history"), Chosen: x.Name == s.Line.Branch})
	}
	for _, e := range entries {
		b.Entries = append(b.Entries, historyRow{e.Revision, v.moment(e.At), e.By.Name, e.Reason, string(e.Branch), e.Changed})
	}
	if more {
		b.Next = s.url("/history", "before", strconv.FormatInt(int64(entries[len(entries)-1].Revision), 10))
	}
	if a := s.Approved(); a != nil {
		b.Approval = locale.Text(v.lang, "web.history.approved", "by", a.By.Name, "at", v.moment(a.At), "reason", a.Reason)
	}
	f := s.frame(v.lang, "history", locale.Text(v.lang, "web.history.title"))
	f.Body = b
	return v.ok("history", f)
}

// revisions gives a page of the revisions before one, or all of them for a file,
// and whether there may be more.
func (v *visit) revisions(l store.Line, before store.Revision) (all []store.Entry, more bool, err error) {
	for {
		page, err := v.Store.History(v.r.Context(), l, store.HistoryQuery{Before: before})
		if err != nil {
			return nil, false, err
		}
		all, more = append(all, page...), len(page) == store.PageSize
		if !more || !v.asksForTable() {
			return all, more, nil
		}
		before = page[len(page)-1].Revision
	}
}
