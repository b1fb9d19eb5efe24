package api_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
)

// done has a worker do one job, which ends in what its handler says.
func (h *house) done(t *testing.T, id string, handler job.Handler) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	w := &job.Worker{Queue: h.jobs, Parallel: 1, Poll: time.Millisecond, Lease: time.Minute, Log: slog.New(slog.DiscardHandler),
		Handlers: map[string]job.Handler{task.KindReport: handler, task.KindPlan: handler, task.KindEvaluation: handler, task.KindImport: handler}}
	group.Go(func() { w.Run(ctx) })
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		j, err := h.jobs.Job(ctx, job.ID(id))
		if err != nil {
			t.Fatal(err)
		}
		if j.State.Final() {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("job %+v does not end", j)
		}
	}
	stop()
	group.Wait()
}

func (h *house) jobsWork(t *testing.T) {
	const jobs = "/studies/s1/jobs"
	report := map[string]any{"report": map[string]any{"kind": "full", "formats": []string{"pdf"}}, "once": "1"}
	made := h.call(t, h.admin, "POST "+jobs, report)
	made.want(t, 201)
	path := "/jobs/" + made.text("id")
	if again := h.call(t, h.admin, "POST "+jobs, report); again.text("id") != made.text("id") {
		t.Errorf("asked again: %s", again.Body)
	}
	h.call(t, h.admin, "POST "+jobs, map[string]any{}).refused(t, 422, diag.RequestMissing)
	report["plan"] = map[string]any{"model": "m1a"}
	h.call(t, h.admin, "POST "+jobs, report).refused(t, 422, diag.RequestMissing)
	h.call(t, h.admin, "POST "+jobs, map[string]any{"report": map[string]any{"kind": "none"}}).refused(t, 422, diag.RequestValue)
	h.call(t, h.admin, "GET "+path+"/result", nil).refused(t, 404, diag.RequestNotFound)
	h.done(t, made.text("id"), func(_ context.Context, j job.Job, progress func(int, int)) (*job.Result, error) {
		progress(3, 3)
		return &job.Result{Name: "報告書.pdf", Data: j.Payload}, nil
	})
	if a := h.call(t, h.admin, "GET "+path, nil); a.text("state") != "done" || a.text("total") != "3" || a.at("ended") == nil {
		t.Errorf("%s", a.Body)
	}
	result := h.call(t, h.admin, "GET "+path+"/result", nil)
	result.want(t, 200)
	if d := result.Header().Get("Content-Disposition"); !strings.Contains(result.Body.String(), `"lang":"en"`) || !strings.Contains(d, "utf-8''%E5%A0%B1") {
		t.Errorf("%s %s", d, result.Body)
	}
	h.call(t, h.admin, "POST "+path+"/retry", nil).refused(t, 409, diag.RequestJobState)
	for _, asked := range []map[string]any{{"plan": map[string]any{"model": "m1a", "budget_yen": 0}}, {"evaluation": map[string]any{"questionnaire": "r8"}},
		{"import": map[string]any{"base": 1, "files": []any{map[string]any{"name": "study.yaml", "text": "x"}}}}} {
		made := h.call(t, h.admin, "POST "+jobs, asked)
		made.want(t, 201)
		h.call(t, h.admin, "POST /jobs/"+made.text("id")+"/cancel", nil).want(t, 204)
		h.call(t, h.admin, "POST /jobs/"+made.text("id")+"/retry", nil).want(t, 204)
	}
	if list := h.call(t, h.admin, "GET "+jobs, nil); list.at("jobs", 3) == nil || list.at("jobs", 4) != nil || !strings.Contains(list.Body.String(), made.text("id")) || list.text("cut") != "false" {
		t.Errorf("%s", list.Body)
	}
}

// TestJobRights lets each role, and people of another organisation, look at jobs,
// ask for them and end them.
func TestJobRights(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	made := h.call(t, h.admin, "POST /studies/s1/jobs", map[string]any{"report": map[string]any{"kind": "full"}})
	made.want(t, 201)
	path := "/jobs/" + made.text("id")
	stranger := h.member(t, "mallory", "view organisation 141003", "analyse organisation 141003", "approve organisation 141003", "administer organisation 141003")
	for _, line := range []string{"GET " + path, "POST " + path + "/cancel", "POST " + path + "/retry", "GET " + path + "/result"} {
		h.call(t, stranger, line, nil).refused(t, 404, diag.RequestNotFound)
		h.call(t, stranger, strings.Replace(line, made.text("id"), "none", 1), nil).refused(t, 404, diag.RequestNotFound)
	}
	viewer := h.member(t, "sato", "view organisation 131016")
	h.call(t, viewer, "GET "+path, nil).want(t, 200)
	h.call(t, viewer, "GET /studies/s1/jobs", nil).want(t, 200)
	h.call(t, viewer, "POST "+path+"/cancel", nil).refused(t, 403, diag.RequestDenied)
	h.call(t, viewer, "POST /studies/s1/jobs", map[string]any{"report": map[string]any{"kind": "full"}}).refused(t, 403, diag.RequestDenied)
	approver := h.member(t, "suzuki", "approve organisation 131016")
	files := map[string]any{"import": map[string]any{"base": 1, "files": []any{map[string]any{"name": "study.yaml", "text": "x"}}}}
	h.call(t, approver, "POST /studies/s1/jobs", files).refused(t, 403, diag.RequestDenied)
	h.call(t, approver, "POST "+path+"/cancel", nil).want(t, 204)

	// Who may make studies of an organisation may import them, for that one alone.
	fresh := map[string]any{"import": map[string]any{"organisation": "141003", "files": []any{map[string]any{"name": "study.yaml", "text": "x"}}}}
	mine := h.call(t, stranger, "POST /studies/fresh/jobs", fresh)
	mine.want(t, 201)
	h.call(t, stranger, "GET /jobs/"+mine.text("id"), nil).want(t, 200)
	h.call(t, approver, "GET /jobs/"+mine.text("id"), nil).refused(t, 404, diag.RequestNotFound)
	fresh["import"].(map[string]any)["organisation"] = "131016"
	h.call(t, stranger, "POST /studies/fresh/jobs", fresh).refused(t, 403, diag.RequestDenied)

	// An approved study is not imported into.
	h.call(t, h.admin, "PUT "+branch+"/approval", map[string]any{"reason": "決裁"}).want(t, 200)
	h.call(t, h.admin, "POST /studies/s1/jobs", files).refused(t, 403, diag.RequestApproved)
	h.call(t, h.admin, "POST /studies/s1/jobs", map[string]any{"report": map[string]any{"kind": "full"}}).want(t, 201)
}
