package assess_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/testing/gen"
)

// TestAnalysesNeverDisagree: on random studies every step whose level is not that
// of its cell has countermeasures that make the difference.
func TestAnalysesNeverDisagree(t *testing.T) {
	base, compared := gen.AttackCatalog(), 0
	rapid.Check(t, func(t *rapid.T) {
		for range 10 { // one study in twenty has such a step
			joined := run(t, gen.AttackStudy(t), base).Models[0].Join()
			compared += len(joined.Differences)
			for _, d := range joined.Disagreements {
				t.Fatalf("%s by %s over %v: step %v, cell %v of %s", d.Asset.ID, d.Rule.ID, d.Link, d.Step, d.Cell, d.Threat)
			}
		}
	})
	if compared == 0 {
		t.Error("no step differs from its cell at all: the studies drawn prove nothing")
	}
}
