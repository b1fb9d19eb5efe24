package workbench_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestWhatIf takes away every countermeasure that is in force: risk values rise and
// none falls, the study stays as it is, and what is switched back is as it was.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	const path = "/s/mic-r8/what-if?m=m1a"
	page := func(at string) string {
		w := h.get(t, h.admin, at, "ja")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", at, w.Code)
		}
		return w.Body.String()
	}
	before := page(path)
	if strings.Contains(before, "上がる") || strings.Contains(before, "下がる") || strings.Contains(before, " checked") {
		t.Error("something changes without a switch")
	}
	q := url.Values{"m": {"m1a"}}
	var off, on []string
	for _, x := range regexp.MustCompile(`value="([^"]+)"> <label for="flip-[^"]+">([^<]+)<`).FindAllStringSubmatch(before, -1) {
		if x[2] == "やめる" {
			off = append(off, x[1])
		} else {
			on = append(on, x[1])
		}
	}
	if len(off) == 0 || len(on) == 0 {
		t.Fatalf("%d are in force, %d are not", len(off), len(on))
	}
	q["flip"] = off
	if body := page("/s/mic-r8/what-if?" + q.Encode()); !strings.Contains(body, "上がる") || strings.Contains(body, "下がる") || strings.Count(body, " checked") != len(off) {
		t.Error("without any countermeasure nothing rises, or something falls")
	}
	q["flip"] = on
	if body := page("/s/mic-r8/what-if?" + q.Encode()); strings.Contains(body, "上がる") {
		t.Error("with every countermeasure something rises")
	}
	if page(path) != before {
		t.Error("a switch was saved")
	}
	if n := strings.Count(page("/s/mic-r8/history"), `name="to"`); n != 0 {
		t.Errorf("there are %d revisions to compare", n)
	}
}

// TestProof has a plan made, and finds every one of its conditions met.
func TestProof(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	h.work(t)
	if w := h.post(t, h.admin, "/s/mic-r8/plan?m=m1a", url.Values{"m": {"m1a"}, "leave": {"B"}, "damage": {"d1"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	proof := ""
	for end := time.Now().Add(5 * time.Minute); proof == "" && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		proof = regexp.MustCompile(`/s/mic-r8/plan/proof\?job=[a-z0-9]+`).FindString(h.get(t, h.admin, "/s/mic-r8/plan?m=m1a", "ja").Body.String())
	}
	if proof == "" {
		t.Fatal("no plan is made")
	}
	body := h.get(t, h.admin, proof, "ja").Body.String()
	rows := regexp.MustCompile(`<td class="number">(\d+)</td><td class="number">(\d+)</td>`).FindAllStringSubmatch(body, -1)
	if len(rows) == 0 || !strings.Contains(body, "計算し直しました") || strings.Contains(body, "満たされていない") {
		t.Errorf("%d conditions:\n%s", len(rows), body)
	}
	if w := h.get(t, h.admin, "/s/mic-r8/plan/proof?job=nothing", "ja"); w.Code != http.StatusNotFound {
		t.Errorf("a plan that there is not: %d", w.Code)
	}
}
