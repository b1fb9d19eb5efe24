package sqlstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/pg"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

// crashDB tells the test binary that it is a child that writes until it is
// killed; its value is the address of the database.
const crashDB = "SEKISHO_CRASH_DB"

// shared is the PostgreSQL server of tests that do not stop it.
var shared pg.Shared

func TestMain(m *testing.M) {
	if address := os.Getenv(crashDB); address != "" {
		writeUntilKilled(address)
	}
	os.Exit(shared.Main(m, os.Stderr))
}

// writeUntilKilled lets several writers commit one change after the other, each of
// two records, and prints what was acknowledged.
func writeUntilKilled(address string) {
	fail := func(err error) {
		fmt.Printf("error %q\n", err)
		os.Exit(1)
	}
	// The child has no test whose context it could use.
	ctx, cancel := signalContext()
	defer cancel()
	s, err := sqlstore.Open(ctx, address, sqlstore.Config{Now: (&storetest.Clock{}).Now})
	if err != nil {
		fail(err)
	}
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := 0; ; i++ {
				line, err := writeOne(ctx, s, w, i)
				if err != nil {
					fail(err)
				}
				fmt.Println(line)
			}
		})
	}
	group.Wait()
}

// writers is how many write at once in a child, so that they share transactions.
const writers = 4

// writeOne commits a change of one of the writer's records, and says so as
// survived wants it.
func writeOne(ctx context.Context, s *sqlstore.Store, w, i int) (string, error) {
	name := fmt.Sprintf("answers/%d/%d", w, i%5)
	r, err := s.Record(ctx, store.Line{Study: "s", Branch: store.Main}, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	text := fmt.Sprintf("%s %d %d %s", name, os.Getpid(), i, strings.Repeat("回答", i%300))
	made, err := s.Commit(ctx, store.Commit{Line: store.Line{Study: "s", Branch: store.Main}, By: storetest.Ann, Reason: "書込み", Changes: []store.Change{
		{Name: name, Base: r.Revision, Data: []byte(text)}, {Name: fmt.Sprintf("twin/%d-%d-%d", os.Getpid(), w, i), Data: []byte(text)}}})
	return fmt.Sprintf("%d %s %s", made, name, store.DigestOf([]byte(text))), err
}

// rounds is how often a writer is killed: SEKISHO_CRASH_ROUNDS, or few enough
// for every run of the tests.
func rounds(t *testing.T, usual int) int {
	t.Helper()
	if text := os.Getenv("SEKISHO_CRASH_ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return usual
}

// TestCrash kills processes while they write, and then PostgreSQL under them,
// again and again, and wants every acknowledged revision, no half commit, and a
// sound database. `make crash` runs 200 rounds of each.
func TestCrash(t *testing.T) {
	server := pg.Start(t)
	for name, address := range map[string]string{"SQLite": file(t), "PostgreSQL": server.Database(t)} {
		t.Run(name, func(t *testing.T) {
			crashes(t, address, rounds(t, 10), func() []string {
				return writer(t, address, func() { time.Sleep(time.Duration(20+rand.IntN(60)) * time.Millisecond) })
			})
		})
	}
	t.Run("PostgreSQL itself", func(t *testing.T) {
		address := server.Database(t)
		crashes(t, address, rounds(t, 1), func() []string {
			lines := writer(t, address, func() {
				time.Sleep(100 * time.Millisecond)
				server.Kill(t)
			})
			server.Restart(t)
			return lines
		})
	})
}

// crashes lets n crashes happen, of which each gives the lines that were
// acknowledged before it.
func crashes(t *testing.T, address string, n int, crash func() []string) {
	t.Helper()
	begin(t, address)
	acknowledged, seen := 0, int64(0)
	for range n {
		lines := crash()
		acknowledged += len(lines)
		seen = survived(t, address, lines, seen)
	}
	healthy(t, address)
	if acknowledged == 0 {
		t.Error("no write was acknowledged: the test proves nothing")
	}
	t.Logf("%d crashes, %d acknowledged commits", n, acknowledged)
}

// begin makes the study into which children write.
func begin(t *testing.T, address string) {
	t.Helper()
	s := openAt(t, address)
	if _, err := s.Create(t.Context(), store.Study{ID: "s", Title: "題"}, store.Commit{By: storetest.Ann}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// writer lets a child write while during runs after its first acknowledgement,
// and kills it then.
func writer(t *testing.T, address string, during func()) []string {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashDB+"="+address)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	scan := bufio.NewScanner(out)
	var lines []string
	if scan.Scan() {
		lines = append(lines, scan.Text())
	}
	during()
	if err := child.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	for scan.Scan() {
		lines = append(lines, scan.Text())
	}
	_ = child.Wait() // it was killed
	var acknowledged []string
	for _, l := range lines {
		if !strings.HasPrefix(l, "error") {
			acknowledged = append(acknowledged, l)
		}
	}
	return acknowledged
}

// survived wants each acknowledged revision with its content, and both records
// of each commit or none, in the part of the audit log behind an entry. It gives
// the last entry.
func survived(t *testing.T, address string, lines []string, behind int64) int64 {
	t.Helper()
	s := openAt(t, address)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	states := map[string]bool{}
	halves := map[store.Revision]int{}
	for e, err := range s.Audit(t.Context(), behind) {
		if err != nil {
			t.Fatal(err)
		}
		behind = e.Number
		if e.Action == store.Changed {
			states[fmt.Sprintf("%d %s %s", e.Revision, e.Record, e.After)] = true
			halves[e.Revision]++
		}
	}
	for _, l := range lines {
		if !states[l] {
			t.Errorf("acknowledged and lost: %s", l)
		}
	}
	for revision, n := range halves {
		if n != 2 {
			t.Errorf("revision %d has %d of its 2 records", revision, n)
		}
	}
	return behind
}

// healthy wants a database of which the doctor has nothing to complain.
func healthy(t *testing.T, address string) {
	t.Helper()
	s := closing(t, openAt(t, address))
	found, err := s.Doctor(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("doctor: %v, %v", found, err)
	}
}

// TestServerComesBack kills PostgreSQL under an open store: what comes meanwhile is
// refused with a clear error, and when the server is back the store goes on by itself.
func TestServerComesBack(t *testing.T) {
	long.Test(t)
	server := pg.Start(t)
	address := server.Database(t)
	begin(t, address)
	s := closing(t, openAt(t, address))
	if _, err := writeOne(t.Context(), s, 0, 1); err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	if _, err := writeOne(t.Context(), s, 0, 2); !errors.Is(err, store.ErrUnreachable) {
		t.Errorf("without a server: %v", err)
	}
	if _, err := s.Commit(t.Context(), oneMore()); !errors.Is(err, store.ErrUnreachable) {
		t.Errorf("a commit without a server: %v", err)
	}
	server.Restart(t)
	for i := 3; i < 6; i++ {
		if _, err := writeOne(t.Context(), s, 0, i); err != nil {
			t.Errorf("with the server back: %v", err)
		}
	}
	healthy(t, address)
}
