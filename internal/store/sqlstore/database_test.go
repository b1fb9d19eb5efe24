package sqlstore_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

// both runs a test on both databases; fresh gives the address of one without
// studies.
func both(t *testing.T, run func(t *testing.T, fresh func() string)) {
	t.Helper()
	server := shared.Server(t)
	t.Run("SQLite", func(t *testing.T) { run(t, func() string { return file(t) }) })
	t.Run("PostgreSQL", func(t *testing.T) { run(t, func() string { return server.Database(t) }) })
}

func closing(t testing.TB, s *sqlstore.Store) *sqlstore.Store {
	t.Helper()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// filled makes a store with some of everything.
func filled(t testing.TB, address string) *sqlstore.Store {
	t.Helper()
	s := closing(t, openAt(t, address))
	for i := range 5 {
		id := store.StudyID(fmt.Sprintf("s%d", i))
		c := store.Commit{By: storetest.Ann, Reason: "作成", Changes: []store.Change{{Name: "study/a.yaml", Data: bytes.Repeat([]byte("題\n"), 1000*i)}, {Name: "b", Data: []byte{0, 255}}}}
		r, err := s.Create(t.Context(), store.Study{ID: id, Title: "関所市 " + strings.Repeat("①", i)}, c)
		if err == nil {
			err = s.Fork(t.Context(), store.Line{Study: id, Branch: store.Main}, "w", storetest.Bob, "試算")
		}
		if err == nil {
			_, err = s.Commit(t.Context(), store.Commit{Line: store.Line{Study: id, Branch: "w"}, By: storetest.Bob, Once: "x", Changes: []store.Change{{Name: "b", Base: r, Delete: true}}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete(t.Context(), store.Act{Study: "s4", By: storetest.Ann}); err != nil {
		t.Fatal(err)
	}
	return s
}

func backup(t *testing.T, s *sqlstore.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBackup moves everything from each database to each, and wants the same
// backup of the copy, byte for byte, and a copy that goes on working.
func TestBackup(t *testing.T) {
	long.Test(t)
	server := shared.Server(t)
	addresses := map[string]func() string{"SQLite": func() string { return file(t) }, "PostgreSQL": func() string { return server.Database(t) }}
	for from, source := range addresses {
		for to, target := range addresses {
			t.Run(from+" to "+to, func(t *testing.T) {
				saved := backup(t, filled(t, source()))
				s := closing(t, openAt(t, target()))
				if err := s.RestoreBackup(t.Context(), bytes.NewReader(saved)); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(backup(t, s), saved) {
					t.Error("a backup of the copy differs from the backup")
				}
				if _, err := s.Create(t.Context(), store.Study{ID: "new", Title: "題"}, store.Commit{By: storetest.Ann, Changes: []store.Change{{Name: "a", Data: []byte("a")}}}); err != nil {
					t.Errorf("the copy cannot be written: %v", err)
				}
				if found, err := s.Doctor(t.Context()); err != nil || len(found) > 0 {
					t.Errorf("doctor: %v, %v", found, err)
				}
				if err := s.RestoreBackup(t.Context(), bytes.NewReader(saved)); !errors.Is(err, store.ErrNotEmpty) {
					t.Errorf("restores over studies: %v", err)
				}
			})
		}
	}
}

// TestBackupWhileWriting takes backups under load; each is of one moment.
func TestBackupWhileWriting(t *testing.T) {
	both(t, func(t *testing.T, fresh func() string) {
		s := filled(t, fresh())
		for round := range 3 {
			// The backup begins when the writer has begun, and ends before it does.
			begun := make(chan struct{})
			var group sync.WaitGroup
			group.Go(func() {
				for i := range 60 {
					c := store.Commit{Line: store.Line{Study: "s1", Branch: store.Main}, By: storetest.Ann, Changes: []store.Change{
						{Name: fmt.Sprintf("x/%d/%d", round, i), Data: []byte("x")}, {Name: fmt.Sprintf("y/%d/%d", round, i), Data: []byte("y")}}}
					if _, err := s.Commit(t.Context(), c); err != nil {
						t.Error(err)
					}
					if i == 0 {
						close(begun)
					}
				}
			})
			<-begun
			saved := backup(t, s)
			group.Wait()
			copied := closing(t, openAt(t, fresh()))
			if err := copied.RestoreBackup(t.Context(), bytes.NewReader(saved)); err != nil {
				t.Fatal(err)
			}
			if found, err := copied.Doctor(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("doctor: %v, %v", found, err)
			}
		}
	})
}

// TestBackupDamaged wants each damaged backup refused and nothing written.
func TestBackupDamaged(t *testing.T) {
	long.Test(t)
	saved := backup(t, filled(t, file(t)))
	z, err := gzip.NewReader(bytes.NewReader(saved))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	zip := func(text string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	lines := strings.SplitAfter(string(text), "\n")
	for name, damaged := range map[string][]byte{
		"nothing":       {},
		"no gzip":       []byte("PK\x03\x04"),
		"cut":           saved[:len(saved)/2],
		"no end":        zip(strings.Join(lines[:len(lines)-2], "")),
		"a row less":    zip(strings.Join(slices.Delete(slices.Clone(lines), 3, 4), "")),
		"another form":  zip(strings.Replace(string(text), "backup/1", "backup/2", 1)),
		"another title": zip(strings.Replace(string(text), "関所市", "関所町", 1)),
		"more behind":   zip(string(text) + "{}\n"),
		"a table twice": zip(lines[0] + lines[1] + lines[1]),
		"no JSON":       zip(lines[0] + "{\n"),
	} {
		s := closing(t, openAt(t, file(t)))
		if err := s.RestoreBackup(t.Context(), bytes.NewReader(damaged)); !errors.Is(err, store.ErrBackup) {
			t.Errorf("%s: %v, want %v", name, err, store.ErrBackup)
		}
		if page, _, err := s.Studies(t.Context(), store.Query{}); err != nil || len(page) > 0 {
			t.Errorf("%s: left %v, %v", name, page, err)
		}
	}
}

// TestStartsAtOnce opens a new database several times at once.
func TestStartsAtOnce(t *testing.T) {
	for name, address := range map[string]string{"SQLite": file(t), "PostgreSQL": shared.Server(t).Empty(t)} {
		t.Run(name, func(t *testing.T) {
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					s, err := sqlstore.Open(t.Context(), address, sqlstore.Config{Now: (&storetest.Clock{}).Now})
					if err == nil {
						err = s.Close()
					}
					if err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
		})
	}
}

// TestTwoStores writes through two stores of one database, as two processes do.
func TestTwoStores(t *testing.T) {
	both(t, func(t *testing.T, fresh func() string) {
		address := fresh()
		one, two := filled(t, address), closing(t, openAt(t, address))
		var group sync.WaitGroup
		for i, s := range []*sqlstore.Store{one, two} {
			group.Go(func() {
				for j := range 30 {
					c := store.Commit{Line: store.Line{Study: "s1", Branch: store.Main}, By: storetest.Ann, Changes: []store.Change{{Name: fmt.Sprintf("%d/%d", i, j), Data: []byte("x")}}}
					if _, err := s.Commit(t.Context(), c); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		records, err := one.Records(t.Context(), store.Line{Study: "s1", Branch: store.Main}, store.Choice{})
		if err != nil || len(records) != 62 {
			t.Errorf("%d records, %v; want 62", len(records), err)
		}
		if found, err := two.Doctor(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("doctor: %v, %v", found, err)
		}
	})
}

// TestMigrations wants a database refused that a newer program made, or whose
// migrations were made from another text, and left as it is.
func TestMigrations(t *testing.T) {
	long.Test(t)
	both(t, func(t *testing.T, fresh func() string) {
		for _, tt := range []struct {
			change string
			want   store.MigrationError
		}{
			{"INSERT INTO migration VALUES (9999, 'x', 'x', 'x')", store.MigrationError{Number: 9999, Newer: true}},
			{"UPDATE migration SET digest = 'x' WHERE number = 1", store.MigrationError{Number: 1}},
		} {
			address := fresh()
			s := filled(t, address)
			if _, err := s.DB().ExecContext(t.Context(), tt.change); err != nil {
				t.Fatal(err)
			}
			_, err := sqlstore.Open(t.Context(), address, sqlstore.Config{Now: (&storetest.Clock{}).Now})
			var got *store.MigrationError
			if !errors.As(err, &got) || *got != tt.want {
				t.Errorf("after %s: %v", tt.change, err)
			}
		}
	})
}

// TestReindex opens a database of which a migration has taken the index of titles
// away.
func TestReindex(t *testing.T) {
	long.Test(t)
	both(t, func(t *testing.T, fresh func() string) {
		address := fresh()
		s := filled(t, address)
		if _, err := s.DB().ExecContext(t.Context(), "DELETE FROM gram"); err != nil {
			t.Fatal(err)
		}
		page, _, err := closing(t, openAt(t, address)).Studies(t.Context(), store.Query{Text: "関所市"})
		if err != nil || len(page) != 4 {
			t.Errorf("finds %v, %v", page, err)
		}
	})
}

// TestDoctor spoils a database in every way that the doctor knows.
func TestDoctor(t *testing.T) {
	long.Test(t)
	both(t, func(t *testing.T, fresh func() string) {
		for statement, codes := range map[string][]string{
			"UPDATE blob SET data = substr(data, 1, 1) WHERE coding = 'deflate'":                 {"blob.damaged"},
			"UPDATE head SET revision = 1 WHERE study = 's1' AND name = 'b'":                     {"head.stale"},
			"DELETE FROM head WHERE study = 's1' AND branch = 'main' AND name = 'b'":             {"head.missing"},
			"UPDATE branch SET head = 999 WHERE study = 's1' AND name = 'main'":                  {"branch.head"},
			"DELETE FROM audit WHERE number = 5":                                                 {"audit.missing", "audit.broken"},
			"UPDATE audit SET reason = 'x' WHERE number = 5":                                     {"audit.broken"},
			"UPDATE audit SET record = 'x' WHERE number = 2":                                     {"audit.missing", "audit.extra", "audit.broken"},
			"INSERT INTO study VALUES ('z', 'z', 'z', '2026-06-08T00:00:00.000000Z', '', 0, '')": {"branch.missing"},
			"DELETE FROM record WHERE revision = 1":                                              {"head.stale", "revision.empty", "audit.extra"},
		} {
			s := filled(t, fresh())
			if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			found, err := s.Doctor(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range found {
				if !slices.Contains(got, x.Code) {
					got = append(got, x.Code)
				}
			}
			if diff := cmp.Diff(codes, got); diff != "" {
				t.Errorf("after %s (-want +got):\n%s\n%v", statement, diff, found)
			}
		}
	})
}

// oneMore is a commit that needs room.
func oneMore() store.Commit {
	big := make([]byte, 1<<20)
	for i := range big {
		big[i] = byte(i * i >> 8)
	}
	return store.Commit{Line: store.Line{Study: "s1", Branch: store.Main}, By: storetest.Ann, Changes: []store.Change{{Name: "big", Data: big}}}
}

// TestDiskFaults lets each database refuse writes as it does on a full disk and
// on one that cannot be written: the error is clear, nothing of the write is
// there, nothing else is lost, and writing goes on when the fault is mended.
func TestDiskFaults(t *testing.T) {
	long.Test(t)
	for _, tt := range []struct {
		name        string
		postgres    bool
		broken, end string
		want        error
	}{
		// SQLite cannot add a page, as on a full disk. The settings are of the writer's connection.
		{"SQLite full", false, "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000", store.ErrFull},
		{"SQLite read-only", false, "PRAGMA query_only(1)", "PRAGMA query_only(0)", store.ErrReadOnly},
		// The server gives the error of a full disk in the middle of the commit.
		{"PostgreSQL full", true, `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
			CREATE TRIGGER full_disk BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION full_disk()`, "DROP TRIGGER full_disk ON record", store.ErrFull},
		{"PostgreSQL read-only", true, "SET default_transaction_read_only = on", "SET default_transaction_read_only = off", store.ErrReadOnly},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address := file(t)
			if tt.postgres {
				address = shared.Server(t).Database(t)
			}
			s := filled(t, address)
			before := backup(t, s)
			set := func(text string) {
				if _, err := s.Writing().ExecContext(t.Context(), text); err != nil {
					t.Fatal(err)
				}
			}
			set(tt.broken)
			if _, err := s.Commit(t.Context(), oneMore()); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			if _, err := s.Record(t.Context(), store.Line{Study: "s1", Branch: store.Main}, "big"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("half a write is there: %v", err)
			}
			if !bytes.Equal(backup(t, s), before) {
				t.Error("what was there before has changed")
			}
			set(tt.end)
			if _, err := s.Commit(t.Context(), oneMore()); err != nil {
				t.Errorf("when it is mended: %v", err)
			}
			if found, err := s.Doctor(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("doctor: %v, %v", found, err)
			}
		})
	}
}

// TestOpenFaults wants a clear error where a database cannot be opened.
func TestOpenFaults(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(text, bytes.Repeat([]byte("これはデータベースではない\n"), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]error{
		text: store.ErrDamaged,
		filepath.Join(t.TempDir(), "no", "such", "folder.db"): fs.ErrNotExist,
		"postgres://sekisho@/none?host=" + t.TempDir():        store.ErrUnreachable,
	} {
		if _, err := sqlstore.Open(t.Context(), address, sqlstore.Config{Now: (&storetest.Clock{}).Now}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
}

// TestFileMode keeps studies from other users of the machine.
func TestFileMode(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	address := file(t)
	filled(t, address)
	info, err := os.Stat(address)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

// TestViewReadsByKey: View finds each record by its whole key and its content by the
// digest, and does not walk through all records of a branch or all contents.
func TestViewReadsByKey(t *testing.T) {
	both(t, func(t *testing.T, fresh func() string) {
		address := fresh()
		// As it is planned for a statement that was prepared, before anything is known of the tables.
		explain, whole, walks := []string{"EXPLAIN QUERY PLAN " + sqlstore.ViewQuery(2, 2)}, "(study=? AND branch=? AND name=?)", []string{"SCAN h ", "SCAN b "}
		args := []any{"s", "main", "a", "b", "c", "d"}
		if sqlstore.IsAddress(address) {
			explain = []string{"SET plan_cache_mode = force_generic_plan", "PREPARE v AS " + sqlstore.ViewQuery(2, 2), "EXPLAIN EXECUTE v('s', 'main', 'a', 'b', 'c', 'd')"}
			whole, walks, args = "AND (name = $", []string{"Filter: (name", "Seq Scan on head", "Seq Scan on blob"}, nil
		}
		db, err := closing(t, openAt(t, address)).DB().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close() //nolint:errcheck // the store closes it
		for _, s := range explain[:len(explain)-1] {
			if _, err := db.ExecContext(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		plan := planOf(t, db, explain[len(explain)-1], args...)
		if n := strings.Count(plan, whole); n != 4 || slices.ContainsFunc(walks, func(walk string) bool { return strings.Contains(plan, walk) }) {
			t.Errorf("%d of 4 records are found by their keys:\n%s", n, plan)
		}
	})
}

// planOf gives the lines in which a database says what it will do; the last column
// of each row is the text.
func planOf(t *testing.T, db *sql.Conn, explain string, args ...any) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), explain, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // told by Err
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for rows.Next() {
		var line string
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		into[len(into)-1] = &line
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

// TestClosed wants an answer after Close.
func TestClosed(t *testing.T) {
	s := openAt(t, file(t))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create(t.Context(), store.Study{ID: "s", Title: "題"}, store.Commit{By: storetest.Ann}); err == nil {
		t.Error("a closed store takes a write")
	}
}

// TestWrite changes a table of another part of the program, together with the
// audit log, or not at all.
func TestWrite(t *testing.T) {
	both(t, func(t *testing.T, fresh func() string) {
		s := closing(t, openAt(t, fresh()))
		put := func(id string, fail error) error {
			return s.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
				_, err := tx.ExecContext(ctx, "INSERT INTO account (id, name, display, password, totp, totp_used, created, disabled, failures, locked) VALUES ($1, $1, '', '', '', 0, '', 0, 0, '')", id)
				return []store.AuditEntry{{By: storetest.Ann, Action: "account.create", Record: id}}, errors.Join(err, fail)
			})
		}
		if err := put("a", nil); err != nil {
			t.Fatal(err)
		}
		if err := put("b", io.ErrUnexpectedEOF); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("a write that fails: %v", err)
		}
		if err := put("a", nil); err == nil {
			t.Error("the same account twice")
		}
		var names []string
		if err := s.Read(t.Context(), func(tx *sql.Tx) error {
			var name string
			err := tx.QueryRowContext(t.Context(), "SELECT name FROM account").Scan(&name)
			names = append(names, name)
			return err
		}); err != nil || !slices.Equal(names, []string{"a"}) {
			t.Errorf("accounts %v, %v", names, err)
		}
		var log []string
		for e, err := range s.Audit(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			log = append(log, string(e.Action)+" "+e.Record)
		}
		if !slices.Equal(log, []string{"account.create a"}) {
			t.Errorf("audit log %v", log)
		}
		if found, err := s.Doctor(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("doctor: %v, %v", found, err)
		}
	})
}
