// Package attackflow writes attack trees (攻撃ツリー) and written scenarios
// (攻撃シナリオ) as Attack Flow 2.0, a STIX 2.1 bundle that other tools draw and
// exchange, and reads such bundles without losing an edge.
//
// Arrows go from cause to effect. A step (攻撃ステップ) is an attack-action; where
// it needs several facts an AND operator joins them, and where a fact is given
// by several steps an OR operator does. The goal is the condition at which
// everything ends. What the format has no place for, such as the rule and the
// link of a step, stands in x_sekisho properties, from which [Bundle.Trees] gets
// the very trees back.
//
// Ids are UUIDs of version 5 out of the study's id and the content, dates are
// that of the study: the same trees give the same bytes. Other authors' objects
// and properties are kept as they are; drawings of the Attack Flow Builder are
// read too.
package attackflow
