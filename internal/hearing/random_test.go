package hearing_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"pgregory.net/rapid"
)

type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// draws are the two kinds of random studies: cells, and attacks with managers.
var draws = map[string]struct {
	study func(*rapid.T) *model.Spec
	base  func() *model.Spec
}{"cells": {gen.Study, gen.Catalog}, "attacks": {gen.AttackStudy, gen.AttackCatalog}}

// asked gives the catalogue with a question for every countermeasure.
func asked(base *model.Spec) *model.Spec {
	for i := range base.Catalog.Countermeasures {
		c := &base.Catalog.Countermeasures[i]
		c.Question = lang.Text{Ja: string(c.ID) + "はありますか。"}
	}
	return base
}

func run(t fataler, spec, base *model.Spec) *assess.Result {
	t.Helper()
	study, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings)
	}
	r, err := assess.Run(context.Background(), study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// copyOf copies the study as far as answers change it.
func copyOf(spec *model.Spec) *model.Spec {
	c := *spec
	c.Models = append([]model.ModelSpec(nil), spec.Models...)
	for i := range c.Models {
		c.Models[i].Deployments = append([]model.DeploymentSpec(nil), c.Models[i].Deployments...)
	}
	return &c
}

// edited gives the study with the answers written into its rows, as a person
// would edit them in YAML.
func edited(spec *model.Spec, questions []hearing.Question, known []hearing.Code) *model.Spec {
	c := copyOf(spec)
	for q := range questions {
		for _, t := range questions[q].Targets() {
			for i := range c.Models {
				for j := range c.Models[i].Deployments {
					if d := &c.Models[i].Deployments[j]; c.Models[i].ID == t.Model && d.ID == t.Deployment {
						d.Status, d.Effective = known[q].Status(), known[q].Effective()
					}
				}
			}
		}
	}
	return c
}

// letters gives the letters of the first model: cells, then goals.
func letters(r *assess.Result) []assess.RiskRange {
	var out []assess.RiskRange
	for _, c := range r.Models[0].Cells {
		out = append(out, c.Risk)
	}
	for _, g := range r.Models[0].Damage.Goals {
		out = append(out, g.Risk)
	}
	return out
}

var (
	worst = hearing.CodeOf(model.Absent, "")
	best  = hearing.CodeOf(model.InPlace, model.Effective)
)

// drawCode draws an answer, often none.
func drawCode(t *rapid.T, name string) hearing.Code {
	return rapid.SampledFrom([]hearing.Code{hearing.Unanswered, hearing.Unanswered, hearing.Unanswered, best, worst,
		hearing.CodeOf(model.Partial, model.Effective), hearing.CodeOf(model.InPlace, model.UnknownEffectiveness),
		hearing.CodeOf(model.InPlace, model.NotEffective), hearing.CodeOf(model.UnknownStatus, ""),
		hearing.CodeOf(model.Planned, ""), hearing.CodeOf(model.NotApplicable, "")}).Draw(t, name)
}

// drawCase draws a study with few questions, and answers to some of them.
func drawCase(t *rapid.T, name string) (spec, base *model.Spec, r *assess.Result, questions []hearing.Question, known []hearing.Code) {
	spec, base = draws[name].study(t), asked(draws[name].base())
	r = run(t, spec, base)
	questions = hearing.Derive(r)
	if len(questions) == 0 || len(questions) > 7 {
		t.Skip("too few or too many questions to try all")
	}
	known = make([]hearing.Code, len(questions))
	for i := range known {
		known[i] = drawCode(t, fmt.Sprint("answer", i))
	}
	return spec, base, r, questions, known
}

// completions visits every way in which the open answers may turn out.
func completions(known []hearing.Code, visit func([]hearing.Code)) {
	var open []int
	for q, c := range known {
		if c.Open() {
			open = append(open, q)
		}
	}
	now := append([]hearing.Code(nil), known...)
	for set := range 1 << len(open) {
		for i, q := range open {
			now[q] = worst
			if set>>i&1 == 1 {
				now[q] = highest(known[q])
			}
		}
		visit(now)
	}
}

// highest is the best that an open answer can turn out to be.
func highest(c hearing.Code) hearing.Code {
	if c.Status() == model.Partial {
		return hearing.CodeOf(model.Partial, model.Effective)
	}
	return best
}

func reference(t testing.TB, models ...model.ModelID) *assess.Result {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{Models: models})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// synthetic makes the answers of n organisations without chance: most have most
// countermeasures, larger ones more of them, and some answers are missing.
func synthetic(questions []hearing.Question, n int) ([]hearing.OrganisationSpec, []hearing.Row) {
	organisations, rows := make([]hearing.OrganisationSpec, n), make([]hearing.Row, n)
	some := []hearing.Code{worst, hearing.CodeOf(model.Partial, model.Effective), hearing.CodeOf(model.Planned, ""),
		hearing.CodeOf(model.InPlace, model.UnknownEffectiveness), hearing.CodeOf(model.NotApplicable, ""), hearing.Unanswered}
	state := uint64(1)
	next := func() uint64 { // splitmix64
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for i := range n {
		// 47 prefectures, and towns counted up within them.
		five := fmt.Sprintf("%02d%03d", i%47+1, i/47%1000)
		digit, _ := hearing.CheckDigit(five)
		organisations[i] = hearing.OrganisationSpec{Code: five + string(digit), Name: "団体" + strconv.Itoa(i), Population: int(next() % 600_000)}
		rows[i] = hearing.Row{Organisation: int32(i), Known: make([]hearing.Code, len(questions))}
		for q := range questions {
			rows[i].Known[q] = best
			if next()%100 < 35 {
				rows[i].Known[q] = some[next()%uint64(len(some))]
			}
		}
	}
	return organisations, rows
}
