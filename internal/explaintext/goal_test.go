package explaintext_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// One entry point lands on one asset by several rules; each start has a name of its
// own all the same.
func TestWaysIn(t *testing.T) {
	t.Parallel()
	text := func(s string) lang.Text { return lang.Text{Ja: s, En: s} }
	entry := &model.Entry{Point: &model.EntryPointSpec{ID: "ep", Text: text("Web")}}
	at := &model.Asset{AssetSpec: &model.AssetSpec{ID: "a", Text: text("server")}}
	rule := func(id catalog.RuleID, threat catalog.ThreatID) attack.Start {
		return attack.Start{Entry: entry, At: at, Rule: &catalog.AttackRule{ID: id, Techniques: []catalog.TechniqueID{"T1190"}, Threat: threat}}
	}
	got := explaintext.WaysIn(lang.En, &catalog.Catalog{}, []attack.Start{rule("r1", "th-1"), rule("r2", "th-2"), rule("r3", "th-2")})
	want := []string{"Web → server (T1190 th-1)", "Web → server (T1190 th-2) r2", "Web → server (T1190 th-2) r3"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
