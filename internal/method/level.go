// Package method holds the rating method as data: levels and their criteria,
// the risk matrix with the confidence of each cell, and the options on which
// the ministry's text leaves a choice. [Matrix.Rate] gives the letter.
//
// The method follows the ministry's paper of 8 June 2026 and IPA's guide for
// control-system risk analysis (2nd edition); see docs/method.md. It knows no
// assets, threats or countermeasures.
package method

import (
	"fmt"
	"strconv"
)

// Importance is 資産の重要度, 1 to 3; 3 is worst, 0 unset.
type Importance uint8

// ImpactLevel is 事業被害レベル, 1 to 3; 3 is worst, 0 unset.
type ImpactLevel uint8

// ThreatLevel is 脅威レベル, 1 to 3; 3 is most likely to be tried, 0 unset.
type ThreatLevel uint8

// CountermeasureLevel is 対策レベル, 1 to 3; 3 is best, 0 unset.
type CountermeasureLevel uint8

// VulnerabilityLevel is 脆弱性レベル, 1 to 3; 3 is worst, 0 unset.
type VulnerabilityLevel uint8

// Column is the column of the matrix: an [Importance] or an [ImpactLevel].
type Column interface{ Importance | ImpactLevel }

// Vulnerability gives 4 − the countermeasure level, and unset for unset
// (source: table 対策レベルと脆弱性レベルの対応 of the ministry's paper).
func (c CountermeasureLevel) Vulnerability() VulnerabilityLevel {
	if !Valid(c) {
		return 0
	}
	return VulnerabilityLevel(4 - c)
}

// Valid reports whether v is a level, that is 1, 2 or 3.
func Valid[L ~uint8](v L) bool { return v >= 1 && v <= 3 }

// RiskValue is リスク値, A (very high) to E (very low). The zero value is
// unrated, which is never a low value.
type RiskValue uint8

// Risk values, from the lowest to the highest.
const (
	Unrated RiskValue = iota
	E
	D
	C
	B
	A
)

// RiskValues lists every letter from the worst to the best.
var RiskValues = []RiskValue{A, B, C, D, E}

// WorseThan reports whether r is a higher risk than s. Unrated compares with
// nothing.
func (r RiskValue) WorseThan(s RiskValue) bool { return r != Unrated && s != Unrated && r > s }

// String gives the letter, and "-" for unrated.
func (r RiskValue) String() string {
	if r < E || r > A {
		return "-"
	}
	return string('A' + rune(A-r))
}

// MarshalText writes the letter; unrated is empty.
func (r RiskValue) MarshalText() ([]byte, error) {
	if r == Unrated {
		return nil, nil
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads a letter A to E.
func (r *RiskValue) UnmarshalText(text []byte) error {
	v, err := ParseRiskValue(string(text))
	if err == nil {
		*r = v
	}
	return err
}

// ParseRiskValue reads a letter A to E. Any other text is an error.
func ParseRiskValue(s string) (RiskValue, error) {
	if len(s) == 1 && s[0] >= 'A' && s[0] <= 'E' {
		return A - RiskValue(s[0]-'A'), nil
	}
	return Unrated, fmt.Errorf("risk value %s is not one of A, B, C, D, E", strconv.Quote(s))
}
