package plan

import (
	"slices"

	"github.com/sekisho/sekisho/internal/model"
)

// priceOf finds the row that says what a candidate costs: the most particular
// one. nil where there is none: a missing cost is never taken as nothing.
func priceOf(s *model.Study, m *model.Model, c *Candidate) *model.CostSpec {
	if s.Spec.Planning == nil {
		return nil
	}
	var best *model.CostSpec
	rank := -1
	rows := s.Spec.Planning.Costs
	for i := range rows {
		row := &rows[i]
		if row.Countermeasure != c.Countermeasure.ID || row.Model != "" && row.Model != m.ID ||
			row.Deployment != "" && row.Deployment != c.ID {
			continue
		}
		n := 0
		if row.Model != "" {
			n++
		}
		if row.Deployment != "" {
			n += 2
		}
		if n > rank {
			best, rank = row, n
		}
	}
	return best
}

// price works out the cost of a candidate.
func price(row *model.CostSpec, assets []*model.Asset) Cost {
	times := int64(1)
	if row.PerAsset {
		times = 0
		for _, a := range assets {
			times += int64(max(a.Count, 1))
		}
		times = max(times, 1)
	}
	c := Cost{Initial: row.Initial * times, Yearly: row.Yearly * times}
	switch row.Effort {
	case model.EffortLarge:
		c.Large = 1
	case model.EffortMedium:
		c.Medium = 1
	default:
		c.Small = 1
	}
	return c
}

// breaks gives a data flow that the candidate would stop where it stands.
func breaks(m *model.Model, c *Candidate) *model.Flow {
	if c.Row == nil || c.Row.Stops == "" {
		return nil
	}
	stops := func(k *model.Link, f *model.Flow) bool {
		if !c.onLink(k) {
			return false
		}
		return c.Row.Stops == model.StopsAll || k.Data == model.Both || bothWays(m, k)
	}
	for _, f := range m.Flows {
		for _, k := range f.Links {
			if stops(k, f) {
				return f
			}
		}
	}
	return nil
}

// onLink reports whether the candidate stands on the link or on a mediator of it.
func (c *Candidate) onLink(k *model.Link) bool {
	if slices.Contains(c.Links, k) {
		return true
	}
	for _, a := range c.Assets {
		if slices.Contains(k.Via, a) {
			return true
		}
	}
	return false
}

// bothWays reports whether data flows run over the link in both directions.
func bothWays(m *model.Model, k *model.Link) bool {
	forth, back := false, false
	for _, f := range m.Flows {
		for i, l := range f.Links {
			if l == k {
				forth = forth || f.Hops[i] == k.From
				back = back || f.Hops[i] == k.To
			}
		}
	}
	return forth && back
}
