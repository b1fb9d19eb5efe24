package hearing_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/method"
)

// drawBodies draws organisations with a group and a letter each. Letters cluster,
// as they do in life, so that groups that are all alike are common.
func drawBodies(t *rapid.T, most int) (groups []string, letters []method.RiskValue) {
	usual := rapid.Int8Range(0, 5).Draw(t, "usual")
	for i := range rapid.IntRange(0, most).Draw(t, "bodies") {
		groups = append(groups, fmt.Sprint("g", rapid.IntRange(0, 4).Draw(t, fmt.Sprint("group", i))))
		l := usual
		if rapid.IntRange(0, 2).Draw(t, "other") == 0 {
			l = rapid.Int8Range(0, 5).Draw(t, fmt.Sprint("letter", i))
		}
		letters = append(letters, method.RiskValue(l))
	}
	return groups, letters
}

// TestPublishedFiguresAreTrue: every organisation is counted once, in its group
// and its bin.
func TestPublishedFiguresAreTrue(t *testing.T) {
	shown := 0
	rapid.Check(t, func(t *rapid.T) {
		groups, letters := drawBodies(t, 120)
		table := hearing.Publish(groups, letters, 3)
		if table.Withheld {
			return
		}
		shown++
		for _, row := range table.Rows {
			want := make([]int, len(table.Bins))
			for i, g := range groups {
				if slices.Contains(row.Groups, g) {
					want[slices.IndexFunc(table.Bins, func(b hearing.Bin) bool { return b.From >= letters[i] && letters[i] >= b.To })]++
				}
			}
			if !slices.Equal(want, row.Counts) {
				t.Fatalf("%v: %v, want %v", row.Groups, row.Counts, want)
			}
		}
	})
	if shown == 0 {
		t.Error("nothing was ever published: the test cannot fail")
	}
}

// TestPublishedFiguresGiveNobodyAway tries to reconstruct: it forms every sum of
// rows and bins, and every difference of two such sums that stands for a set of
// organisations, and looks for one that is about fewer than the smallest number;
// and it asks of every organisation whether more than one letter is possible.
func TestPublishedFiguresGiveNobodyAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.IntRange(2, 5).Draw(t, "least")
		groups, letters := drawBodies(t, 60)
		table := hearing.Publish(groups, letters, least)
		for _, row := range table.Rows {
			possible := 0
			for _, n := range row.Counts {
				if n > 0 {
					possible++
				}
			}
			if possible < 2 {
				t.Fatalf("the letter of every organisation of %v is told", row.Groups)
			}
			if row.All() < least {
				t.Fatalf("%v are %d organisations", row.Groups, row.All())
			}
		}
		// What can be computed of disjoint counts: with the published counts as the
		// unknowns of an attacker, any set of organisations whose number follows is
		// a union of published cells.
		var cells []int
		for _, row := range table.Rows {
			cells = append(cells, row.Counts...)
		}
		if len(cells) > 14 {
			cells = cells[:14]
		}
		for set := range 1 << len(cells) {
			n := 0
			for i, c := range cells {
				if set>>i&1 == 1 {
					n += c
				}
			}
			if n > 0 && n < least {
				t.Fatalf("a sum of published counts is about %d organisations", n)
			}
		}
	})
}

// TestAttackByExhaustion: for small nations every assignment of letters that fits
// the published table is tried. Where two organisations of one row could be
// exchanged the attacker learns nothing of either; no organisation may have one
// letter, or bin, in all assignments.
func TestAttackByExhaustion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups, letters := drawBodies(t, 7)
		table := hearing.Publish(groups, letters, 2)
		if table.Withheld {
			return
		}
		can := make([]map[int]bool, len(groups))
		for i := range can {
			can[i] = map[int]bool{}
		}
		bins := make([]int, len(groups))
		var try func(i int)
		try = func(i int) {
			if i == len(groups) {
				if fits(table, groups, bins) {
					for j, b := range bins {
						can[j][b] = true
					}
				}
				return
			}
			for b := range table.Bins {
				bins[i] = b
				try(i + 1)
			}
		}
		try(0)
		for i := range groups {
			if len(can[i]) < 2 {
				t.Fatalf("organisation %d of %v can be told: %+v", i, groups, table)
			}
		}
	})
}

func fits(table hearing.PublicTable, groups []string, bins []int) bool {
	for _, row := range table.Rows {
		counts := make([]int, len(table.Bins))
		for i, g := range groups {
			if slices.Contains(row.Groups, g) {
				counts[bins[i]]++
			}
		}
		if !slices.Equal(counts, row.Counts) {
			return false
		}
	}
	return true
}

// TestPublish, cases with what is seen of them.
func TestPublish(t *testing.T) {
	bodies := func(of map[string]map[method.RiskValue]int) (groups []string, letters []method.RiskValue) {
		for _, g := range []string{"北", "東", "南"} {
			for _, l := range []method.RiskValue{method.A, method.B, method.C, method.D, method.E, method.Unrated} {
				for range of[g][l] {
					groups, letters = append(groups, g), append(letters, l)
				}
			}
		}
		return groups, letters
	}
	for name, c := range map[string]struct {
		of   map[string]map[method.RiskValue]int
		want string
	}{
		"large groups are shown as they are":        {map[string]map[method.RiskValue]int{"北": {method.A: 6, method.B: 9}, "東": {method.A: 5, method.B: 7}}, "[北] [6 9 0 0 0 0] [東] [5 7 0 0 0 0] "},
		"a small group takes the smallest other":    {map[string]map[method.RiskValue]int{"北": {method.A: 6, method.B: 9}, "東": {method.A: 5, method.B: 7}, "南": {method.B: 2}}, "[北] [6 9 0 0 0 0] [南 東] [5 9 0 0 0 0] "},
		"a group all alike is not shown alone":      {map[string]map[method.RiskValue]int{"北": {method.A: 6, method.B: 9}, "東": {method.A: 30}}, "[北 東] [36 9 0 0 0 0] "},
		"fewer than the smallest number: nothing":   {map[string]map[method.RiskValue]int{"北": {method.A: 2, method.B: 2}}, "withheld"},
		"all of the nation alike: nothing":          {map[string]map[method.RiskValue]int{"北": {method.A: 50}}, "withheld"},
		"few at the end of the scale join the next": {map[string]map[method.RiskValue]int{"北": {method.A: 8, method.B: 9, method.D: 6, method.E: 2}}, "[北] [8 9 0 8 0] "},
		"few A: A and B are counted together":       {map[string]map[method.RiskValue]int{"北": {method.A: 1, method.B: 9, method.C: 9}}, "[北] [10 9 0 0] "},
	} {
		groups, letters := bodies(c.of)
		got := ""
		table := hearing.Publish(groups, letters, 5)
		for _, row := range table.Rows {
			got += fmt.Sprint(row.Groups, " ", row.Counts, " ")
		}
		if table.Withheld {
			got = "withheld"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
