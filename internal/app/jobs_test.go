package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
)

var operator = store.Actor{ID: "os:test", Name: "係"}

// fulfilled puts tasks into the queue of a database with the reference study and its
// hearing, has them done, and gives what they made.
func fulfilled(t *testing.T, address string, tasks map[string]any) map[string]*job.Result {
	t.Helper()
	jobs, err := app.OpenJobs(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]job.ID{}
	for kind, o := range tasks {
		j, err := jobs.Ask(t.Context(), kind, o, "mic-r8", operator)
		if err != nil {
			t.Fatal(err)
		}
		ids[kind] = j.ID
	}
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() { jobs.Work(ctx, 1, slog.New(slog.DiscardHandler)) })
	defer func() {
		stop()
		worker.Wait()
		if err := jobs.Close(); err != nil {
			t.Error(err)
		}
	}()
	made := map[string]*job.Result{}
	for kind, id := range ids {
		for end := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
			j, err := jobs.Job(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			if j.State == job.Done {
				break
			}
			if j.State.Final() || time.Now().After(end) {
				t.Fatalf("job %+v", j)
			}
		}
		r, err := jobs.Result(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		made[kind] = &r
	}
	return made
}

// TestPlanAndEvaluationJobs has a plan and a national evaluation made from the
// store, and compares them with those that are made without a queue.
func TestPlanAndEvaluationJobs(t *testing.T) {
	address := filepath.Join(t.TempDir(), "s.db")
	s, err := app.OpenStore(t.Context(), address, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := app.ImportStudy(t.Context(), app.InDatabase(s), "", app.StudyImport{By: operator, Owner: "131016"}); err != nil {
		t.Fatal(err)
	}
	if study, err := s.Study(t.Context(), "mic-r8"); err != nil || study.Owner != "131016" {
		t.Errorf("%+v, %v", study, err)
	}
	study, result := referenceResult(t, "m1b")
	questions := hearing.Derive(result)
	head, err := app.HearingFile(&hearing.Spec{Study: study.Spec.ID, Models: []model.ModelID{"m1b"}, Questions: questions,
		Organisations: []hearing.OrganisationSpec{{Code: "131016", Name: "千代田区", Population: 66000}, {Code: "011002", Name: "札幌市", Population: 1970000}}})
	if err != nil {
		t.Fatal(err)
	}
	answers, err := app.HearingFile(&hearing.Spec{Responses: []hearing.ResponseSpec{{Organisation: "131016", Respondent: "係", Date: "2026-10-01",
		Answers: []hearing.AnswerSpec{{Question: questions[0].ID, Status: "in-place", Effective: "yes", Evidence: "要綱"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	line := store.Line{Study: "mic-r8", Branch: store.Main}
	if _, err := s.Commit(t.Context(), store.Commit{Line: line, By: operator, Changes: []store.Change{
		{Name: "hearings/r8.yaml", Data: head}, {Name: "hearings/r8/131016.yaml", Data: answers}, {Name: "hearings/r9.yaml", Data: []byte("?")}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	made := fulfilled(t, address, map[string]any{
		task.KindPlan:       task.Plan{Model: "m1b", Leave: "C", Cells: "", Damages: []string{string(study.Spec.Damages[0].ID)}},
		task.KindEvaluation: task.Evaluation{Of: task.Of{Lang: "en"}, Questionnaire: "r8", Where: []string{string(questions[0].ID)}},
	})
	planned, _, err := app.MakePlan(t.Context(), result, app.PlanOptions{Model: "m1b", Leave: method.C, Damages: []model.DamageID{study.Spec.Damages[0].ID}})
	if err != nil {
		t.Fatal(err)
	}
	if want, err := json.MarshalIndent(exchange.NewPlan(planned, "ja"), "", "  "); err != nil || string(made[task.KindPlan].Data) != string(want)+"\n" {
		t.Errorf("%v: the job planned %.1000s\nwithout it %.1000s", err, made[task.KindPlan].Data, want)
	}
	if name := made[task.KindPlan].Name; !strings.HasSuffix(name, "-plan-m1b.json") {
		t.Errorf("the plan is called %s", name)
	}
	var figures exchange.Nation
	if err := json.Unmarshal(made[task.KindEvaluation].Data, &figures); err != nil || figures.Organisations != 2 || figures.Models[0].Model != "m1b" ||
		len(figures.Groups) != 2 || len(figures.Where[0].Organisations) != 1 || figures.Where[0].Organisations[0].Organisation != "011002" {
		t.Errorf("%v: %.1000s", err, made[task.KindEvaluation].Data)
	}
}

// referenceResult gives the reference study with one of its models assessed.
func referenceResult(t *testing.T, id model.ModelID) (*app.Study, *assess.Result) {
	t.Helper()
	study, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, _, err := study.Assess(t.Context(), assess.Options{Models: []model.ModelID{id}})
	if err != nil {
		t.Fatal(err)
	}
	return study, result
}

// TestApprovedIsNotImported imports into a branch that is approved, and again under
// the name of an import that was made before.
func TestApprovedIsNotImported(t *testing.T) {
	s, err := app.OpenStore(t.Context(), filepath.Join(t.TempDir(), "s.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	line := store.Line{Study: "s", Branch: store.Main}
	if _, err := s.Create(t.Context(), store.Study{ID: "s", Title: "題"}, store.Commit{By: operator}); err != nil {
		t.Fatal(err)
	}
	commit := store.Commit{Line: line, By: operator, Once: "1", Changes: []store.Change{{Name: "study/a.yaml", Data: []byte("a")}}}
	first, err := approval.Commit(t.Context(), s, commit)
	if err != nil {
		t.Fatal(err)
	}
	state, err := approval.Load(t.Context(), s, line)
	if err != nil {
		t.Fatal(err)
	}
	change, err := state.Become(&approval.Approval{By: approval.Actor{ID: "a"}, Reason: "決裁"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), store.Commit{Line: line, By: operator, Changes: []store.Change{change}}); err != nil {
		t.Fatal(err)
	}
	if again, err := approval.Commit(t.Context(), s, commit); err != nil || again != first {
		t.Errorf("made again as %d, not %d, %v", again, first, err)
	}
	commit.Once, commit.Changes[0].Name = "2", "study/b.yaml"
	if _, err := approval.Commit(t.Context(), s, commit); !errors.Is(err, approval.ErrApproved) {
		t.Errorf("an approved branch is changed: %v", err)
	}
	if _, err := app.Attach(t.Context(), app.InDatabase(s), store.Commit{Line: line, By: operator}, []string{"jobs_test.go"}); !errors.Is(err, approval.ErrApproved) {
		t.Errorf("attached to an approved branch: %v", err)
	}
	studies := app.InDatabase(s)
	if err := studies.Remove(t.Context(), store.Act{Study: line.Study, By: operator}); !errors.Is(err, approval.ErrApproved) {
		t.Errorf("an approved study is deleted: %v", err)
	}
	if err := studies.Fork(t.Context(), line, "what-if", operator, "試算"); err != nil {
		t.Fatal(err)
	}
	made := store.Line{Study: line.Study, Branch: "what-if"}
	if _, err := studies.Change(t.Context(), store.Commit{Line: made, By: operator, Changes: []store.Change{{Name: "study/b.yaml", Data: []byte("b")}}}); err != nil {
		t.Errorf("a branch out of an approved one cannot be changed: %v", err)
	}
}
