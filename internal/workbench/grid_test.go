package workbench_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/access"

	"github.com/sekisho/sekisho/internal/testing/long"
)

type gridRow struct {
	ID    string
	Cells []string
	Revs  map[string]string
}

type gridAnswer struct {
	Revision int64
	Editable bool
	Columns  []struct{ ID string }
	Rows     []gridRow
	Unsaved  []struct {
		Row, Col, Message string
		Conflict          bool
	}
	Summary string
}

func (g gridAnswer) row(id string) gridRow {
	for _, r := range g.Rows {
		if r.ID == id {
			return r
		}
	}
	return gridRow{}
}

const (
	gridRows  = "/s/mic-r8/asset/rows?m=m1a"
	gridCells = "/s/mic-r8/asset/cells?m=m1a"
)

func (h *house) rows(t *testing.T, who *http.Cookie) gridAnswer {
	t.Helper()
	w := h.get(t, who, gridRows, "ja")
	var g gridAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &g); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return g
}

// patch sends edits of cells, as JSON.
func (h *house) patch(t *testing.T, who *http.Cookie, body map[string]any) gridAnswer {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	w := h.json(t, who, http.MethodPatch, gridCells, string(data))
	var g gridAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &g); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return g
}

func cells(list ...[4]string) []map[string]string {
	var out []map[string]string
	for _, c := range list {
		out = append(out, map[string]string{"row": c[0], "col": c[1], "value": c[2], "rev": c[3]})
	}
	return out
}

// TestGridEdits edits levels and reasons as the grid does, and gets the rows that
// change, with the letters worked out anew.
func TestGridEdits(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	g := h.rows(t, h.admin)
	if len(g.Rows) != 483 || !g.Editable || len(g.Columns) != len(g.Rows[0].Cells) {
		t.Fatalf("%d rows", len(g.Rows))
	}
	a := h.patch(t, h.admin, map[string]any{"revision": g.Revision, "reason": "立会いがある", "cells": cells(
		[4]string{"a-mn-pc/th-01", "threat-level", "１", "-"}, [4]string{"a-mn-pc/th-02", "threat-level", "9", "-"}, [4]string{"a-mn-pc/th-03", "risk", "E", "-"},
		[4]string{"a-mn-pc/nothing", "threat-level", "1", "-"}, [4]string{"a-mn-pc/th-04", "reason", "理由だけ", "-"})})
	if len(a.Rows) != 1 || a.Rows[0].ID != "a-mn-pc/th-01" || a.Rows[0].Cells[5] != "1" || a.Rows[0].Cells[9] != "立会いがある" || len(a.Unsaved) != 4 {
		t.Errorf("%+v", a)
	}
	rev := a.Rows[0].Revs
	// The importance is that of the asset: all of its rows change.
	if b := h.patch(t, h.admin, map[string]any{"revision": a.Revision, "cells": cells([4]string{"a-mn-pc/th-01", "importance", "1", "-"}, [4]string{"a-mn-pc/th-01", "reason", "試験用", rev["reason"]})}); len(b.Rows) < 10 || !strings.Contains(b.Summary, "から") {
		t.Errorf("%d rows change with the importance: %s", len(b.Rows), b.Summary)
	}
	// Without a reason nothing is judged; without a value the level is derived again.
	if c := h.patch(t, h.admin, map[string]any{"revision": a.Revision, "cells": cells([4]string{"a-mn-pc/th-02", "threat-level", "1", "-"})}); len(c.Unsaved) != 1 || !strings.Contains(c.Unsaved[0].Message, "理由") {
		t.Errorf("%+v", c)
	}
	if d := h.patch(t, h.admin, map[string]any{"revision": a.Revision, "cells": cells([4]string{"a-mn-pc/th-01", "threat-level", "", rev["threat-level"]})}); len(d.Unsaved) != 0 {
		t.Errorf("%+v", d)
	}
	if old, now := g.row("a-mn-pc/th-01"), h.rows(t, h.admin).row("a-mn-pc/th-01"); now.Cells[5] != old.Cells[5] || now.Cells[4] != "1" {
		t.Errorf("%v at the end, %v before", now.Cells, old.Cells)
	}
}

// TestGridTogether merges edits of different cells, shows both values of the same
// cell, and takes the same edit a second time for done.
func TestGridTogether(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other := h.somebody(t, "other", access.Analyst, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	g := h.rows(t, h.admin)
	mine := map[string]any{"revision": g.Revision, "reason": "私の理由", "cells": cells([4]string{"a-mn-pc/th-01", "threat-level", "1", "-"})}
	h.patch(t, h.admin, mine)
	theirs := h.patch(t, other, map[string]any{"revision": g.Revision, "reason": "別の理由", "cells": cells(
		[4]string{"a-mn-pc/th-01", "threat-level", "3", "-"}, [4]string{"a-mn-pc/th-02", "threat-level", "1", "-"})})
	if len(theirs.Unsaved) != 1 || !theirs.Unsaved[0].Conflict || !strings.Contains(theirs.Unsaved[0].Message, "私の理由") || len(theirs.Rows) != 2 {
		t.Errorf("%+v", theirs)
	}
	if again := h.patch(t, h.admin, mine); len(again.Unsaved) != 0 || again.Revision != theirs.Revision {
		t.Errorf("sent again: %+v", again)
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if h.rows(t, reader).Editable {
		t.Error("a reader may edit")
	}
	for who, want := range map[*http.Cookie]int{nil: http.StatusUnauthorized, reader: http.StatusForbidden} {
		if w := h.json(t, who, http.MethodPatch, gridCells, `{"cells":[]}`); w.Code != want {
			t.Errorf("%d instead of %d: %s", w.Code, want, w.Body)
		}
	}
	if w := h.json(t, h.admin, http.MethodPatch, gridCells, `nonsense`); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nonsense: %d", w.Code)
	}
}
