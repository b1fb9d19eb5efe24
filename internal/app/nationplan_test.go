package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestPlanOverNation lays a plan from a file over the answers: what it puts in place
// counts as if the organisation had answered so, also where nobody was asked.
func TestPlanOverNation(t *testing.T) {
	const id = "m2"
	_, r := referenceResult(t, id)
	planned, _, err := app.MakePlan(t.Context(), r, app.PlanOptions{Model: id, Leave: method.C})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(exchange.NewPlan(planned, lang.Ja))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	of, chosen, err := app.ReadPlanFile(file)
	if err != nil || of != id || len(chosen) != len(planned.Plan.Chosen) {
		t.Fatalf("%s, %v, %v", of, chosen, err)
	}
	questions := hearing.Derive(r)
	var laid app.NationPlan
	laid.Add(questions, of, chosen)
	if len(laid.Questions) == 0 || len(laid.Beside) == 0 {
		t.Fatalf("the plan shows nothing here: %+v", laid)
	}
	g := &hearing.Gather{Head: hearing.Spec{Study: r.Study.Spec.ID}, Organisations: []hearing.OrganisationSpec{{Code: "131016", Name: "千代田区"}}}
	n, err := app.EvaluateNation(t.Context(), g, r, laid, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}

	m, _ := r.Model(id)
	deployments, unknown := plan.Deployed(m.Model, r.Study.Catalog, append(slices.Clone(chosen), "no-such"))
	if !slices.Equal(unknown, []model.DeploymentID{"no-such"}) {
		t.Errorf("unknown: %v", unknown)
	}
	now, err := m.Redeploy(t.Context(), deployments)
	if err != nil {
		t.Fatal(err)
	}
	known := make([]hearing.Code, len(questions))
	for _, q := range laid.Questions {
		known[q] = hearing.CodeOf(model.InPlace, model.Effective)
	}
	want, err := hearing.Evaluate(t.Context(), r.With(now), questions, []hearing.Row{{Known: known}}, hearing.NationOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(n.Planned.Models[0].OfDamage, want.Models[0].OfDamage) || !slices.Equal(n.Planned.Models[0].OfCells, want.Models[0].OfCells) {
		t.Errorf("with the plan: %v, as answered: %v", n.Planned.Models[0].OfDamage, want.Models[0].OfDamage)
	}
	if slices.Equal(n.Planned.Models[0].OfDamage, n.Models[0].OfDamage) {
		t.Error("the plan changes nothing")
	}
	figures := n.Figures(lang.Ja, laid, nil, n.GroupBy(lang.Ja, ""))
	if len(figures.PlanBeside) != len(laid.Beside) || len(figures.Plan) != len(laid.Questions) {
		t.Errorf("told: %v, %v", figures.Plan, figures.PlanBeside)
	}

	laid.Beside = append(laid.Beside, "no-such")
	var none *app.UnknownError
	if _, err := app.EvaluateNation(t.Context(), g, r, laid, func(int, int) {}); !errors.As(err, &none) || none.ID != "no-such" {
		t.Errorf("an unknown deployment: %v", err)
	}
	if err := os.WriteFile(file, []byte(`{"format":"sekisho-result/1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var wrong *app.PlanFileError
	if _, _, err := app.ReadPlanFile(file); !errors.As(err, &wrong) {
		t.Errorf("a file that is no plan: %v", err)
	}
}

// TestPlanPictures draws the plans that a report shows and that a command found: a
// number for each measure, in the legend and where it stands.
func TestPlanPictures(t *testing.T) {
	long.Test(t)
	_, r := referenceResult(t, "m2")
	drawn := app.NewPictures(r, app.PictureOptions{Lang: lang.Ja})
	if all := drawn.Diagrams(t.Context(), nil, []string{"svg"}); slices.ContainsFunc(all, func(o app.Output) bool { return strings.Contains(o.Name, "/plan-") }) {
		t.Error("plans are made though nobody asked for them")
	}
	outputs := drawn.Diagrams(t.Context(), []string{"plan"}, []string{"svg"})
	if len(outputs) != 2 {
		t.Fatalf("%d outputs", len(outputs))
	}
	found, _, err := app.MakePlan(t.Context(), r, app.PlanOptions{Model: "m2", Leave: method.C, Front: true})
	if err != nil {
		t.Fatal(err)
	}
	outputs = append(outputs[1:], drawn.PlanPictures(found, []string{"svg", "csv"})...)
	var files []app.File
	for _, o := range outputs {
		made, _, err := o.Make(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, made...)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if want := []string{"plan-m2-c.svg", "plan-m2.svg", "costs-m2.svg", "costs-m2.csv"}; !slices.Equal(names, want) {
		t.Fatalf("files %v, want %v", names, want)
	}
	if !bytes.Equal(files[0].Data, files[1].Data) {
		t.Error("the plan of the report and that of the command are drawn differently")
	}
	for i, c := range found.Plan.Chosen {
		if !bytes.Contains(files[0].Data, []byte(c.Countermeasure.Ja)) {
			t.Errorf("measure %d, %s, is not named", i+1, c.ID)
		}
	}
	if rows := strings.Count(string(files[3].Data), "\n"); rows != len(found.Front)+1 {
		t.Errorf("%d rows for %d plans", rows, len(found.Front))
	}
}
