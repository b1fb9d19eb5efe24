package hearing_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
)

// TestNationEqualsOneByOne: the counts are those of every organisation assessed on
// its own, with and without a plan, whatever the number of workers.
func TestNationEqualsOneByOne(t *testing.T) {
	ctx := context.Background()
	r := reference(t, "m0", "m4")
	questions := hearing.Derive(r)
	_, rows := synthetic(questions, 20)
	rows = append(rows, rows[3], rows[0]) // organisations with equal answers
	for _, plan := range [][]int{nil, {0, 5, len(questions) - 1}} {
		var first *hearing.Nation
		for _, workers := range []int{1, 2, 3} {
			got, err := hearing.Evaluate(ctx, r, questions, rows, hearing.NationOptions{Plan: plan, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = got
			}
			if diff := cmp.Diff(first.Statuses, got.Statuses); diff != "" {
				t.Errorf("statuses with %d workers:\n%s", workers, diff)
			}
			for i := range got.Models {
				got.Models[i].Model, first.Models[i].Model = nil, nil
				if diff := cmp.Diff(first.Models[i], got.Models[i]); diff != "" {
					t.Errorf("%d workers (-one +several):\n%s", workers, diff)
				}
			}
		}
		want := oneByOne(t, r, questions, rows, plan)
		for i := range want {
			if diff := cmp.Diff(want[i].Cells, first.Models[i].Cells); diff != "" {
				t.Errorf("cells (-one by one +nation):\n%s", diff)
			}
			if diff := cmp.Diff(want[i].Damages, first.Models[i].Damages); diff != "" {
				t.Errorf("damages (-one by one +nation):\n%s", diff)
			}
			if n := first.Models[i].Evaluated; n >= len(rows) || n < 20 {
				t.Errorf("%d evaluations for %d rows, of which 20 differ", n, len(rows))
			}
		}
	}
}

// oneByOne assesses each organisation by itself.
func oneByOne(t *testing.T, r *assess.Result, questions []hearing.Question, rows []hearing.Row, plan []int) []hearing.ModelNation {
	t.Helper()
	out := make([]hearing.ModelNation, len(r.Models))
	for _, row := range rows {
		known := append([]hearing.Code(nil), row.Known...)
		for _, q := range plan {
			if known[q].Status() != model.NotApplicable {
				known[q] = best
			}
		}
		answers, err := hearing.Answers(r, questions, known)
		if err != nil {
			t.Fatal(err)
		}
		now, err := r.ReanswerAll(context.Background(), answers)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range now.Models {
			if out[i].Cells == nil {
				out[i].Cells, out[i].Damages = make([]hearing.Letters, len(m.Cells)), make([]hearing.Letters, len(m.Damage.Damages))
			}
			for c, cell := range m.Cells {
				out[i].Cells[c].Worst[cell.Risk.Worst]++
				out[i].Cells[c].Best[cell.Risk.Best]++
			}
			for d, damage := range m.Damage.Damages {
				out[i].Damages[d].Worst[damage.Risk.Worst]++
				out[i].Damages[d].Best[damage.Risk.Best]++
			}
		}
	}
	return out
}

// TestNationStops: a nation that is cancelled gives no figures, and ends.
func TestNationStops(t *testing.T) {
	r := reference(t, "m0")
	questions := hearing.Derive(r)
	_, rows := synthetic(questions, 200)
	ctx, cancel := context.WithCancel(context.Background())
	last := 0
	_, err := hearing.Evaluate(ctx, r, questions, rows, hearing.NationOptions{Workers: 2, Progress: func(done, total int) {
		if last = done; done > 30 {
			cancel()
		}
		if total != 200 {
			t.Errorf("total %d", total)
		}
	}})
	if !errors.Is(err, context.Canceled) || last >= 200 {
		t.Errorf("error %v after %d", err, last)
	}
}
