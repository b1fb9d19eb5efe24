package compare

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// built assesses the old model with the units applied the long way: the chosen
// rows as a study of their own, checked and resolved as one that a user wrote.
func (r *replayer) built(t interface{ Fatal(...any) }, s set, base *model.Spec) *assess.ModelResult {
	c := r.choice(s)
	side := func(changed bool) *model.Study {
		if changed {
			return r.hybrid.to.study
		}
		return r.hybrid.from.study
	}
	spec := r.hybrid.spec(c, side(c.lists).Catalog)
	spec.Catalog = side(c.lists).Spec.Catalog
	if me := side(c.method).Spec.Method; me != nil {
		own := *me
		own.Matrix = side(c.matrix).Method.Matrix.ID
		spec.Method = &own
	}
	study, _ := model.Build(spec, base, model.Options{})
	got, err := assess.Run(context.Background(), study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return got.Models[0]
}

// checkReplay makes sure that the replay of a choice of units gives every letter
// that the same rows give as a study of their own.
func checkReplay(t interface {
	Fatal(...any)
	Errorf(string, ...any)
}, r *replayer, s set, base *model.Spec) {
	want := r.built(t, s, base)
	if d := cmp.Diff(nonzero(values(want.Damage, want.Zones)), nonzero(r.values(s)), cmp.AllowUnexported(target{}, value{})); d != "" {
		t.Errorf("units %v: letters differ (-built +replayed):\n%s", s.indices(), d)
	}
	if d := cmp.Diff(cellLetters(want), cellLetters(r.whole(t, s)), cmp.AllowUnexported(place{})); d != "" {
		t.Errorf("units %v: cells differ (-built +replayed):\n%s", s.indices(), d)
	}
	letters := r.lettersOf(want)
	for i := range r.places {
		if got := r.cell(s, i); got != letters[i] {
			t.Errorf("units %v: cell %v is %v, want %v", s.indices(), r.places[i], got, letters[i])
		}
	}
}

func drawSet(t *rapid.T, n int) set {
	s := make(set, n)
	for i := range s {
		s[i] = rapid.Bool().Draw(t, "unit")
	}
	return s
}

func TestReplayEqualsBuild(t *testing.T) {
	long.Test(t)
	rapid.Check(t, func(t *rapid.T) {
		old, now := randomPair(t)
		if old == nil || now == nil {
			t.Skip("a draw with errors")
		}
		p, r := pairOf(t, old, now, 0, 0)
		for range 4 {
			checkReplay(t, r, drawSet(t, len(p.Units)), gen.AttackCatalog())
		}
	})
}

// TestReplayOfTheReferenceStudy is [TestReplayEqualsBuild] for the models of the
// reference study, with few, half and nearly all of the changes.
func TestReplayOfTheReferenceStudy(t *testing.T) {
	long.Test(t)
	r := reference(t)
	base := specOf(t, catalogdata.FS, ".")
	for _, j := range []int{1, 4, 6} {
		p, old, now := inputsOf(side{r, r.Models[0]}, side{r, r.Models[j]}, true)
		p.cells(r, r)
		replay := newReplayer(context.Background(), p, old, now)
		for step := 2; step < 12; step += 3 {
			few := make(set, len(p.Units))
			for i := step; i < len(few); i += step {
				few[i] = true
			}
			checkReplay(t, replay, few, base)
			checkReplay(t, replay, few.inverse(), base)
		}
	}
}
