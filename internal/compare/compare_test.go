package compare_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

func reference(t testing.TB, opt model.Options) *assess.Result {
	t.Helper()
	s, err := app.Open("", opt)
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOneVersionWithItself(t *testing.T) {
	d, err := compare.Diff(context.Background(), reference(t, model.Options{}), reference(t, model.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if !d.Same() || len(d.Inputs) > 0 {
		t.Errorf("a study differs from itself: %v", d.Inputs)
	}
}

// TestAnotherCase holds the study with the e-application service elsewhere against
// itself: letters change, and nothing of the method does.
func TestAnotherCase(t *testing.T) {
	now := reference(t, model.Options{Parameters: model.When{"eapp": "pub"}})
	d, err := compare.Diff(context.Background(), reference(t, model.Options{}), now)
	if err != nil {
		t.Fatal(err)
	}
	if d.Same() || d.SameLetters() {
		t.Error("the place of the e-application service changes no letter")
	}
	for _, c := range d.Inputs {
		if c.Kind == compare.KindCatalog || c.Kind == compare.KindMethod || c.Kind == compare.KindMatrix {
			t.Errorf("%s %s differs", c.Kind, c.ID)
		}
	}
}

func TestAnotherMatrix(t *testing.T) {
	old := reference(t, model.Options{})
	now, err := assess.Run(context.Background(), old.Study, assess.Options{Matrix: "product-bands"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := compare.Diff(context.Background(), old, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Inputs) != 1 || d.Inputs[0].Kind != compare.KindMatrix || len(d.Inputs[0].Models) != len(now.Models) {
		t.Fatalf("inputs that differ: %v", d.Inputs)
	}
	for _, p := range d.Pairs {
		for _, c := range p.Cells {
			if len(c.Cause) != 1 || p.Units[c.Cause[0]].Kind != compare.KindMatrix || !c.MatrixChanged {
				t.Errorf("cell %s × %s: %v", c.Asset, c.Threat, c.Cause)
			}
		}
	}
}

func TestFigures(t *testing.T) {
	long.Test(t)
	r := reference(t, model.Options{})
	c, err := compare.Run(context.Background(), r, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Models) != 7 || c.Models[0].Result.Model.ID != "m0" || len(c.Pairs) != 6 {
		t.Fatalf("%d models, %d pairs", len(c.Models), len(c.Pairs))
	}
	for _, f := range c.Models {
		sum := 0
		for v := method.Unrated; v <= method.A; v++ {
			sum += f.Share(v)
		}
		if sum < 995 || sum > 1005 {
			t.Errorf("%s: shares add up to %d in 1000", f.Result.Model.ID, sum)
		}
	}
	// Every group lies between its best and worst model, and names them.
	if len(c.Groups) != 4 {
		t.Errorf("%d groups, want the four of the ministry", len(c.Groups))
	}
	for _, g := range c.Groups {
		for _, i := range g.Models {
			for j, d := range c.Models[i].Damages {
				if d.WorseThan(g.Damages[j].Worst) || g.Damages[j].Best.WorseThan(d.Outcome) {
					t.Errorf("%s: %s of %s lies outside", g.Group.ID, d.Damage.ID, c.Models[i].Result.Model.ID)
				}
			}
		}
	}
	// The models are there to take handling of media away (flows of m0.yaml, m1a.yaml).
	if c.Models[0].MediaHops <= c.Models[1].MediaHops || c.Models[0].ManualSteps <= c.Models[1].ManualSteps {
		t.Errorf("media %d and %d, steps by hand %d and %d", c.Models[0].MediaHops, c.Models[1].MediaHops, c.Models[0].ManualSteps, c.Models[1].ManualSteps)
	}
}

func TestTreesByEntryPoint(t *testing.T) {
	long.Test(t)
	r := reference(t, model.Options{})
	c, err := compare.Run(context.Background(), r, compare.Options{Against: "m1a", Models: []model.ModelID{"m1b"}, Trees: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.Models[1].Damages {
		for _, e := range d.Entries {
			if e.Trees < e.Routes {
				t.Errorf("%s from %s: %d trees over %d routes", d.Damage.ID, e.Entry, e.Trees, e.Routes)
			}
		}
	}
}

func TestNothingToCompareWith(t *testing.T) {
	r := reference(t, model.Options{})
	if _, err := compare.Run(context.Background(), r, compare.Options{Against: "m9"}); err == nil {
		t.Error("a model that does not exist was compared with")
	}
	one, err := assess.Run(context.Background(), &model.Study{Spec: &model.Spec{}, Method: r.Method, Catalog: r.Study.Catalog}, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := compare.Run(context.Background(), one, compare.Options{}); !errors.Is(err, compare.ErrNoBaseline) {
		t.Errorf("no baseline: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := compare.Run(ctx, r, compare.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// BenchmarkCompare compares all models of the reference study with the baseline,
// and half of the models for the growth. It reports the number of replays, and how
// often all models could have been assessed in that time, measured in the same run.
//
//	go test ./internal/compare -run '^$' -bench Compare
func BenchmarkCompare(b *testing.B) {
	r := reference(b, model.Options{})
	for _, models := range [][]model.ModelID{{"m1a", "m1b", "m1c"}, nil} {
		name := "models=7"
		if models != nil {
			name = "models=4"
		}
		b.Run(name, func(b *testing.B) {
			replays := 0
			var comparing, assessing time.Duration
			for b.Loop() {
				begin := time.Now()
				c, err := compare.Run(context.Background(), r, compare.Options{Models: models})
				if err != nil {
					b.Fatal(err)
				}
				comparing += time.Since(begin)
				replays = 0
				for _, p := range c.Pairs {
					replays += p.Replays
				}
				begin = time.Now()
				if _, err := assess.Run(context.Background(), r.Study, assess.Options{}); err != nil {
					b.Fatal(err)
				}
				assessing += time.Since(begin)
			}
			b.ReportMetric(float64(replays), "replays")
			b.ReportMetric(comparing.Seconds()*1e3/float64(b.N), "ms/comparison")
			b.ReportMetric(float64(comparing)/float64(assessing), "×assessment")
		})
	}
}
