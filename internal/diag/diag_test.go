package diag_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// TestEveryCodeHasSeverity reads the source, since a code without a severity
// would only show when it is first raised.
func TestEveryCodeHasSeverity(t *testing.T) {
	known, declared := diag.Codes(), repo.Constants(t, ".", "Code")
	for _, code := range declared {
		if _, ok := known[diag.Code(code)]; !ok {
			t.Errorf("code %s has no severity", code)
		}
	}
	if len(declared) != len(known) {
		t.Errorf("%d codes declared, %d with a severity", len(declared), len(known))
	}
}

func TestNearest(t *testing.T) {
	ids := []string{"a-mn-pc", "a-mn-fuku", "a-lg-pc", "threats"}
	for word, want := range map[string]string{
		"a-mn-pcc": "a-mn-pc", "a-nm-pc": "a-mn-pc", "A-MN-FUKU": "a-mn-fuku", "a-mn-fukuu": "a-mn-fuku",
		"threat": "threats", "zzz": "", "completely-different": "",
	} {
		if got := diag.Nearest(word, ids); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestListSortsAndDropsRepetitions(t *testing.T) {
	var l diag.List
	l.Add(diag.RefUnknown, "b", "id", "x")
	l.Add(diag.IDForm, "a", "id", "X")
	l.Add(diag.RefUnknown, "b", "id", "x")
	l.Sort()
	if len(l.Findings) != 2 || l.Findings[0].Path != "a" || !l.HasErrors() {
		t.Errorf("got %+v", l.Findings)
	}
}

// TestListIsBounded: findings past the bound are counted, by severity, and an
// error among them still makes the input unusable.
func TestListIsBounded(t *testing.T) {
	var l diag.List
	for range diag.MaxFindings {
		l.Add(diag.AssetNoThreat, "n", "id", "x")
	}
	if l.HasErrors() {
		t.Error("notes count as errors")
	}
	l.Add(diag.RefUnknown, "e", "id", "x")
	l.Add(diag.AssetUnlinked, "w", "id", "x")
	if len(l.Findings) != diag.MaxFindings || l.Dropped() != 2 || !l.HasErrors() || l.Count(diag.Warning) != 1 {
		t.Errorf("kept %d, dropped %d, errors %v", len(l.Findings), l.Dropped(), l.HasErrors())
	}
	var all diag.List
	all.Append(l, l)
	if len(all.Findings) != diag.MaxFindings || all.Dropped() != diag.MaxFindings+4 || all.Count(diag.Error) != 2 {
		t.Errorf("appended: kept %d, dropped %d", len(all.Findings), all.Dropped())
	}
}

// TestSuggestionsAreBounded: after 200 words no nearest id is looked for.
func TestSuggestionsAreBounded(t *testing.T) {
	var l diag.List
	known := map[string]bool{"alpha": true}
	for range 200 {
		if got := diag.NearKey(&l, "alpho", known); got != "alpha" {
			t.Fatalf("NearKey = %q", got)
		}
	}
	if got := diag.NearKey(&l, "alpho", known); got != "" {
		t.Errorf("suggestion 201 = %q, want none", got)
	}
}

func TestValidID(t *testing.T) {
	for id, want := range map[string]bool{
		"a": true, "m1a-c03": true, "0.x_y": true, "": false, "-a": false, "A": false, "領域": false, "a b": false,
	} {
		if got := diag.ValidID(id); got != want {
			t.Errorf("ValidID(%q) = %v", id, got)
		}
	}
}
