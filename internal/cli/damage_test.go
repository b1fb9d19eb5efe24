package cli

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// Every doubt about a scenario and every bar of an entry point has words.
func TestDoubtsAndBarsHaveWords(t *testing.T) {
	t.Parallel()
	for typeName, prefix := range map[string]string{"Doubt": "cli.scenario.doubt.", "EntryBar": "cli.routes.impossible."} {
		values := repo.Constants(t, "../assess", typeName)
		if len(values) < 3 {
			t.Errorf("only %d values of %s found", len(values), typeName)
		}
		for _, value := range values {
			for _, l := range lang.All {
				if !locale.Has(l, prefix+value) {
					t.Errorf("%s is missing in %s", prefix+value, l)
				}
			}
		}
	}
}

func TestCommonPrefix(t *testing.T) {
	t.Parallel()
	for want, ids := range map[string][]string{
		"th-": {"th-01", "th-c1"}, "": {"th-01", "x-1"}, "a-b-": {"a-b-1", "a-b-2"}, "th-0-": {"th-0-1"},
	} {
		if got := commonPrefix(ids); got != want {
			t.Errorf("%v begin with %q, want %q", ids, got, want)
		}
	}
	if got := commonPrefix(nil); got != "" {
		t.Errorf("no ids begin with %q", got)
	}
}

// A grid that is too wide is broken into blocks; each has the heads of its rows,
// and all columns are there once.
func TestGridBreaksIntoBlocks(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newSession(Stdio{Out: &out, Getenv: func(name string) string {
		if name == "COLUMNS" {
			return "60"
		}
		return ""
	}}, nil, nil)
	g := &grid{head: "資産", rows: []string{"a-1", "a-2"}}
	const columns = 30
	for i := range columns {
		g.columns = append(g.columns, strconv.Itoa(100+i))
	}
	for range g.rows {
		g.cells = append(g.cells, make([]cell, columns))
	}
	s.printGrid(g)
	for i := range columns {
		if n := strings.Count(out.String(), strconv.Itoa(100+i)); n != 1 {
			t.Errorf("column %d is there %d times", 100+i, n)
		}
	}
	blocks := strings.Count(out.String(), "資産")
	if blocks < 2 || strings.Count(out.String(), "a-2") != blocks {
		t.Errorf("%d blocks:\n%s", blocks, &out)
	}
	for line := range strings.Lines(out.String()) {
		if displayWidth(strings.TrimRight(line, "\n")) > 60 {
			t.Errorf("too wide: %q", line)
		}
	}
}

// A step names the steps on which it builds, unless that is the one before it.
func TestPremises(t *testing.T) {
	t.Parallel()
	fact := func(id string) attacktree.Fact { return attacktree.Fact{Kind: "foothold", Asset: model.AssetID(id)} }
	given := map[attacktree.Fact]int{fact("a"): 1, fact("b"): 2, fact("c"): 3}
	for want, needs := range map[string][]attacktree.Fact{
		"": {fact("c")}, "1": {fact("a")}, "1 3": {fact("c"), fact("a")}, "2": {fact("b"), fact("b")},
	} {
		step := attack.Rated{Step: attacktree.Step{Needs: needs}}
		if got := strings.Join(premises(step, given, 3), " "); got != want {
			t.Errorf("needs %v: after %q, want %q", needs, got, want)
		}
	}
	if got := premises(attack.Rated{}, given, 0); got != nil {
		t.Errorf("the first step builds on %v", got)
	}
}

// The worst damage is unrated before A, since unknown is not safe, and A before
// what may turn out better.
func TestWorse(t *testing.T) {
	t.Parallel()
	order := []assess.RiskRange{{}, {Worst: method.A, Best: method.A}, {Worst: method.A, Best: method.C}, {Worst: method.B, Best: method.B}}
	for i := range order {
		for j := range order {
			if got := worse(order[i], order[j]); got != (i < j) {
				t.Errorf("%v worse than %v: %v", order[i], order[j], got)
			}
		}
	}
}
