package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// Commit makes the changes of c.
func (s *Store) Commit(ctx context.Context, c store.Commit) (store.Revision, error) {
	if err := c.Check(); err != nil {
		return 0, err
	}
	var revision store.Revision
	err := s.writer.send(&request{ctx: ctx, commits: true, do: func(ctx context.Context, b *batch) error {
		var err error
		revision, err = b.commit(ctx, c, s.now())
		return err
	}})
	return revision, err
}

// commit makes the changes of c on a branch that exists.
func (b *batch) commit(ctx context.Context, c store.Commit, at time.Time) (store.Revision, error) {
	head, err := b.head(ctx, c.Line)
	if err != nil {
		return 0, err
	}
	if made, err := b.once(ctx, c); made != 0 || err != nil {
		return made, err
	}
	edits, err := b.edits(ctx, c)
	if err != nil || len(edits) == 0 {
		return head, err
	}
	revision, err := b.revision(ctx, c, at)
	if err != nil {
		return 0, err
	}
	for _, e := range edits {
		if err := b.apply(ctx, c, e, revision); err != nil {
			return 0, err
		}
		if err := b.log(ctx, store.AuditEntry{At: at, By: c.By, Action: store.Changed, Line: c.Line, Record: e.change.Name,
			Revision: revision, Before: string(e.before), After: string(e.after), Reason: c.Reason}); err != nil {
			return 0, err
		}
	}
	b.moved[c.Line] = moved{revision, at}
	return revision, nil
}

// moved is where a branch stands after the commits of a batch.
type moved struct {
	head store.Revision
	at   time.Time
}

// settle writes where the branches stand, once for all commits before it: when
// many people save at once they save to the same study.
func (b *batch) settle(ctx context.Context) error {
	lines := slices.SortedFunc(maps.Keys(b.moved), func(x, y store.Line) int {
		return cmp.Or(strings.Compare(string(x.Study), string(y.Study)), cmp.Compare(b.moved[x].head, b.moved[y].head))
	})
	for _, l := range lines {
		m := b.moved[l]
		if err := b.exec(ctx, branchSQL, string(l.Study), string(l.Branch), int64(m.head)); err != nil {
			return err
		}
		if err := b.exec(ctx, updatedSQL, string(l.Study), stamp(m.at)); err != nil {
			return err
		}
	}
	clear(b.moved)
	return nil
}

// head gives the last revision of a branch of a study that is not deleted.
func (b *batch) head(ctx context.Context, l store.Line) (store.Revision, error) {
	var head store.Revision
	err := b.row(ctx, headSQL, string(l.Study), string(l.Branch)).Scan(&head)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("branch %s of study %s, or the study: %w", l.Branch, l.Study, store.ErrNotFound)
	}
	if err != nil {
		return 0, fmt.Errorf("read branch: %w", err)
	}
	if m, ok := b.moved[l]; ok {
		return m.head, nil
	}
	return head, nil
}

// once gives the revision of a commit that was made before under the same name,
// 0 if there is none.
func (b *batch) once(ctx context.Context, c store.Commit) (store.Revision, error) {
	if c.Once == "" {
		return 0, nil
	}
	var made store.Revision
	err := b.tx.QueryRowContext(ctx, "SELECT id FROM revision WHERE study = $1 AND once = $2", string(c.Study), c.Once).Scan(&made)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read revision: %w", err)
	}
	return made, nil
}

// edit is a change with the record that it changes.
type edit struct {
	change        store.Change
	before, after store.Digest
}

// edits compares the changes with the records as they are, and leaves out those
// that change nothing.
func (b *batch) edits(ctx context.Context, c store.Commit) ([]edit, error) {
	var edits []edit
	var conflicts []store.Conflict
	for _, x := range c.Changes {
		now, err := stateOf(x.Name, c.Line, b.row(ctx, stateSQL, string(c.Study), string(c.Branch), x.Name))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		var after store.Digest
		if !x.Delete {
			after = store.DigestOf(x.Data)
		}
		switch {
		case now.Revision != x.Base:
			// Whoever is refused gets what is there now.
			if now, err = recordOf(ctx, b.tx, c.Line, x.Name); err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			now.Name = x.Name
			conflicts = append(conflicts, store.Conflict{Name: x.Name, Base: x.Base, Now: now})
		case now.Digest != after:
			edits = append(edits, edit{x, now.Digest, after})
		}
	}
	if len(conflicts) > 0 {
		return nil, &store.ConflictError{Conflicts: conflicts}
	}
	return edits, nil
}

// revision makes a new revision.
func (b *batch) revision(ctx context.Context, c store.Commit, at time.Time) (store.Revision, error) {
	once := sql.NullString{String: c.Once, Valid: c.Once != ""}
	b.wrote++
	var revision store.Revision
	err := b.row(ctx, revisionSQL, string(c.Study), string(c.Branch), stamp(at), c.By.ID, c.By.Name, c.Reason, once).Scan(&revision)
	if err != nil {
		return 0, fmt.Errorf("write revision: %w", err)
	}
	return revision, nil
}

// apply writes one record.
func (b *batch) apply(ctx context.Context, c store.Commit, e edit, revision store.Revision) error {
	key := []any{string(c.Study), string(c.Branch), e.change.Name}
	if e.change.Delete {
		if err := b.exec(ctx, "DELETE FROM head WHERE study = $1 AND branch = $2 AND name = $3", key...); err != nil {
			return err
		}
		return b.exec(ctx, "INSERT INTO record (study, branch, name, revision, digest) VALUES ($1, $2, $3, $4, NULL)", append(key, int64(revision))...)
	}
	digest, err := b.keep(ctx, e.change.Data)
	if err != nil {
		return err
	}
	state := append(key, int64(revision), string(digest))
	if err := b.exec(ctx, recordSQL, state...); err != nil {
		return err
	}
	return b.exec(ctx, currentSQL, state...)
}
