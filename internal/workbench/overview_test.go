package workbench

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// TestAcceptedFindingsLeaveRoom: however many findings are accepted, those to be
// mended are listed.
func TestAcceptedFindingsLeaveRoom(t *testing.T) {
	var found diag.List
	for range listedFindings + 50 {
		found.Findings = append(found.Findings, diag.Finding{Code: diag.RequestNotFound, Severity: diag.Warning, Accepted: "知っている"})
	}
	found.Findings = append(found.Findings, diag.Finding{Code: diag.RequestNotFound, Severity: diag.Note})
	v := &visit{r: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/s/x", nil), lang: lang.Ja}
	if b := v.findingsOf(found); len(b.Listed) != 1 || len(b.Accepted) != listedFindings || b.More != 50 {
		t.Errorf("%d listed, %d accepted, %d more", len(b.Listed), len(b.Accepted), b.More)
	}
}
