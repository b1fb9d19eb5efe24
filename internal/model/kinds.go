package model

import "github.com/sekisho/sekisho/internal/method"

// ZoneKind tells what a zone is.
type ZoneKind string

// Zone kinds.
const (
	ZoneInternet ZoneKind = "internet" // the Internet itself: everything there is reachable by anyone
	ZoneOnPrem   ZoneKind = "onprem"   // on the premises of the municipality
	ZoneCloud    ZoneKind = "cloud"    // in a cloud
	ZoneWAN      ZoneKind = "wan"      // a wide-area network such as LGWAN
	ZoneExternal ZoneKind = "external" // another organisation
	ZoneTransit  ZoneKind = "transit"  // media carried or stored; no network
)

// Exposure is the logical placement of a zone 論理的配置.
type Exposure string

// Exposures (source: threat-level table ① of the ministry's paper).
const (
	ExposureInternet Exposure = "internet" // reachable from the Internet: threat level 3
	ExposureIntranet Exposure = "intranet" // on an intranet: 2
	ExposureIsolated Exposure = "isolated" // separated from the Internet: 1
)

// Level gives the threat level of the exposure, unset for an unknown one.
func (e Exposure) Level() method.ThreatLevel {
	switch e {
	case ExposureInternet:
		return 3
	case ExposureIntranet:
		return 2
	case ExposureIsolated:
		return 1
	}
	return 0
}

// PhysicalClass is the physical placement of a zone 物理的配置.
type PhysicalClass string

// Physical classes (source: threat-level table ② of the ministry's paper).
const (
	PhysicalAnyone  PhysicalClass = "anyone"  // anyone can get there: threat level 3
	PhysicalLimited PhysicalClass = "limited" // limited persons: 2
	PhysicalStrict  PhysicalClass = "strict"  // strictly limited, for instance by multi-factor entry control: 1
)

// Level gives the threat level of the class, unset for an unknown one.
func (p PhysicalClass) Level() method.ThreatLevel {
	switch p {
	case PhysicalAnyone:
		return 3
	case PhysicalLimited:
		return 2
	case PhysicalStrict:
		return 1
	}
	return 0
}

// LinkKind tells how data gets over a link.
type LinkKind string

// Link kinds.
const (
	LinkNetwork LinkKind = "network" // by network
	LinkMedia   LinkKind = "media"   // on carried media such as USB memory or discs
	LinkManual  LinkKind = "manual"  // typed or handed over by a person
)

// DataDirection tells which way data goes over a link.
type DataDirection string

// Directions, seen from the initiator.
const (
	Push DataDirection = "push" // from the initiator
	Pull DataDirection = "pull" // to the initiator
	Both DataDirection = "both"
)

// Applicability tells whether an entry point exists in a model.
type Applicability string

// Applicabilities.
const (
	Applies     Applicability = "applies"      // it exists
	Residual    Applicability = "residual"     // it exists to a small extent
	NotPossible Applicability = "not-possible" // it cannot exist; the reason says why
)

// Effect is what an attack does to an asset to cause a damage.
type Effect string

// Effects.
const (
	EffectStop   Effect = "stop"   // 停止
	EffectLeak   Effect = "leak"   // 漏えい
	EffectTamper Effect = "tamper" // 改ざん・破壊
	EffectBill   Effect = "bill"   // 多額課金
)

// Status tells how far a countermeasure is implemented.
type Status string

// Statuses.
const (
	InPlace       Status = "in-place"       // 実施済
	Partial       Status = "partial"        // 一部実施
	Planned       Status = "planned"        // 予定
	Absent        Status = "absent"         // 未実施
	NotApplicable Status = "not-applicable" // 該当なし
	UnknownStatus Status = "unknown"        // 不明
)

// Effectiveness is the analyst's view whether an implemented countermeasure
// works.
type Effectiveness string

// Effectiveness values. Unknown is neither: it gives an interval.
const (
	Effective            Effectiveness = "yes"
	NotEffective         Effectiveness = "no"
	UnknownEffectiveness Effectiveness = "unknown"
)

// Role tells what a model is for.
type Role string

// Roles.
const (
	Candidate Role = "candidate" // a model to be assessed
	Baseline  Role = "baseline"  // the model that others are compared with
	Abstract  Role = "abstract"  // only to be inherited from; not assessed
)

// Subject is what a judgement sets.
type Subject string

// Subjects.
const (
	SetImportance          Subject = "importance"           // 資産の重要度 of an asset
	SetThreatLevel         Subject = "threat-level"         // 脅威レベル of a zone, asset or cell
	SetCountermeasureLevel Subject = "countermeasure-level" // 対策レベル of a cell
)
