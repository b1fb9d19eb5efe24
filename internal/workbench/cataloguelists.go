package workbench

import (
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// list is one of the lists that a study is rated by: its columns, of which the first
// is the id and the second the name.
type list struct {
	name string
	of   []listColumn
	// filters are the columns of which one value can be chosen.
	filters []string
}

// listColumn is a column of a list; edit is how it is edited, empty for one that is
// only told.
type listColumn struct {
	id    string
	width int
	edit  string
}

// listRow is a row of a list.
type listRow struct {
	app.ListRow
	id    string
	cells []string
	// fields are what the cells of the row are written to.
	fields map[string]cellField
	// base are the fields of the row as the base catalogue has it, nil where it has
	// none.
	base map[string]cellField
	// names are what a text is looked for in.
	names []string
}

// named is a value and what it is called.
type named struct{ code, name string }

// frozenColumns stay in sight: the id and the name.
const frozenColumns = 2

// usedColumn is the column that tells whether the study uses a row.
const usedColumn = "used"

// replaced is how a cell is edited that takes the place of what the base catalogue
// says: without a value that counts again.
const replaced = "value"

func (x list) columns(l lang.Lang) []gridColumn {
	var columns []gridColumn
	for i, c := range x.of {
		columns = append(columns, gridColumn{ID: c.id, Title: locale.Text(l, "web.catalogue."+c.id), Width: c.width, Frozen: i < frozenColumns, Edit: c.edit})
	}
	return columns
}

// The columns that lists share: id and name at the beginning; whose row it is, and
// what it rests on, at the end.
func listColumns(id, name int, own ...listColumn) []listColumn {
	columns := append([]listColumn{{"id", id, ""}, {"name", name, replaced}}, own...)
	return append(columns, listColumn{usedColumn, 72, "mark"}, listColumn{"origin", 130, ""}, listColumn{reasonColumn, 240, "text"},
		listColumn{"source", 180, replaced}, listColumn{"confidence", 80, replaced})
}

var lists = []list{
	{"countermeasures", listColumns(80, 240, listColumn{"text", 320, replaced}, listColumn{"classes", 100, replaced}, listColumn{"layer", 120, replaced},
		listColumn{"acts", 110, replaced}, listColumn{"against", 260, replaced}, listColumn{"question", 320, replaced}), []string{"classes", "layer"}},
	{"threats", listColumns(80, 220, listColumn{"text", 360, replaced}, listColumn{"target", 110, replaced}, listColumn{"physical", 72, "mark"},
		listColumn{"exploits", 72, "mark"}, listColumn{"types", 280, replaced}, listColumn{"techniques", 180, replaced}), []string{"target", "types"}},
	{"asset_types", listColumns(110, 240, listColumn{"ipa", 240, replaced}, listColumn{"boundary", 72, "mark"}, listColumn{"met", 320, ""}), []string{"boundary"}},
	{"data_classes", listColumns(110, 320, listColumn{"importance", 110, "level"}), []string{"importance"}},
	{"stop_effects", listColumns(110, 320, listColumn{"importance", 110, "level"}), []string{"importance"}},
	{"attack_rules", listColumns(110, 360, listColumn{"tactic", 130, replaced}, listColumn{"techniques", 160, replaced}, listColumn{"threat", 180, replaced},
		listColumn{"needs", 260, ""}, listColumn{"gives", 180, ""}), []string{"tactic", "threat"}},
	{"techniques", listColumns(110, 360, listColumn{"tactics", 260, replaced}), []string{"tactics"}},
}

// listsOf are the lists of a study, with the values that their cells may have.
type listsOf struct {
	l       lang.Lang
	catalog *catalog.Catalog
	// The values, with the words for them.
	types, threats, tactics, techniques  *vocabulary
	classes, layers, acts, targets, sure *vocabulary
}

func newLists(l lang.Lang, s *app.Study) *listsOf {
	c := s.Catalog
	codes := make([]named, 0, len(c.Techniques))
	for i := range c.Techniques {
		codes = append(codes, named{string(c.Techniques[i].ID), string(c.Techniques[i].ID)})
	}
	return &listsOf{
		l: l, catalog: c, techniques: vocabularyOf(codes),
		types:   vocabularyOf(namesOf(l, c.AssetTypes, func(r *catalog.AssetType) (string, lang.Text) { return string(r.ID), r.Text })),
		threats: vocabularyOf(namesOf(l, c.Threats, func(r *catalog.Threat) (string, lang.Text) { return string(r.ID), r.Text })),
		tactics: vocabularyOf(namesOf(l, c.Tactics, func(r *catalog.Tactic) (string, lang.Text) { return string(r.ID), r.Text })),
		classes: vocabularyOf(kindName(l, locale.Class, catalog.Classes...)), layers: vocabularyOf(kindName(l, locale.Layer, catalog.Layers...)),
		acts: vocabularyOf(kindName(l, locale.Acts, catalog.ActsOn...)), targets: vocabularyOf(kindName(l, locale.Target, catalog.Targets...)),
		sure: vocabularyOf(kindName(l, locale.Confidence, catalog.Confidences...)),
	}
}

// namesOf gives the ids of rows with their names.
func namesOf[T any](l lang.Lang, rows []T, of func(*T) (id string, name lang.Text)) []named {
	list := make([]named, 0, len(rows))
	for i := range rows {
		id, name := of(&rows[i])
		list = append(list, named{id, name.In(l)})
	}
	return list
}

// fields gives what the cells of a row are written to, by column.
func (x *listsOf) fields(row catalog.Entry) map[string]cellField {
	c := row.Common()
	f := map[string]cellField{"id": told(row.Key()), "name": textIn{&c.Text, x.l}, "source": plainField{&c.Source}, reasonColumn: plainField{&c.Reason}, "confidence": oneOf(&c.Confidence, x.l, x.sure)}
	switch r := row.(type) {
	case *catalog.Countermeasure:
		f["text"], f["question"] = textIn{&r.Description, x.l}, textIn{&r.Question, x.l}
		f["classes"], f["layer"], f["acts"], f["against"] = someOf(&r.Classes, x.l, x.classes), oneOf(&r.Layer, x.l, x.layers), oneOf(&r.Acts, x.l, x.acts), someOf(&r.Threats, x.l, x.threats)
	case *catalog.Threat:
		f["text"], f["physical"], f["exploits"] = textIn{&r.Description, x.l}, flag{&r.Physical}, flag{&r.ExploitsVulnerability}
		f["target"], f["types"], f["techniques"] = oneOf(&r.Target, x.l, x.targets), someOf(&r.AssetTypes, x.l, x.types), someOf(&r.Techniques, x.l, x.techniques)
	case *catalog.AssetType:
		f["ipa"], f["boundary"], f["met"] = textIn{&r.IPA, x.l}, flag{&r.Boundary}, told(x.met(r))
	case *catalog.DataClass:
		f["importance"] = level{&r.Importance}
	case *catalog.StopEffect:
		f["importance"] = level{&r.Importance}
	case *catalog.AttackRule:
		f["tactic"], f["techniques"], f["threat"] = oneOf(&r.Tactic, x.l, x.tactics), someOf(&r.Techniques, x.l, x.techniques), oneOf(&r.Threat, x.l, x.threats)
		f["needs"], f["gives"] = told(x.needs(r)), told(locale.Name(x.l, locale.Fact, r.Gives))
	case *catalog.Technique:
		f["tactics"] = someOf(&r.Tactics, x.l, x.tactics)
	}
	return f
}

// met names the threats that an asset type meets.
func (x *listsOf) met(r *catalog.AssetType) string {
	var names []string
	for _, t := range x.catalog.ThreatsOf(r.ID) {
		names = append(names, x.catalog.Threats[t].In(x.l))
	}
	return listed(x.l, names)
}

// needs names the facts that a rule needs.
func (x *listsOf) needs(r *catalog.AttackRule) string {
	var names []string
	for _, p := range r.Needs {
		names = append(names, locale.Name(x.l, locale.Fact, p.Fact))
	}
	return listed(x.l, names)
}

// row makes a row of a list.
func (x *listsOf) row(l list, r app.ListRow) listRow {
	row := listRow{ListRow: r, id: r.Now.Key(), fields: x.fields(r.Now), names: []string{r.Now.Common().Ja, r.Now.Common().En}}
	if r.Base != nil {
		row.base = x.fields(r.Base)
	}
	for _, c := range l.of {
		text := ""
		switch c.id {
		case usedColumn:
			text = markOf(!r.Unused)
		case "origin":
			text = locale.Text(x.l, "web.catalogue.origin_"+row.origin())
		default:
			text = row.fields[c.id].show()
		}
		row.cells = append(row.cells, text)
	}
	row.names = append(row.names, row.cells...)
	return row
}

// origin tells whose row it is.
func (r *listRow) origin() string {
	switch {
	case r.Own && r.Base == nil:
		return "study"
	case r.Own:
		return "changed"
	}
	return "base"
}

// revs name the states of the cells that can be edited: "-" for what the base
// catalogue says.
func (r *listRow) revs(l list) map[string]string {
	revs := map[string]string{}
	for _, c := range l.of {
		switch {
		case c.edit == "":
		case c.id == usedColumn:
			if r.Base != nil {
				revs[c.id] = dashed(!r.Unused, markOf(!r.Unused))
			}
		case r.Unused:
		case c.id == reasonColumn:
			if r.Own {
				revs[c.id] = revOf(r.Now.Common().Reason)
			}
		default:
			revs[c.id] = dashed(r.base != nil && r.base[c.id].show() == r.fields[c.id].show(), r.fields[c.id].show())
		}
	}
	return revs
}

// dashed is the name of a state, "-" for one that nobody changed.
func dashed(unchanged bool, state string) string {
	if unchanged {
		return "-"
	}
	return revOf(state)
}

// listed writes names one after the other.
func listed(l lang.Lang, names []string) string {
	return strings.Join(names, locale.Text(l, "web_hearing.and"))
}

func kindName[T ~string](l lang.Lang, k locale.Kind, codes ...T) []named {
	var values []named
	for _, c := range codes {
		values = append(values, named{string(c), locale.Name(l, k, c)})
	}
	return values
}
