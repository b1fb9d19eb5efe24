package plan

import (
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Grave lists the business damages that plans are made for where nothing else is
// said: all but those of business damage level 1.
func Grave(s *model.Study) []model.DamageID {
	var out []model.DamageID
	for i := range s.Spec.Damages {
		if d := &s.Spec.Damages[i]; d.Level > 1 {
			out = append(out, d.ID)
		}
	}
	return out
}

// Leave gives the targets that leave nothing worse than a letter on some damages.
func Leave(damages []model.DamageID, letter method.RiskValue) []Target {
	var out []Target
	for _, d := range damages {
		out = append(out, Target{d, letter})
	}
	return out
}

// Like gives the targets that make a model at least as good as another one on
// every business damage that both have.
func Like(other *assess.ModelResult) []Target {
	var out []Target
	for _, d := range other.Damage.Damages {
		if len(d.Goals) == 0 {
			continue
		}
		letter := method.E
		if d.Reached {
			letter = d.Risk.Worst
		}
		if letter != method.Unrated {
			out = append(out, Target{d.Damage.ID, letter})
		}
	}
	return out
}
