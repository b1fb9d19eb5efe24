package workbench

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// comparison is the page that holds the models against the baseline 比較.
func comparison(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/compare", "compare", showComparison)
}

type comparisonBody struct {
	// Base names the model compared with; empty where the study names none.
	Base    string
	Damages []damageHead
	Rows    []comparedRow
	Notes   []string
}

// comparedRow is a model against the base.
type comparedRow struct {
	Name, Conclusion string
	Damages          []comparedCell
	// Causes tell damage by damage what makes a letter change.
	Causes []causeRow
}

type comparedCell struct {
	Letter letter
	// Direction is lower, higher, same, or empty for the base itself.
	Direction string
}

type causeRow struct {
	Damage        string
	Before, After letter
	Why           []string
}

func showComparison(v *visit, s *opened) error {
	b := comparisonBody{Damages: damageHeads(v.lang, s.study.Study)}
	c, err := s.comparison(v.r.Context())
	switch {
	case errors.Is(err, compare.ErrNoBaseline):
	case err != nil:
		return err
	default:
		b.Base = c.Base.Model.In(v.lang)
		for i := range c.Models {
			b.Rows = append(b.Rows, s.comparedRow(v.lang, c, i))
		}
	}
	f := s.frame(v.lang, "compare", locale.Text(v.lang, "web.compare.title"))
	f.Wide, f.Body = true, b
	return v.ok("compare", f)
}

// comparison compares the models once for everybody who asks.
func (x *reading) comparison(ctx context.Context) (*compare.Comparison, error) {
	x.comparing.Do(func() {
		x.compared, x.compareErr = compare.Run(context.WithoutCancel(ctx), x.result, compare.Options{})
	})
	return x.compared, x.compareErr
}

// compared is a comparison that is made when it is first asked for.
type comparedOnce struct {
	comparing  sync.Once
	compared   *compare.Comparison
	compareErr error
}

// outcomeLetter is what became of a damage or a cell: a letter, or in words that
// there is none.
func outcomeLetter(l lang.Lang, o compare.Outcome) letter {
	x := letter{Text: comparetext.Outcome(l, o)}
	if o.There && o.Reached {
		x.Worst = colour(o.Risk.Worst)
	}
	return x
}

func (s *opened) comparedRow(l lang.Lang, c *compare.Comparison, at int) comparedRow {
	m := c.Models[at].Result
	id := m.Model.ID
	row := comparedRow{Name: m.Model.In(l)}
	conclusion := c.Conclusion(at)
	direction := map[string]string{}
	for _, d := range conclusion.Lower {
		direction[string(d.ID)] = "lower"
	}
	for _, d := range conclusion.Same {
		direction[string(d.ID)] = "same"
	}
	for _, d := range conclusion.Higher {
		direction[string(d.ID)] = "higher"
	}
	pair, paired := c.Pair(id)
	for _, d := range m.Damage.Damages {
		cell := comparedCell{Letter: damageLetter(l, d)}
		if paired {
			cell.Direction = direction[string(d.Damage.ID)]
		}
		row.Damages = append(row.Damages, cell)
	}
	if !paired {
		return row
	}
	row.Conclusion = comparetext.Conclusion(l, conclusion)
	teller := comparetext.New(l, pair, s.study.Study, s.study.Study)
	for _, d := range pair.Damages {
		row.Causes = append(row.Causes, causeRow{d.Damage.Label, outcomeLetter(l, d.Before), outcomeLetter(l, d.After), teller.Cause(d.Cause, d.Before, d.After)})
	}
	return row
}
