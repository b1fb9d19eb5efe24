package attackdata

import (
	_ "embed" // the table below
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"go.yaml.in/yaml/v4"
)

//go:embed migration.yaml
var migration []byte

// Table says what changed between two versions of ATT&CK.
type Table struct {
	// From is the version of which the split is told; ids revoked before it are
	// known too. To is the version to which studies are carried.
	From string `yaml:"from"`
	To   string `yaml:"to"`
	// Split of one tactic into two.
	Split Split `yaml:"split"`
	// Revoked ids with their successors.
	Revoked map[catalog.TechniqueID]catalog.TechniqueID `yaml:"revoked"`
	// Deprecated ids, which have none.
	Deprecated []catalog.TechniqueID `yaml:"deprecated"`
}

// Split tells to which tactic the techniques of a tactic that was split went.
type Split struct {
	Old     catalog.TacticID                           `yaml:"old"`
	Stay    []catalog.TechniqueID                      `yaml:"stay"`
	MovedTo catalog.TacticID                           `yaml:"moved_to"`
	Moved   []catalog.TechniqueID                      `yaml:"moved"`
	Neither map[catalog.TechniqueID][]catalog.TacticID `yaml:"neither"`
}

// LoadTable reads the embedded table. It fails only when the program was built
// wrongly.
func LoadTable() (*Table, error) {
	var t Table
	if err := yaml.Load(migration, &t, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("read the embedded migration table: %w", err)
	}
	return &t, nil
}

// fate is what became of a technique's place in the tactic that was split.
type fate int

const (
	fateUnknown fate = iota // it was never in it
	fateStay
	fateMoved
	fateNeither
)

func (t *Table) fate(id catalog.TechniqueID) fate {
	switch {
	case slices.Contains(t.Split.Stay, id):
		return fateStay
	case slices.Contains(t.Split.Moved, id):
		return fateMoved
	case t.Split.Neither[id] != nil:
		return fateNeither
	}
	// An id revoked before the split has the place of the one to which it leads.
	if next, ok := t.Revoked[id]; ok {
		return t.fate(next)
	}
	return fateUnknown
}
