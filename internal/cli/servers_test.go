package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/pg"
)

// programArgs tells the test binary that it is the program, and with which
// arguments.
const programArgs = "SEKISHO_TEST_PROGRAM"

var shared pg.Shared

func TestMain(m *testing.M) {
	if args := os.Getenv(programArgs); args != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		code := Run(ctx, strings.Fields(args), Stdio{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Version: BuildVersion()})
		stop()
		os.Exit(code)
	}
	os.Exit(shared.Main(m, os.Stderr))
}

// serving is a process of sekisho serve.
type serving struct {
	process    *exec.Cmd
	api        string
	invitation string
	cookie     string
}

var (
	servesAt   = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	inviteLink = regexp.MustCompile(`/setup#(\S+)`)
)

// serve starts a process and waits until it answers; invites tells that there is no
// administrator yet.
func serve(t *testing.T, database string, invites bool) *serving {
	t.Helper()
	s := &serving{process: exec.CommandContext(t.Context(), os.Args[0])}
	s.process.Env = append(os.Environ(), programArgs+"=serve --lang en --listen 127.0.0.1:0 --db "+database)
	said, err := s.process.StderrPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	lines := bufio.NewScanner(said)
	for (s.api == "" || invites && s.invitation == "") && lines.Scan() {
		if at := servesAt.FindString(lines.Text()); at != "" {
			s.api = at + "/api/v1"
		}
		if found := inviteLink.FindStringSubmatch(lines.Text()); found != nil {
			s.invitation = found[1]
		}
	}
	if s.api == "" {
		t.Fatalf("a server does not start: %q, %v", lines.Text(), lines.Err())
	}
	go func() { _, _ = io.Copy(io.Discard, said) }() // it must never wait for us
	return s
}

// kill ends the process as a loss of power would.
func (s *serving) kill() {
	_ = s.process.Process.Kill() // it may have been killed
	_ = s.process.Wait()
}

// call makes a request, and gives the answer, which must be a success.
func (s *serving) call(t *testing.T, method, path string, body, into any) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.api+path, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", s.cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s, %v", method, path, answer.StatusCode, text, err)
	}
	for _, c := range answer.Cookies() {
		s.cookie = c.Name + "=" + c.Value
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// asked is a job as the API tells of it.
type asked struct {
	ID, Study, State string
	Attempt          int
}

// imports asks for imports of the reference study into as many new ones.
func (s *serving) imports(t *testing.T, n int) []asked {
	t.Helper()
	reference, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var files []any
	for _, f := range reference.Files() {
		files = append(files, map[string]any{"name": f.Name, "text": string(f.Data)})
	}
	jobs := make([]asked, n)
	for i := range jobs {
		s.call(t, http.MethodPost, fmt.Sprintf("/studies/copy-%02d/jobs", i), map[string]any{"import": map[string]any{"files": files}}, &jobs[i])
	}
	return jobs
}

// states looks at jobs, and counts those in a state.
func (s *serving) states(t *testing.T, jobs []asked, state string) int {
	t.Helper()
	n := 0
	for i := range jobs {
		s.call(t, http.MethodGet, "/jobs/"+jobs[i].ID, nil, &jobs[i])
		if jobs[i].State == state {
			n++
		}
	}
	return n
}

// until waits until so many jobs are in a state.
func (s *serving) until(t *testing.T, jobs []asked, state string, n int) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); s.states(t, jobs, state) < n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not %d jobs are %s: %+v", n, state, jobs)
		}
	}
}

// TestTwoServersLoseAWorker runs two servers on one PostgreSQL, each of which does
// jobs, kills one in the middle of a job, and wants every job done once in effect.
func TestTwoServersLoseAWorker(t *testing.T) {
	long.Test(t)
	database := shared.Server(t).Database(t)
	one := serve(t, database, true)
	one.call(t, http.MethodPost, "/invitations/accept", map[string]string{"secret": one.invitation, "password": "correct horse battery"}, nil)
	parallel := app.Parallel()
	jobs := one.imports(t, 12*parallel)
	for lost := false; !lost; {
		two := serve(t, database, false)
		one.until(t, jobs, "running", 2*parallel)
		two.kill()
		// The first server does no more jobs than it may, so what else runs was in the
		// hands of the one that is gone.
		lost = one.states(t, jobs, "running") > parallel
		if !lost && one.states(t, jobs, "waiting") < 2*parallel {
			t.Fatal("the server was killed between two jobs each time: the test proves nothing")
		}
	}
	one.until(t, jobs, "done", len(jobs))
	s, err := app.OpenStore(t.Context(), database, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	again := 0
	for _, j := range jobs {
		if j.Attempt > 1 {
			again++
		}
		var made struct{ Revision int64 }
		one.call(t, http.MethodGet, "/jobs/"+j.ID+"/result", nil, &made)
		history, err := s.History(t.Context(), store.Line{Study: store.StudyID(j.Study), Branch: store.Main}, store.HistoryQuery{})
		if err != nil || len(history) != 1 || int64(history[0].Revision) != made.Revision {
			t.Errorf("job %+v made revision %d; the history is %v, %v", j, made.Revision, history, err)
		}
	}
	if again == 0 {
		t.Error("no job was begun again, though the worker of one was lost")
	}
	if found, err := s.Doctor(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("doctor: %v, %v", found, err)
	}
	t.Logf("%d jobs, %d begun again", len(jobs), again)
}
