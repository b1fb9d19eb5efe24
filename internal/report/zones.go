package report

import (
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// zoneList lists the zones with their placement; a zone that models place in
// different ways stands once for each.
func (b *builder) zoneList() []document.Block {
	type row struct {
		texts  [4]string
		models []model.ModelID
	}
	var list []*row
	at := map[[4]string]*row{}
	for _, m := range b.Result.Models {
		for _, z := range m.Model.Zones {
			texts := [4]string{z.In(b.Lang), b.named(locale.ZoneKind, string(z.Kind)), b.named(locale.Exposure, string(z.Exposure)), b.named(locale.Physical, string(z.Physical))}
			if at[texts] == nil {
				at[texts] = &row{texts: texts}
				list = append(list, at[texts])
			}
			at[texts].models = append(at[texts].models, m.Model.ID)
		}
	}
	var rows []document.Row
	for _, r := range list {
		where := b.text("all_models")
		if len(r.models) < len(b.Result.Models) {
			where = b.modelNames(r.models)
		}
		rows = append(rows, textRow(append(r.texts[:], where)...))
	}
	t := b.table("zone-list", []float64{6, 3, 4, 4, 7}, b.columns("zone", "kind", "exposure", "physical", "placed_in"), rows)
	t.Dense = true
	b.explain(t, "dash", "zone_list.note")
	return []document.Block{b.para("zone_list.lead"), t}
}

// named gives the name of a value, and a dash where there is none.
func (b *builder) named(kind locale.Kind, value string) string {
	if value == "" {
		return b.text("dash")
	}
	return locale.Name(b.Lang, kind, value)
}
