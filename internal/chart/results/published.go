package results

import (
	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Published is a table for publication 公表用 of one damage.
type Published struct {
	// Name of the damage.
	Name string
	// Bins are ranges of letters, Rows groups of organisations.
	Bins []PublishedBin
	Rows []PublishedRow
	// Withheld tells that the table would give an organisation away.
	Withheld bool
}

// PublishedBin is a range of letters, such as A–B.
type PublishedBin struct {
	Mark string
	// Worst letter of the range; unrated for organisations without a letter.
	Worst method.RiskValue
}

// PublishedRow counts the organisations of a group by bin.
type PublishedRow struct {
	Name   string
	Counts []int
}

// PublishedNation draws the tables for publication of a model, and nothing beside
// what stands in them. least is the smallest number of organisations in a figure.
func PublishedNation(m *model.Model, tables []Published, least int, l lang.Lang) *chart.Picture {
	var bars []chart.Ranged
	withheld := 0
	for _, t := range tables {
		if t.Withheld {
			withheld++
			continue
		}
		for i, r := range t.Rows {
			b := chart.Ranged{Name: text(l, "published_row", "damage", t.Name, "group", r.Name), Apart: i == len(t.Rows)-1}
			for k, n := range r.Counts {
				p := chart.Range{Mark: t.Bins[k].Mark, Count: n}
				if worst := t.Bins[k].Worst; worst != method.Unrated {
					p.Letter = worst.String()
				}
				b.Ranges = append(b.Ranges, p)
			}
			bars = append(bars, b)
		}
	}
	h := chart.Head{Lang: l, Title: text(l, "published", "model", m.In(l)), Note: text(l, "published_note", "least", least, "withheld", withheld)}
	return chart.Ranges(h, bars, text(l, "organisation"))
}
