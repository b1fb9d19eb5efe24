package attackdata

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// Kind is what is to be done at one place of a study.
type Kind string

// Kinds. Only the first four change the study.
const (
	// Replaced: the technique was revoked; its successor takes its place.
	Replaced Kind = "replaced"
	// Merged: the technique was revoked, and its successor stands in the same
	// list already; the id goes.
	Merged Kind = "merged"
	// Retacticed: the step serves the tactic that was split off.
	Retacticed Kind = "tactic"
	// Pinned: the version to which the study is pinned.
	Pinned Kind = "version"
	// Kept: the step stays with the tactic that was split, whose name and
	// meaning changed.
	Kept Kind = "kept"
	// Stuck: it cannot be decided here; Reason says why.
	Stuck Kind = "stuck"
)

// Kinds lists every kind.
var Kinds = []Kind{Replaced, Merged, Retacticed, Pinned, Kept, Stuck}

// Reasons lists every reason.
var Reasons = []string{ReasonDeprecated, ReasonNeither, ReasonMixed, ReasonOutside, ReasonImported, ReasonEdit}

// Reasons why something is stuck.
const (
	ReasonDeprecated = "deprecated" // the id was given up without a successor
	ReasonNeither    = "neither"    // the technique is in neither part of the split tactic
	ReasonMixed      = "mixed"      // the techniques of one rule went to different parts
	ReasonOutside    = "outside"    // no technique tells to which part the step belongs
	ReasonImported   = "imported"   // rows imported from another version must be imported anew
	ReasonEdit       = "edit"       // the place cannot be edited in the text
)

// Move is what happens to one place of a study.
type Move struct {
	// Path of the value.
	Path string
	Kind Kind
	// Old and New value; for Merged, New is the successor that stands there.
	Old, New string
	// About is the row that it concerns: its id, or its place where it has none.
	About string
	// Technique of the step, for moves of its tactic.
	Technique catalog.TechniqueID
	// Reason of what is stuck.
	Reason string
	// Choices are the tactics that remain, where the analyst must choose.
	Choices []catalog.TacticID
}

// Changes reports whether the move changes the study.
func (m *Move) Changes() bool { return m.Kind != Kept && m.Kind != Stuck }

// mover collects the moves of one study.
type mover struct {
	table *Table
	moves []Move
	// kept tells whether steps that keep their tactic are listed: not in a study
	// that is pinned to the new version already.
	kept bool
}

// Moves lists what the study must change, in the order of its parts. It lists
// every step of the tactic that was split, unless the study is pinned to the
// new version already.
func (t *Table) Moves(s *model.Spec) []Move {
	m := &mover{table: t, kept: true}
	if s.Catalog != nil {
		m.kept = s.Catalog.AttackVersion == "" || major(s.Catalog.AttackVersion) < major(t.To)
		m.catalogue(s.Catalog)
	}
	for i, e := range s.EntryPoints {
		m.list(diag.Join("entry_points", i, "techniques"), string(e.ID), e.Techniques)
	}
	for i, r := range s.Assumptions {
		m.list(diag.Join("assumptions", i, "techniques"), r.ID, r.Techniques)
	}
	for i, r := range s.Exclusions {
		m.list(diag.Join("exclusions", i, "techniques"), r.ID, r.Techniques)
	}
	for i := range s.Models {
		m.scenarios(diag.Join("models", i, "scenarios"), s.Models[i].Scenarios)
	}
	return m.moves
}

// catalogue goes through the study's own lists.
func (m *mover) catalogue(c *catalog.Spec) {
	const path = "catalog"
	switch old := c.AttackVersion != "" && m.kept; {
	case old && len(c.Techniques)+len(c.Tactics) > 0:
		m.add(Move{Path: path + "/attack_version", Kind: Stuck, Old: c.AttackVersion, About: "attack_version", Reason: ReasonImported})
	case old:
		m.add(Move{Path: path + "/attack_version", Kind: Pinned, Old: c.AttackVersion, New: m.table.To, About: "attack_version"})
	default:
		for i, r := range c.Techniques {
			if _, revoked := m.table.Revoked[r.ID]; revoked || m.gone(string(r.ID)) {
				m.add(Move{Path: diag.Join(path, "techniques", i, "id"), Kind: Stuck, Old: string(r.ID), About: string(r.ID), Reason: ReasonImported})
			}
		}
	}
	for i, r := range c.Threats {
		m.list(diag.Join(path, "threats", i, "techniques"), string(r.ID), r.Techniques)
	}
	for i, r := range c.Countermeasures {
		m.list(diag.Join(path, "countermeasures", i, "techniques"), string(r.ID), r.Techniques)
	}
	for i := range c.AttackRules {
		r := &c.AttackRules[i]
		at := diag.Join(path, "attack_rules", i)
		m.tactic(at+"/tactic", string(r.ID), r.Tactic, r.Techniques...)
		m.list(at+"/techniques", string(r.ID), texts(r.Techniques))
		m.list(at+"/entry", string(r.ID), texts(r.Entry))
	}
	m.list(path+"/remove/techniques", "remove", texts(c.Remove.Techniques))
}

func texts(ids []catalog.TechniqueID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// list goes through a list of technique ids. A successor that would stand in
// the list twice is not written again.
func (m *mover) list(path, about string, ids []string) {
	have := slices.Clone(ids)
	for i, id := range ids {
		at := diag.Join(path, i)
		next, revoked := m.table.Revoked[catalog.TechniqueID(id)]
		switch {
		case revoked && slices.Contains(have, string(next)):
			m.add(Move{Path: at, Kind: Merged, Old: id, New: string(next), About: about})
		case revoked:
			m.add(Move{Path: at, Kind: Replaced, Old: id, New: string(next), About: about})
			have[i] = string(next)
		case m.gone(id):
			m.add(Move{Path: at, Kind: Stuck, Old: id, About: about, Reason: ReasonDeprecated})
		}
	}
}

func (m *mover) gone(id string) bool {
	return slices.Contains(m.table.Deprecated, catalog.TechniqueID(id))
}

// scenarios goes through the written scenarios of a model.
func (m *mover) scenarios(path string, scenarios []model.ScenarioSpec) {
	for i, s := range scenarios {
		for j, step := range s.Steps {
			at := diag.Join(path, i, "steps", j)
			if step.Technique == "" {
				m.tactic(at+"/tactic", s.ID, step.Tactic)
				continue
			}
			m.tactic(at+"/tactic", s.ID, step.Tactic, step.Technique)
			id := string(step.Technique)
			if next, ok := m.table.Revoked[step.Technique]; ok {
				m.add(Move{Path: at + "/technique", Kind: Replaced, Old: id, New: string(next), About: s.ID})
			} else if m.gone(id) {
				m.add(Move{Path: at + "/technique", Kind: Stuck, Old: id, About: s.ID, Reason: ReasonDeprecated})
			}
		}
	}
}

// tactic judges the tactic of a step or rule with these techniques.
func (m *mover) tactic(path, about string, tactic catalog.TacticID, techniques ...catalog.TechniqueID) {
	split := m.table.Split
	if tactic != split.Old {
		return
	}
	move := Move{Path: path, Kind: Stuck, Old: string(tactic), About: about, Reason: ReasonOutside}
	if len(techniques) > 0 {
		move.Technique = techniques[0]
		first := m.table.fate(techniques[0])
		same := !slices.ContainsFunc(techniques, func(id catalog.TechniqueID) bool { return m.table.fate(id) != first })
		switch {
		case !same:
			move.Reason = ReasonMixed
		case first == fateStay:
			move.Kind, move.New, move.Reason = Kept, string(tactic), ""
		case first == fateMoved:
			move.Kind, move.New, move.Reason = Retacticed, string(split.MovedTo), ""
		case first == fateNeither:
			move.Reason, move.Choices = ReasonNeither, split.Neither[techniques[0]]
		}
	}
	if move.Kind != Kept || m.kept {
		m.add(move)
	}
}

func (m *mover) add(move Move) { m.moves = append(m.moves, move) }
