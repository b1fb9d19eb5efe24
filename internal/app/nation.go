package app

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// Groups are the groups of the organisations that were rated.
type Groups struct {
	// Names of the groups in their order, and Keys that tell them apart in it.
	Names, Keys []string
	// Of is the group of each row.
	Of []int
}

// GroupBy puts the organisations into groups: by "prefecture", or else by class.
func (n *Nation) GroupBy(l lang.Lang, by string) Groups {
	keys := make([]string, len(n.List))
	for i, row := range n.List {
		keys[i] = groupKey(&n.Organisations[row.Organisation], by)
	}
	g := Groups{Keys: slices.Compact(slices.Sorted(slices.Values(keys)))}
	for _, key := range g.Keys {
		name := locale.Name(l, locale.Prefecture, key)
		if by != "prefecture" {
			name = locale.Name(l, locale.HearingClass, key[1:])
		}
		g.Names = append(g.Names, name)
	}
	for _, key := range keys {
		at, _ := slices.BinarySearch(g.Keys, key)
		g.Of = append(g.Of, at)
	}
	return g
}

// groupKey gives the number of the prefecture, or the class after its place in the
// order of classes, the largest first.
func groupKey(o *hearing.OrganisationSpec, by string) string {
	if by == "prefecture" {
		return fmt.Sprintf("%02d", hearing.PrefectureOf(o.Code))
	}
	class := o.Class()
	return strconv.Itoa(slices.Index(hearing.Classes(), class)) + string(class)
}

// Figures gives the published form of the outcome: with the plan, the
// organisations that lack what the questions at where ask about, and the groups.
func (n *Nation) Figures(l lang.Lang, plan NationPlan, where []int, g Groups) *exchange.Nation {
	return exchange.NewNation(&exchange.Evaluated{Result: n.result, Nation: n.Nation, Planned: n.Planned, Organisations: n.Organisations,
		Questions: n.Questions, List: n.List, Plan: plan.Questions, Beside: plan.Beside, Where: where, Groups: g.Names, Group: g.Of}, l)
}
