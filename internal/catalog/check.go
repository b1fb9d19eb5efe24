package catalog

import (
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// checkLists reports rows of the study with an id written twice or no name.
func checkLists(_, study *Spec, l *diag.List) {
	checkList(l, "catalog/data_classes", study.DataClasses, func(r DataClass) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/stop_effects", study.StopEffects, func(r StopEffect) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/asset_types", study.AssetTypes, func(r AssetType) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/threats", study.Threats, func(r Threat) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/countermeasures", study.Countermeasures, func(r Countermeasure) (string, lang.Text) { return string(r.ID), r.text() })
}

func checkList[T any](l *diag.List, path string, rows []T, of func(T) (string, lang.Text)) {
	ids := diag.NewIDs(l)
	for i, row := range rows {
		id, name := of(row)
		at := diag.Join(path, i)
		ids.Add(id, at)
		if strings.TrimSpace(name.Ja) == "" {
			l.Add(diag.TextMissing, diag.Join(at, "ja"), "id", id)
		}
	}
}

// checkRemoved reports removals of rows that the base does not have.
func checkRemoved(base, study *Spec, l *diag.List) {
	const path = "catalog/remove/"
	r := study.Remove
	checkGone(l, path+"data_classes", r.DataClasses, index(base.DataClasses, dataClassID))
	checkGone(l, path+"stop_effects", r.StopEffects, index(base.StopEffects, stopEffectID))
	checkGone(l, path+"asset_types", r.AssetTypes, index(base.AssetTypes, assetTypeID))
	checkGone(l, path+"threats", r.Threats, index(base.Threats, threatID))
	checkGone(l, path+"countermeasures", r.Countermeasures, index(base.Countermeasures, countermeasureID))
}

func checkGone[K ~string](l *diag.List, path string, remove []K, base map[K]int) {
	for i, id := range remove {
		if _, ok := base[id]; !ok {
			l.Add(diag.RemoveNothing, diag.Join(path, i), "id", string(id), "near", diag.NearKey(l, id, base))
		}
	}
}

// checkRefs reports references of the study's rows to rows that do not exist
// after the overlay.
func checkRefs(c *Catalog, study *Spec, l *diag.List) {
	for i, t := range study.Threats {
		path := diag.Join("catalog/threats", i, "asset_types")
		checkIDs(l, path, t.AssetTypes, c.assetType)
	}
	for i, m := range study.Countermeasures {
		path := diag.Join("catalog/countermeasures", i)
		checkIDs(l, path+"/threats", m.Threats, c.threat)
		checkIDs(l, path+"/asset_types", m.AssetTypes, c.assetType)
		if len(m.Threats) == 0 {
			l.Add(diag.CatalogNotCounted, path, "id", string(m.ID))
		}
	}
}

func checkIDs[K ~string](l *diag.List, path string, ids []K, known map[K]int) {
	seen := map[K]int{}
	for i, id := range ids {
		at := diag.Join(path, i)
		if _, ok := known[id]; !ok {
			l.Add(diag.RefUnknown, at, "id", string(id), "near", diag.NearKey(l, id, known))
		}
		if first, ok := seen[id]; ok {
			l.Add(diag.RefTwice, at, "id", string(id)).Relate(diag.Join(path, first))
			continue
		}
		seen[id] = i
	}
}
