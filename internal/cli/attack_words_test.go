package cli

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/attackdata"
	"github.com/sekisho/sekisho/internal/attackflow"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/replay"
)

// Everything that migration, flows and the checker of trees can say has words,
// and no words are left over.
func TestAttackWords(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for _, k := range attackdata.Kinds {
		want["cli.attack.move."+string(k)] = true
	}
	for _, reason := range attackdata.Reasons {
		want["cli.attack.reason."+reason] = true
	}
	for _, code := range attackflow.Codes {
		want["cli.attack.problem."+code] = true
	}
	for _, code := range replay.Codes {
		want["cli.attack.objection."+string(code)] = true
	}
	for key := range want {
		for _, l := range lang.All {
			if !locale.Has(l, key) {
				t.Errorf("%s is missing in %s", key, l)
			}
		}
	}
	for _, key := range textKeys(t, "cli.ja.yaml") {
		for _, group := range []string{"move", "reason", "problem", "objection"} {
			if strings.HasPrefix(key, "cli.attack."+group+".") && !want[key] {
				t.Errorf("%s is said by nothing", key)
			}
		}
	}
}
