package catalog

import "slices"

// Entry is a row of any of the lists.
type Entry interface {
	// Key is the id of the row.
	Key() string
	// Common is what the row has as every row has it.
	Common() *Row
}

// Common gives the row itself: every kind of row holds one.
func (r *Row) Common() *Row { return r }

// Key is its id.
func (r *DataClass) Key() string { return string(r.ID) }

// Key is its id.
func (r *StopEffect) Key() string { return string(r.ID) }

// Key is its id.
func (r *AssetType) Key() string { return string(r.ID) }

// Key is its id.
func (r *Threat) Key() string { return string(r.ID) }

// Key is its id.
func (m *Countermeasure) Key() string { return string(m.ID) }

// Key is its id.
func (r *Tactic) Key() string { return string(r.ID) }

// Key is its id.
func (r *Technique) Key() string { return string(r.ID) }

// Key is its id.
func (r *AttackRule) Key() string { return string(r.ID) }

// List gives copies of the rows of a list, which is named as in files; nil where
// there is no such list. What the copies hold lists of they share with the rows.
func (s *Spec) List(name string) []Entry {
	switch {
	case s == nil:
		return nil
	case name == "data_classes":
		return entries(s.DataClasses)
	case name == "stop_effects":
		return entries(s.StopEffects)
	case name == "asset_types":
		return entries(s.AssetTypes)
	case name == "threats":
		return entries(s.Threats)
	case name == "countermeasures":
		return entries(s.Countermeasures)
	case name == "tactics":
		return entries(s.Tactics)
	case name == "techniques":
		return entries(s.Techniques)
	case name == "attack_rules":
		return entries(s.AttackRules)
	}
	return nil
}

func entries[T any, P interface {
	*T
	Entry
}](rows []T) []Entry {
	rows = slices.Clone(rows)
	list := make([]Entry, len(rows))
	for i := range rows {
		list[i] = P(&rows[i])
	}
	return list
}

// List gives the ids of the rows of a list that are taken out.
func (r *Removal) List(name string) []string {
	switch name {
	case "data_classes":
		return idsOf(r.DataClasses)
	case "stop_effects":
		return idsOf(r.StopEffects)
	case "asset_types":
		return idsOf(r.AssetTypes)
	case "threats":
		return idsOf(r.Threats)
	case "countermeasures":
		return idsOf(r.Countermeasures)
	case "techniques":
		return idsOf(r.Techniques)
	case "attack_rules":
		return idsOf(r.AttackRules)
	}
	return nil
}

func idsOf[T ~string](ids []T) []string {
	var list []string
	for _, id := range ids {
		list = append(list, string(id))
	}
	return list
}
