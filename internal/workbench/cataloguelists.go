package workbench

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// list is one of the lists that a study is rated by: its columns, of which the first
// is the id and the second the name, and its rows.
type list struct {
	name string
	of   []listColumn
	// filters are the columns of which one value can be chosen.
	filters []string
	rows    func(*finder) []listRow
}

type listColumn struct {
	id    string
	width int
}

// listRow is a row of a list.
type listRow struct {
	id    string
	cells []string
	// names are what a text is looked for in.
	names []string
	// values of the columns that can be filtered by.
	values map[string][]named
}

// named is a value and what it is called.
type named struct{ code, name string }

// frozenColumns stay in sight: the id and the name.
const frozenColumns = 2

func (x list) columns(l lang.Lang) []gridColumn {
	var columns []gridColumn
	for i, c := range x.of {
		columns = append(columns, gridColumn{ID: c.id, Title: locale.Text(l, "web.catalogue."+c.id), Width: c.width, Frozen: i < frozenColumns})
	}
	return columns
}

// The columns that lists share: id and name at the beginning; whose row it is, and
// what it rests on, at the end.
func listColumns(id, name int, own ...listColumn) []listColumn {
	columns := append([]listColumn{{"id", id}, {"name", name}}, own...)
	return append(columns, listColumn{"origin", 110}, listColumn{"source", 180}, listColumn{"confidence", 80})
}

var lists = []list{
	{"countermeasures", listColumns(80, 240, listColumn{"text", 320}, listColumn{"classes", 100}, listColumn{"layer", 120}, listColumn{"acts", 110}, listColumn{"against", 260}, listColumn{"question", 320}), []string{"classes", "layer"}, countermeasureRows},
	{"threats", listColumns(80, 220, listColumn{"text", 360}, listColumn{"target", 110}, listColumn{"types", 280}, listColumn{"techniques", 180}), []string{"target", "types"}, threatRows},
	{"asset_types", listColumns(110, 240, listColumn{"ipa", 240}, listColumn{"rated", 110}, listColumn{"against", 320}), []string{"rated"}, assetTypeRows},
	{"data_classes", listColumns(110, 320, listColumn{"importance", 110}), []string{"importance"}, dataClassRows},
	{"attack_rules", listColumns(110, 360, listColumn{"tactic", 130}, listColumn{"techniques", 160}, listColumn{"threat", 180}, listColumn{"needs", 260}, listColumn{"gives", 180}), []string{"tactic", "threat"}, attackRuleRows},
	{"techniques", listColumns(110, 360, listColumn{"tactics", 260}), []string{"tactics"}, techniqueRows},
}

// rowMaker writes rows of a list.
type rowMaker struct {
	l lang.Lang
	// own are the ids of the rows that the study itself has.
	own map[string]bool
}

// row is a row with the cells between its name and whose it is.
func (m rowMaker) row(id string, r catalog.Row, values map[string][]named, cells ...string) listRow {
	origin := "base"
	if m.own[id] {
		origin = "study"
	}
	all := append([]string{id, r.In(m.l)}, cells...)
	all = append(all, locale.Text(m.l, "web.catalogue.origin_"+origin), r.Source, locale.Name(m.l, locale.Confidence, r.Confidence))
	return listRow{id: id, cells: all, names: append([]string{r.Ja, r.En}, all...), values: values}
}

// say writes values one after the other.
func (m rowMaker) say(values []named) string {
	var names []string
	for _, x := range values {
		names = append(names, x.name)
	}
	return listed(m.l, names)
}

// listed writes names one after the other.
func listed(l lang.Lang, names []string) string {
	return strings.Join(names, locale.Text(l, "web_hearing.and"))
}

// maker makes the rows of a list, of which own are those that the study wrote.
func maker[T any](x *finder, own func(*catalog.Spec) []T, id func(T) string) rowMaker {
	m := rowMaker{x.v.lang, map[string]bool{}}
	if c := x.s.study.Spec.Catalog; c != nil {
		for _, r := range own(c) {
			m.own[id(r)] = true
		}
	}
	return m
}

// namesOf gives the names of rows by their ids; what has none is called by its id.
func namesOf[T any, ID ~string](l lang.Lang, ids []ID, find func(ID) (T, bool), text func(T) lang.Text) []named {
	var values []named
	for _, id := range ids {
		x := named{string(id), string(id)}
		if r, ok := find(id); ok {
			x.name = text(r).In(l)
		}
		values = append(values, x)
	}
	return values
}

func kindName[T ~string](l lang.Lang, k locale.Kind, codes ...T) []named {
	var values []named
	for _, c := range codes {
		values = append(values, named{string(c), locale.Name(l, k, c)})
	}
	return values
}

func countermeasureRows(x *finder) []listRow {
	c, l := x.s.study.Catalog, x.v.lang
	m := maker(x, func(s *catalog.Spec) []catalog.Countermeasure { return s.Countermeasures }, func(r catalog.Countermeasure) string { return string(r.ID) })
	var rows []listRow
	for i := range c.Countermeasures {
		r := &c.Countermeasures[i]
		classes, layer := kindName(l, locale.Class, r.Classes...), kindName(l, locale.Layer, r.Layer)
		threats := namesOf(l, r.Threats, c.Threat, func(t *catalog.Threat) lang.Text { return t.Text })
		row := m.row(string(r.ID), r.Row, map[string][]named{"classes": classes, "layer": layer}, r.Description.In(l), m.say(classes), m.say(layer), locale.Name(l, locale.Acts, r.Acts), m.say(threats), r.Question.In(l))
		rows = append(rows, row)
	}
	return rows
}

func threatRows(x *finder) []listRow {
	c, l := x.s.study.Catalog, x.v.lang
	m := maker(x, func(s *catalog.Spec) []catalog.Threat { return s.Threats }, func(r catalog.Threat) string { return string(r.ID) })
	var rows []listRow
	for i := range c.Threats {
		r := &c.Threats[i]
		target := kindName(l, locale.Target, r.Target)
		types := namesOf(l, r.AssetTypes, c.AssetType, func(t *catalog.AssetType) lang.Text { return t.Text })
		rows = append(rows, m.row(string(r.ID), r.Row, map[string][]named{"target": target, "types": types}, r.Description.In(l), m.say(target), m.say(types), strings.Join(r.Techniques, " ")))
	}
	return rows
}

func assetTypeRows(x *finder) []listRow {
	c, l := x.s.study.Catalog, x.v.lang
	m := maker(x, func(s *catalog.Spec) []catalog.AssetType { return s.AssetTypes }, func(r catalog.AssetType) string { return string(r.ID) })
	var rows []listRow
	for i := range c.AssetTypes {
		r := &c.AssetTypes[i]
		rated := []named{{"yes", locale.Text(l, "web.catalogue.rated_yes")}}
		if r.Boundary {
			rated = []named{{"no", locale.Text(l, "web.catalogue.rated_no")}}
		}
		var threats []named
		for _, t := range c.ThreatsOf(r.ID) {
			threats = append(threats, named{string(c.Threats[t].ID), c.Threats[t].In(l)})
		}
		rows = append(rows, m.row(string(r.ID), r.Row, map[string][]named{"rated": rated}, r.IPA.In(l), m.say(rated), m.say(threats)))
	}
	return rows
}

func dataClassRows(x *finder) []listRow {
	c := x.s.study.Catalog
	m := maker(x, func(s *catalog.Spec) []catalog.DataClass { return s.DataClasses }, func(r catalog.DataClass) string { return string(r.ID) })
	var rows []listRow
	for i := range c.DataClasses {
		r := &c.DataClasses[i]
		level := strconv.Itoa(int(r.Importance))
		rows = append(rows, m.row(string(r.ID), r.Row, map[string][]named{"importance": {{level, level}}}, level))
	}
	return rows
}

func attackRuleRows(x *finder) []listRow {
	c, l := x.s.study.Catalog, x.v.lang
	m := maker(x, func(s *catalog.Spec) []catalog.AttackRule { return s.AttackRules }, func(r catalog.AttackRule) string { return string(r.ID) })
	var rows []listRow
	for i := range c.AttackRules {
		r := &c.AttackRules[i]
		tactic := namesOf(l, []catalog.TacticID{r.Tactic}, c.Tactic, func(t *catalog.Tactic) lang.Text { return t.Text })
		threat := namesOf(l, []catalog.ThreatID{r.Threat}, c.Threat, func(t *catalog.Threat) lang.Text { return t.Text })
		var techniques []named
		for _, id := range r.Techniques {
			techniques = append(techniques, named{string(id), string(id)})
		}
		var needs []named
		for _, p := range r.Needs {
			needs = append(needs, kindName(l, locale.Fact, p.Fact)...)
		}
		rows = append(rows, m.row(string(r.ID), r.Row, map[string][]named{"tactic": tactic, "threat": threat}, m.say(tactic), m.say(techniques), m.say(threat), m.say(needs), locale.Name(l, locale.Fact, r.Gives)))
	}
	return rows
}

func techniqueRows(x *finder) []listRow {
	c, l := x.s.study.Catalog, x.v.lang
	m := maker(x, func(s *catalog.Spec) []catalog.Technique { return s.Techniques }, func(r catalog.Technique) string { return string(r.ID) })
	var rows []listRow
	for i := range c.Techniques {
		r := &c.Techniques[i]
		tactics := namesOf(l, r.Tactics, c.Tactic, func(t *catalog.Tactic) lang.Text { return t.Text })
		rows = append(rows, m.row(string(r.ID), r.Row, map[string][]named{"tactics": tactics}, m.say(tactics)))
	}
	return rows
}
