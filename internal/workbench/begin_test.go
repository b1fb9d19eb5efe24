package workbench_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestBeginning begins two studies under the ids that are suggested, and goes on
// through the steps with the model that was chosen.
func TestBeginning(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	for _, id := range []string{"study-20261126", "study-20261126-2"} {
		if body := h.get(t, h.admin, "/new", "ja").Body.String(); !strings.Contains(body, `id="id" name="id" value="`+id+`"`) {
			t.Fatalf("%s is not suggested", id)
		}
		if w := h.post(t, h.admin, "/new", url.Values{"id": {id}, "title": {"例"}, "model": {"m1a", "m1b"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d: %s", w.Code, w.Body)
		}
	}
	for at, want := range map[string]string{
		"":             `class="onward"><a class="button" href="/s/study-20261126/model">`,
		"/model?m=m1b": `class="onward"><a class="button" href="/s/study-20261126/asset?m=m1b">`,
		"/hearing":     `name="id" value="hearing-20261126"`,
		"/report":      "参照スタディの文章のまま",
	} {
		if body := h.get(t, h.admin, "/s/study-20261126"+at, "ja").Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s", at, want)
		}
	}
	body := h.get(t, h.admin, "/s/study-20261126", "ja").Body.String()
	if strings.Contains(body, "架空の市") || !strings.Contains(body, "受け入れ済みの指摘") {
		t.Error("the overview tells of the reference study, or does not tell what was accepted")
	}
	if strings.Contains(h.get(t, h.admin, "/s/study-20261126/history", "ja").Body.String(), "onward") {
		t.Error("there is a step after the last")
	}
}

// TestBaselineAlone assesses today's practice alone: every step has something to say.
func TestBaselineAlone(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	if w := h.post(t, h.admin, "/new", url.Values{"id": {"usb"}, "title": {"現状"}, "model": {"m0"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	for at, want := range map[string]string{
		"": "比較の基準", "/model": "USB", "/asset": "USB", "/damage": "USB", "/result": "USB", "/compare": "ほかに比べるモデルがありません",
		"/plan": "計画を探す", "/hearing": `value="m0"`, "/report": "作成する", "/history": "承認する",
	} {
		if w := h.get(t, h.admin, "/s/usb"+at, "ja"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, no %s", at, w.Code, want)
		}
	}
}
