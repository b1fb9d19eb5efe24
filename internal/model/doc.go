// Package model holds the system under assessment: a study 研究 with its shared
// rows and its verification models 検証モデル, each with zones, placed assets,
// links, flows, entry points, goals and deployed countermeasures.
//
// [Spec] is a study as written; [Build] checks all of it, resolves inheritance,
// parameters and references, and gives a [Study] that is read-only. Build does
// no rating. Everything it finds is reported at once, by path.
package model
