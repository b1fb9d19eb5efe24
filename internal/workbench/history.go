package workbench

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// history is the page of the revisions of a study 履歴.
func history(w *Workbench, mux *http.ServeMux) {
	w.study(mux, "GET /s/{study}/history", access.ReadStudy, func(v *visit, s *opened) error { return v.historyPage(http.StatusOK, s, approvalForm{}) })
	w.study(mux, "POST /s/{study}/history/approval", access.ApproveStudy, takeApproval)
}

type historyBody struct {
	Branches []choice
	Entries  []historyRow
	Next     string
	Approval string
	// Diff is where two revisions are compared; empty where there is only one.
	Diff string
	// Form approves the branch or takes that back; nil for those who may not.
	Form *approvalForm
	// Audit is the audit log; empty for those who may not read it.
	Audit string
}

// approvalForm is the form to approve a study 承認, or to take that back.
type approvalForm struct {
	Action string
	// Approved tells that it is approved now; Seen is the revision that was looked at.
	Approved bool
	Seen     store.Revision
	// Findings are the warnings and errors of what would be approved.
	Warnings, Errors int
	Reason           string
	Refused          string
	Longest          int
}

type historyRow struct {
	Revision store.Revision
	// From and To tell that the row is chosen for the comparison at first.
	From, To               bool
	At, By, Reason, Branch string
	Changed                []string
}

// historyPage shows the revisions; sent is a form of approval that was refused.
func (v *visit) historyPage(status int, s *opened, sent approvalForm) error {
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
		b.Entries = append(b.Entries, historyRow{e.Revision, false, false, v.moment(e.At), e.By.Name, e.Reason, string(e.Branch), e.Changed})
	}
	if more {
		b.Next = s.url("/history", "before", strconv.FormatInt(int64(entries[len(entries)-1].Revision), 10))
	}
	if a := s.Approved(); a != nil {
		b.Approval = locale.Text(v.lang, "web.history.approved", "by", a.By.Name, "at", v.moment(a.At), "reason", a.Reason)
	}
	if len(b.Entries) > 1 {
		b.Diff, b.Entries[0].To, b.Entries[1].From = s.url("/history/diff"), true, true
	}
	if v.API.May(v.who, access.ApproveStudy, s.Resource()) {
		sent.Action, sent.Approved, sent.Seen, sent.Longest = s.url("/history/approval"), s.Approved() != nil, s.revision, longestReason
		sent.Warnings, sent.Errors = s.found.Count(diag.Warning), s.found.Count(diag.Error)
		b.Form = &sent
	}
	if v.API.May(v.who, access.ReadAudit, access.Resource{}) {
		b.Audit = "/audit?q=" + queryEscape(string(s.Line.Study))
	}
	f := s.frame(v.lang, "history", locale.Text(v.lang, "web.history.title"))
	f.Wide, f.Body = true, b
	v.show(status, "history", f)
	return nil
}

// takeApproval approves what was looked at, or takes the approval back.
func takeApproval(v *visit, s *opened) error {
	sent := approvalForm{Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}
	status := http.StatusUnprocessableEntity
	approves := v.r.PostFormValue("do") == "approve"
	switch {
	case sent.Reason == "":
		sent.Refused = locale.Text(v.lang, "web.sheet.no_reason")
	case len([]rune(sent.Reason)) > longestReason:
		sent.Refused = locale.Text(v.lang, "web.sheet.long_reason", "longest", longestReason)
	case approves && s.found.HasErrors():
		sent.Refused = locale.Text(v.lang, "web.history.has_errors")
	case approves == (s.Approved() != nil), v.r.PostFormValue("seen") != strconv.FormatInt(int64(s.revision), 10):
		status, sent.Refused = http.StatusConflict, locale.Text(v.lang, "web.history.moved")
	}
	if sent.Refused != "" {
		return v.historyPage(status, s, sent)
	}
	var next *api.Approval
	if approves {
		next = &api.Approval{By: api.Actor{ID: v.who.Actor().ID, Name: v.who.Actor().Name}, At: v.Now().UTC(), Reason: sent.Reason}
	}
	if err := s.Approve(v.r.Context(), next, v.who.Actor(), sent.Reason); err != nil {
		return err
	}
	v.redirect(s.url("/history"))
	return nil
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
