package hearing

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
)

// Weight is what the answer to a question can still change: letters of cells and
// of attack goals, over all models. An answer can change a letter when some way
// in which the other open questions turn out makes the letter depend on it.
type Weight struct {
	// AB counts the letters that it can change and that are A or B while open
	// answers are at their worst; All counts those of any value.
	AB, All int
	// Undecided counts the goals for which the search was stopped by its bound:
	// the answer may change them. A question that has some is kept.
	Undecided int
}

// Matters reports whether the answer can change a letter, or may.
func (w Weight) Matters() bool { return w.All+w.Undecided > 0 }

// WeighOptions bound and watch the weighing.
type WeighOptions struct {
	// Runs of the engine that a model may take to search for what the cheap looks
	// leave undecided; 0: the usual number.
	Runs int
	// Progress, if set, is called with the number of questions weighed, over all
	// models, and their total, from the calling goroutine.
	Progress func(done, total int)
}

// usualRuns keeps the weighing of the reference study within seconds.
const usualRuns = 400

// Weigh gives the weight of every open question, given what is known of each; a
// question that is not open weighs nothing. It fails when ctx ends.
func Weigh(ctx context.Context, r *assess.Result, questions []Question, known []Code, opt WeighOptions) ([]Weight, error) {
	out := make([]Weight, len(questions))
	opt.Runs = cmp.Or(opt.Runs, usualRuns)
	total := len(r.Models) * len(questions)
	for i, m := range r.Models {
		w, err := newWeigher(r, m, questions, known)
		if err != nil {
			return nil, err
		}
		w.ctx, w.runs = ctx, opt.Runs
		w.progress = func(done int) {
			if opt.Progress != nil {
				opt.Progress(i*len(questions)+done, total)
			}
		}
		if err := w.weigh(out); err != nil {
			return nil, fmt.Errorf("weigh questions for model %s: %w", m.Model.ID, err)
		}
	}
	return out, nil
}

// weigher weighs questions for one model.
type weigher struct {
	ctx       context.Context
	r         *assess.Result
	m         *assess.ModelResult
	trial     *assess.Trial
	questions []Question
	// targets lists the indices of the deployments of each question in the model.
	targets [][]int
	known   []Code
	// open lists the questions that are open and have a target in the model.
	open []int
	// touches tells the assets on which each open question bears.
	touches  map[int][]bool
	base     assess.Letters
	can      []bits // by question: the letters that it is seen to change
	runs     int
	progress func(done int)
}

func newWeigher(r *assess.Result, m *assess.ModelResult, questions []Question, known []Code) (*weigher, error) {
	targets, err := targetsIn(m.Model, questions)
	if err != nil {
		return nil, err
	}
	w := &weigher{r: r, m: m, trial: m.Trial(), questions: questions, targets: targets, known: known,
		touches: map[int][]bool{}, can: make([]bits, len(questions)), progress: func(int) {}}
	for q, ds := range targets {
		w.set(q, known[q])
		if len(ds) == 0 || !known[q].Open() {
			continue
		}
		w.open = append(w.open, q)
		on := make([]bool, len(m.Model.Assets))
		for _, d := range ds {
			for a, touched := range w.trial.Touches(d) {
				on[a] = on[a] || touched
			}
		}
		w.touches[q] = on
	}
	return w, nil
}

// set answers a question in the trial.
func (w *weigher) set(q int, c Code) {
	for _, d := range w.targets[q] {
		w.trial.Answer(d, c.Status(), c.Effective())
	}
}

func (w *weigher) weigh(out []Weight) error {
	if err := w.trial.Rate(w.ctx, &w.base); err != nil {
		return err
	}
	n := len(w.base.Cells) + len(w.base.Goals)
	for _, q := range w.open {
		w.can[q] = make(bits, n)
	}
	if err := w.corners(); err != nil {
		return err
	}
	if err := w.walks(); err != nil {
		return err
	}
	w.searchCells()
	undecided, err := w.searchGoals()
	if err != nil {
		return err
	}
	for _, q := range w.open {
		for l, yes := range w.can[q] {
			if !yes {
				continue
			}
			out[q].All++
			if v := w.letter(l).Worst; v == method.Unrated || v >= method.B {
				out[q].AB++
			}
		}
		out[q].Undecided += undecided[q]
	}
	w.progress(len(w.questions))
	return nil
}

// bits marks letters: the cells, then the goals.
type bits []bool

func (w *weigher) letter(l int) assess.RiskRange { return letterOf(&w.base, l) }

func letterOf(x *assess.Letters, l int) assess.RiskRange {
	if l < len(x.Cells) {
		return x.Cells[l]
	}
	return x.Goals[l-len(x.Cells)]
}

// corners answers each question alone, with all others at their worst and at
// their best: two runs each, and each shows letters that change.
func (w *weigher) corners() error {
	var low, high assess.Letters
	for i, q := range w.open {
		w.set(q, w.known[q].worst())
		if err := w.trial.Rate(w.ctx, &low); err != nil {
			return err
		}
		w.set(q, w.known[q].best())
		if err := w.trial.Rate(w.ctx, &high); err != nil {
			return err
		}
		w.set(q, w.known[q])
		for l := range w.can[q] {
			a, b := letterOf(&low, l), letterOf(&high, l)
			w.can[q][l] = a.Worst != b.Worst || a.Best != b.Best
		}
		w.progress(i * len(w.questions) / (2 * len(w.open)))
	}
	return nil
}

// walks answers all open questions one after the other, from the worst to the
// best, in several orders: where a letter changes at a step, the question
// answered there can change it.
func (w *weigher) walks() error {
	n := len(w.open)
	for _, begin := range []int{0, n / 3, 2 * n / 3} {
		for _, step := range []int{1, -1} {
			if err := w.walk(begin, step); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *weigher) walk(begin, step int) error {
	defer func() {
		for _, q := range w.open {
			w.set(q, w.known[q])
		}
	}()
	for _, q := range w.open {
		w.set(q, w.known[q].worst())
	}
	var before, after assess.Letters
	if err := w.trial.Rate(w.ctx, &before); err != nil {
		return err
	}
	n := len(w.open)
	for i := range n {
		q := w.open[((begin+step*i)%n+n)%n]
		w.set(q, w.known[q].best())
		if err := w.trial.Rate(w.ctx, &after); err != nil {
			return err
		}
		for l := range w.can[q] {
			if letterOf(&before, l).Worst != letterOf(&after, l).Worst {
				w.can[q][l] = true
			}
		}
		before, after = after, before
	}
	return nil
}

// order sorts questions by what they can change: A and B letters first, then all
// letters, then what is undecided, then as they are.
func order(w []Weight) []int {
	out := make([]int, len(w))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Or(w[b].AB-w[a].AB, w[b].All-w[a].All, w[b].Undecided-w[a].Undecided)
	})
	return out
}
