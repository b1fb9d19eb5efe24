package data

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// ModelCode is the code of a model in data and in names of files: "m1a" gives
// "M1a".
func ModelCode(id model.ModelID) string { return layout.ModelCode(id) }

func (b *builder) about() Table {
	spec, m := b.Result.Study.Spec, b.Result.Method
	return Table{"about", []Column{list("item", "about"), key("value")}, rows(func(row func(...any) bool) {
		title := spec.ID
		if spec.Title != nil {
			title = spec.Title.In(b.Lang)
		}
		_ = row("study_id", spec.ID) && row("title", title) && row("as_of", spec.AsOf) && row("format", spec.Format) &&
			row("method", m.Name.In(b.Lang)) && row("matrix_id", m.Matrix.ID) && row("matrix_version", m.Matrix.Version) &&
			row("program", b.Program) && row("missing", locale.Text(b.Lang, "data.missing")) && row("history", locale.Text(b.Lang, "data.history"))
	})}
}

func (b *builder) models() Table {
	columns := []Column{key("model"), key("model_id"), key("name"), list("role", "role"), code("group", "groups"), flag("cloud")}
	return Table{"models", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			if !row(ModelCode(m.Model.ID), m.Model.ID, m.Model.In(b.Lang), m.Model.Role, m.Model.Group, yes(m.Model.Cloud)) {
				return
			}
		}
	})}
}

func (b *builder) assets() Table {
	columns := []Column{key("asset"), key("name"), code("asset_type", "asset_types"), number("count", "count"), code("stops", "stop_effects"), key("reason")}
	return Table{"assets", columns, rows(func(row func(...any) bool) {
		for _, a := range b.Result.Study.Spec.Assets {
			if !row(a.ID, a.In(b.Lang), a.Type, max(a.Count, 1), a.Stops, a.Reason) {
				return
			}
		}
	})}
}

func (b *builder) assetClasses() Table {
	return Table{"asset_classes", []Column{code("asset", "assets"), code("data_class", "data_classes")}, rows(func(row func(...any) bool) {
		for _, a := range b.Result.Study.Spec.Assets {
			for _, c := range a.Classes {
				if !row(a.ID, c) {
					return
				}
			}
		}
	})}
}

func (b *builder) placements() Table {
	columns := []Column{
		code("model", "models"), code("asset", "assets"), key("zone"), key("zone_name"), list("zone_kind", "zone_kind"),
		list("exposure", "exposure"), list("physical", "physical"), levelOf("importance"), levelOf("importance_suggested"), flag("judged"),
	}
	return Table{"placements", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for i, a := range m.Model.Assets {
				r := m.Assets[i]
				if !row(ModelCode(m.Model.ID), a.ID, a.Zone.ID, a.Zone.In(b.Lang), a.Zone.Kind, m.Zones[a.Zone.Index].InForce,
					a.Zone.Physical, level(r.Importance), level(r.Suggested), yes(r.Judgement != nil)) {
					return
				}
			}
		}
	})}
}

func (b *builder) links() Table {
	columns := []Column{
		code("model", "models"), key("link"), code("from", "assets"), code("to", "assets"), list("link_kind", "link_kind"),
		list("direction", "data"), key("protocol"), number("port", "none"),
	}
	return Table{"links", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, k := range m.Model.Links {
				kind := k.Kind
				if kind == "" {
					kind = model.LinkNetwork
				}
				var port any
				if k.Port > 0 {
					port = k.Port
				}
				if !row(ModelCode(m.Model.ID), k.ID, k.From.ID, k.To.ID, kind, k.Data, k.Protocol, port) {
					return
				}
			}
		}
	})}
}

// flows has a row for each hand-over of a data flow.
func (b *builder) flows() Table {
	columns := []Column{
		code("model", "models"), key("flow"), code("use_case", "use_cases"), key("content"), number("hop", "order"),
		code("from", "assets"), code("to", "assets"), key("link"),
	}
	return Table{"flows", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, f := range m.Model.Flows {
				for i, k := range f.Links {
					if !row(ModelCode(m.Model.ID), f.ID, f.UseCase, f.Data, i+1, f.Hops[i].ID, f.Hops[i+1].ID, k.ID) {
						return
					}
				}
			}
		}
	})}
}

// entries has a row for each asset where an entry point lands.
func (b *builder) entries() Table {
	columns := []Column{code("model", "models"), code("entry", "entry_points"), list("applies", "applies"), code("asset", "assets"), key("reason")}
	return Table{"entries", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, e := range m.Model.Entries {
				if len(e.Assets) == 0 && !row(ModelCode(m.Model.ID), e.Point.ID, e.Applies, nil, e.Reason) {
					return
				}
				for _, a := range e.Assets {
					if !row(ModelCode(m.Model.ID), e.Point.ID, e.Applies, a.ID, e.Reason) {
						return
					}
				}
			}
		}
	})}
}

func (b *builder) goals() Table {
	columns := []Column{code("model", "models"), key("goal"), code("damage", "damages"), list("effect", "effect"), code("asset", "assets")}
	return Table{"goals", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, g := range m.Model.Goals {
				if !row(ModelCode(m.Model.ID), g.ID, g.Damage.ID, g.Effect, g.Asset.ID) {
					return
				}
			}
		}
	})}
}

func (b *builder) deployments() Table {
	columns := []Column{
		code("model", "models"), key("deployment"), code("countermeasure", "countermeasures"), list("status", "status"),
		list("effective", "effectiveness"), code("managed_by", "assets"), key("written_in"), key("evidence"), key("note"),
	}
	return Table{"deployments", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, d := range m.Model.Deployments {
				if !row(ModelCode(m.Model.ID), d.ID, d.Countermeasure.ID, d.Status, d.Effective, d.ManagedBy, d.Origin.Model, d.Evidence, d.Note) {
					return
				}
			}
		}
	})}
}

// scopes has a row for each thing over which a deployment holds.
func (b *builder) scopes() Table {
	columns := []Column{code("model", "models"), code("deployment", "deployments"), list("scope_kind", "scope_kind"), key("target")}
	return Table{"scopes", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, d := range m.Model.Deployments {
				for _, s := range scopeOf(d) {
					if !row(ModelCode(m.Model.ID), d.ID, s[0], s[1]) {
						return
					}
				}
			}
		}
	})}
}

func scopeOf(d *model.Deployment) [][2]string {
	var out [][2]string
	if d.Scope.Model {
		out = append(out, [2]string{"model", string("all")})
	}
	for _, x := range d.Zones {
		out = append(out, [2]string{"zone", string(x.ID)})
	}
	for _, x := range d.Types {
		out = append(out, [2]string{"type", string(x.ID)})
	}
	for _, x := range d.Assets {
		out = append(out, [2]string{"asset", string(x.ID)})
	}
	for _, x := range d.Links {
		out = append(out, [2]string{"link", string(x.ID)})
	}
	return out
}

// cells is the asset-based analysis.
func (b *builder) cells() Table {
	columns := []Column{
		code("model", "models"), code("asset", "assets"), code("threat", "threats"),
		levelOf("threat_level"), levelOf("threat_level_derived"), levelOf("countermeasure_level"), levelOf("countermeasure_level_best"),
		levelOf("countermeasure_level_derived"), levelOf("countermeasure_level_derived_best"),
		levelOf("vulnerability_level"), levelOf("importance"), list("risk", "risk"), list("risk_best", "risk"),
		flag("threat_judged"), flag("countermeasure_judged"), flag("unpatched"), flag("unlayered"), flag("unconfirmed"),
	}
	return Table{"cells", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for i := range m.Cells {
				c := &m.Cells[i]
				if !row(ModelCode(m.Model.ID), m.Model.Assets[c.Asset].ID, b.Result.Study.Catalog.Threats[c.Threat].ID,
					level(c.ThreatLevel), level(c.DerivedThreatLevel), level(c.Countermeasure.Worst), level(c.Countermeasure.Best),
					level(c.DerivedCountermeasure.Worst), level(c.DerivedCountermeasure.Best), level(c.Countermeasure.Worst.Vulnerability()),
					level(m.Assets[c.Asset].Importance), risk(c.Risk.Worst), risk(c.Risk.Best),
					yes(c.Has(assess.ThreatJudged)), yes(c.Has(assess.CountermeasureJudged)), yes(c.Has(assess.Unpatched)),
					yes(c.Has(assess.Unlayered)), yes(c.Has(assess.Unconfirmed))) {
					return
				}
			}
		}
	})}
}

// risk writes a risk value; unrated has a code of its own.
func risk(r method.RiskValue) string {
	if r == method.Unrated {
		return "U"
	}
	return r.String()
}

// routes is the damage-based analysis: every pair of a goal and a start.
func (b *builder) routes() Table {
	columns := []Column{
		code("model", "models"), code("goal", "goals"), code("damage", "damages"), code("entry", "entry_points"), code("landing", "assets"),
		code("rule", "attack_rules"), flag("reached"), levelOf("threat_level"), levelOf("vulnerability_level"), levelOf("vulnerability_level_best"),
		levelOf("impact_level"), list("risk", "risk"), list("risk_best", "risk"), flag("unconfirmed"),
	}
	return Table{"routes", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, g := range m.Damage.Goals {
				for _, s := range g.Starts {
					worst, best := "N", "N"
					if s.Reached {
						worst, best = risk(s.Risk.Worst), risk(s.Risk.Best)
					}
					if !row(ModelCode(m.Model.ID), g.Goal.ID, g.Goal.Damage.ID, s.Start.Entry.Point.ID, s.Start.At.ID, s.Start.Rule.ID, yes(s.Reached),
						level(s.ThreatLevel), level(s.Vulnerability.Worst), level(s.Vulnerability.Best), level(g.Goal.Damage.Level),
						worst, best, yes(s.Unconfirmed)) {
						return
					}
				}
			}
		}
	})}
}

// damageResults is the worst letter of every damage.
func (b *builder) damageResults() Table {
	columns := []Column{code("model", "models"), code("damage", "damages"), number("goals", "count"), flag("reached"), list("risk", "risk"), list("risk_best", "risk")}
	return Table{"damage_results", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			for _, d := range m.Damage.Damages {
				worst, best := "N", "N"
				if d.Reached {
					worst, best = risk(d.Risk.Worst), risk(d.Risk.Best)
				}
				if !row(ModelCode(m.Model.ID), d.Damage.ID, len(d.Goals), yes(d.Reached), worst, best) {
					return
				}
			}
		}
	})}
}

// counts has a row for each model, analysis and letter.
func (b *builder) counts() Table {
	columns := []Column{code("model", "models"), list("analysis", "analysis"), list("risk", "risk"), number("count_worst", "count"), number("count_best", "count")}
	return Table{"counts", columns, rows(func(row func(...any) bool) {
		for _, m := range b.Result.Models {
			var routes assess.Totals
			for _, d := range m.Damage.Damages {
				for i := range routes.Worst {
					routes.Worst[i] += d.Letters.Worst[i]
					routes.Best[i] += d.Letters.Best[i]
				}
			}
			for _, x := range []struct {
				id string
				t  assess.Totals
			}{{"asset", m.Totals}, {"damage", routes}} {
				for _, r := range append(append([]method.RiskValue{}, method.RiskValues...), method.Unrated) {
					if !row(ModelCode(m.Model.ID), x.id, risk(r), x.t.Worst[r], x.t.Best[r]) {
						return
					}
				}
			}
		}
	})}
}

func (b *builder) findings() Table {
	columns := []Column{number("number", "order"), list("severity", "severity"), key("finding_code"), key("path"), key("message"), key("fix"), key("accepted")}
	return Table{"findings", columns, rows(func(row func(...any) bool) {
		for i, f := range b.Found.Findings {
			message, fix := locale.Finding(b.Lang, f)
			if !row(i+1, f.Severity.String(), f.Code, strings.TrimSpace(f.Path), message, fix, f.Accepted) {
				return
			}
		}
	})}
}
