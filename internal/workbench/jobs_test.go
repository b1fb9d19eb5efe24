package workbench_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/access"
)

// TestAskForJobs asks for a report and a plan, sees them in the list, and cancels
// one; who may only read may not.
func TestAskForJobs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := func(who *http.Cookie, path string) string { return h.get(t, who, path, "ja").Body.String() }
	if w := h.post(t, h.admin, "/s/mic-r8/report", url.Values{"kind": {"overview"}, "edition": {"public"}, "format": {"docx", "exe"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	body := page(h.admin, "/s/mic-r8/report")
	if !strings.Contains(body, "概要・公表用 Word（docx）") || strings.Contains(body, "exe") || !strings.Contains(body, "data-active") {
		t.Errorf("the report is not in the list:\n%s", body)
	}
	id := regexp.MustCompile(`action="/jobs/([^"]+)"`).FindStringSubmatch(body)
	if id == nil {
		t.Fatal("it cannot be cancelled")
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if w := h.post(t, reader, "/jobs/"+id[1], url.Values{"do": {"cancel"}}); w.Code != http.StatusForbidden {
		t.Errorf("a reader cancels: %d", w.Code)
	}
	if w := h.post(t, reader, "/s/mic-r8/report", url.Values{"kind": {"full"}}); w.Code != http.StatusForbidden {
		t.Errorf("a reader asks for a report: %d", w.Code)
	}
	if body := page(reader, "/s/mic-r8/report"); strings.Contains(body, `class="form"`) || strings.Contains(body, "/jobs/") {
		t.Error("a reader is offered forms")
	}
	if w := h.post(t, h.admin, "/jobs/"+id[1], url.Values{"do": {"cancel"}, "next": {"/s/mic-r8/report"}}); w.Code != http.StatusSeeOther {
		t.Errorf("cancel: %d", w.Code)
	}
	if !strings.Contains(page(h.admin, "/s/mic-r8/report"), "取消し") {
		t.Error("it is not cancelled")
	}
	plan := url.Values{"m": {"m1a"}, "leave": {"B"}, "damage": {"d1"}, "budget": {"１,０００,０００"}}
	if w := h.post(t, h.admin, "/s/mic-r8/plan?m=m1a", plan); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if !strings.Contains(page(h.admin, "/s/mic-r8/plan?m=m1a"), "順番待ち") {
		t.Error("the plan is not in the list")
	}
	w := h.post(t, h.admin, "/s/mic-r8/plan?m=m1a", url.Values{"m": {"m1a"}, "leave": {"B"}, "budget": {"a lot"}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "a lot") || !strings.Contains(w.Body.String(), "一つ以上選んで") {
		t.Errorf("%d: not everything that is wrong is told", w.Code)
	}
}
