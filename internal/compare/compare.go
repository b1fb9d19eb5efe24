package compare

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// ErrNoBaseline tells that the study names no baseline and no model to compare
// with was chosen.
var ErrNoBaseline = errors.New("no model to compare with")

// Options choose what is compared.
type Options struct {
	// Against is the model with which the others are compared; empty: the baseline.
	Against model.ModelID
	// Models compared with it; empty: all others.
	Models []model.ModelID
	// Trees counts the attack trees by entry point, which takes far longer than
	// everything else.
	Trees bool
	// FiguresOnly leaves out the pairs, whose causes take far longer than figures.
	FiguresOnly bool
	// Progress, if set, is called with the number of models done and their total,
	// never twice at once.
	Progress func(done, total int)
}

// Comparison holds models of one result against one of them.
type Comparison struct {
	Result *assess.Result
	// Base is the model with which the others are compared.
	Base *assess.ModelResult
	// Models gives the figures of each model: the base first, then the others in
	// the order of the study.
	Models []Figures
	// Groups rolls up the models that are grouped, in the order of the study.
	Groups []GroupFigures
	// Pairs hold each other model against the base, in the same order; none where
	// only figures were asked for.
	Pairs []*Pair
	// Notes are assumptions and exclusions that hold for some of the models only.
	Notes []Note
}

// Run compares models of a result, all of which must be assessed in it. It fails
// when ctx ends, when a model is not there, or with [ErrNoBaseline].
func Run(ctx context.Context, r *assess.Result, opt Options) (*Comparison, error) {
	c := &Comparison{Result: r}
	models, err := c.choose(r, opt)
	if err != nil {
		return nil, err
	}
	if !opt.FiguresOnly {
		if err := c.pair(ctx, models, opt); err != nil {
			return nil, err
		}
	}
	for _, m := range append([]*assess.ModelResult{c.Base}, models...) {
		f, err := newFigures(ctx, r.Study, m, opt.Trees)
		if err != nil {
			return nil, err
		}
		c.Models = append(c.Models, f)
	}
	c.Groups = groupFigures(r.Study, c.Models[1:])
	c.Notes = notes(r.Study, c.Models)
	return c, nil
}

// pair holds each model against the base.
func (c *Comparison) pair(ctx context.Context, models []*assess.ModelResult, opt Options) error {
	c.Pairs = make([]*Pair, len(models))
	errs := make([]error, len(models))
	var wait sync.WaitGroup
	var told sync.Mutex
	done := 0
	for i, m := range models {
		wait.Go(func() {
			c.Pairs[i], errs[i] = newPair(ctx, side{c.Result, c.Base}, side{c.Result, m}, false)
			if opt.Progress != nil {
				told.Lock()
				defer told.Unlock()
				done++
				opt.Progress(done, len(models))
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func (c *Comparison) choose(r *assess.Result, opt Options) ([]*assess.ModelResult, error) {
	against := opt.Against
	if against == "" {
		b, ok := r.Study.Baseline()
		if !ok {
			return nil, ErrNoBaseline
		}
		against = b.ID
	}
	for _, id := range append([]model.ModelID{against}, opt.Models...) {
		if _, ok := r.Model(id); !ok {
			return nil, fmt.Errorf("model %q is not assessed", id)
		}
	}
	c.Base, _ = r.Model(against)
	var models []*assess.ModelResult
	for _, m := range r.Models {
		if m != c.Base && (len(opt.Models) == 0 || slices.Contains(opt.Models, m.Model.ID)) {
			models = append(models, m)
		}
	}
	return models, nil
}

// Pair gives the comparison with a model.
func (c *Comparison) Pair(id model.ModelID) (*Pair, bool) {
	for _, p := range c.Pairs {
		if p.To.Model.ID == id {
			return p, true
		}
	}
	return nil, false
}
