package workbench_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// damageGridOf reads the sheet of a goal.
func (h *house) damageGridOf(t *testing.T, query string) gridAnswer {
	t.Helper()
	w := h.get(t, h.admin, "/s/mic-r8/damage/rows?m=m1a"+query, "ja")
	var g gridAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &g); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return g
}

// verdicts sends cells of the sheet of a goal.
func (h *house) verdicts(t *testing.T, goal string, g gridAnswer, cells ...map[string]string) gridAnswer {
	t.Helper()
	data, err := json.Marshal(map[string]any{"revision": g.Revision, "cells": cells})
	if err != nil {
		t.Fatal(err)
	}
	w := h.json(t, h.admin, http.MethodPatch, "/s/mic-r8/damage/cells?m=m1a&goal="+goal, string(data))
	var out gridAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return out
}

// TestDamageGrid rejects a tree in its cell, sees its letter and that of its route
// worked out anew, changes the reason, and adopts it again, until all is as it was.
func TestDamageGrid(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	routes := h.damageGridOf(t, "")
	if len(routes.Rows) < 5 || strings.Count(routes.Rows[0].ID, "/") != 0 || strings.Count(routes.Rows[1].ID, "/") != 1 {
		t.Fatalf("the routes: %v", routes.Rows)
	}
	goal, _, _ := strings.Cut(routes.Rows[0].ID, "/")
	was := h.damageGridOf(t, "&goal="+goal)
	var trees []gridRow
	seen := map[string]bool{}
	for _, r := range was.Rows {
		if seen[r.ID] {
			t.Errorf("two rows are called %s", r.ID)
		}
		seen[r.ID] = true
		if strings.Count(r.ID, "/") == 2 {
			trees = append(trees, r)
		}
	}
	if len(trees) < 2 || len(was.Rows) < 3*len(trees) {
		t.Fatalf("%d trees in %d rows", len(trees), len(was.Rows))
	}
	tree := trees[0]
	cell := func(r gridRow, col, value string) map[string]string {
		return map[string]string{"row": r.ID, "col": col, "value": value, "rev": r.Revs[col]}
	}
	if out := h.verdicts(t, goal, was, cell(tree, "verdict", "－"), cell(trees[1], "verdict", "?"), cell(trees[1], "reason", "r")); len(out.Unsaved) != 3 || len(out.Rows) != 0 {
		t.Fatalf("without a reason, and a bad mark: %+v", out)
	}
	rejected := h.verdicts(t, goal, was, cell(tree, "verdict", "－"), cell(tree, "reason", "端末を持ち込めない"))
	now := rejected.row(tree.ID)
	if len(rejected.Unsaved) != 0 || now.Cells[7] != "－" || now.Cells[8] != "端末を持ち込めない" || now.Revs["verdict"] == "-" {
		t.Fatalf("rejected: %+v", rejected)
	}
	if out := h.verdicts(t, goal, was, cell(tree, "verdict", "○")); len(out.Unsaved) != 1 || !out.Unsaved[0].Conflict || !strings.Contains(out.Unsaved[0].Message, "端末を持ち込めない") {
		t.Errorf("somebody else's verdict is overwritten: %+v", out)
	}
	again := h.verdicts(t, goal, rejected, cell(now, "reason", "端末は施錠してある"))
	now = again.row(tree.ID)
	if len(again.Unsaved) != 0 || now.Cells[7] != "－" || now.Cells[8] != "端末は施錠してある" {
		t.Fatalf("the reason: %+v", again)
	}
	if out := h.verdicts(t, goal, again, cell(now, "reason", "")); len(out.Unsaved) != 1 || !strings.Contains(out.Unsaved[0].Message, "理由") || len(out.Rows) != 0 {
		t.Errorf("a rejection without a reason: %+v", out)
	}
	for _, other := range []string{"", "g-none"} {
		if w := h.json(t, h.admin, http.MethodPatch, "/s/mic-r8/damage/cells?m=m1a&goal="+other, `{"cells":[]}`); w.Code != http.StatusNotFound {
			t.Errorf("verdicts on the goal %q: %d", other, w.Code)
		}
	}
	adopted := h.verdicts(t, goal, again, cell(now, "verdict", "○"))
	if len(adopted.Unsaved) != 0 {
		t.Fatalf("adopted: %+v", adopted)
	}
	is := h.damageGridOf(t, "&goal="+goal)
	for i, r := range is.Rows {
		if r.ID != was.Rows[i].ID || strings.Join(r.Cells, "|") != strings.Join(was.Rows[i].Cells, "|") {
			t.Errorf("row %d was %v and is %v", i, was.Rows[i], r)
		}
	}
	for _, query := range []string{"", "&goal=" + goal, "&goal=" + goal + "&depth=tree", "&risk=A"} {
		body := h.get(t, h.admin, "/s/mic-r8/damage/sheet?m=m1a"+query, "ja").Body.String()
		rows := h.damageGridOf(t, query).Rows
		if n := strings.Count(body, `<tr class="line-`); n != len(rows) || n == 0 {
			t.Errorf("%q: the table has %d rows, the grid %d", query, n, len(rows))
		}
	}
}

// TestDamageGridAdoptsSeveral takes several rejections back at once.
func TestDamageGridAdoptsSeveral(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	goal, _, _ := strings.Cut(h.damageGridOf(t, "").Rows[0].ID, "/")
	edit := func(mark string) gridAnswer {
		g := h.damageGridOf(t, "&depth=tree&goal="+goal)
		var cells []map[string]string
		for _, r := range g.Rows {
			if rev, ok := r.Revs["verdict"]; ok {
				cells = append(cells, map[string]string{"row": r.ID, "col": "verdict", "value": mark, "rev": rev}, map[string]string{"row": r.ID, "col": "reason", "value": "r", "rev": rev})
			}
		}
		return h.verdicts(t, goal, g, cells...)
	}
	marks := func() (rejected, all int) {
		for _, r := range h.damageGridOf(t, "&depth=tree&goal="+goal).Rows {
			if _, ok := r.Revs["verdict"]; ok {
				all++
				if r.Cells[7] == "－" {
					rejected++
				}
			}
		}
		return rejected, all
	}
	if out := edit("－"); len(out.Unsaved) != 0 {
		t.Fatalf("%+v", out.Unsaved)
	}
	if rejected, all := marks(); rejected != all || all < 2 {
		t.Fatalf("%d of %d are rejected", rejected, all)
	}
	if out := edit("○"); len(out.Unsaved) != 0 {
		t.Fatalf("%+v", out.Unsaved)
	}
	if rejected, _ := marks(); rejected != 0 {
		t.Errorf("%d are still rejected", rejected)
	}
}
