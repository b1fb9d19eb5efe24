package workbench

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// damageSheet is the sheet of the business-damage-based analysis
// 事業被害ベースのリスク分析シート: the goals of every damage against the ways in,
// and the attack trees of one of them.
func damageSheet(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/damage", "damage", showDamageSheet)
	w.edits(mux, "POST /s/{study}/damage", takeVerdict)
}

type damageSheetBody struct {
	Model   string
	Entries []string
	// Scenarios are those that people wrote, NewScenario where another is begun; empty
	// for those who may not.
	Scenarios   []scenarioRow
	NewScenario string
	// Sheet is the same as rows to be edited.
	Sheet string
	Goals []goalRow
	// Chosen route with its trees, if one is.
	Route *routeBody
}

// goalRow is a goal with its letter from every way in.
type goalRow struct {
	Damage, Goal string
	Risk         letter
	Cells        []routeCell
}

type routeCell struct {
	Letter letter
	URL    string
	Chosen bool
}

// routeBody is the way from one way in to one goal.
type routeBody struct {
	Goal, Entry, ThreatLevel, Countermeasure string
	Risk                                     letter
	Number                                   int
	Exact                                    bool
	Why                                      string
	Trees                                    []treeBody
	// Refused tells what was wrong with a rejection that was sent.
	Refused []string
}

type treeBody struct {
	Number         int
	Risk           letter
	Countermeasure string
	// Rejected tells why the analyst rejected the tree; empty where it stands.
	Rejected string
	Steps    []stepBody
	// Picture leads to the route over the configuration of the model.
	Picture string
	// Verdict is the form to reject the tree or to adopt it again, if there is one.
	Verdict *verdictForm
}

// stepBody is a step of a tree.
type stepBody struct {
	Number                                       int
	Tactic, Technique, Asset, Text, After, Level string
	// Deciding tells that the letter rests on the step alone.
	Deciding bool
}

func showDamageSheet(v *visit, s *opened) error { return v.damagePage(http.StatusOK, s, nil) }

// damagePage shows the sheet; refused tells what was wrong with a rejection that
// was sent.
func (v *visit) damagePage(status int, s *opened, refused []string) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	id := string(m.Model.ID)
	q := v.r.URL.Query()
	goal, entry := q.Get("goal"), q.Get("entry")
	b := damageSheetBody{Model: id, Entries: v.waysIn(s, m), Sheet: s.url("/damage/sheet", "m", id, "goal", goal, "entry", entry)}
	for _, g := range m.Damage.Goals {
		row := goalRow{Damage: g.Goal.Damage.Label, Goal: goalName(v.lang, g.Goal), Risk: letterOf(v.lang, g.Risk)}
		for i, r := range g.Starts {
			key := strconv.Itoa(i)
			c := routeCell{Letter: letter{Text: locale.Text(v.lang, "web.no_way")}, Chosen: goal == string(g.Goal.ID) && entry == key}
			if r.Reached {
				c.Letter, c.URL = letterOf(v.lang, r.Risk), s.url("/damage", "m", id, "goal", string(g.Goal.ID), "entry", key)+"#route"
			}
			row.Cells = append(row.Cells, c)
		}
		b.Goals = append(b.Goals, row)
	}
	b.Scenarios = v.scenarioRows(s, m)
	if v.API.May(v.who, access.EditStudy, s.Resource()) {
		b.NewScenario = s.url("/damage/scenario", "m", id)
	}
	if goal != "" {
		if b.Route, err = v.route(s, m, goal, entry); err != nil {
			return err
		}
		b.Route.Refused = refused
	}
	f := s.modelFrame(v.lang, "damage", "/damage", id)
	f.Body = b
	v.show(status, "damage", f)
	return nil
}

// waysIn names the starts of a model, in their order.
func (v *visit) waysIn(s *opened, m *assess.ModelResult) []string {
	return explaintext.WaysIn(v.lang, s.study.Catalog, m.Damage.Graph.Starts())
}

func goalName(l lang.Lang, g *model.Goal) string {
	return locale.Text(l, "web.damage.goal", "effect", locale.Name(l, locale.Effect, g.Effect), "asset", g.Asset.In(l))
}

// shownTrees is how many trees of a route are shown; all are counted.
const shownTrees = 20

// routeOf gives the route from the way in with this index to a goal.
func (s *opened) routeOf(ctx context.Context, m *assess.ModelResult, goal, start string) (*assess.Route, error) {
	routes, err := s.routesTo(ctx, m, goal)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(routes, func(r assess.Route) bool { return strconv.Itoa(r.StartIndex) == start && r.Reached })
	if i < 0 {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return &routes[i], nil
}

// route gives the trees from the way in with this index to a goal.
func (v *visit) route(s *opened, m *assess.ModelResult, goal, start string) (*routeBody, error) {
	r, err := s.routeOf(v.r.Context(), m, goal, start)
	if err != nil {
		return nil, err
	}
	b := &routeBody{Goal: goalName(v.lang, r.Goal), Entry: v.waysIn(s, m)[r.StartIndex], ThreatLevel: levelText(r.ThreatLevel),
		Countermeasure: levelsText(v.lang, r.Countermeasure()), Risk: letterOf(v.lang, r.Risk), Number: r.Number, Exact: r.Exact,
		Why: s.url("/why", "m", string(m.Model.ID), "goal", goal, "entry", start)}
	deciding := m.Deciding(r)
	for i := range r.Trees {
		t := v.tree(s, m, &r.Trees[i], i+1, deciding[i])
		t.Picture = s.url("/model", "m", string(m.Model.ID), "goal", goal, "entry", start, "tree", strconv.Itoa(i+1))
		t.Verdict = v.verdictForm(s, m, &r.Trees[i], start)
		b.Trees = append(b.Trees, t)
	}
	return b, nil
}

func (v *visit) tree(s *opened, m *assess.ModelResult, t *assess.ListedTree, number int, deciding []bool) treeBody {
	b := treeBody{Number: number, Risk: letterOf(v.lang, t.Risk), Countermeasure: levelsText(v.lang, t.Countermeasure)}
	if t.Rejected != nil {
		b.Rejected = t.Rejected.Reason
	}
	given := map[attacktree.Fact]int{}
	for i, step := range t.Steps {
		x := stepBody{Number: i + 1, Technique: string(step.Rule.Techniques[0]), Asset: string(step.At), Text: step.Rule.In(v.lang), After: after(step, given, i),
			Tactic: string(step.Rule.Tactic), Level: levelsText(v.lang, assess.LevelRange{Worst: step.Worst, Best: step.Best}), Deciding: deciding[i]}
		if a, ok := m.Model.Asset(step.At); ok {
			x.Asset = a.In(v.lang)
		}
		if t, ok := s.study.Catalog.Tactic(step.Rule.Tactic); ok {
			x.Tactic = t.In(v.lang)
		}
		b.Steps = append(b.Steps, x)
		given[step.Gives] = i + 1
	}
	return b
}

// after lists the numbers of the steps on which a step builds, unless that is
// just the one before.
func after(step attack.Rated, given map[attacktree.Fact]int, before int) string {
	var numbers []int
	for _, need := range step.Needs {
		if n := given[need]; n > 0 && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	if len(numbers) == 0 || len(numbers) == 1 && numbers[0] == before {
		return ""
	}
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ", ")
}
