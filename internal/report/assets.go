package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// share writes a share of rows in percent, with one place.
func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(of))
}

// assetTotals counts the cells of each model by letter, as numbers and as shares:
// a model with fewer assets has fewer cells, and is not safer by that.
func (b *builder) assetTotals() []document.Block {
	var counts, shares []document.Row
	for _, m := range b.Result.Models {
		t := m.Totals
		name := text(m.Model.Short.In(b.Lang))
		count := document.Row{Cells: []document.Cell{name, number(len(m.Model.Assets))}}
		rate := document.Row{Cells: []document.Cell{name}}
		for _, v := range letters() {
			count.Cells = append(count.Cells, number(t.Worst[v]))
			rate.Cells = append(rate.Cells, document.Cell{Text: document.Plain(share(t.Worst[v], t.All())), Kind: document.NumberCell})
		}
		count.Cells = append(count.Cells, number(t.Worst[method.Unrated]), number(t.All()), number(t.Open))
		rate.Cells = append(rate.Cells, document.Cell{Text: document.Plain(share(t.Worst[method.A]+t.Worst[method.B], t.All())), Kind: document.NumberCell})
		counts, shares = append(counts, count), append(shares, rate)
	}
	first := b.table("asset-totals", []float64{3, 2, 2, 2, 2, 2, 2, 2, 2, 2}, b.columns("model", "assets", "A", "B", "C", "D", "E", "unrated", "sum", "open"), counts)
	first.Notes = [][]document.Span{document.Plain(b.text("asset_totals.note"))}
	second := b.table("asset-shares", []float64{3, 2, 2, 2, 2, 2, 2}, b.columns("model", "A", "B", "C", "D", "E", "A_and_B"), shares)
	return []document.Block{b.para("asset_totals.lead"), first,
		b.figure(Picture{Kind: TotalsChart}, "chart", b.text("caption.totals_chart"), "totals"),
		b.para("asset_shares.lead"), second,
		b.figure(Picture{Kind: RatesChart}, "chart", b.text("caption.rates_chart"), "rates")}
}

// worstShown is how many of the worst assets are listed per model.
const worstShown = 8

// assetWorst lists the assets with the most high letters of each model, and what
// makes them so.
func (b *builder) assetWorst() []document.Block {
	blocks := []document.Block{b.para("asset_worst.lead", "n", worstShown)}
	for _, m := range b.Result.Models {
		order := rankedAssets(m)
		var rows []document.Row
		left := 0
		for _, i := range order {
			t := m.Assets[i].Totals
			if t.Worst[method.A]+t.Worst[method.B] == 0 {
				continue
			}
			if len(rows) == worstShown {
				left++
				continue
			}
			a := m.Model.Assets[i]
			row := textRow(b.asset(a), b.zone(a), "", "", "", b.worstThreats(m, i), b.whyWorst(m, i))
			row.Cells[2] = centred(locale.Number(int(m.Assets[i].Importance)))
			row.Cells[3], row.Cells[4] = number(t.Worst[method.A]), number(t.Worst[method.B])
			rows = append(rows, row)
		}
		if len(rows) == 0 {
			blocks = append(blocks, b.para("asset_worst.none", "model", m.Model.In(b.Lang)))
			continue
		}
		t := b.tableOf("asset-worst-"+string(m.Model.ID), b.text("caption.asset_worst", "model", m.Model.Short.In(b.Lang)), []float64{5, 4, 2, 1.3, 1.3, 6, 6}, b.columns("asset", "zone", "importance", "A", "B", "worst_threats", "why"), rows)
		t.Dense = true
		if left > 0 {
			t.Notes = [][]document.Span{document.Plain(b.text("more_assets", "n", left))}
		}
		blocks = append(blocks, t)
	}
	return blocks
}

// rankedAssets orders assets by their numbers of A, then of B.
func rankedAssets(m *assess.ModelResult) []int {
	order := make([]int, len(m.Model.Assets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		p, q := m.Assets[x].Totals.Worst, m.Assets[y].Totals.Worst
		return cmp.Or(cmp.Compare(q[method.A], p[method.A]), cmp.Compare(q[method.B], p[method.B]))
	})
	return order
}

func (b *builder) zone(a *model.Asset) string { return a.Zone.In(b.Lang) }

// worstThreats names the threats with the worst letter of an asset, three at most.
func (b *builder) worstThreats(m *assess.ModelResult, asset int) string {
	worst := method.Unrated
	var names []string
	for _, c := range m.CellsOf(asset) {
		if c.Risk.Worst > worst {
			worst, names = c.Risk.Worst, nil
		}
		if c.Risk.Worst == worst {
			names = append(names, b.study.Catalog.Threats[c.Threat].In(b.Lang))
		}
	}
	const shown = 3
	if n := len(names) - shown; n > 0 {
		names = append(names[:shown:shown], b.text("and_more", "n", n))
	}
	return b.text("letter_threats", "letter", worst.String(), "threats", strings.Join(names, b.text("threat_join")))
}

// whyWorst says in a few words what gives an asset its high letters.
func (b *builder) whyWorst(m *assess.ModelResult, asset int) string {
	a := m.Model.Assets[asset]
	var none, one, all, judged int
	for _, c := range m.CellsOf(asset) {
		all++
		if c.ThreatLevel != c.DerivedThreatLevel {
			judged++
		}
		switch c.Countermeasure.Worst {
		case 1:
			none++
		case 2:
			one++
		}
	}
	zone := m.Zones[a.Zone.Index]
	why := b.text("why_zone", "exposure", locale.Name(b.Lang, locale.Exposure, zone.InForce))
	if a.Zone.Kind == model.ZoneTransit { // media are on no network
		why = b.text("why_off")
	}
	why += b.text("why_asset", "none", none, "one", one, "all", all)
	if judged > 0 {
		why += b.text("why_judged", "n", judged)
	}
	if a.Vulnerable != nil {
		why += b.text("why_vulnerable")
	}
	return why
}

// countermeasureStatus counts the deployments of each model by status.
func (b *builder) countermeasureStatus() []document.Block {
	statuses := []model.Status{model.InPlace, model.Partial, model.Planned, model.Absent, model.NotApplicable, model.UnknownStatus}
	headings := b.columns("model")
	widths := []float64{4}
	for _, s := range statuses {
		headings, widths = append(headings, locale.Name(b.Lang, locale.Status, s)), append(widths, 2)
	}
	headings, widths = append(headings, b.columns("sum", "idle")...), append(widths, 2, 3)
	var rows []document.Row
	for _, m := range b.Result.Models {
		count := map[model.Status]int{}
		for _, d := range m.Model.Deployments {
			count[d.Status]++
		}
		row := document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang))}}
		for _, s := range statuses {
			row.Cells = append(row.Cells, number(count[s]))
		}
		rows = append(rows, document.Row{Cells: append(row.Cells, number(len(m.Model.Deployments)), number(len(b.joinOf(m).Idle)))})
	}
	t := b.table("countermeasure-status", widths, headings, rows)
	t.Notes = [][]document.Span{document.Plain(b.text("countermeasure_status.note"))}
	return []document.Block{b.para("countermeasure_status.lead"), t}
}

// judgements lists the values that analysts set, beside the derived ones.
func (b *builder) judgements() []document.Block {
	var rows []document.Row
	var authors []string
	for _, m := range b.Result.Models {
		for _, j := range m.Model.Judgements {
			where, subject := "", locale.Name(b.Lang, locale.Subject, j.Set)
			switch {
			case j.Asset != nil:
				where = b.asset(j.Asset)
			case j.Zone != nil:
				where = j.Zone.In(b.Lang)
			}
			if t, ok := b.study.Catalog.Threat(j.Threat); ok {
				subject = b.text("subject_threat", "subject", subject, "threat", t.In(b.Lang))
			}
			author := b.text("who_when", "who", b.said(j.Author), "when", locale.Date(b.Lang, j.Date))
			rows, authors = append(rows, textRow(m.Model.Short.In(b.Lang), subject, where, locale.Number(j.Value), b.said(j.Reason), author)), append(authors, author)
		}
	}
	if len(rows) == 0 {
		return b.none("judgements.none")
	}
	columns, widths := b.columns("model", "subject", "where", "value", "reason", "who_when"), []float64{2, 3, 6, 1, 8, 4}
	var notes [][]document.Span
	if authors = sorted(authors); len(authors) == 1 { // said once, so that the other columns have room
		notes = [][]document.Span{document.Plain(b.text("judgements.author", "author", authors[0]))}
		last := len(columns) - 1
		columns, widths = columns[:last], widths[:last]
		for i := range rows {
			rows[i].Cells = rows[i].Cells[:last]
		}
	}
	t := b.table("judgements", widths, columns, rows)
	t.Notes, t.Dense = notes, true
	return []document.Block{b.para("judgements.lead"), t}
}

// assetList lists every asset with its importance and where each model places it.
func (b *builder) assetList() []document.Block {
	var rows []document.Row
	for i := range b.study.Spec.Assets {
		spec := &b.study.Spec.Assets[i]
		var in []string
		var kind string
		for _, m := range b.Result.Models {
			a, ok := m.Model.Asset(spec.ID)
			if !ok {
				continue
			}
			in = append(in, m.Model.Short.In(b.Lang))
			kind = a.Type.In(b.Lang)
		}
		if len(in) == 0 {
			continue
		}
		row := textRow(spec.In(b.Lang), kind, locale.Number(max(spec.Count, 1)), b.importances(spec.ID), b.importanceReason(spec), b.placedIn(in))
		row.Cells[2].Kind = document.NumberCell
		row.Cells[3].Align = document.Centre
		rows = append(rows, row)
	}
	t := b.table("asset-list", []float64{6, 4, 1.3, 1.5, 8, 4}, b.columns("asset", "type", "count", "importance", "reason", "placed_in"), rows)
	t.Dense = true
	return []document.Block{b.para("asset_list.lead"), t}
}

// importanceReason gives the reason for the importance of an asset, and names the models
// in which it is judged, as the reason is not that of those.
func (b *builder) importanceReason(spec *model.AssetSpec) string {
	var judged []string
	for _, m := range b.Result.Models {
		for _, j := range m.Model.Judgements {
			if j.Set == model.SetImportance && j.Asset != nil && j.Asset.ID == spec.ID {
				judged = append(judged, m.Model.Short.In(b.Lang))
			}
		}
	}
	reason := b.said(spec.Reason)
	if len(judged) == 0 {
		return reason
	}
	return b.text("sentences", "before", reason, "after", b.text("importance_judged", "models", b.join(judged)))
}

// placedIn names the models that place an asset.
func (b *builder) placedIn(models []string) string {
	if len(models) == len(b.Result.Models) {
		return b.text("all_models")
	}
	return b.join(models)
}

// importances gives the importance of an asset: where it is judged otherwise in some
// models, of these too.
func (b *builder) importances(id model.AssetID) string {
	var order []string
	models := map[string][]string{}
	for _, m := range b.Result.Models {
		a, ok := m.Model.Asset(id)
		switch {
		case !ok:
			continue
		case a.Type.Boundary:
			return b.text("boundary")
		}
		value := locale.Number(int(m.Assets[a.Index].Importance))
		if models[value] == nil {
			order = append(order, value)
		}
		models[value] = append(models[value], m.Model.Short.In(b.Lang))
	}
	slices.SortStableFunc(order, func(x, y string) int { return cmp.Compare(len(models[y]), len(models[x])) })
	text := ""
	for i, value := range order {
		if i == 0 {
			text = value
			continue
		}
		text += b.text("importance_in", "value", value, "models", b.join(models[value]))
	}
	return text
}

// threatTypes marks which threats apply to which types of asset.
func (b *builder) threatTypes() []document.Block {
	var types []int
	for i, t := range b.study.Catalog.AssetTypes {
		if !t.Boundary {
			types = append(types, i)
		}
	}
	headings, widths := b.columns("threat"), []float64{6}
	for _, i := range types {
		headings, widths = append(headings, b.study.Catalog.AssetTypes[i].In(b.Lang)), append(widths, 1.6)
	}
	var rows []document.Row
	for at, th := range b.study.Catalog.Threats {
		row := document.Row{Cells: []document.Cell{text(th.In(b.Lang))}}
		for _, i := range types {
			mark := ""
			if slices.Contains(b.study.Catalog.ThreatsOf(b.study.Catalog.AssetTypes[i].ID), at) {
				mark = "○"
			}
			row.Cells = append(row.Cells, centred(mark))
		}
		rows = append(rows, row)
	}
	t := b.table("threat-types", widths, headings, rows)
	t.Dense = true
	return []document.Block{b.para("threat_types.lead"), t}
}
