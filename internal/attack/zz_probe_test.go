package attack_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/attackoracle"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

func TestProbe(t *testing.T) {
	base := gen.AttackCatalog()
	studies := rapid.Custom(gen.AttackStudy)
	n := 1000
	cut, starts, steps, goals, trees, multi, off, withgoal := 0, 0, 0, 0, 0, 0, 0, 0
	var td, tb time.Duration
	hist := map[int]int{}
	length := map[int]int{}
	vals := map[[2]int]int{}
	for seed := range n {
		t0 := time.Now()
		spec := studies.Example(seed)
		td += time.Since(t0)
		t0 = time.Now()
		before := len(spec.Catalog.AttackRules)
		w := attackoracle.Fit(spec, base)
		if len(spec.Catalog.AttackRules) < before {
			cut++
		}
		if _, found := model.Build(spec, base, model.Options{}); found.HasErrors() {
			for _, f := range found.Findings {
				if f.Severity == diag.Error {
					t.Errorf("%+v", f)
				}
			}
			t.FailNow()
		}
		for _, s := range w.Starts() {
			starts++
			o, err := w.Solve(s)
			if err != nil {
				t.Fatal(err)
			}
			hist[len(o.Steps)]++
			steps += len(o.Steps)
			for _, f := range w.Goals() {
				goals++
				if o.Worst[f] > 0 {
					withgoal++
					vals[[2]int{o.Worst[f], o.Best[f]}]++
				}
				ts := o.Trees(f)
				trees += len(ts)
				if len(ts) > 1 {
					multi++
				}
				for _, x := range ts {
					length[len(x)]++
					for _, s := range x {
						if len(s.Needs) > 1 {
							vals[[2]int{99, len(s.Needs)}]++
						}
						if len(s.Off) > 0 {
							off++
						}
					}
				}
			}
		}
		tb += time.Since(t0)
	}
	fmt.Println(n, "cut", cut, "starts", starts, "steps", steps, "goals", goals, "reached", withgoal, "trees", trees, "multi", multi, "off", off)
	fmt.Println(hist, length, vals, td, tb)
}
