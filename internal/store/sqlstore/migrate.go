package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/store"
)

// migration is one step of the schema. Migrations go forward only; the way back
// is a backup.
type migration struct {
	number         int
	name, text, id string
}

// known lists the migrations of a dialect in order.
func (d dialect) known() ([]migration, error) {
	files, err := fs.Glob(migrations, path.Join("migrations", d.name, "*.sql"))
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	list := make([]migration, 0, len(files))
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		name := strings.TrimSuffix(path.Base(file), ".sql")
		digits, _, _ := strings.Cut(name, "_")
		number, err := strconv.Atoi(digits)
		if err != nil || number != len(list)+1 {
			return nil, fmt.Errorf("migration %s is not number %d", file, len(list)+1)
		}
		list = append(list, migration{number, name, string(text), string(store.DigestOf(text))})
	}
	return list, nil
}

// migrate brings the schema up to date, in one transaction that holds the lock:
// of several processes that start at once, one does it and the others find it
// done.
func (s *Store) migrate(ctx context.Context) error {
	known, err := s.dialect.known()
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL)"); err != nil {
			return fmt.Errorf("prepare migrations: %w", err)
		}
		done, err := applied(ctx, tx, known)
		if err != nil {
			return err
		}
		for _, m := range known[done:] {
			if _, err := tx.ExecContext(ctx, m.text); err != nil {
				return fmt.Errorf("migrate to %s: %w", m.name, err)
			}
			if _, err := tx.ExecContext(ctx, "INSERT INTO migration (number, name, digest, at) VALUES ($1, $2, $3, $4)",
				m.number, m.name, m.id, s.now().UTC().Format(store.TimeForm)); err != nil {
				return fmt.Errorf("migrate to %s: %w", m.name, err)
			}
		}
		return reindex(ctx, s.newBatch(tx))
	})
}

// reindex makes all studies searchable where a migration has taken the index away:
// texts are folded by this program, not by the database.
func reindex(ctx context.Context, b *batch) error {
	rows, err := b.tx.QueryContext(ctx, "SELECT id, title FROM study WHERE NOT EXISTS (SELECT 1 FROM gram) ORDER BY id")
	if err != nil {
		return fmt.Errorf("index studies: %w", err)
	}
	titles := map[store.StudyID]string{}
	err = each(rows, func() error {
		var id store.StudyID
		var title string
		err := rows.Scan(&id, &title)
		titles[id] = title
		return err
	})
	if err != nil {
		return fmt.Errorf("index studies: %w", err)
	}
	for _, id := range slices.Sorted(maps.Keys(titles)) {
		if err := b.index(ctx, id, titles[id]); err != nil {
			return err
		}
	}
	return nil
}

// applied counts the migrations that the database has, which must be the first
// of those known.
func applied(ctx context.Context, tx *sql.Tx, known []migration) (int, error) {
	rows, err := tx.QueryContext(ctx, "SELECT number, digest FROM migration ORDER BY number")
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	done := 0
	err = each(rows, func() error {
		var number int
		var digest string
		if err := rows.Scan(&number, &digest); err != nil {
			return err
		}
		switch {
		case number > len(known):
			return &store.MigrationError{Number: number, Newer: true}
		case number != done+1 || digest != known[number-1].id:
			return &store.MigrationError{Number: number}
		}
		done++
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	return done, nil
}

// change runs f in a transaction of its own that holds the lock. It is for what
// happens before the writer runs, or without it.
func (s *Store) change(ctx context.Context, f func(*sql.Tx) error) (err error) {
	defer func() { err = fault(err) }()
	tx, err := s.writing.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write database: %w", err)
	}
	err = s.lock(ctx, tx)
	if err == nil {
		err = f(tx)
	}
	if err != nil {
		// Where a full disk or a lost server has ended the transaction already, that this
		// fails says nothing more.
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("write database: %w", err)
	}
	return nil
}

func (s *Store) lock(ctx context.Context, tx *sql.Tx) error {
	if s.dialect.lock == "" {
		return nil
	}
	if _, err := tx.ExecContext(ctx, s.dialect.lock); err != nil {
		return fmt.Errorf("lock database: %w", err)
	}
	return nil
}

// each calls f for each row and closes rows.
func each(rows *sql.Rows, f func() error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}
