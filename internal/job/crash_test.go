package job_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/pg"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

// workerDB tells the test binary that it is a worker, and on which database.
const workerDB = "SEKISHO_WORKER_DB"

// shared is the PostgreSQL server of all tests.
var shared pg.Shared

func TestMain(m *testing.M) {
	if address := os.Getenv(workerDB); address != "" {
		if err := workUntilKilled(address); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(shared.Main(m, os.Stderr))
}

// workUntilKilled does jobs that leave one record each in a study.
func workUntilKilled(address string) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	s, err := sqlstore.Open(ctx, address, sqlstore.Config{Now: (&storetest.Clock{}).Now})
	if err != nil {
		return err
	}
	q := queue(s, fmt.Sprintf("w%d-", os.Getpid()))
	q.Now = time.Now // that of the test is ahead of that of a process which just began
	w := worker(q, map[string]job.Handler{"mark": func(ctx context.Context, j job.Job, _ func(int, int)) (*job.Result, error) {
		time.Sleep(time.Duration(rand.IntN(15)) * time.Millisecond)
		// The name of the job makes the commit once, whatever the attempt.
		r, err := s.Commit(ctx, store.Commit{Line: line, By: storetest.Ann, Once: string(j.ID), Changes: []store.Change{
			{Name: fmt.Sprintf("mark/%s/%d", j.ID, os.Getpid()), Data: []byte("x")}}})
		if err != nil {
			return nil, err
		}
		time.Sleep(time.Duration(rand.IntN(15)) * time.Millisecond)
		return &job.Result{Name: "revision", Data: []byte(strconv.FormatInt(int64(r), 10))}, nil
	}})
	w.Log = slog.New(slog.DiscardHandler)
	fmt.Println("working")
	w.Run(ctx)
	return nil
}

var line = store.Line{Study: "s", Branch: store.Main}

// TestCrash lets two workers on one database do jobs, and kills one of them again
// and again. In the end every job is done, its result is there, and it has left
// its one mark, whatever number of workers began it.
func TestCrash(t *testing.T) {
	rounds := 6
	if text := os.Getenv("SEKISHO_CRASH_ROUNDS"); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	for name, address := range map[string]string{"SQLite": filepath.Join(t.TempDir(), "jobs.db"), "PostgreSQL": shared.Server(t).Database(t)} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, address)
			if _, err := s.Create(t.Context(), store.Study{ID: "s", Title: "題"}, store.Commit{By: storetest.Ann}); err != nil {
				t.Fatal(err)
			}
			q := queue(s, "j")
			ids := make([]job.ID, 10*rounds)
			for i := range ids {
				j, err := q.Add(t.Context(), job.Spec{Kind: "mark", By: storetest.Ann, Attempts: 1000})
				if err != nil {
					t.Fatal(err)
				}
				ids[i] = j.ID
			}
			workers := [2]*exec.Cmd{start(t, address), start(t, address)}
			for range rounds {
				time.Sleep(time.Duration(20+rand.IntN(80)) * time.Millisecond)
				i := rand.IntN(2)
				kill(t, workers[i])
				workers[i] = start(t, address)
			}
			again := 0
			for _, id := range ids {
				if j := until(t, q, id, "final", final); j.State != job.Done {
					t.Errorf("job %+v", j)
				} else if j.Attempt > 1 {
					again++
				}
				if r, err := q.Result(t.Context(), id); err != nil || r.Name != "revision" {
					t.Errorf("result of %s: %+v, %v", id, r, err)
				}
			}
			for _, w := range workers {
				kill(t, w)
			}
			records, err := s.Records(t.Context(), line, store.Choice{Prefix: "mark/"})
			if err != nil || len(records) != len(ids) {
				t.Errorf("%d jobs left %d marks, %v", len(ids), len(records), err)
			}
			if found, err := s.Doctor(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("doctor: %v, %v", found, err)
			}
			t.Logf("%d workers killed; %d of %d jobs were begun more than once", rounds, again, len(ids))
		})
	}
}

// start starts a worker and waits until it works.
func start(t *testing.T, address string) *exec.Cmd {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), workerDB+"="+address)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if scan := bufio.NewScanner(out); !scan.Scan() || scan.Text() != "working" {
		t.Fatalf("a worker says %q", scan.Text())
	}
	return child
}

func kill(t *testing.T, child *exec.Cmd) {
	t.Helper()
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
}
