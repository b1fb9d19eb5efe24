package app_test

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attackdata"
	"github.com/sekisho/sekisho/internal/attackflow"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/navigator"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/studies"
)

// TestReferenceNeedsNoMigration: the reference study is written for the version
// of the program, so nothing moves; only steps of Stealth are told to stay.
func TestReferenceNeedsNoMigration(t *testing.T) {
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	moves, err := s.MigrateAttack()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range moves {
		if m.Kind != attackdata.Kept || m.Pos.Line == 0 {
			t.Errorf("%s: %+v", m.Pos, m.Move)
		}
	}
	for _, f := range s.Files() {
		if want, err := studies.FS.ReadFile(path.Join(studies.Reference, f.Name)); err != nil || !bytes.Equal(want, f.Data) {
			t.Errorf("%s was changed (%v)", f.Name, err)
		}
	}
}

// TestMigrateReference writes the reference study in the ids of version 18 and
// carries it back: the outcome is the reference study but for what version 19
// joined, with every comment.
func TestMigrateReference(t *testing.T) {
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// New ids that exactly one id of version 18 leads to.
	back := strings.NewReplacer("T1685.002", "T1562.008", "T1686.001", "T1562.007", "T1684.001", "T1656", "T1566.001", "T1193", "TA0112", "TA0005")
	dir := t.TempDir()
	changed := 0
	want := map[string]string{}
	for _, f := range s.Files() {
		old := back.Replace(string(f.Data))
		if want[f.Name] = string(f.Data); old != want[f.Name] {
			changed++
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(old), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if changed < 2 {
		t.Fatalf("only %d files name what version 19 moved", changed)
	}
	aged, err := app.Open(dir, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	moves, err := aged.MigrateAttack()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range moves {
		if m.Kind == attackdata.Stuck {
			t.Errorf("%s: %+v", m.Pos, m.Move)
		}
	}
	for _, f := range aged.Files() {
		if diff := cmp.Diff(strings.Split(want[f.Name], "\n"), strings.Split(string(f.Data), "\n")); diff != "" {
			t.Errorf("%s is not as it was (-want +got):\n%s", f.Name, diff)
		}
	}
}

// TestLayersAndFlows writes every layer and a flow of every goal and scenario of
// the reference study: layers name every technique, flows are sound, tell their
// trees, and the trees pass the independent checker.
func TestLayersAndFlows(t *testing.T) {
	long.Test(t)
	t.Parallel()
	_, r, _ := assessed(t)
	for i, m := range r.Models {
		l := lang.All[i%2]
		for _, against := range []model.ModelID{"", r.Models[(i+1)%len(r.Models)].Model.ID} {
			layer, err := app.AttackLayer(t.Context(), r, l, m.Model.ID, against)
			if err != nil {
				t.Fatal(err)
			}
			got, err := navigator.Decode(bytes.NewReader(layer.Data))
			if err != nil || len(layer.Unknown) > 0 {
				t.Fatalf("%s: %v, unknown %v", m.Model.ID, err, layer.Unknown)
			}
			for _, x := range got[0].Techniques {
				if x.Tactic == "" {
					t.Errorf("%s: %s is used for a tactic that it does not serve", m.Model.ID, x.ID)
				}
			}
			if len(got[0].Techniques) < 20 {
				t.Errorf("%s: only %d techniques", m.Model.ID, len(got[0].Techniques))
			}
		}
		for _, x := range m.Model.Scenarios {
			data, err := app.ScenarioFlow(r, m, l, x)
			if err != nil {
				t.Fatal(err)
			}
			soundFlow(t, data)
		}
		for j := range m.Damage.Goals {
			goalFlow(t, r, m, &m.Damage.Goals[j])
		}
	}
}

// goalFlow writes the flow of a goal and replays its trees.
func goalFlow(t *testing.T, r *assess.Result, m *assess.ModelResult, g *assess.GoalResult) {
	t.Helper()
	bounds := assess.UsualBounds()
	bounds.Trees, bounds.Work = 3, 500
	flow, err := app.TreeFlow(t.Context(), r, m, lang.Ja, assess.RouteOptions{Goal: g.Goal.ID, List: 3, Bounds: bounds})
	if err != nil {
		t.Fatal(err)
	}
	if (flow == nil) != (g.Worst < 0) {
		t.Fatalf("%s %s: flow %v, worst start %d", m.Model.ID, g.Goal.ID, flow != nil, g.Worst)
	}
	if flow == nil {
		return
	}
	trees, err := soundFlow(t, flow.Data).Trees()
	if err != nil || len(trees) != flow.Shown {
		t.Fatalf("%s %s: %d trees, %v", m.Model.ID, g.Goal.ID, len(trees), err)
	}
	for _, tree := range trees {
		if tree.Goal != g.Goal.ID || tree.Entry != flow.Entry {
			t.Errorf("%s %s: a tree from %s to %s", m.Model.ID, g.Goal.ID, tree.Entry, tree.Goal)
		}
		check(t, r, m, tree)
	}
}

func check(t *testing.T, r *assess.Result, m *assess.ModelResult, tree attacktree.Tree) {
	t.Helper()
	for _, e := range replay.Check(m.Model, r.Study.Catalog, tree) {
		t.Errorf("%s: %v", m.Model.ID, e)
	}
}

func soundFlow(t *testing.T, data []byte) *attackflow.Bundle {
	t.Helper()
	b, err := attackflow.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Check() {
		t.Errorf("%+v", p)
	}
	return b
}
