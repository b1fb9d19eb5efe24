package hearing

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/method"
)

// UsualGroup is the smallest number of organisations that a published figure may
// be about.
const UsualGroup = 5

// Bin is a range of letters that are counted together: from From down to To. Both
// are unrated for the organisations without a letter.
type Bin struct{ From, To method.RiskValue }

// PublicRow is one group of a table for publication 公表用.
type PublicRow struct {
	// Groups are the labels of the groups counted together; the row of several is
	// shown as "others".
	Groups []string
	// Counts of organisations, by bin.
	Counts []int
}

// PublicTable is a table of letters for publication. Every count in it is 0 or at
// least the smallest number, so are all sums and differences of counts, and no row
// has all of its organisations in one bin. Its total is the sum of its rows.
type PublicTable struct {
	Bins []Bin
	Rows []PublicRow
	// Withheld tells that no table can be made that gives away nothing.
	Withheld bool
}

// binnings are the ways in which letters may be counted, the finest first.
// Organisations without a letter are never counted together with a letter.
func binnings() [][]Bin {
	none := Bin{method.Unrated, method.Unrated}
	return [][]Bin{
		{{method.A, method.A}, {method.B, method.B}, {method.C, method.C}, {method.D, method.D}, {method.E, method.E}, none},
		{{method.A, method.A}, {method.B, method.B}, {method.C, method.C}, {method.D, method.E}, none},
		{{method.A, method.A}, {method.B, method.B}, {method.C, method.E}, none},
		{{method.A, method.B}, {method.C, method.C}, {method.D, method.E}, none},
		{{method.A, method.B}, {method.C, method.E}, none},
		{{method.A, method.A}, {method.B, method.E}, none},
		{{method.A, method.C}, {method.D, method.E}, none},
	}
}

// Publish makes the table of the letters of organisations by group that shows
// most and gives away no organisation. group and letters are by organisation;
// least is the smallest number.
//
// Rows that would show too few organisations, or all of one group alike, are
// counted together as others; where the others would still show them, further
// rows are added to them, the smallest first. Of the ways of counting letters
// together the one is taken that shows most rows and bins.
func Publish(group []string, letters []method.RiskValue, least int) PublicTable {
	best, bestShown := PublicTable{Withheld: true}, 0
	for _, bins := range binnings() {
		t := publish(group, len(bins), func(i int) int { return binOf(bins, letters[i]) }, least)
		if t == nil {
			continue
		}
		// The bins that are empty in every row tell that no organisation is in
		// them, which is shown but is no finer view.
		if shown := len(t) * used(t); shown > bestShown {
			best, bestShown = PublicTable{Bins: bins, Rows: t}, shown
		}
	}
	return best
}

// used counts the bins that any row uses.
func used(rows []PublicRow) int {
	n := 0
	for b := range rows[0].Counts {
		if slices.ContainsFunc(rows, func(r PublicRow) bool { return r.Counts[b] > 0 }) {
			n++
		}
	}
	return n
}

func binOf(bins []Bin, v method.RiskValue) int {
	return slices.IndexFunc(bins, func(b Bin) bool { return b.From >= v && v >= b.To })
}

// PublishShare makes the table of the organisations for which something holds, by
// group; the first count of a row is those for which it holds, the second the
// others. rows is nil when none can be made.
func PublishShare(group []string, holds []bool, least int) (rows []PublicRow) {
	return publish(group, 2, func(i int) int {
		if holds[i] {
			return 0
		}
		return 1
	}, least)
}

// publish counts organisations by group and bin and merges groups until every
// row may be shown; nil when not even one row of all groups may.
func publish(group []string, bins int, bin func(i int) int, least int) []PublicRow {
	byGroup := map[string][]int{}
	var names []string
	for i, g := range group {
		if byGroup[g] == nil {
			byGroup[g], names = make([]int, bins), append(names, g)
		}
		byGroup[g][bin(i)]++
	}
	slices.Sort(names)
	var shown []PublicRow
	others := PublicRow{Counts: make([]int, bins)}
	for _, g := range names {
		row := PublicRow{Groups: []string{g}, Counts: byGroup[g]}
		if row.mayBeShown(least) {
			shown = append(shown, row)
		} else {
			others.merge(row)
		}
	}
	for len(others.Groups) > 0 && !others.mayBeShown(least) {
		if len(shown) == 0 {
			return nil
		}
		smallest := 0
		for i := range shown {
			if cmp.Compare(shown[i].All(), shown[smallest].All()) < 0 {
				smallest = i
			}
		}
		others.merge(shown[smallest])
		shown = slices.Delete(shown, smallest, smallest+1)
	}
	if len(others.Groups) > 0 {
		slices.Sort(others.Groups)
		shown = append(shown, others)
	}
	return shown
}

func (r *PublicRow) merge(o PublicRow) {
	r.Groups = append(r.Groups, o.Groups...)
	for b, n := range o.Counts {
		r.Counts[b] += n
	}
}

// All gives the number of organisations of the row.
func (r PublicRow) All() int {
	n := 0
	for _, c := range r.Counts {
		n += c
	}
	return n
}

// mayBeShown reports whether the row gives away no organisation: each count is 0
// or at least the smallest number, and more than one is not 0, or the row would
// tell the letter of every organisation in it.
func (r PublicRow) mayBeShown(least int) bool {
	filled := 0
	for _, c := range r.Counts {
		if c > 0 && c < least {
			return false
		}
		if c > 0 {
			filled++
		}
	}
	return filled > 1
}
