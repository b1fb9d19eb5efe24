package hearing

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Row is one organisation in few bytes: its place in the list of organisations
// and its answers, a byte per question.
type Row struct {
	Organisation int32
	Known        []Code
}

// Letters counts organisations by letter, with what is unknown at its worst and
// at its best. Index by risk value; index 0 counts those that cannot be rated.
// Where the model has no way to a damage, all of them are there.
type Letters struct{ Worst, Best [method.A + 1]int }

func (l *Letters) add(r assess.RiskRange) { l.Worst[r.Worst]++; l.Best[r.Best]++ }

func (l *Letters) merge(o *Letters) {
	for i := range l.Worst {
		l.Worst[i] += o.Worst[i]
		l.Best[i] += o.Best[i]
	}
}

// ModelNation is the outcome of one model over all organisations.
type ModelNation struct {
	Model *model.Model
	// Cells, in the order of ModelResult.Cells, and Goals, in that of the model.
	Cells, Goals []Letters
	// Damages, in the order of the study: the worst of the goals of each.
	Damages []Letters
	// Reached tells of each damage whether the model has any way to it, which no
	// answer changes.
	Reached []bool
	// Worst is the worst letter of all cells, of each organisation; unrated where
	// one of them is.
	Worst Letters
	// Evaluated is how often the engine ran; organisations with equal answers are
	// rated once.
	Evaluated int
	// OfDamage holds the worst letter per damage and organisation, rows × damages,
	// and OfCells that of the cells, rows.
	OfDamage, OfCells []assess.RiskRange
}

// Nation is the outcome of many organisations.
type Nation struct {
	Models []*ModelNation
	// Statuses counts for each question the organisations by code of their answer.
	Statuses [][]int
	Rows     int
}

// NationOptions choose and watch the evaluation of many organisations.
type NationOptions struct {
	// Plan lists questions whose deployments are taken as in place and effective
	// in every organisation that has not said that they do not apply.
	Plan []int
	// Workers that rate at the same time; 0: one. The outcome is the same.
	Workers int
	// Progress, if set, is called with the number of evaluations done and their
	// total, organisations × models, from the calling goroutine.
	Progress func(done, total int)
}

// codes is the number of codes there are.
const codes = len(statuses) * len(effects)

// Evaluate rates every row under every model of the result. Memory is a few bytes
// per row beside what one model needs per worker. It fails when ctx ends.
func Evaluate(ctx context.Context, r *assess.Result, questions []Question, rows []Row, opt NationOptions) (*Nation, error) {
	n := &Nation{Rows: len(rows), Statuses: make([][]int, len(questions))}
	for q := range questions {
		n.Statuses[q] = make([]int, codes)
		for _, row := range rows {
			n.Statuses[q][row.Known[q]]++
		}
	}
	total := len(rows) * len(r.Models)
	for i, m := range r.Models {
		progress := func(done int) {
			if opt.Progress != nil {
				opt.Progress(i*len(rows)+done, total)
			}
		}
		e, err := newEvaluation(m, questions, rows, opt)
		if err != nil {
			return nil, err
		}
		out, err := e.run(ctx, max(opt.Workers, 1), progress)
		if err != nil {
			return nil, fmt.Errorf("evaluate model %s: %w", m.Model.ID, err)
		}
		n.Models = append(n.Models, out)
	}
	return n, nil
}

// evaluation rates all rows under one model.
type evaluation struct {
	m       *assess.ModelResult
	targets [][]int
	plan    []bool
	rows    []Row
	// order lists the rows so that those with equal answers to the questions of
	// the model follow each other.
	order []int32
	// asked lists the questions that have a target in the model.
	asked []int
}

func newEvaluation(m *assess.ModelResult, questions []Question, rows []Row, opt NationOptions) (*evaluation, error) {
	targets, err := targetsIn(m.Model, questions)
	if err != nil {
		return nil, err
	}
	e := &evaluation{m: m, targets: targets, plan: make([]bool, len(questions)), rows: rows, order: make([]int32, len(rows))}
	for _, q := range opt.Plan {
		e.plan[q] = true
	}
	for q := range questions {
		if len(targets[q]) > 0 {
			e.asked = append(e.asked, q)
		}
	}
	for i := range rows {
		e.order[i] = int32(i)
	}
	slices.SortStableFunc(e.order, func(a, b int32) int { return e.compare(a, b) })
	return e, nil
}

// compare orders rows by their answers to the questions of the model.
func (e *evaluation) compare(a, b int32) int {
	x, y := e.rows[a].Known, e.rows[b].Known
	for _, q := range e.asked {
		if d := int(e.code(q, x[q])) - int(e.code(q, y[q])); d != 0 {
			return d
		}
	}
	return 0
}

// code is the answer with the plan laid over it.
func (e *evaluation) code(q int, c Code) Code {
	if e.plan[q] && c.Status() != model.NotApplicable {
		return CodeOf(model.InPlace, model.Effective)
	}
	return c
}

// block is the number of rows that a worker takes at a time.
const block = 16

// run rates the rows. Workers take blocks of the sorted rows and count on their
// own; counts are added up, so that the outcome does not depend on who took what.
func (e *evaluation) run(ctx context.Context, workers int, progress func(done int)) (*ModelNation, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := e.room()
	out.Reached = reached(e.m)
	out.OfDamage, out.OfCells = make([]assess.RiskRange, len(e.rows)*len(out.Damages)), make([]assess.RiskRange, len(e.rows))
	blocks, done := make(chan int), make(chan int)
	parts := make([]*ModelNation, workers)
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		parts[w] = e.room()
		parts[w].OfDamage, parts[w].OfCells = out.OfDamage, out.OfCells
		wait.Go(func() { errs[w] = e.work(ctx, parts[w], blocks, done) })
	}
	go func() {
		defer close(blocks)
		for at := 0; at < len(e.rows); at += block {
			select {
			case blocks <- at:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		wait.Wait()
		close(done)
	}()
	n := 0
	for d := range done {
		n += d
		progress(n)
	}
	for w, p := range parts {
		if errs[w] != nil {
			return nil, errs[w]
		}
		out.merge(p)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

func (e *evaluation) room() *ModelNation {
	return &ModelNation{Model: e.m.Model, Cells: make([]Letters, len(e.m.Cells)), Goals: make([]Letters, len(e.m.Damage.Goals)),
		Damages: make([]Letters, len(e.m.Damage.Damages))}
}

func reached(m *assess.ModelResult) []bool {
	out := make([]bool, len(m.Damage.Damages))
	for i, d := range m.Damage.Damages {
		out[i] = d.Reached
	}
	return out
}

func (n *ModelNation) merge(o *ModelNation) {
	for i := range n.Cells {
		n.Cells[i].merge(&o.Cells[i])
	}
	for i := range n.Goals {
		n.Goals[i].merge(&o.Goals[i])
	}
	for i := range n.Damages {
		n.Damages[i].merge(&o.Damages[i])
	}
	n.Worst.merge(&o.Worst)
	n.Evaluated += o.Evaluated
}

// work rates blocks of rows until there are none left.
func (e *evaluation) work(ctx context.Context, to *ModelNation, blocks <-chan int, done chan<- int) error {
	trial := e.m.Trial()
	var letters assess.Letters
	for at := range blocks {
		end := min(at+block, len(e.rows))
		for i := at; i < end; i++ {
			if i == at || e.compare(e.order[i], e.order[i-1]) != 0 {
				for _, q := range e.asked {
					c := e.code(q, e.rows[e.order[i]].Known[q])
					for _, d := range e.targets[q] {
						trial.Answer(d, c.Status(), c.Effective())
					}
				}
				if err := trial.Rate(ctx, &letters); err != nil {
					return err
				}
				to.Evaluated++
			}
			e.count(to, int(e.order[i]), &letters)
		}
		select {
		case done <- end - at:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// count adds the letters of one organisation.
func (e *evaluation) count(to *ModelNation, row int, x *assess.Letters) {
	var worst assess.RiskRange
	unrated := false
	for i, r := range x.Cells {
		to.Cells[i].add(r)
		worst = assess.RiskRange{Worst: max(worst.Worst, r.Worst), Best: max(worst.Best, r.Best)}
		unrated = unrated || r.Worst == method.Unrated
	}
	if unrated { // it might be the worst
		worst = assess.RiskRange{}
	}
	to.Worst.add(worst)
	to.OfCells[row] = worst
	for i, r := range x.Goals {
		to.Goals[i].add(r)
	}
	for i, r := range x.Damages {
		to.Damages[i].add(r)
		to.OfDamage[row*len(x.Damages)+i] = r
	}
}
