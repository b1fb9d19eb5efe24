// Package compare holds assessments against each other: every model against the
// baseline or any other one, and two versions of a study. It gives the figures of
// each, the letters that differ with the changes that cause them, and the risks
// that are removed, new or moved.
//
// A cause is found by replay: the differences between two models are grouped into
// units, such as an asset with its links or one countermeasure, and the engine
// assesses the old model with some of the units applied. So a cause is exact for
// the rating method, whatever the model. The package rates nothing itself and has
// no words: a cause is ids and values, from which package locale makes sentences.
package compare
