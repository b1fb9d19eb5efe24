package results

import (
	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Nation draws how many organisations come to which letter under a model: for every
// damage to which it has a way, and for the worst cell, with unknown answers at
// their worst, at their best where that is not the same, and with a plan where
// there is one. planned may be nil.
func Nation(m, planned *hearing.ModelNation, damages []model.DamageSpec, l lang.Lang) *chart.Picture {
	n := nation{lang: l}
	for d := range m.Damages {
		if !m.Reached[d] {
			continue
		}
		n.views(damages[d].Label, &m.Damages[d])
		if planned != nil {
			n.add("planned", damages[d].Label, &planned.Damages[d].Worst)
		}
		n.bars[len(n.bars)-1].Apart = true
	}
	n.views(text(l, "assets_worst"), &m.Worst)
	if planned != nil {
		n.add("planned", text(l, "assets_worst"), &planned.Worst.Worst)
	}
	h := chart.Head{Lang: l, Title: text(l, "nation", "model", m.Model.In(l)), Note: text(l, "nation_note")}
	return chart.Bars(h, n.bars, false, text(l, "organisation"))
}

type nation struct {
	lang lang.Lang
	bars []chart.Bar
}

func (n *nation) views(name string, x *hearing.Letters) {
	if x.Worst == x.Best {
		n.add("known", name, &x.Worst)
		return
	}
	n.add("worst", name, &x.Worst)
	n.add("best", name, &x.Best)
}

func (n *nation) add(view, name string, x *[method.A + 1]int) {
	b := chart.Bar{Name: text(n.lang, "view."+view, "name", name)}
	for i := range b.Letters.Count {
		b.Letters.Count[i] = x[method.A-method.RiskValue(i)]
	}
	b.Letters.Unrated = x[method.Unrated]
	n.bars = append(n.bars, b)
}
