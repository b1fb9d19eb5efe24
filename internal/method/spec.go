package method

import "github.com/sekisho/sekisho/internal/lang"

// Spec is the method as written in a study or catalogue file. A study's spec
// is laid over the base method: a field that is given wins, rows with the same
// id replace, others are added.
type Spec struct {
	// Stable id of the method.
	ID string `yaml:"id,omitempty"`
	// Name of the method.
	Name *lang.Text `yaml:"name,omitempty"`
	// Id of the matrix that rates; one of `matrices`.
	Matrix string `yaml:"matrix,omitempty"`
	// Which placement gives the threat level: by-threat-kind (physical threats
	// by physical class, others by exposure), logical-only, or max of both.
	ThreatLevel ThreatRule `yaml:"threat_level,omitempty" jsonschema:"enum=by-threat-kind,enum=logical-only,enum=max"`
	// What gives an attack tree its threat level: its entry or its target.
	TreeThreatLevel TreeRule `yaml:"tree_threat_level,omitempty" jsonschema:"enum=entry,enum=target"`
	// What two countermeasures in one layer give: a finding, or level 2.
	SameLayer LayerRule `yaml:"same_layer,omitempty" jsonschema:"enum=finding,enum=level-2"`
	// Criteria of each level of each scale.
	Criteria []Criterion `yaml:"criteria,omitempty"`
	// Risk matrices.
	Matrices []MatrixSpec `yaml:"matrices,omitempty"`
	// Meaning of each risk value.
	RiskValues []RiskValueSpec `yaml:"risk_values,omitempty"`
}

// ThreatRule is how placement gives the threat level of a cell.
type ThreatRule string

// Threat rules (source: the ministry's footnote that physical placement is
// supplementary leaves the combination open).
const (
	ByThreatKind ThreatRule = "by-threat-kind"
	LogicalOnly  ThreatRule = "logical-only"
	MaxOfBoth    ThreatRule = "max"
)

// TreeRule is what gives the threat level of an attack tree.
type TreeRule string

// Tree rules.
const (
	FromEntry  TreeRule = "entry"
	FromTarget TreeRule = "target"
)

// LayerRule is what happens when all counted countermeasures are in one layer.
type LayerRule string

// Layer rules.
const (
	LayerFinding LayerRule = "finding"
	LayerLevel2  LayerRule = "level-2"
)

// Criterion is one criterion of one level of one scale. A level may have
// several.
type Criterion struct {
	// Stable id.
	ID string `yaml:"id"`
	// Scale: importance, impact, threat-logical, threat-physical or countermeasure.
	Scale string `yaml:"scale" jsonschema:"enum=importance,enum=impact,enum=threat-logical,enum=threat-physical,enum=countermeasure"`
	// Level, 1 to 3.
	Level     int `yaml:"level" jsonschema:"minimum=1,maximum=3"`
	lang.Text `yaml:",inline"`
	// Where the criterion comes from: a source id, with a place after "#".
	Source string `yaml:"source"`
	// How sure it is: confirmed, likely or unconfirmed.
	Confidence string `yaml:"confidence" jsonschema:"enum=confirmed,enum=likely,enum=unconfirmed"`
}

// MatrixSpec is one risk matrix: 18 cells.
type MatrixSpec struct {
	// Stable id.
	ID        string `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Version of the matrix.
	Version string `yaml:"version"`
	// The cells, one per product and column.
	Cells []CellSpec `yaml:"cells"`
}

// CellSpec is one cell of a matrix.
type CellSpec struct {
	// Threat level × vulnerability level: 1, 2, 3, 4, 6 or 9.
	Product int `yaml:"product" jsonschema:"enum=1,enum=2,enum=3,enum=4,enum=6,enum=9"`
	// Importance or impact level, 1 to 3.
	Column int `yaml:"column" jsonschema:"minimum=1,maximum=3"`
	// Risk value, A to E.
	Value string `yaml:"value" jsonschema:"enum=A,enum=B,enum=C,enum=D,enum=E"`
	// Whether a source that could be checked fixes the cell.
	Confirmed bool `yaml:"confirmed"`
	// Where the cell comes from.
	Source string `yaml:"source"`
}

// RiskValueSpec is the meaning of a letter.
type RiskValueSpec struct {
	// Letter, A to E.
	Value     string `yaml:"value" jsonschema:"enum=A,enum=B,enum=C,enum=D,enum=E"`
	lang.Text `yaml:",inline"`
	// Where the meaning comes from.
	Source string `yaml:"source"`
}
