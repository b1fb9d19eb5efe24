package catalog

import (
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// checkLists reports rows of the study with an id written twice or no name.
func checkLists(study *Spec, l *diag.List) {
	checkList(l, "catalog/data_classes", study.DataClasses, func(r DataClass) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/stop_effects", study.StopEffects, func(r StopEffect) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/asset_types", study.AssetTypes, func(r AssetType) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/threats", study.Threats, func(r Threat) (string, lang.Text) { return string(r.ID), r.text() })
	checkNames(l, "catalog/tactics", study.Tactics, func(r Tactic) (string, lang.Text) { return string(r.ID), r.text() })
	checkNames(l, "catalog/techniques", study.Techniques, func(r Technique) (string, lang.Text) { return string(r.ID), r.text() })
	checkList(l, "catalog/attack_rules", study.AttackRules, func(r AttackRule) (string, lang.Text) { return string(r.ID), r.text() })
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

// checkNames is checkList for ids whose form ATT&CK gives.
func checkNames[T any](l *diag.List, path string, rows []T, of func(T) (string, lang.Text)) {
	first := map[string]string{}
	for i, row := range rows {
		id, name := of(row)
		at := diag.Join(path, i)
		if other, ok := first[id]; ok {
			l.Add(diag.IDDuplicate, at+"/id", "id", id).Relate(other + "/id")
			continue
		}
		first[id] = at
		if strings.TrimSpace(name.Ja) == "" {
			l.Add(diag.TextMissing, at+"/ja", "id", id)
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
	checkGone(l, path+"techniques", r.Techniques, index(base.Techniques, techniqueID))
	checkGone(l, path+"attack_rules", r.AttackRules, index(base.AttackRules, ruleID))
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
	for i := range study.AttackRules {
		checkRule(c, &study.AttackRules[i], diag.Join("catalog/attack_rules", i), l)
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

// checkRule reports what is wrong with an attack rule of the study.
func checkRule(c *Catalog, r *AttackRule, path string, l *diag.List) {
	checkOne(l, path+"/tactic", r.Tactic, c.tactic)
	checkOne(l, path+"/threat", r.Threat, c.threat)
	checkIDs(l, path+"/techniques", r.Techniques, c.technique)
	checkIDs(l, path+"/entry", r.Entry, c.technique)
	checkIDs(l, path+"/at/types", r.At.Types, c.assetType)
	checkIDs(l, path+"/at/classes", r.At.Classes, c.dataClass)
	if r.From != nil {
		checkIDs(l, path+"/from/types", r.From.Types, c.assetType)
		checkIDs(l, path+"/from/classes", r.From.Classes, c.dataClass)
	}
	for i, p := range r.Needs {
		if p.On == "from" && r.Relation == "" {
			l.Add(diag.RuleNoRelation, diag.Join(path, "needs", i), "id", string(r.ID))
		}
	}
	switch {
	case len(r.Entry) > 0 && r.Relation != "":
		l.Add(diag.RuleEntryRelation, path+"/relation", "id", string(r.ID))
	case len(r.Entry) == 0 && len(r.Needs) == 0:
		l.Add(diag.RuleForFree, path, "id", string(r.ID))
	}
}

func checkOne[K ~string](l *diag.List, path string, id K, known map[K]int) {
	if _, ok := known[id]; !ok {
		l.Add(diag.RefUnknown, path, "id", string(id), "near", diag.NearKey(l, id, known))
	}
}
