package workbench

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// routeHistory tells who rejected which attack trees of a route, wrote which scenarios
// of it, and judged whether its way in exists, and when.
func (v *visit) routeHistory(s *opened, m *assess.ModelResult) error {
	about, err := v.routeCommented(s, m)
	if err != nil {
		return err
	}
	b, err := v.changesOf(s.Line, func(before, after *app.Study) []rowChange {
		was, is := v.routeJudged(about.route, m.Model.ID, before), v.routeJudged(about.route, m.Model.ID, after)
		var changes []rowChange
		for _, x := range is {
			i := slices.IndexFunc(was, func(y rowChange) bool { return y.Subject == x.Subject })
			old := locale.Text(v.lang, "web.row_history.nothing")
			if i >= 0 {
				old = was[i].After
			}
			if i < 0 || was[i] != x {
				changes = append(changes, rowChange{Subject: x.Subject, Before: old, After: x.After, Reason: x.Reason})
			}
		}
		for _, y := range was {
			if !slices.ContainsFunc(is, func(x rowChange) bool { return x.Subject == y.Subject }) {
				changes = append(changes, rowChange{Subject: y.Subject, Before: y.After, After: locale.Text(v.lang, "web.row_history.nothing")})
			}
		}
		return changes
	})
	if err != nil {
		return err
	}
	b.Where, b.Back = about.where, about.page
	return v.showHistory(s, "damage", "none_route", b)
}

// route is what a route goes from, by which rule, and to.
type route struct {
	entry model.EntryPointID
	first catalog.RuleID
	goal  model.Goal
}

// has tells that trees of the route may use all of the rules: none of them begins
// another route.
func (r route) has(rules []catalog.RuleID, c *catalog.Catalog) bool {
	return !slices.ContainsFunc(rules, func(id catalog.RuleID) bool {
		rule, ok := c.AttackRule(id)
		return ok && len(rule.Entry) > 0 && id != r.first
	})
}

// routeJudged is what people decided of a route in a state of a study: subject, what it
// is then, and why.
func (v *visit) routeJudged(r route, in model.ModelID, s *app.Study) []rowChange {
	if s == nil || s.Catalog == nil {
		return nil
	}
	i := slices.IndexFunc(s.Spec.Models, func(m model.ModelSpec) bool { return m.ID == in })
	if i < 0 {
		return nil
	}
	var judged []rowChange
	m := s.Spec.Models[i]
	for _, x := range m.Entries {
		if x.Entry == r.entry {
			judged = append(judged, rowChange{Subject: locale.Text(v.lang, "web.row_history.entry"), After: locale.Name(v.lang, locale.Applies, x.Applies), Reason: x.Reason})
		}
	}
	for _, x := range m.RejectedTrees {
		if x.Entry == r.entry && x.Goal == r.goal.ID && r.has(x.Rules, s.Catalog) {
			var rules []string
			for _, rule := range x.Rules {
				rules = append(rules, string(rule))
			}
			judged = append(judged, rowChange{Subject: locale.Text(v.lang, "web.row_history.trees", "rules", strings.Join(rules, " ")), After: locale.Text(v.lang, "web.row_history.rejected"), Reason: x.Reason})
		}
	}
	for _, x := range m.Scenarios {
		if x.Entry == r.entry && x.Target == r.goal.Asset.ID && slices.Contains(x.Damages, r.goal.Damage.ID) {
			judged = append(judged, rowChange{Subject: locale.Text(v.lang, "web.row_history.scenario", "id", x.ID), After: x.In(v.lang)})
		}
	}
	return judged
}
