package covers_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/covers"
)

// TestWrite: the three formats say the same small problem.
func TestWrite(t *testing.T) {
	p := optimize.Problem{Vars: 2, Costs: [][]int64{{3, 2}},
		Covers: []optimize.Row{{Terms: []optimize.Term{{Var: 0, Weight: 1}, {Var: 1, Weight: 2}}, Least: 2}}}
	var opb, lp, smt strings.Builder
	for _, err := range []error{covers.WriteOPB(&opb, &p), covers.WriteLP(&lp, &p), covers.WriteSMT(&smt, &p)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string][2]string{
		"OPB": {opb.String(), "* #variable= 2 #constraint= 1\nmin: +3 x1 +2 x2 ;\n+1 x1 +2 x2 >= 2 ;\n"},
		"LP":  {lp.String(), "Minimize\n cost: + 3 x1 + 2 x2\nSubject To\n r0: + 1 x1 + 2 x2 >= 2\nBinary\n x1\n x2\nEnd\n"},
		"SMT": {smt.String(), "(declare-const x1 Bool)\n(assert-soft (not x1) :weight 3 :id cost)\n" +
			"(declare-const x2 Bool)\n(assert-soft (not x2) :weight 2 :id cost)\n" +
			"(assert ((_ pbge 2 1 2) x1 x2))\n(check-sat)\n(get-objectives)\n"},
	} {
		if want[0] != want[1] {
			t.Errorf("%s is\n%s\nwant\n%s", name, want[0], want[1])
		}
	}
}
