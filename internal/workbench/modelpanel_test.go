package workbench_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestModelPanel shows what is chosen: the way from the Internet on which its exposure
// rests, its connections, and what a connection opens.
func TestModelPanel(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	panel := func(query string) string {
		body := h.get(t, h.admin, "/s/mic-r8/model?m=m1a&"+query, "ja").Body.String()
		_, body, _ = strings.Cut(body, `<aside class="panel"`)
		body, _, _ = strings.Cut(body, "</aside>")
		return body
	}
	for name, tt := range map[string]struct {
		query string
		says  []string
	}{
		"an asset":            {"asset=a-lg-pc", []string{"出発: インターネット", "LGWAN接続系に入る", "接続 ("}},
		"one out of reach":    {"zone=z-box", []string{"インターネットから到達する経路は"}},
		"a zone":              {"zone=z-lg", []string{"出発: インターネット", "asset=a-lg-pc"}},
		"a connection":        {"link=cc-04", []string{"この接続を通って到達される領域", "asset="}},
		"a flow as well":      {"use-case=uc-01&asset=a-lg-pc", []string{"use-case=uc-01"}},
		"a connection to be":  {"new=link&from=a-lg-pc&to=a-lg-ad", []string{`<option value="a-lg-pc" selected>`, `<option value="a-lg-ad" selected>`}},
		"an asset for a zone": {"new=asset&in=z-lg", []string{`<option value="z-lg" selected>`}},
	} {
		got := panel(tt.query)
		for _, word := range tt.says {
			if !strings.Contains(got, word) {
				t.Errorf("%s: does not say %q: %s", name, word, got)
			}
		}
	}
	if w := h.get(t, h.admin, "/s/mic-r8/model?m=m1a&asset=nothing", "ja"); w.Code != http.StatusNotFound {
		t.Errorf("an asset that there is not: %d", w.Code)
	}
}

// TestModelUndo changes the exposure of a zone, is told what comes of it, and takes the
// change back: the study is as it was, and the history has both.
func TestModelUndo(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page := func(path string) string { return h.get(t, h.admin, path, "ja").Body.String() }
	const zone = "/s/mic-r8/model?m=m1a&zone=z-lg"
	before := formOf(t, page(zone))
	form := formOf(t, page(zone))
	form.Set("exposure", "isolated")
	form.Set("reason", "試し")
	w := h.post(t, h.admin, zone, form)
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.Contains(to, "done=") || !strings.Contains(to, "zone=z-lg") {
		t.Fatalf("%d to %s: %s", w.Code, to, w.Body)
	}
	body := page(to)
	for _, word := range []string{"保存しました: 領域を変更", "新しく1件", "新しい指摘", `name="undo"`} {
		if !strings.Contains(body, word) {
			t.Errorf("does not say %q", word)
		}
	}
	_, revision, _ := strings.Cut(body, `name="undo" value="`)
	revision, _, _ = strings.Cut(revision, `"`)
	if w := h.post(t, h.admin, zone, url.Values{"undo": {"1"}}); w.Code != http.StatusConflict {
		t.Errorf("another revision is taken back: %d", w.Code)
	}
	w = h.post(t, h.admin, zone, url.Values{"undo": {revision}})
	if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "zone=z-lg") {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if after := formOf(t, page(zone)); after.Encode() != before.Encode() {
		t.Errorf("taken back, the zone is %v and not %v", after, before)
	}
	if body := page(w.Header().Get("Location")); !strings.Contains(body, "取消し: 領域を変更") || !strings.Contains(body, "なくなった1件") {
		t.Error("the page does not tell that it was taken back")
	}
	if strings.Contains(page("/s/mic-r8/model?m=m1a"), "保存しました") {
		t.Error("an address without a change tells of one")
	}
}

// TestModelCell moves an asset to another cell of its zone and then to another zone, and
// refuses half a cell.
func TestModelCell(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page := func(path string) string { return h.get(t, h.admin, path, "ja").Body.String() }
	at := func(asset string) string {
		form := formOf(t, page("/s/mic-r8/model?m=m1a&asset="+asset))
		return form.Get("zone") + " " + form.Get("column") + "," + form.Get("row")
	}
	move := func(zone, column, row string) int {
		const asset = "/s/mic-r8/model?m=m1a&asset=a-lg-ad"
		form := formOf(t, page(asset))
		form.Set("zone", zone)
		form.Set("column", column)
		form.Set("row", row)
		return h.post(t, h.admin, asset, form).Code
	}
	if got := at("a-lg-ad"); got != "z-lg ," {
		t.Fatalf("it stands at %s", got)
	}
	if code := move("z-lg", "2", ""); code != http.StatusUnprocessableEntity {
		t.Errorf("half a cell: %d", code)
	}
	if code := move("z-lg", "51", "1"); code != http.StatusUnprocessableEntity {
		t.Errorf("a cell beyond the last: %d", code)
	}
	if code := move("z-lg", "２", "1"); code != http.StatusSeeOther || at("a-lg-ad") != "z-lg 2,1" {
		t.Errorf("%d: it stands at %s", code, at("a-lg-ad"))
	}
	if got := at("a-lg-pc"); got == "z-lg ," {
		t.Error("what did not move is not held in its place")
	}
	// The cell is one of the zone that it leaves.
	if code := move("z-bnd", "2", "1"); code != http.StatusSeeOther || at("a-lg-ad") != "z-bnd ," {
		t.Errorf("%d: it stands at %s", code, at("a-lg-ad"))
	}
}

// TestModelBeside shows another model beside one, on the picture and in words; what only
// the other has leads nowhere, and the picture is a file as well.
func TestModelBeside(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	body := h.get(t, h.admin, "/s/mic-r8/model?m=m1a&beside=m1c", "ja").Body.String()
	for _, word := range []string{"①c クラウドストレージとの違い", "このモデルだけの資産 (3)", "ファイル連携サーバ（境界セグメント）", "比べるモデルだけの接続", `id="picture-asset-a-cs-store"`, "beside=m1c&amp;m=m1a", "asset=a-bnd-link&amp;beside=m1c"} {
		if !strings.Contains(body, word) {
			t.Errorf("does not say %q", word)
		}
	}
	if strings.Contains(body, "data-connect") {
		t.Error("the picture of two models can be changed")
	}
	if w := h.get(t, h.admin, "/s/mic-r8/model.svg?m=m1a&beside=m1c", "ja"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "薄い線") {
		t.Errorf("the file: %d", w.Code)
	}
	for _, other := range []string{"nothing", "m1a"} {
		if w := h.get(t, h.admin, "/s/mic-r8/model?m=m1a&beside="+other, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("beside %s: %d", other, w.Code)
		}
	}
}
