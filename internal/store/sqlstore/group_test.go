package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

// op is a write of any kind.
type op func(context.Context, *sqlstore.Store) (store.Revision, error)

// TestTogether makes random writes in groups, each in one transaction, and the
// same ones each alone: every caller gets the same answer, and the databases are
// the same, byte for byte.
func TestTogether(t *testing.T) {
	both(t, func(t *testing.T, fresh func() string) {
		for seed := range uint64(4) {
			alone, grouped := still(t, file(t)), still(t, fresh())
			random := rand.New(rand.NewPCG(seed, 7))
			for round := range 12 {
				var ops []op
				var want []string
				for range 1 + random.IntN(20) {
					o := someOp(t, random, alone, 12+8*round)
					ops = append(ops, o)
					want = append(want, told(o(t.Context(), alone)))
				}
				if diff := cmp.Diff(want, together(t, grouped, ops)); diff != "" {
					t.Fatalf("seed %d, alone and together: %s", seed, diff)
				}
			}
			if !bytes.Equal(backup(t, alone), backup(t, grouped)) {
				t.Errorf("seed %d: the databases differ", seed)
			}
			if found, err := grouped.Doctor(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("doctor: %v, %v", found, err)
			}
		}
	})
}

// TestRefusedAlone refuses one of several commits that wait together, because of one
// of the others: these are made in the same transaction, each once.
func TestRefusedAlone(t *testing.T) {
	both(t, func(t *testing.T, fresh func() string) {
		var looks atomic.Int32
		now := (&storetest.Clock{}).Now()
		s, err := sqlstore.Open(t.Context(), fresh(), sqlstore.Config{Now: func() time.Time { looks.Add(1); return now }})
		if err != nil {
			t.Fatal(err)
		}
		closing(t, s)
		c := store.Commit{Line: store.Line{Study: "s", Branch: store.Main}, By: storetest.Ann}
		if _, err := s.Create(t.Context(), store.Study{ID: "s", Title: "題"}, c); err != nil {
			t.Fatal(err)
		}
		looks.Store(0)
		var ops []op
		for _, name := range []string{"x", "y", "x", "z"} {
			c := store.Commit{Line: c.Line, By: c.By, Changes: []store.Change{{Name: name, Data: []byte(name)}}}
			ops = append(ops, func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) { return s.Commit(ctx, c) })
		}
		answers := together(t, s, ops)
		if answers[0] != "1 <nil>" || answers[1] != "2 <nil>" || answers[3] != "3 <nil>" || !strings.Contains(answers[2], "Base:0 Now:{Name:x Revision:1") {
			t.Errorf("%q", answers)
		}
		if n := looks.Load(); int(n) != len(ops) {
			t.Errorf("the clock was looked at %d times for %d commits: some were made again", n, len(ops))
		}
	})
}

// still opens a store whose clock stands, for writes that are tried again look at it
// more often.
func still(t *testing.T, address string) *sqlstore.Store {
	t.Helper()
	now := (&storetest.Clock{}).Now()
	s, err := sqlstore.Open(t.Context(), address, sqlstore.Config{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return closing(t, s)
}

// told puts an answer into words.
func told(r store.Revision, err error) string {
	var conflict *store.ConflictError
	if errors.As(err, &conflict) {
		return fmt.Sprintf("%d %+v", r, conflict.Conflicts)
	}
	return fmt.Sprint(r, err)
}

// together makes writes in one group, by letting all of them wait behind another.
func together(t *testing.T, s *sqlstore.Store, ops []op) []string {
	t.Helper()
	answers := make([]string, len(ops))
	var group sync.WaitGroup
	begun, release := make(chan struct{}), make(chan struct{})
	group.Go(func() {
		if err := s.Write(t.Context(), func(context.Context, *sql.Tx) ([]store.AuditEntry, error) {
			close(begun)
			<-release
			return nil, nil
		}); err != nil {
			t.Error(err)
		}
	})
	<-begun
	for i, o := range ops {
		group.Go(func() { answers[i] = told(o(t.Context(), s)) })
		for s.Queued() <= i {
			runtime.Gosched()
		}
	}
	close(release)
	group.Wait()
	return answers
}

// someOp chooses a write, mostly one that fits what is there; a few in so many are
// no commits.
func someOp(t *testing.T, random *rand.Rand, s *sqlstore.Store, many int) op {
	t.Helper()
	id := store.StudyID([]string{"a", "b"}[random.IntN(2)])
	l := store.Line{Study: id, Branch: []store.Branch{store.Main, store.Main, "w"}[random.IntN(3)]}
	c := store.Commit{Line: l, By: storetest.Ann, Reason: "理由"}
	for _, name := range []string{"x", "y", "z"} {
		if random.IntN(2) == 0 {
			c.Changes = append(c.Changes, someChange(t, random, s, l, name))
		}
	}
	if random.IntN(4) == 0 {
		c.Once = fmt.Sprint("once", random.IntN(4))
	}
	a := store.Act{Study: id, By: storetest.Bob}
	switch random.IntN(many) {
	case 0, 1:
		return func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) {
			return s.Create(ctx, store.Study{ID: id, Title: "題"}, c)
		}
	case 2:
		return func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) {
			return 0, s.Fork(ctx, store.Line{Study: id, Branch: store.Main}, "w", storetest.Bob, "")
		}
	case 3:
		return func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) { return 0, s.Delete(ctx, a) }
	case 4, 5:
		return func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) { return 0, s.Restore(ctx, a) }
	case 6:
		return func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) {
			return 0, s.Rename(ctx, a, "別の題")
		}
	}
	return func(ctx context.Context, s *sqlstore.Store) (store.Revision, error) { return s.Commit(ctx, c) }
}

// someChange changes a record as it is, or now and then as it is not.
func someChange(t *testing.T, random *rand.Rand, s *sqlstore.Store, l store.Line, name string) store.Change {
	t.Helper()
	v, err := s.View(t.Context(), l, nil, []string{name})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	x := store.Change{Name: name, Base: v.Records[name].Revision, Data: []byte([]string{"", "一", "二", "三"}[random.IntN(4)])}
	switch random.IntN(8) {
	case 0, 1:
		x.Base += store.Revision(random.IntN(3) - 1)
		x.Base = max(x.Base, 0)
	case 2:
		x.Data, x.Delete = nil, true
	}
	return x
}
