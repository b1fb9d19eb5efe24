package model

import "github.com/sekisho/sekisho/internal/catalog"

// PlanningSpec is what planning countermeasures 対策計画 needs to know beyond the
// models.
type PlanningSpec struct {
	// What countermeasures cost. The most particular row wins: that of a
	// deployment, then of a model, then of the countermeasure.
	Costs []CostSpec `yaml:"costs,omitempty"`
	// Side conditions of plans.
	Conditions []ConditionSpec `yaml:"conditions,omitempty"`
}

// CostSpec is what putting a countermeasure in place costs, per deployment.
type CostSpec struct {
	Countermeasure catalog.CountermeasureID `yaml:"countermeasure"`
	// Model for which the row holds; empty: all.
	Model ModelID `yaml:"model,omitempty"`
	// Deployment for which the row holds, written or proposed by a plan; empty:
	// all.
	Deployment DeploymentID `yaml:"deployment,omitempty"`
	// Initial cost 初期費用, in yen.
	Initial int64 `yaml:"initial" jsonschema:"minimum=0,maximum=1000000000000"`
	// Yearly cost 年間費用, in yen.
	Yearly int64 `yaml:"yearly" jsonschema:"minimum=0,maximum=1000000000000"`
	// Whether the amounts are for each single asset covered, equal ones counted.
	PerAsset bool `yaml:"per_asset,omitempty"`
	// Effort of the staff 手間: large, medium or small.
	Effort Effort `yaml:"effort" jsonschema:"enum=large,enum=medium,enum=small"`
	// Traffic that it stops on a link: two-way lets data through in one direction
	// only, all lets nothing through. A plan never puts it where a data flow of the
	// model needs what it stops.
	Stops Stopping `yaml:"stops,omitempty" jsonschema:"enum=two-way,enum=all"`
	// What the amounts comprise, in words.
	Note   string `yaml:"note,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// Effort is what a countermeasure asks of the staff, as a class 大・中・小.
type Effort string

// Efforts.
const (
	EffortLarge  Effort = "large"  // 大
	EffortMedium Effort = "medium" // 中
	EffortSmall  Effort = "small"  // 小
)

// Stopping is the traffic that a countermeasure stops on a link.
type Stopping string

// What is stopped.
const (
	StopsTwoWay Stopping = "two-way"
	StopsAll    Stopping = "all"
)

// ConditionSpec is a side condition of plans. Deployments are named by their
// ids; those that a plan proposes are named countermeasure@place.
type ConditionSpec struct {
	// Model for which it holds; empty: all.
	Model ModelID `yaml:"model,omitempty"`
	// Deployments that must be in the plan.
	Require []DeploymentID `yaml:"require,omitempty"`
	// Deployments that must not.
	Forbid []DeploymentID `yaml:"forbid,omitempty"`
	// Deployments of which at most one may be in the plan.
	Either []DeploymentID `yaml:"either,omitempty"`
	// Why.
	Reason string `yaml:"reason"`
	Source string `yaml:"source,omitempty"`
}
