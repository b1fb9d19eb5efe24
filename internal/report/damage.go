package report

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// damages lists the business damages with their levels.
func (b *builder) damages() []document.Block {
	var rows []document.Row
	for _, d := range b.study.Spec.Damages {
		where := b.text("everywhere")
		if d.CloudOnly {
			where = b.text("cloud_only")
		}
		rows = append(rows, document.Row{Cells: []document.Cell{centred(d.Label), text(d.In(b.Lang)), centred(locale.Number(int(d.Level))), text(where)}})
	}
	return []document.Block{b.para("damages.lead"), b.table("damages", []float64{1, 9, 2, 4}, b.columns("number", "damage", "impact", "applies_to"), rows)}
}

// entries tells which entry points exist in which models, and why some do not.
func (b *builder) entries() []document.Block {
	headings, widths := b.columns("entry"), []float64{7}
	for _, m := range b.Result.Models {
		headings, widths = append(headings, m.Model.Short.In(b.Lang)), append(widths, 1.6)
	}
	var rows []document.Row
	var reasons []document.Row
	for _, p := range b.study.Spec.EntryPoints {
		row := document.Row{Cells: []document.Cell{text(p.In(b.Lang))}}
		why := map[string][]string{}
		var order []string
		for _, m := range b.Result.Models {
			e := entryOf(m.Model, p.ID)
			if e == nil {
				row.Cells = append(row.Cells, centred(b.text("dash")))
				continue
			}
			row.Cells = append(row.Cells, centred(b.text("applies."+string(e.Applies))))
			if e.Applies != model.Applies {
				if why[e.Reason] == nil {
					order = append(order, e.Reason)
				}
				why[e.Reason] = append(why[e.Reason], m.Model.Short.In(b.Lang))
			}
		}
		rows = append(rows, row)
		for _, reason := range order {
			reasons = append(reasons, textRow(p.In(b.Lang), b.join(why[reason]), b.said(reason)))
		}
	}
	t := b.table("entries", widths, headings, rows)
	t.Dense = true // a column for each model
	t.Notes = [][]document.Span{document.Plain(b.text("entries.note"))}
	blocks := []document.Block{b.para("entries.lead"), t}
	if len(reasons) > 0 && !b.Public {
		blocks = append(blocks, b.table("entry-reasons", []float64{5, 4, 8}, b.columns("entry", "models", "reason"), reasons))
	}
	return blocks
}

func entryOf(m *model.Model, id model.EntryPointID) *model.Entry {
	i := slices.IndexFunc(m.Entries, func(e *model.Entry) bool { return e.Point.ID == id })
	if i < 0 {
		return nil
	}
	return m.Entries[i]
}

// damageLetters gives the worst letter of every damage in every model.
func (b *builder) damageLetters() []document.Block {
	return []document.Block{b.para("damage_letters.lead"), b.damageTable("damage-letters")}
}

func (b *builder) damageTable(id string) *document.Table {
	headings, widths := b.columns("model"), []float64{5}
	for _, d := range b.study.Spec.Damages {
		headings, widths = append(headings, d.Label), append(widths, 2)
	}
	var rows []document.Row
	for _, m := range b.Result.Models {
		row := document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang))}}
		for _, d := range m.Damage.Damages {
			row.Cells = append(row.Cells, b.damageCell(d))
		}
		rows = append(rows, row)
	}
	t := b.table(id, widths, headings, rows)
	b.explain(t, "dash", "no_goal_note")
	return t
}

func (b *builder) damageCell(d assess.DamageTotals) document.Cell {
	switch {
	case len(d.Goals) == 0:
		return centred(b.text("dash"))
	case !d.Reached:
		return centred(b.text("no_way"))
	}
	return b.letter(d.Risk)
}

// goalLetters gives the letter of every goal from every entry point, per model.
func (b *builder) goalLetters() []document.Block {
	blocks := []document.Block{b.para("goal_letters.lead")}
	for _, m := range b.Result.Models {
		if len(m.Damage.Goals) == 0 {
			continue
		}
		entries := startEntries(m)
		headings, widths := b.columns("number", "goal"), []float64{1.5, 7}
		for _, e := range entries {
			headings, widths = append(headings, e.Point.In(b.Lang)), append(widths, 2.4)
		}
		var rows []document.Row
		for _, g := range byDamage(m) {
			row := document.Row{Cells: []document.Cell{centred(g.Goal.Damage.Label), text(b.goal(g.Goal))}}
			for _, e := range entries {
				row.Cells = append(row.Cells, b.goalCell(m, g, e))
			}
			rows = append(rows, row)
		}
		t := b.tableOf("goal-letters-"+string(m.Model.ID), b.text("caption.goal_letters", "model", m.Model.In(b.Lang)), widths, headings, rows)
		b.explain(t, "no_way_mark", "goal_letters.note")
		t.Dense = true
		blocks = append(blocks, t)
	}
	return blocks
}

// byDamage gives the goals of a model in the order of the damages that they cause.
func byDamage(m *assess.ModelResult) []assess.GoalResult {
	var list []assess.GoalResult
	for _, d := range m.Damage.Damages {
		for _, i := range d.Goals {
			list = append(list, m.Damage.Goals[i])
		}
	}
	return list
}

// startEntries lists the entry points from which attacks begin in the model.
func startEntries(m *assess.ModelResult) []*model.Entry {
	var list []*model.Entry
	for _, s := range m.Damage.Graph.Starts() {
		if !slices.Contains(list, s.Entry) {
			list = append(list, s.Entry)
		}
	}
	return list
}

// goalCell is the worst letter of a goal over the starts of an entry point.
func (b *builder) goalCell(m *assess.ModelResult, g assess.GoalResult, e *model.Entry) document.Cell {
	s := worstStart(g, e)
	if s == nil {
		return centred(b.text("no_way_mark"))
	}
	return b.letter(s.Risk)
}

// worstStart gives the worst start of an entry point from which a goal is reached, and
// nil where there is none.
func worstStart(g assess.GoalResult, e *model.Entry) *assess.StartResult {
	var worst *assess.StartResult
	for i := range g.Starts {
		s := &g.Starts[i]
		if s.Start.Entry == e && s.Reached && (worst == nil || s.Risk.Worst > worst.Risk.Worst) {
			worst = s
		}
	}
	return worst
}

func (b *builder) goal(g *model.Goal) string {
	key := "goal"
	switch g.Effect {
	case model.EffectLeak: // it is not the asset that leaks
		key = "goal_leak"
	case model.EffectBill: // nor the asset that is billed
		key = "goal_bill"
	}
	return b.text(key, "asset", b.asset(g.Asset), "effect", locale.Name(b.Lang, locale.Effect, g.Effect))
}

// routeKey names the worst route of a damage.
type routeKey struct {
	model  model.ModelID
	damage model.DamageID
}

// route gives the worst route of a damage, listed once per report; nil where no
// goal of it can be reached.
func (b *builder) route(m *assess.ModelResult, d assess.DamageTotals) *assess.Route {
	key := routeKey{m.Model.ID, d.Damage.ID}
	if r, ok := b.worst[key]; ok {
		return r
	}
	var found *assess.Route
	if r, ok := m.WorstRoute(b.ctx, d, assess.UsualBounds()); ok {
		found = &r
	}
	b.worst[key] = found
	return found
}

// worstTrees gives the worst tree of each damage in each model, step by step.
func (b *builder) worstTrees() []document.Block {
	blocks := []document.Block{b.para("worst_trees.lead")}
	var pictures []document.Block
	for _, m := range b.Result.Models {
		blocks = append(blocks, &document.Heading{Level: b.level + 1, Text: document.Plain(m.Model.In(b.Lang))})
		for _, d := range m.Damage.Damages {
			if len(d.Goals) == 0 {
				continue
			}
			r := b.route(m, d)
			if r == nil || len(r.Trees) == 0 {
				blocks = append(blocks, b.para("worst_trees.none", "damage", d.Damage.Label))
				continue
			}
			told, picture := b.worstTree(m, d, r)
			blocks, pictures = append(blocks, told...), append(pictures, picture)
		}
	}
	return append(blocks, b.pictures("worst_trees.pictures", pictures)...)
}

// worstTree tells the worst tree of a damage, and gives the picture of it.
func (b *builder) worstTree(m *assess.ModelResult, d assess.DamageTotals, r *assess.Route) (told []document.Block, picture document.Block) {
	tree := &r.Trees[0]
	deciding := m.Deciding(r)[0]
	var rows []document.Row
	open := false
	for i, s := range tree.Steps {
		mark := ""
		if deciding[i] {
			mark = b.text("deciding_mark")
		}
		tactic := ""
		if t, ok := b.study.Catalog.Tactic(s.Rule.Tactic); ok {
			tactic = t.In(b.Lang)
		}
		row := textRow(locale.Number(i+1), b.assetByID(m, s.At), s.Rule.In(b.Lang), lines([]string{tactic, b.techniques(s.Rule)}), b.levels(assess.LevelRange{Worst: s.Worst, Best: s.Best}), mark)
		row.Cells[0].Kind = document.NumberCell
		row.Cells[4].Align, row.Cells[5].Align = document.Centre, document.Centre
		rows = append(rows, row)
		open = open || s.Worst != s.Best
	}
	id := string(m.Model.ID) + "-" + string(d.Damage.ID)
	t := b.tableOf("tree-"+id, b.text("caption.tree", "damage", d.Damage.Label, "model", m.Model.Short.In(b.Lang)), []float64{1, 5, 9, 4, 1.6, 1.5}, b.columns("number", "asset", "step", "tactic_techniques", "countermeasure_level", "deciding"), rows)
	if open {
		t.Notes = [][]document.Span{document.Plain(b.text("step_range_note"))}
	}
	counts := tree.StepCounts()
	lead := b.text("worst_tree", "damage", d.Damage.Label, "goal", b.goal(r.Goal), "entry", r.Start.Entry.Point.In(b.Lang), "landing", b.asset(r.Start.At), "risk", b.risk(r.Risk),
		"threat", int(r.ThreatLevel), "vulnerability", int(r.Vulnerability.Worst), "impact", int(d.Damage.Level), "three", counts[3], "two", counts[2], "one", counts[1], "trees", b.treesFound(r))
	picture = b.figure(Picture{Kind: RoutePicture, Model: m.Model.ID, Goal: r.Goal.ID}, "route", b.text("caption.route", "damage", d.Damage.Label, "goal", b.goal(r.Goal), "model", m.Model.Short.In(b.Lang)), "route-"+id)
	return []document.Block{b.shown(lead, picture), t}, picture
}

// treesFound tells how many trees a route has; where the count was ended, by which limit.
func (b *builder) treesFound(r *assess.Route) string {
	key := "trees.exact"
	if !r.Exact {
		key = "trees." + string(r.Limit)
	}
	return b.text(key, "n", locale.Number(r.Number), "work", locale.Number(assess.UsualBounds().Work))
}

// techniques lists the ATT&CK techniques of a rule.
func (b *builder) techniques(r *catalog.AttackRule) string {
	ids := make([]string, len(r.Techniques))
	for i, t := range r.Techniques {
		ids[i] = string(t)
	}
	return b.join(ids)
}

func (b *builder) assetByID(m *assess.ModelResult, id model.AssetID) string {
	a, ok := m.Model.Asset(id)
	if !ok {
		return string(id)
	}
	return b.asset(a)
}

// scenarios tells of each scenario that the analyst wrote whether the search
// finds it, and its letters.
func (b *builder) scenarios() []document.Block {
	var rows []document.Row
	var notes []string // by row; most have none
	for _, m := range b.Result.Models {
		for i := range m.Damage.Scenarios {
			s := &m.Damage.Scenarios[i]
			worst := assess.RiskRange{}
			for _, d := range s.Damages {
				if worst.Worst == method.Unrated || d.Risk.Worst > worst.Worst {
					worst = d.Risk
				}
			}
			found, note := b.beside(m, s)
			notes = append(notes, note)
			rows = append(rows, document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang)), text(s.Scenario.In(b.Lang)), number(len(s.Steps)), b.letter(worst), text(found)}})
		}
	}
	if len(rows) == 0 {
		return b.none("scenarios.none")
	}
	t := b.table("scenarios", []float64{2, 8, 1.5, 1.5, 4}, b.columns("model", "scenario", "steps", "risk", "search"), rows)
	t.Notes = [][]document.Span{document.Plain(b.text("scenarios.note"))}
	b.noteRows(t, notes)
	return []document.Block{b.para("scenarios.lead"), t}
}

// noteRows puts the notes of rows below their table, before those it has, and names them in the last cells.
func (b *builder) noteRows(t *document.Table, notes []string) {
	words, below, all := document.WordsIn(b.Lang), t.Notes, len(t.Notes)
	t.Notes = nil
	for _, note := range notes {
		if note != "" {
			all++
		}
	}
	for i, note := range notes {
		if note == "" {
			continue
		}
		label := strings.TrimSpace(strings.TrimSuffix(words.NoteLabel(len(t.Notes), all), words.Colon))
		last := &t.Body[i].Cells[len(t.Body[i].Cells)-1]
		last.Text = document.Plain(b.text("scenario_noted", "text", document.TextOf(last.Text), "note", label))
		t.Notes = append(t.Notes, document.Plain(note))
	}
	t.Notes = append(t.Notes, below...)
}

// beside tells how a scenario compares with what the search found, and in a note why it
// is not found, or why its letter is higher: a scenario leaves out steps that must succeed
// as well.
func (b *builder) beside(m *assess.ModelResult, s *assess.ScenarioResult) (found, note string) {
	switch {
	case !s.Found && s.Scenario.Note == "":
		return b.text("scenario_not_found"), ""
	case !s.Found:
		return b.text("scenario_not_found"), b.said(s.Scenario.Note)
	}
	for _, d := range s.Damages {
		if found := searched(m, s.Scenario, d.Damage); found.Worst != method.Unrated && d.Risk.Worst > found.Worst {
			return b.text("scenario_found"), b.text("scenario_higher", "damage", d.Damage.Label, "risk", b.risk(found))
		}
	}
	return b.text("scenario_found"), ""
}

// searched gives the worst letter that the search finds from the entry point of a
// scenario to its target for a damage; unrated where it finds no way.
func searched(m *assess.ModelResult, x *model.Scenario, d *model.DamageSpec) assess.RiskRange {
	var worst assess.RiskRange
	for i := range m.Damage.Goals {
		g := &m.Damage.Goals[i]
		if g.Goal.Asset != x.Target || g.Goal.Damage.ID != d.ID {
			continue
		}
		for _, st := range g.Starts {
			if st.Reached && st.Start.Entry.Point.ID == x.Point.ID && st.Risk.Worst > worst.Worst {
				worst = st.Risk
			}
		}
	}
	return worst
}
