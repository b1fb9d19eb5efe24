package catalog

import (
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
)

// Ids of attack knowledge.
type (
	TacticID    string // ATT&CK tactic, such as TA0008
	TechniqueID string // ATT&CK technique or sub-technique, such as T1078.004
	RuleID      string
)

// Tactic is an ATT&CK tactic 戦術.
type Tactic struct {
	// ATT&CK id, such as TA0008.
	ID  TacticID `yaml:"id"`
	Row `yaml:",inline"`
	// Short name that ATT&CK uses in data, such as lateral-movement.
	ShortName string `yaml:"short_name"`
	// Stage 段階 of the ministry's table to which it belongs; empty for tactics
	// before the intrusion.
	Stage string `yaml:"stage,omitempty" jsonschema:"enum=intrusion,enum=establishment,enum=expansion,enum=preparation,enum=damage"`
	// Id of its object in ATT&CK's STIX data, which exports refer to.
	STIX string `yaml:"stix,omitempty" jsonschema:"pattern=^x-mitre-tactic--[0-9a-f-]{36}$"`
}

// Technique is an ATT&CK technique or sub-technique.
type Technique struct {
	// ATT&CK id, such as T1078.004.
	ID  TechniqueID `yaml:"id"`
	Row `yaml:",inline"`
	// Tactics that it serves in the pinned version.
	Tactics []TacticID `yaml:"tactics" jsonschema:"minItems=1"`
	// ATT&CK mitigations against it.
	Mitigations []string `yaml:"mitigations,omitempty"`
	// Id of its object in ATT&CK's STIX data, which exports refer to.
	STIX string `yaml:"stix,omitempty" jsonschema:"pattern=^attack-pattern--[0-9a-f-]{36}$"`
}

// FactKind is what an attacker holds of an asset.
type FactKind string

// Fact kinds. Every fact is about one asset.
const (
	FactPayload    FactKind = "payload"    // malicious content lies on it, dormant
	FactFoothold   FactKind = "foothold"   // code runs on it with a user's rights
	FactControl    FactKind = "control"    // it is ruled with an administrator's rights
	FactAccess     FactKind = "access"     // it can be used as a legitimate user uses it
	FactCredential FactKind = "credential" // a user's credentials that it issues or accepts are known
	FactAdmin      FactKind = "admin"      // an administrator's credentials that it issues or accepts are known
	FactToken      FactKind = "token"      // a token, key or secret kept on it is known
	FactPersistent FactKind = "persistent" // the foothold outlives a restart or a password change
	FactRemote     FactKind = "remote"     // it is steered from outside (command and control)
	FactMapped     FactKind = "mapped"     // network, directory or cloud resources are known from it
	FactDisabled   FactKind = "disabled"   // the countermeasures that it manages are off
	FactData       FactKind = "data"       // its data are in the attacker's hands, still inside
	FactOutlet     FactKind = "outlet"     // data can be brought from it to the outside
	FactLeaked     FactKind = "leaked"     // its data are outside 漏えい
	FactTampered   FactKind = "tampered"   // its data are changed or destroyed 改ざん・破壊
	FactStopped    FactKind = "stopped"    // its service stands still 停止
	FactBilled     FactKind = "billed"     // it causes large charges 多額課金
)

// FactKinds lists every kind; its order numbers them.
var FactKinds = []FactKind{FactPayload, FactFoothold, FactControl, FactAccess, FactCredential, FactAdmin, FactToken,
	FactPersistent, FactRemote, FactMapped, FactDisabled, FactData, FactOutlet, FactLeaked, FactTampered, FactStopped, FactBilled}

// Relation ties the other asset of a rule to the asset where its step happens.
type Relation string

// Relations, read from the other asset ("from") to the asset ("at").
const (
	// Session: from can open network sessions to at.
	RelSession Relation = "session"
	// Answer: at opens network sessions to from, which can answer with what it likes.
	RelAnswer Relation = "answer"
	// Carry: data go from from to at over a link of any kind.
	RelCarry Relation = "carry"
	// Release: data go from at to from over a link of any kind.
	RelRelease Relation = "release"
	// Flow: a use case's data flow goes from from to at as its next hop.
	RelFlow Relation = "flow"
	// Media: data go from from to at on carried media, or one of the two is the
	// medium and the other the end at which it is read or written.
	RelMedia Relation = "media"
	// Identity: from is an asset of type identity to which at turns: they share a
	// link, or stand in the same zone.
	RelIdentity Relation = "identity"
	// Manages: a deployment that covers at names from as its manager.
	RelManages Relation = "manages"
	// Neighbour: both stand in the same zone and one of them mediates or ends a link
	// of the other.
	RelNeighbour Relation = "neighbour"
)

// Filter chooses assets. All that is given must hold.
type Filter struct {
	// Asset types; empty: any.
	Types []AssetTypeID `yaml:"types,omitempty"`
	// Whether it stands in a zone of kind cloud (cloud), or not (onprem).
	Environment string `yaml:"environment,omitempty" jsonschema:"enum=onprem,enum=cloud"`
	// Whether it holds data of one of these classes.
	Classes []DataClassID `yaml:"classes,omitempty"`
	// Whether it opens (outbound) or accepts (inbound) network sessions with an
	// asset in a zone of kind internet.
	Internet string `yaml:"internet,omitempty" jsonschema:"enum=outbound,enum=inbound"`
}

// Premise is a fact that a rule needs.
type Premise struct {
	Fact FactKind `yaml:"fact" jsonschema:"enum=payload,enum=foothold,enum=control,enum=access,enum=credential,enum=admin,enum=token,enum=persistent,enum=remote,enum=mapped,enum=disabled,enum=data,enum=outlet,enum=leaked,enum=tampered,enum=stopped,enum=billed"`
	// On which asset: at (if absent) or from.
	On string `yaml:"on,omitempty" jsonschema:"enum=at,enum=from"`
}

// AttackRule is an attack rule 攻撃ルール: where its premises hold, the attacker
// can take a step 攻撃ステップ that gives a new fact. The step happens on the
// asset `at` and is answered by the countermeasures of the cell (at, threat)
// that act on its techniques, and by those on the link that it crosses.
type AttackRule struct {
	// Stable id.
	ID  RuleID `yaml:"id"`
	Row `yaml:",inline"`
	// ATT&CK tactic.
	Tactic TacticID `yaml:"tactic"`
	// ATT&CK techniques, at least one.
	Techniques []TechniqueID `yaml:"techniques" jsonschema:"minItems=1"`
	// Threat that the step realises.
	Threat ThreatID `yaml:"threat"`
	// Cell of the ministry's table that the rule covers: onprem, cloud, or both
	// when absent. It does not restrict where the rule applies; filters do.
	Covers string `yaml:"covers,omitempty" jsonschema:"enum=onprem,enum=cloud"`
	// Initial access: ATT&CK techniques of entry points that the step begins from.
	// Such a rule needs an entry point of the model that lands on `at`.
	Entry []TechniqueID `yaml:"entry,omitempty"`
	// Asset where the step happens.
	At Filter `yaml:"at,omitempty"`
	// How the other asset, if the rule has one, is tied to at.
	Relation Relation `yaml:"relation,omitempty" jsonschema:"enum=session,enum=answer,enum=carry,enum=release,enum=flow,enum=media,enum=identity,enum=manages,enum=neighbour"`
	// The other asset.
	From *Filter `yaml:"from,omitempty"`
	// Facts needed, all of them.
	Needs []Premise `yaml:"needs,omitempty"`
	// Fact given on at.
	Gives FactKind `yaml:"gives" jsonschema:"enum=payload,enum=foothold,enum=control,enum=access,enum=credential,enum=admin,enum=token,enum=persistent,enum=remote,enum=mapped,enum=disabled,enum=data,enum=outlet,enum=leaked,enum=tampered,enum=stopped,enum=billed"`
	// Why no model of the reference study reaches the rule, for a rule that is
	// kept for other studies.
	Unreached lang.Text `yaml:"unreached,omitempty"`
	// Whether the study switches the rule off; it then says why in `note`.
	Disabled bool   `yaml:"disabled,omitempty"`
	Note     string `yaml:"note,omitempty"`
}

// Parent gives the technique of a sub-technique, and a technique itself.
func (t TechniqueID) Parent() TechniqueID {
	p, _, _ := strings.Cut(string(t), ".")
	return TechniqueID(p)
}

// Akin reports whether one is the other or its parent: a technique stands for its
// sub-techniques, but two sub-techniques do not stand for each other.
func (t TechniqueID) Akin(u TechniqueID) bool {
	return t == u || t.Parent() == u || t == u.Parent()
}
