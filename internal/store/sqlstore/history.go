package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"github.com/sekisho/sekisho/internal/store"
)

// History lists revisions of a branch, the newest first. Behind its own it lists
// those of the branch out of which it was made, up to then.
func (s *Store) History(ctx context.Context, l store.Line, q store.HistoryQuery) ([]store.Entry, error) {
	if q.Before == 0 {
		q.Before = math.MaxInt64
	}
	limit := q.Limit
	if limit <= 0 {
		limit = store.PageSize
	}
	var history []store.Entry
	err := s.read(ctx, func(tx *sql.Tx) error {
		if err := branchExists(ctx, tx, l); err != nil {
			return err
		}
		for l.Branch != "" && len(history) < limit {
			q.Limit = limit - len(history)
			own, err := ownHistory(ctx, tx, l, q)
			if err != nil {
				return err
			}
			history = append(history, own...)
			var from store.Branch
			var at store.Revision
			if err := tx.QueryRowContext(ctx, "SELECT from_name, from_at FROM branch WHERE study = $1 AND name = $2", string(l.Study), string(l.Branch)).Scan(&from, &at); err != nil {
				return fmt.Errorf("read branch: %w", err)
			}
			l.Branch, q.Before = from, min(q.Before, at+1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return history, nil
}

// ownHistory lists revisions of the branch itself.
func ownHistory(ctx context.Context, tx *sql.Tx, l store.Line, q store.HistoryQuery) ([]store.Entry, error) {
	query := "SELECT v.id, v.at, v.by_id, v.by_name, v.reason FROM revision v WHERE v.study = $1 AND v.branch = $2 AND v.id < $3"
	args := []any{string(l.Study), string(l.Branch), int64(q.Before), q.Limit}
	if q.Record != "" {
		query += " AND EXISTS (SELECT 1 FROM record r WHERE r.study = v.study AND r.branch = v.branch AND r.name = $5 AND r.revision = v.id)"
		args = append(args, q.Record)
	}
	rows, err := tx.QueryContext(ctx, query+" ORDER BY v.id DESC LIMIT $4", args...)
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	var list []store.Entry
	err = each(rows, func() error {
		e := store.Entry{Line: l}
		var at string
		if err := rows.Scan(&e.Revision, &at, &e.By.ID, &e.By.Name, &e.Reason); err != nil {
			return err
		}
		e.At, err = parseTime(at)
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	for i := range list {
		if list[i].Changed, err = changedBy(ctx, tx, list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func changedBy(ctx context.Context, tx *sql.Tx, e store.Entry) ([]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT name FROM record WHERE revision = $1 AND study = $2 AND branch = $3 ORDER BY name",
		int64(e.Revision), string(e.Study), string(e.Branch))
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	var names []string
	err = each(rows, func() error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	return names, nil
}

// Fork makes a branch out of another as it is now.
func (s *Store) Fork(ctx context.Context, from store.Line, to store.Branch, by store.Actor, reason string) error {
	line := store.Line{Study: from.Study, Branch: to}
	if err := (store.Commit{Line: line, By: by, Reason: reason}).Check(); err != nil {
		return err
	}
	return s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		if err := b.look(ctx, prepared{Commit: store.Commit{Line: from}}, prepared{Commit: store.Commit{Line: line}}); err != nil {
			return err
		}
		at, err := b.head(from)
		if err != nil {
			return err
		}
		if _, err := b.head(line); err == nil {
			return fmt.Errorf("branch %s of study %s: %w", to, from.Study, store.ErrExists)
		}
		if err := b.fork(ctx, from, to, at); err != nil {
			return err
		}
		b.log(store.AuditEntry{At: s.now(), By: by, Action: store.Forked, Line: line, Revision: at, Before: string(from.Branch), After: string(to), Reason: reason})
		return nil
	})
}

// fork copies the heads of a branch; the contents are shared.
func (b *batch) fork(ctx context.Context, from store.Line, to store.Branch, at store.Revision) error {
	if err := b.exec(ctx, "INSERT INTO branch (study, name, from_name, from_at, head) VALUES ($1, $2, $3, $4, $4)",
		string(from.Study), string(to), string(from.Branch), int64(at)); err != nil {
		return err
	}
	for _, table := range []string{"record", "head"} {
		if err := b.exec(ctx, "INSERT INTO "+table+` (study, branch, name, revision, digest)
			SELECT study, CAST($3 AS TEXT), name, revision, digest FROM head WHERE study = $1 AND branch = $2`, string(from.Study), string(from.Branch), string(to)); err != nil {
			return err
		}
	}
	return nil
}

// Branches lists the branches of a study by name.
func (s *Store) Branches(ctx context.Context, id store.StudyID) ([]store.BranchInfo, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name, from_name, from_at, head FROM branch WHERE study = $1 ORDER BY name", string(id))
	if err != nil {
		return nil, fmt.Errorf("read branches: %w", fault(err))
	}
	var list []store.BranchInfo
	err = each(rows, func() error {
		var b store.BranchInfo
		err := rows.Scan(&b.Name, &b.From, &b.At, &b.Head)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read branches: %w", fault(err))
	}
	return list, nil
}
