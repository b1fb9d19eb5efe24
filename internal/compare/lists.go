package compare

import (
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

// listInputs gives the method and the rows of the reference lists that bear on
// letters, for telling two versions of a study apart. Words are left out.
func listInputs(me *method.Method, c *catalog.Catalog) *state {
	s := &state{inputs: map[key]*input{}}
	s.add(&input{key: key{KindMethod, me.ID}, attributes: attributes("threat-level", string(me.ThreatLevel),
		"tree-threat-level", string(me.TreeThreatLevel), "same-layer", string(me.SameLayer))})
	s.add(&input{key: key{KindMatrix, "matrix"}, written: me.Matrix.ID, attributes: matrixAttributes(me.Matrix)})
	put := func(list, id string, row any) {
		s.add(&input{key: key{KindCatalog, list + "/" + id}, subject: list, written: id, attributes: attributes("row", fmt.Sprintf("%+v", row))})
	}
	for _, r := range c.DataClasses {
		put("data_classes", string(r.ID), r.Importance)
	}
	for _, r := range c.StopEffects {
		put("stop_effects", string(r.ID), r.Importance)
	}
	for _, r := range c.AssetTypes {
		put("asset_types", string(r.ID), r.Boundary)
	}
	for _, r := range c.Threats {
		r.Row, r.Description = catalog.Row{}, lang.Text{}
		put("threats", string(r.ID), r)
	}
	for _, r := range c.Countermeasures {
		r.Row, r.Description, r.Question = catalog.Row{}, lang.Text{}, lang.Text{}
		put("countermeasures", string(r.ID), r)
	}
	for _, r := range c.AttackRules {
		from := catalog.Filter{}
		if r.From != nil {
			from = *r.From
		}
		r.Row, r.Unreached, r.Note, r.From = catalog.Row{}, lang.Text{}, "", nil
		put("attack_rules", string(r.ID), fmt.Sprintf("%+v %+v", r, from))
	}
	return s
}

// matrixAttributes writes the letters of a matrix, one row per product.
func matrixAttributes(m *method.Matrix) []Attribute {
	var out []Attribute
	for _, p := range method.Products() {
		var row strings.Builder
		for c := 1; c <= 3; c++ {
			cell, _ := m.At(p, c)
			row.WriteString(cell.Value.String())
		}
		out = append(out, Attribute{AttributeName(fmt.Sprintf("product-%d", p)), row.String()})
	}
	return out
}
