package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// post sends JSON to a server and reads the answer.
func post(t testing.TB, address, cookie string, body, into any) (setCookie string) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s: %d %s, %v", address, answer.StatusCode, text, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
	for _, c := range answer.Cookies() {
		setCookie = c.Name + "=" + c.Value
	}
	return setCookie
}

// served serves until the test ends, and gives the address and the cookie of an
// administrator.
func served(t testing.TB, o app.ServeOptions) (address, cookie string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	type ready struct{ address, invitation string }
	begun, ended := make(chan ready, 1), make(chan error, 1)
	o.Listen, o.Log = "127.0.0.1:0", slog.New(slog.DiscardHandler)
	o.Ready = func(a, _, i string) { begun <- ready{a, i} }
	go func() {
		ended <- app.Serve(ctx, o)
		close(ended)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case r := <-begun:
		var me map[string]any
		return r.address, post(t, r.address+"/api/v1/invitations/accept", "", map[string]string{"secret": r.invitation, "password": "correct horse battery"}, &me)
	case err := <-ended:
		t.Fatalf("the server ended before it was ready: %v", err)
		return "", ""
	}
}

// TestRemote keeps the reference study on a server, and reads it from there:
// the same models, and the same findings, none.
func TestRemote(t *testing.T) {
	address, cookie := served(t, app.ServeOptions{Database: filepath.Join(t.TempDir(), "s.db")})
	base := address + "/api/v1"
	var me, token struct {
		Secret string `json:"secret"`
	}
	reference, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, f := range reference.Files() {
		records = append(records, map[string]string{"name": "study/" + f.Name, "text": string(f.Data)})
	}
	post(t, base+"/studies", cookie, map[string]any{"id": "mic", "title": "参照スタディ", "records": records}, &me)
	post(t, base+"/me/tokens", cookie, map[string]any{"name": "test", "operations": []string{"study.read"}, "ends": time.Now().Add(time.Hour)}, &token)

	remote := app.Remote{URL: address, Token: token.Secret, Lang: lang.En}
	study, err := remote.Open(t.Context(), "mic", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !study.Usable() || !slices.Equal(study.IDs(), reference.IDs()) || study.Name != "mic" {
		t.Errorf("%s has the models %v, want %v; findings %v", study.Name, study.IDs(), reference.IDs(), study.Findings().Findings)
	}
	var refused *app.RemoteError
	if _, err := remote.Open(t.Context(), "mic@other", model.Options{}); !errors.As(err, &refused) || refused.Code != "request.not_found" {
		t.Errorf("a branch that is not there: %v", err)
	}
	remote.Token = "sekisho_t_x"
	if _, err := remote.Open(t.Context(), "mic", model.Options{}); !errors.As(err, &refused) || refused.Status != 401 {
		t.Errorf("a token that is not known: %v", err)
	}
}

// TestRemoteJobs asks a server for jobs of every kind, and has one of them done.
func TestRemoteJobs(t *testing.T) {
	long.Test(t)
	ctx := t.Context()
	traces := filepath.Join(t.TempDir(), "traces.jsonl")
	address, cookie := served(t, app.ServeOptions{Database: filepath.Join(t.TempDir(), "s.db"), Worker: 1, Observation: app.Observation{Traces: traces}})
	var token struct {
		Secret string `json:"secret"`
	}
	post(t, address+"/api/v1/me/tokens", cookie, map[string]any{"name": "test", "operations": []string{"study.create", "study.edit", "study.read", "job.run"}, "ends": time.Now().Add(time.Hour)}, &token)
	jobs := app.Remote{URL: address, Token: token.Secret, Lang: lang.En}.Jobs()
	j, err := jobs.Import(ctx, "", app.StudyImport{Line: store.Line{Study: "mic", Branch: store.Main}})
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); j.State != job.Done; time.Sleep(20 * time.Millisecond) {
		if j, err = jobs.Job(ctx, j.ID); err != nil || j.State.Final() && j.State != job.Done || time.Now().After(end) {
			t.Fatalf("%+v, %v", j, err)
		}
	}
	if r, err := jobs.Result(ctx, j.ID); err != nil || r.Name != "revision.json" || !json.Valid(r.Data) {
		t.Errorf("%+v, %v", r, err)
	}
	var refused *app.RemoteError
	if err := jobs.Retry(ctx, j.ID); !errors.As(err, &refused) || refused.Code != "request.job_state" {
		t.Errorf("again what is done: %v", err)
	}
	for kind, o := range map[string]any{
		task.KindReport:     task.Report{Kind: "overview"},
		task.KindPlan:       task.Plan{Model: "m1b", Leave: "C"},
		task.KindEvaluation: task.Evaluation{Questionnaire: "r8"},
	} {
		asked, err := jobs.Ask(ctx, kind, o, "mic", operator)
		if err != nil || asked.Kind != kind || asked.By == operator {
			t.Errorf("%s: %+v, %v", kind, asked, err)
		}
		if err := jobs.Cancel(ctx, asked.ID); err != nil && (!errors.As(err, &refused) || refused.Status != http.StatusConflict) {
			t.Errorf("cancel %s: %v", kind, err)
		}
	}
	list, err := jobs.List(ctx, "mic")
	if err != nil || len(list) != 4 || list[3].ID != j.ID || list[3].Ended.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	traced(t, traces)
}

// traced looks at what the server wrote about the import of the study mic: the job
// and the requests with what they did in the database, and nobody's name.
func traced(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	type span struct{ Name, TraceID, SpanID, ParentSpanID string }
	var spans []span
	for line := range strings.Lines(string(data)) {
		var payload struct {
			ResourceSpans []struct{ ScopeSpans []struct{ Spans []span } }
		}
		if err := json.Unmarshal([]byte(line), &payload); err != nil {
			t.Fatal(err)
		}
		spans = append(spans, payload.ResourceSpans[0].ScopeSpans[0].Spans...)
	}
	within := func(outer, inner string) bool {
		return slices.ContainsFunc(spans, func(o span) bool {
			return o.Name == outer && o.ParentSpanID == "" && slices.ContainsFunc(spans, func(i span) bool {
				return i.Name == inner && i.TraceID == o.TraceID && i.ParentSpanID == o.SpanID
			})
		})
	}
	for _, want := range [][2]string{{"job import", "database write"}, {"GET /api/v1/jobs/{job}", "database read"}, {"POST /api/v1/studies/{study}/jobs", "database write"}} {
		if !within(want[0], want[1]) {
			t.Errorf("no %q within %q in %v", want[1], want[0], spans)
		}
	}
	for _, secret := range []string{"mic", "127.0.0.1", "admin", "sekisho_t_"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("traces hold %q", secret)
		}
	}
}

// TestRemoteStudies reads lists that come in several pages, whole and in order, and
// tells what the server refuses.
func TestRemoteStudies(t *testing.T) {
	ctx, database := t.Context(), filepath.Join(t.TempDir(), "s.db")
	address, cookie := served(t, app.ServeOptions{Database: database})
	var token struct {
		Secret string `json:"secret"`
	}
	post(t, address+"/api/v1/me/tokens", cookie, map[string]any{"name": "test", "operations": []string{"study.list", "study.read", "study.edit", "audit.read"}, "ends": time.Now().Add(time.Hour)}, &token)
	s, err := app.OpenStore(ctx, database, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	fill(t, s)
	local, remote := app.InDatabase(s), app.Remote{URL: address, Token: token.Secret, Lang: lang.En}.Studies()

	for _, q := range []store.Query{{Limit: 1000}, {Limit: 3}} {
		var lists [2][]store.StudyID
		for i, studies := range []app.Studies{local, remote} {
			for more, q := true, q; more; {
				var page []store.Study
				if page, more, err = studies.Studies(ctx, q); err != nil {
					t.Fatal(err)
				}
				for _, x := range page {
					lists[i] = append(lists[i], x.ID)
				}
				q.After = lists[i][len(lists[i])-1]
			}
		}
		if diff := cmp.Diff(lists[0], lists[1]); diff != "" || len(lists[0]) < 200 {
			t.Errorf("%d studies: %s", len(lists[0]), diff)
		}
	}
	line := store.Line{Study: "s000", Branch: store.Main}
	for _, limit := range []int{0, 1, 202} {
		var histories [2][]store.Entry
		for i, studies := range []app.Studies{local, remote} {
			if histories[i], err = studies.History(ctx, line, store.HistoryQuery{Limit: limit}); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(histories[0], histories[1]); diff != "" {
			t.Errorf("%d revisions: %s", len(histories[0]), diff)
		}
	}
	last := ""
	for e, err := range remote.Audit(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		last = e.Hash
	}
	if v, err := app.VerifyAudit(ctx, remote, last); err != nil || v.Broken != 0 || v.Entries < 1200 || !v.Seen || v.Last != last {
		t.Errorf("%+v, %v", v, err)
	}
	if r, err := remote.Change(ctx, store.Commit{Line: line}); err != nil || r == 0 {
		t.Errorf("a change of nothing: %d, %v", r, err)
	}
	var refused *app.RemoteError
	_, err = remote.Change(ctx, store.Commit{Line: line, Changes: []store.Change{{Name: "study/0", Data: []byte("x")}, {Name: "study/1", Base: 1, Delete: true}}})
	if !errors.As(err, &refused) || refused.Code != "request.stale" || len(refused.Findings) != 2 {
		t.Errorf("%v", err)
	}
	_, err = remote.Change(ctx, store.Commit{Line: line, Changes: []store.Change{{Name: "attachments/x", Data: bytes.Repeat([]byte{0xff}, 13<<20)}}})
	if !errors.As(err, &refused) || refused.Code != "request.too_large" {
		t.Errorf("%v", err)
	}
}

// fill makes so many studies, revisions and entries of the audit log that no page holds
// them.
func fill(t *testing.T, s store.Store) {
	t.Helper()
	var many []store.Change
	for i := range 1000 {
		many = append(many, store.Change{Name: fmt.Sprintf("study/%d", i), Data: []byte("a")})
	}
	for i := range 205 {
		c := store.Commit{By: operator}
		if i == 0 {
			c.Changes = many
		}
		if _, err := s.Create(t.Context(), store.Study{ID: store.StudyID(fmt.Sprintf("s%03d", i)), Title: "題"}, c); err != nil {
			t.Fatal(err)
		}
	}
	var base store.Revision
	for i := range 205 {
		var err error
		base, err = s.Commit(t.Context(), store.Commit{Line: store.Line{Study: "s000", Branch: store.Main}, By: operator, Reason: "版",
			Changes: []store.Change{{Name: "study/again", Base: base, Data: fmt.Append(nil, i)}}})
		if err != nil {
			t.Fatal(err)
		}
	}
}
