package data

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

func (b *builder) damages() Table {
	return Table{"damages", []Column{key("damage"), key("name"), levelOf("impact_level"), flag("cloud_only")}, rows(func(row func(...any) bool) {
		for _, d := range b.Result.Study.Spec.Damages {
			if !row(d.ID, d.Label+" "+d.In(b.Lang), level(d.Level), yes(d.CloudOnly)) {
				return
			}
		}
	})}
}

func (b *builder) threats() Table {
	columns := []Column{key("threat"), key("name"), key("description"), list("target_kind", "target"), flag("physical_threat"), flag("exploits")}
	return Table{"threats", columns, rows(func(row func(...any) bool) {
		for i := range b.Result.Study.Catalog.Threats {
			t := &b.Result.Study.Catalog.Threats[i]
			if !row(t.ID, t.In(b.Lang), t.Description.In(b.Lang), t.Target, yes(t.Physical), yes(t.ExploitsVulnerability)) {
				return
			}
		}
	})}
}

func (b *builder) threatTypes() Table {
	return Table{"threat_types", []Column{code("threat", "threats"), code("asset_type", "asset_types")}, rows(func(row func(...any) bool) {
		for _, t := range b.Result.Study.Catalog.Threats {
			for _, a := range t.AssetTypes {
				if !row(t.ID, a) {
					return
				}
			}
		}
	})}
}

func (b *builder) countermeasures() Table {
	columns := []Column{key("countermeasure"), key("name"), list("layer", "layer"), list("acts", "acts")}
	return Table{"countermeasures", columns, rows(func(row func(...any) bool) {
		for i := range b.Result.Study.Catalog.Countermeasures {
			c := &b.Result.Study.Catalog.Countermeasures[i]
			if !row(c.ID, c.In(b.Lang), c.Layer, c.Acts) {
				return
			}
		}
	})}
}

func (b *builder) countermeasureClasses() Table {
	columns := []Column{code("countermeasure", "countermeasures"), list("class", "class"), list("phase", "phase")}
	return Table{"countermeasure_classes", columns, rows(func(row func(...any) bool) {
		for i := range b.Result.Study.Catalog.Countermeasures {
			c := &b.Result.Study.Catalog.Countermeasures[i]
			for _, class := range c.Classes {
				phases := c.Phases
				if class != catalog.Prevent || len(phases) == 0 {
					phases = []string{"none"}
				}
				for _, p := range phases {
					if !row(c.ID, class, p) {
						return
					}
				}
			}
		}
	})}
}

// lists are the short lists to which codes refer: an id and a name.
func (b *builder) lists() []Table {
	s, cat := b.Result.Study.Spec, b.Result.Study.Catalog
	named := func(id string, n int, at func(int) (string, lang.Text)) Table {
		return Table{id, []Column{key("code"), key("name")}, rows(func(row func(...any) bool) {
			for i := range n {
				if c, text := at(i); !row(c, text.In(b.Lang)) {
					return
				}
			}
		})}
	}
	return []Table{
		named("groups", len(s.Groups), func(i int) (string, lang.Text) { return string(s.Groups[i].ID), s.Groups[i].Text }),
		named("use_cases", len(s.UseCases), func(i int) (string, lang.Text) { return string(s.UseCases[i].ID), s.UseCases[i].Text }),
		named("entry_points", len(s.EntryPoints), func(i int) (string, lang.Text) { return string(s.EntryPoints[i].ID), s.EntryPoints[i].Text }),
		named("asset_types", len(cat.AssetTypes), func(i int) (string, lang.Text) { return string(cat.AssetTypes[i].ID), cat.AssetTypes[i].Text }),
		named("data_classes", len(cat.DataClasses), func(i int) (string, lang.Text) { return string(cat.DataClasses[i].ID), cat.DataClasses[i].Text }),
		named("stop_effects", len(cat.StopEffects), func(i int) (string, lang.Text) { return string(cat.StopEffects[i].ID), cat.StopEffects[i].Text }),
		named("attack_rules", len(cat.AttackRules), func(i int) (string, lang.Text) { return string(cat.AttackRules[i].ID), cat.AttackRules[i].Text }),
	}
}

// enumerations gives the values of the lists of codes, in the order in which they
// are explained; those with a kind are named by package locale, the others by the
// texts of this package.
func enumerations() []struct {
	name   string
	kind   locale.Kind
	values []string
} {
	return []struct {
		name   string
		kind   locale.Kind
		values []string
	}{
		{"about", "", []string{"study_id", "title", "as_of", "format", "method", "matrix_id", "matrix_version", "program", "missing", "history"}},
		{"yes_no", "", []string{"yes", "no"}},
		{"risk", "", []string{"A", "B", "C", "D", "E", "U", "N"}},
		{"analysis", "", []string{"asset", "damage"}},
		{"scope_kind", "", []string{"model", "zone", "type", "asset", "link"}},
		{"role", locale.Role, []string{string(model.Candidate), string(model.Baseline)}},
		{"zone_kind", locale.ZoneKind, []string{"internet", "onprem", "cloud", "wan", "external", "transit"}},
		{"exposure", locale.Exposure, []string{"internet", "intranet", "isolated"}},
		{"physical", locale.Physical, []string{"anyone", "limited", "strict"}},
		{"link_kind", locale.LinkKind, []string{"network", "media", "manual"}},
		{"data", locale.Data, []string{"push", "pull", "both"}},
		{"applies", locale.Applies, []string{"applies", "residual", "not-possible"}},
		{"effect", locale.Effect, []string{"stop", "leak", "tamper", "bill"}},
		{"status", locale.Status, []string{"in-place", "partial", "planned", "absent", "not-applicable", "unknown"}},
		{"effectiveness", locale.Effectiveness, []string{"yes", "no", "unknown"}},
		{"severity", locale.Severity, []string{"error", "warning", "note"}},
		{"target", locale.Target, catalog.Targets},
		{"layer", locale.Layer, catalog.Layers},
		{"acts", locale.Acts, catalog.ActsOn},
		{"class", locale.Class, []string{"prevent", "detect", "continuity", "governance"}},
		{"phase", locale.Phase, []string{"intrusion", "objective", "none"}},
		{"plan_status", "", []string{string(optimize.Optimal), string(optimize.Infeasible), string(optimize.Stopped)}},
		{"answer", locale.Status, answerCodes()},
		{"kind", "", []string{string(Text), string(Code), string(Number)}},
	}
}

// codes is コード表: what the codes mean that have no table of their own, of the lists
// that the tables use.
func (b *builder) codes(tables []Table) Table {
	used := map[string]bool{"codes/kind": true}
	for _, t := range tables {
		for _, c := range t.Columns {
			used[c.Codes] = true
		}
	}
	return Table{"codes", []Column{key("list"), key("code"), key("name")}, rows(func(row func(...any) bool) {
		for _, e := range enumerations() {
			if !used["codes/"+e.name] {
				continue
			}
			for _, v := range e.values {
				name := locale.Name(b.Lang, e.kind, v)
				switch {
				case e.name == "risk" && v != "U" && v != "N":
					name = b.meaning(v)
				case e.kind == "" || v == "none":
					name = locale.Text(b.Lang, "data.code."+e.name+"."+v)
				}
				if !row(e.name, v, name) {
					return
				}
			}
		}
	})}
}

// meaning gives the meaning of a letter.
func (b *builder) meaning(letter string) string {
	for _, x := range b.Result.Method.RiskValues {
		if x.Value == letter {
			return x.In(b.Lang)
		}
	}
	return letter
}

// definitions is 項目定義: what every column of every table holds.
func (b *builder) definitions(tables []Table) Table {
	columns := []Column{
		key("table"), key("table_name"), number("order", "order"), key("column"), key("heading"), list("kind", "kind"), key("code_table"), key("unit"),
		key("definition"),
	}
	t := Table{ID: "definitions", Columns: columns}
	t.Rows = rows(func(row func(...any) bool) {
		for _, x := range append(slices.Clip(tables), t) {
			for i, c := range x.Columns {
				unit := ""
				if c.Unit != "" {
					unit = locale.Text(b.Lang, c.Unit)
				}
				if !row(x.ID, x.Title(b.Lang), i+1, c.Key, c.Heading(b.Lang), c.Kind, c.Codes, unit, b.definition(c)) {
					return
				}
			}
		}
	})
	return t
}

// definition tells what a column holds.
func (b *builder) definition(c Column) string {
	if k := "data.about." + c.Key; locale.Has(b.Lang, k) {
		return locale.Text(b.Lang, k)
	}
	switch {
	case strings.HasPrefix(c.Codes, "codes/"):
		return locale.Text(b.Lang, "data.about_list", "list", strings.TrimPrefix(c.Codes, "codes/"))
	case c.Codes != "":
		return locale.Text(b.Lang, "data.about_code", "table", locale.Text(b.Lang, "data.table."+c.Codes))
	}
	return c.Heading(b.Lang)
}
