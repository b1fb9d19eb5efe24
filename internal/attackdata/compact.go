package attackdata

import (
	"encoding/json"
	"maps"
	"slices"
)

// member takes one member of the file's top level, by its key: those of a STIX
// bundle or those of the compact file.
func (b *builder) member(key string) (bool, error) {
	switch key {
	case "objects":
		return true, items(b.at, key, b.stix)
	case "tactics":
		return true, items(b.at, key, func(t rawTactic) error { return b.tactic(t, false) })
	case "techniques":
		return true, items(b.at, key, b.compactTechnique)
	case "deprecated":
		return true, items(b.at, key, b.deprecated)
	case "revoked_by":
		return true, b.successors()
	case "meta":
		var meta struct {
			Version string `json:"attack_version"`
		}
		ok, err := b.at.value(&meta)
		if ok && meta.Version != "" {
			b.version = meta.Version
		}
		return true, err
	}
	return false, nil
}

func (b *builder) compactTechnique(t rawTechnique) error {
	if t.STIX != "" {
		t.STIX = "attack-pattern--" + t.STIX
	}
	return b.technique(t, state{})
}

func (b *builder) deprecated(id string) error {
	return b.technique(rawTechnique{ID: id, Name: id}, state{deprecated: true})
}

// successors reads the table from revoked ids to active ones.
func (b *builder) successors() error {
	var table map[string]json.RawMessage
	ok, err := b.at.value(&table)
	if err != nil || !ok {
		return err
	}
	for _, old := range slices.Sorted(maps.Keys(table)) {
		var id string
		if json.Unmarshal(table[old], &id) != nil {
			b.at.skipped("form", old)
			continue
		}
		b.successor[old] = id
		if err := b.technique(rawTechnique{ID: old, Name: old}, state{revoked: true}); err != nil {
			return err
		}
	}
	return b.bounded(len(b.successor))
}
