package report

import (
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
)

// A model is the same as the baseline only where both are known to be.
func TestStanding(t *testing.T) {
	damage := func(reached bool, worst method.RiskValue) assess.DamageTotals {
		return assess.DamageTotals{Goals: []int{0}, Reached: reached, Risk: assess.RiskRange{Worst: worst, Best: worst}}
	}
	none := damage(false, method.Unrated)
	for _, tt := range []struct {
		name  string
		x, of assess.DamageTotals
		want  string
	}{
		{"both have B", damage(true, method.B), damage(true, method.B), "same"},
		{"lower letter", damage(true, method.C), damage(true, method.B), "lower"},
		{"higher letter", damage(true, method.A), damage(true, method.B), "higher"},
		{"no way to either", none, none, "same"},
		{"no way but in the baseline", none, damage(true, method.B), "lower"},
		{"a way that the baseline lacks", damage(true, method.E), none, "higher"},
		{"unrated", damage(true, method.Unrated), damage(true, method.B), "unrated"},
		{"unrated baseline", damage(true, method.B), damage(true, method.Unrated), "unrated"},
		{"no way, unrated baseline", none, damage(true, method.Unrated), "unrated"},
		{"unrated where the baseline has no way", damage(true, method.Unrated), none, "unrated"},
		{"no goal of the damage", assess.DamageTotals{}, damage(true, method.B), "without"},
	} {
		if got := standing(tt.x, tt.of); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
