package workbench_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestSearch finds things of every kind by a part of their names or by a letter, in
// either width and case, and every hit leads to a page that is there.
func TestSearch(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	find := func(text string) string {
		w := h.get(t, h.admin, "/s/mic-r8/search?q="+url.QueryEscape(text), "ja")
		if w.Code != http.StatusOK {
			t.Fatalf("%q: %d", text, w.Code)
		}
		return w.Body.String()
	}
	for text, want := range map[string][]string{
		"ファイル連携":     {"<h2>資産</h2>", "<h2>接続</h2>", "q=a-"},
		"リスク値Ａ":      {"<h2>リスク値</h2>", "risk=A", "（18行）"},
		"d":          {"risk=D"},
		"住民":         {"<h2>事業被害と攻撃目標</h2>"},
		"cm-01":      {"/s/mic-r8/catalogue?list=countermeasures&amp;q=cm-01"},
		"フィッシング":     {"<h2>脅威、対策などの一覧</h2>", "list=countermeasures", "list=techniques"},
		"停止":         {"list=stop_effects"},
		"ありえない言葉zzz": {"見つかりませんでした", "/?q="},
		"":           {"入力してください"},
	} {
		body := find(text)
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("%q: no %q", text, part)
			}
		}
	}
	hits := regexp.MustCompile(`<li><a href="([^"]+)">`).FindAllStringSubmatch(find("ファイル"), -1)
	if len(hits) < 10 {
		t.Fatalf("%d hits", len(hits))
	}
	for _, hit := range hits {
		address, _, _ := strings.Cut(strings.ReplaceAll(hit[1], "&amp;", "&"), "#")
		if strings.HasPrefix(address, "/s/mic-r8/model?") {
			continue // pictures take their time; one is enough below
		}
		if w := h.get(t, h.admin, address, "ja"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "483行のうち0行") {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if w := h.get(t, nil, "/s/mic-r8/search?q=a", "ja"); w.Code != http.StatusSeeOther {
		t.Errorf("a stranger: %d", w.Code)
	}
}

// TestCatalogue shows all of every list, and those alone that hold a text or a value;
// the grid reads the same rows, and a row is shown in full.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	rows := func(query string) int {
		return strings.Count(h.get(t, h.admin, "/s/mic-r8/catalogue"+query, "en").Body.String(), `<th scope="row">`)
	}
	if n := rows(""); n < 30 {
		t.Errorf("%d countermeasures", n)
	}
	if n := rows("?list=threats"); n < 10 {
		t.Errorf("%d threats", n)
	}
	for _, list := range []string{"asset_types", "data_classes", "attack_rules", "techniques"} {
		if n := rows("?list=" + list); n < 5 {
			t.Errorf("%d %s", n, list)
		}
	}
	if n := rows("?q=cm-01"); n != 1 {
		t.Errorf("%d with the id cm-01", n)
	}
	all, some := rows("?list=threats"), rows("?list=threats&target=cloud")
	if some == 0 || some >= all {
		t.Errorf("%d of %d threats aim at clouds", some, all)
	}
	var g gridAnswer
	if w := h.get(t, h.admin, "/s/mic-r8/catalogue/rows?list=threats&target=cloud", "ja"); json.Unmarshal(w.Body.Bytes(), &g) != nil || len(g.Rows) != some {
		t.Errorf("the grid has %d rows, the page %d", len(g.Rows), some)
	}
	for at, want := range map[string]string{"list=threats&id=th-02": "/s/mic-r8/asset?m=m1a", "list=countermeasures&id=cm-01": "このスタディでの使われ方"} {
		if body := h.get(t, h.admin, "/s/mic-r8/catalogue/row?"+at, "ja").Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s", at, want)
		}
	}
	if w := h.get(t, h.admin, "/s/mic-r8/catalogue/row?list=threats&id=cm-01", "ja"); w.Code != http.StatusNotFound {
		t.Errorf("a row that there is not: %d", w.Code)
	}
}

// listRows reads the rows of a list as the grid does.
func (h *house) listRows(t *testing.T, list string) gridAnswer {
	t.Helper()
	var g gridAnswer
	if w := h.get(t, h.admin, "/s/mic-r8/catalogue/rows?list="+list, "ja"); json.Unmarshal(w.Body.Bytes(), &g) != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return g
}

// at gives the place of a column.
func (g gridAnswer) at(column string) int {
	for i, c := range g.Columns {
		if c.ID == column {
			return i
		}
	}
	return -1
}

// patchList sends edits of cells of a list.
func (h *house) patchList(t *testing.T, list, reason string, edits ...[4]string) gridAnswer {
	t.Helper()
	data, err := json.Marshal(map[string]any{"revision": 1, "reason": reason, "cells": cells(edits...)})
	if err != nil {
		t.Fatal(err)
	}
	w := h.json(t, h.admin, http.MethodPatch, "/s/mic-r8/catalogue/cells?list="+list, string(data))
	var g gridAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &g); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return g
}

// TestCatalogueEdits writes over cells of the built-in lists, which changes letters,
// goes back to what the lists say, does without a row, adds one and takes it out; what
// is wrong is told cell by cell.
func TestCatalogueEdits(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	before := h.listRows(t, "threats")
	target, types := before.at("target"), before.at("types")
	a := h.patchList(t, "threats", "庁内で確かめた",
		[4]string{"th-02", "name", "立入り", "-"}, [4]string{"th-02", "target", "クラウド", "-"}, [4]string{"th-02", "types", "server、端末", "-"}, [4]string{"th-02", "physical", "－", "-"},
		[4]string{"th-03", "target", "どこか", "-"}, [4]string{"th-03", "types", "サーバ、どれでもない", "-"}, [4]string{"th-03", "id", "x", "-"}, [4]string{"th-00", "name", "x", "-"},
		[4]string{"th-04", "name", "x", "old"})
	if len(a.Unsaved) != 5 || len(a.Rows) != 1 || !strings.Contains(a.Summary, "から") {
		t.Errorf("%+v", a)
	}
	for _, x := range a.Unsaved {
		if x.Conflict != (x.Row == "th-04") || x.Message == "" {
			t.Errorf("%+v", x)
		}
	}
	row := h.listRows(t, "threats").row("th-02")
	if row.Cells[1] != "立入り" || row.Cells[target] != "クラウド" || strings.Count(row.Cells[types], "、") != 1 || row.Cells[before.at("origin")] != "内蔵の一覧を書き換え" || row.Cells[before.at("reason")] != "庁内で確かめた" || row.Revs["source"] != "-" {
		t.Errorf("%+v", row)
	}
	page := h.get(t, h.admin, "/s/mic-r8/catalogue/row?list=threats&id=th-02", "ja").Body.String()
	if !strings.Contains(page, "内蔵の一覧では: 物理的侵入") || !strings.Contains(page, "内蔵の一覧の値に戻す") {
		t.Error(page)
	}
	if body := h.get(t, h.admin, "/s/mic-r8/catalogue/row/history?list=threats&id=th-02", "ja").Body.String(); !strings.Contains(body, "<td>物理的侵入</td><td>立入り</td>") || !strings.Contains(body, "庁内で確かめた") {
		t.Error(body)
	}
	// Back to what the list says, cell by cell: the study has the row no longer.
	b := h.patchList(t, "threats", "", [4]string{"th-02", "name", "", row.Revs["name"]}, [4]string{"th-02", "target", "", row.Revs["target"]}, [4]string{"th-02", "types", "", row.Revs["types"]}, [4]string{"th-02", "physical", "", row.Revs["physical"]})
	if now := h.listRows(t, "threats"); len(b.Unsaved) != 0 || strings.Join(now.row("th-02").Cells, "|") != strings.Join(before.row("th-02").Cells, "|") {
		t.Errorf("%+v %v", b, now.row("th-02"))
	}
	if c := h.patchList(t, "threats", "", [4]string{"th-02", "name", "x", "-"}); len(c.Unsaved) != 1 || !strings.Contains(c.Unsaved[0].Message, "理由") {
		t.Errorf("without a reason: %+v", c)
	}
}

// TestCatalogueRows does without a row of a list and takes it back, copies one under a
// new id, and takes that out.
func TestCatalogueRows(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	used := func(list, id string) string {
		g := h.listRows(t, list)
		if r := g.row(id); r.ID != "" {
			return r.Cells[g.at("used")]
		}
		return ""
	}
	for _, x := range [][2]string{{"attack_rules", h.listRows(t, "attack_rules").Rows[3].ID}, {"threats", "th-02"}} {
		if a := h.patchList(t, x[0], "使わない", [4]string{x[1], "used", "－", "-"}); x[0] == "attack_rules" && (len(a.Unsaved) != 0 || used(x[0], x[1]) != "－") {
			t.Fatalf("%+v", a)
		}
		rev := h.listRows(t, x[0]).row(x[1]).Revs["used"]
		if b := h.patchList(t, x[0], "", [4]string{x[1], "used", "○", rev}); len(b.Unsaved) != 0 || used(x[0], x[1]) != "○" {
			t.Errorf("%+v", b)
		}
	}
	at := "/s/mic-r8/catalogue/row?list=countermeasures&id="
	for _, form := range []url.Values{{"do": {"copy"}, "new": {"cm-01"}, "reason": {"x"}}, {"do": {"copy"}, "new": {"CM 99"}, "reason": {"x"}}, {"do": {"copy"}, "new": {"cm-own"}}} {
		if w := h.post(t, h.admin, at+"cm-01", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
	if w := h.post(t, h.admin, at+"cm-01", url.Values{"do": {"copy"}, "new": {"cm-own"}, "reason": {"独自の対策"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	own := h.listRows(t, "countermeasures").row("cm-own")
	if a := h.patchList(t, "countermeasures", "", [4]string{"cm-own", "name", "独自", own.Revs["name"]}, [4]string{"cm-own", "text", "", own.Revs["text"]}); len(a.Unsaved) != 1 || !strings.Contains(a.Unsaved[0].Message, "戻る値がありません") {
		t.Errorf("%+v", a)
	}
	if w := h.post(t, h.admin, at+"cm-own", url.Values{"do": {"restore"}, "reason": {"やめる"}}); w.Code != http.StatusSeeOther || used("countermeasures", "cm-own") != "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
