package workbench_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// BenchmarkEditCell edits one level of the asset-based sheet of the reference
// study and waits for the letters: the whole request, in which the study is
// checked, saved and assessed. Between two edits the rest of the study is assessed
// as well, as it is while a person reads. p95-ms is the time that one edit in
// twenty takes longer than.
func BenchmarkEditCell(b *testing.B) {
	h := newHouse(b)
	const rows, cells, column = "/s/mic-r8/asset/rows?m=m1a", "/s/mic-r8/asset/cells?m=m1a", "countermeasure-level"
	read := func(body []byte) gridAnswer {
		var g gridAnswer
		if err := json.Unmarshal(body, &g); err != nil {
			b.Fatalf("%v: %s", err, body)
		}
		return g
	}
	var took []time.Duration
	for value := 0; b.Loop(); value++ {
		b.StopTimer()
		sheet := read(h.get(b, h.admin, rows, "ja").Body.Bytes())
		edit := fmt.Sprintf(`{"revision": %d, "reason": "benchmark", "cells": [{"row": %q, "col": %q, "value": "%d", "rev": %q}]}`,
			sheet.Revision, sheet.Rows[0].ID, column, value%3+1, sheet.Rows[0].Revs[column])
		b.StartTimer()
		begun := time.Now()
		w := h.json(b, h.admin, http.MethodPatch, cells, edit)
		took = append(took, time.Since(begun))
		if answer := read(w.Body.Bytes()); w.Code != http.StatusOK || len(answer.Rows) == 0 || len(answer.Unsaved) > 0 {
			b.Fatalf("%d: %s", w.Code, w.Body)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100])/1e6, "p95-ms")
}
