package form_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/sheet/form"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// TestRoutesLeftOut lists the trees of two routes per goal: those of the worst ones.
// The others keep their letters, are counted in the sheet and in the report, and no
// letter of a damage changes.
func TestRoutesLeftOut(t *testing.T) {
	t.Parallel()
	const id, most = "m1a", 2
	r := whole(t)
	m, _ := r.Model(id)
	in := quick(input(r, lang.Ja))
	in.Routes = most
	var out strings.Builder
	report, err := form.Model(t.Context(), &out, in, id)
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, []byte(out.String()))
	compare(t, o, r, m)
	left := 0
	for i := range m.Damage.Goals {
		left += checkLeftOut(t, o, &m.Damage.Goals[i], most)
	}
	if left == 0 || report.LeftOut != left || report.Partial < left {
		t.Errorf("%d routes are left out, the report says %d, and %d list only some trees", left, report.LeftOut, report.Partial)
	}
	bands := 0
	for _, row := range o.rows[layout.Trees] {
		if strings.HasPrefix(strings.Join(row, ""), "ほかの侵入経路 ") {
			bands++
		}
	}
	if bands == 0 {
		t.Error("the sheet of trees does not say how many routes are left out")
	}
}

// checkLeftOut checks which routes to a goal have rows of trees, and counts the others.
func checkLeftOut(t *testing.T, o *opened, g *assess.GoalResult, most int) (left int) {
	t.Helper()
	listed := map[string]bool{}
	for _, row := range o.rows[layout.Trees] {
		listed[row[0]] = true
	}
	var in, out []assess.StartResult
	for _, s := range g.Starts {
		if !s.Reached {
			continue
		}
		id := layout.RouteID(g.Goal.ID, s.Start)
		if listed[id] {
			in = append(in, s)
			continue
		}
		out = append(out, s)
		if got := o.value(layout.Damages, id, "trees_found"); got != "探索せず" {
			t.Errorf("route %s is left out, and the summary tells of %q trees", id, got)
		}
	}
	if len(in) != min(most, len(in)+len(out)) {
		t.Errorf("goal %s: %d routes are listed, %d are not", g.Goal.ID, len(in), len(out))
	}
	for _, a := range in {
		for _, b := range out {
			if b.Risk.Worst.WorseThan(a.Risk.Worst) {
				t.Errorf("goal %s: a route with letter %s is listed, one with %s is not", g.Goal.ID, a.Risk.Worst, b.Risk.Worst)
			}
		}
	}
	return len(out)
}
