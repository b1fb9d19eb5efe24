// Package attacktree holds what an attack tree 攻撃ツリー is made of: facts, steps
// and trees, as plain values that name assets, rules and links by id. The engine
// (package attack) produces them and the checker (package replay) judges them;
// they share these types and nothing else.
package attacktree

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Fact is what an attacker holds of an asset.
type Fact struct {
	Kind  catalog.FactKind
	Asset model.AssetID
}

// Step is one instance of an attack rule 攻撃ステップ: where all of Needs hold, it
// gives Gives.
type Step struct {
	Rule catalog.RuleID
	// At is the asset where it happens.
	At model.AssetID
	// From is the other asset of the rule, or empty.
	From model.AssetID
	// Link crossed, or empty.
	Link model.LinkID
	// Needs are the premises: those of the rule, then the fact "disabled" for
	// each asset of Off.
	Needs []Fact
	// Off lists managers whose countermeasures are taken as switched off, which
	// is why the step needs them disabled.
	Off   []model.AssetID
	Gives Fact
}

// Tree is a minimal set of steps that proves a goal from one landing of one
// entry point. Each fact that it uses is given by exactly one of its steps, and
// no step is there without need.
type Tree struct {
	// Entry point and the asset on which it lands.
	Entry   model.EntryPointID
	Landing model.AssetID
	Goal    model.GoalID
	// Steps, each after those whose facts it needs.
	Steps []Step
}

// GoalFact gives the fact that a goal's effect asks for.
func GoalFact(e model.Effect) catalog.FactKind {
	switch e {
	case model.EffectStop:
		return catalog.FactStopped
	case model.EffectLeak:
		return catalog.FactLeaked
	case model.EffectTamper:
		return catalog.FactTampered
	case model.EffectBill:
		return catalog.FactBilled
	}
	return ""
}
