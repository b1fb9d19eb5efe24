package workbench

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// auditLog is the page of the audit log 監査ログ, the newest entries first.
func auditLog(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "GET /audit", showAudit)
}

// Pages of the log, and how much of it is read at once.
const (
	auditShown = 100
	auditChunk = 1000
)

type auditBody struct {
	Text    string
	Entries []auditRow
	Next    string
	// Check is where the chain is checked; Checked tells what came of it.
	Check, Checked string
}

type auditRow struct {
	Number                                        int
	At, By, Action, Study, Branch, Record, Reason string
	Revision                                      string
}

func showAudit(v *visit) error {
	if !v.API.May(v.who, access.ReadAudit, access.Resource{}) {
		return server.Refuse(http.StatusForbidden, diag.RequestDenied)
	}
	b := auditBody{Text: strings.TrimSpace(v.r.URL.Query().Get("q"))}
	entries, more, err := v.auditBefore(b.Text)
	if err != nil {
		return err
	}
	for _, e := range entries {
		row := auditRow{Number: int(e.Number), At: v.moment(e.At), By: e.By.Name, Action: locale.Name(v.lang, locale.AuditAction, e.Action), Study: string(e.Study), Branch: string(e.Branch), Record: e.Record, Reason: e.Reason}
		if e.Revision > 0 {
			row.Revision = strconv.FormatInt(int64(e.Revision), 10)
		}
		b.Entries = append(b.Entries, row)
	}
	query := "?q=" + queryEscape(b.Text)
	if more {
		b.Next = "/audit" + query + "&before=" + strconv.FormatInt(entries[len(entries)-1].Number, 10)
	}
	b.Check = "/audit" + query + "&check=1"
	if v.r.URL.Query().Has("check") {
		if b.Checked, err = v.checkedAudit(); err != nil {
			return err
		}
	}
	return v.ok("audit", frame{Title: locale.Text(v.lang, "web.audit.title"), Wide: true, Body: b})
}

// checkedAudit tells whether the log is the one that was written.
func (v *visit) checkedAudit() (string, error) {
	x, err := store.Verify(v.Store.Audit(v.r.Context(), 0))
	if err != nil {
		return "", err
	}
	if x.Broken > 0 {
		return locale.Text(v.lang, "web.audit.broken", "number", locale.Number(int(x.Broken))), nil
	}
	return locale.Text(v.lang, "web.audit.whole", "number", locale.Number(int(x.Entries)), "hash", x.Last), nil
}

// auditBefore reads a page of the log backwards, of the entries in which a text
// stands, and tells whether there are earlier ones.
func (v *visit) auditBefore(text string) (page []store.AuditEntry, more bool, err error) {
	end, err := v.Store.AuditEnd(v.r.Context())
	if err != nil {
		return nil, false, err
	}
	if before, err := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64); err == nil && before > 0 {
		end = min(end, before-1)
	}
	size, wanted := v.pageSize(auditShown), fold(text)
	for ; end > 0; end = max(0, end-auditChunk) {
		var chunk []store.AuditEntry
		for e, err := range v.Store.Audit(v.r.Context(), max(0, end-auditChunk)) {
			if err != nil {
				return nil, false, err
			}
			if e.Number > end {
				break
			}
			if within := strings.Join([]string{e.By.Name, string(e.Action), string(e.Study), string(e.Branch), e.Record, e.Reason}, "\n"); strings.Contains(fold(within), wanted) {
				chunk = append(chunk, e)
			}
		}
		for i := len(chunk) - 1; i >= 0; i-- {
			if len(page) == size {
				return page, true, nil
			}
			page = append(page, chunk[i])
		}
	}
	return page, false, nil
}
