// Package navigator writes and reads layers of the ATT&CK Navigator, file format
// 4.5: which techniques (技術) the attack steps of a model use, each with the
// worst risk value (リスク値) of a goal that a tree with the step reaches, and
// the difference between two models.
//
// A letter is never told by colour alone: it stands in the comment and in the
// metadata of the technique, and the legend names the colours. Navigator hides
// an entry whose tactic the technique does not serve; such entries are written
// without tactic, so that nothing is lost silently.
//
// The package knows no engine and rates nothing: it is given plain values.
package navigator
