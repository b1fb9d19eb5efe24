package layout_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// TestTables checks what a reader relies on: keys are unique, the id comes first,
// and a column can be edited if and only if an edit of it means something.
func TestTables(t *testing.T) {
	for _, table := range layout.All() {
		seen := map[string]bool{}
		for i, c := range table.Columns {
			if seen[c.Key] {
				t.Errorf("%s: column %s stands there twice", table.ID, c.Key)
			}
			seen[c.Key] = true
			if (i == 0) != (c.Key == "_id") {
				t.Errorf("%s: column %d is %s", table.ID, i, c.Key)
			}
			if (c.Kind == layout.Hidden) != strings.HasPrefix(c.Key, "_") {
				t.Errorf("%s: column %s is hidden by kind or by name only", table.ID, c.Key)
			}
			if (c.Kind == layout.Editable) != (c.Sets != "") {
				t.Errorf("%s: column %s can be edited or means something, not both", table.ID, c.Key)
			}
			if c.Kind != layout.Hidden && c.Width == 0 {
				t.Errorf("%s: column %s has no width", table.ID, c.Key)
			}
			if table.Index(c.Key) != i {
				t.Errorf("%s: column %s is not found", table.ID, c.Key)
			}
		}
		if got, ok := layout.Of(table.ID); !ok || got.ID != table.ID {
			t.Errorf("%s is not found", table.ID)
		}
	}
	if _, ok := layout.Of(layout.Cover); ok {
		t.Error("the cover is no table")
	}
}

// TestIDs checks that ids can be taken apart again.
func TestIDs(t *testing.T) {
	for _, tt := range []struct{ id, kind, last string }{
		{layout.AssetID("core-db"), layout.RowAsset, "core-db"},
		{layout.CellID("core-db", "malware"), layout.RowCell, "malware"},
		{layout.DeploymentID("d.1"), layout.RowDeployment, "d.1"},
		{layout.StepID("route/g/e/a/r", 7), layout.RowStep, "7"},
	} {
		kind, ids, ok := layout.Parts(tt.id)
		if !ok || kind != tt.kind || ids[len(ids)-1] != tt.last {
			t.Errorf("%s gives %s, %v, %v", tt.id, kind, ids, ok)
		}
	}
	for _, bad := range []string{"", "asset", "asset/", "cell/a", "cell/a/b/c", "no/a", "資産一覧"} {
		if kind, ids, ok := layout.Parts(bad); ok {
			t.Errorf("%q is taken for %s %v", bad, kind, ids)
		}
	}
}

// TestStamp checks that a stamp is read as it was written.
func TestStamp(t *testing.T) {
	want := layout.Stamp{Layout: layout.Version, Study: "x", Format: model.Format, Digest: "ab", Model: "m1a",
		Parameters: layout.Cases(model.When{"b": "2", "a": "1"}), Matrix: "m", Lang: lang.En, Program: "1.0"}
	got, ok := layout.ParseStamp(want.Properties())
	if !ok || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if cases := layout.ParseCases(got.Parameters); len(cases) != 2 || cases["a"] != "1" || cases["b"] != "2" {
		t.Errorf("cases are %v", cases)
	}
	if _, ok := layout.ParseStamp(nil); ok {
		t.Error("a workbook without properties is taken for ours")
	}
}

// TestWords checks that every value of a list has a word of its own in each
// language.
func TestWords(t *testing.T) {
	for _, l := range lang.All {
		for _, v := range []layout.Values{layout.Level, layout.Status, layout.Effectiveness} {
			seen := map[string]bool{}
			for _, w := range layout.Words(l, v) {
				if w.Word == "" || seen[w.Word] {
					t.Errorf("%s in %s: %q", v, l, w)
				}
				seen[w.Word] = true
			}
			if len(seen) < 3 {
				t.Errorf("%s in %s has %d words", v, l, len(seen))
			}
		}
	}
}
