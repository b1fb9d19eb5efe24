package attackdata

import (
	"github.com/sekisho/sekisho/internal/catalog"
)

// Release is one version of ATT&CK Enterprise as read.
type Release struct {
	// Version of ATT&CK, such as 19.0.
	Version string
	// Tactics in the order of the matrix.
	Tactics []catalog.Tactic
	// Techniques that are neither revoked nor deprecated, in the order of their ids.
	Techniques []catalog.Technique
	// Revoked lists the ids that the release has revoked, in order.
	Revoked []Revocation
	// Deprecated lists the ids that it has given up without a successor, in order.
	Deprecated []catalog.TechniqueID
}

// Revocation names a revoked technique and the active one that stands in its
// place; New is empty where the data lead to none.
type Revocation struct {
	Old, New catalog.TechniqueID
}
