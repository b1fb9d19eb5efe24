package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/store"
)

// Create begins a study with its first records.
func (s *Store) Create(ctx context.Context, study store.Study, c store.Commit) (store.Revision, error) {
	id, title := study.ID, study.Title
	c.Line = store.Line{Study: id, Branch: store.Main}
	if err := errors.Join(study.Check(), c.Check()); err != nil {
		return 0, err
	}
	first, err := prepare(c)
	if err != nil {
		return 0, err
	}
	var revision store.Revision
	err = s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		switch _, err := studyOf(ctx, b.tx, id); {
		case err == nil:
			if err := b.look(ctx, first); err != nil {
				return err
			}
			if revision = b.known.made[onceKey{c.Study, c.Once}]; revision != 0 {
				return nil
			}
			return fmt.Errorf("study %s: %w", id, store.ErrExists)
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		at := s.now()
		if err := b.exec(ctx, "INSERT INTO study (id, title, folded, created, updated, deleted, owner) VALUES ($1, $2, '', $3, $3, 0, $4)",
			string(id), title, stamp(at), study.Owner); err != nil {
			return err
		}
		if err := b.index(ctx, id, title); err != nil {
			return err
		}
		if err := b.exec(ctx, "INSERT INTO branch (study, name, from_name, from_at, head) VALUES ($1, $2, '', 0, 0)", string(id), string(store.Main)); err != nil {
			return err
		}
		b.log(store.AuditEntry{At: at, By: c.By, Action: store.Created, Line: c.Line, After: title, Reason: c.Reason})
		if err := b.look(ctx, first); err != nil {
			return err
		}
		var err error
		revision, err = b.commit(ctx, first, at)
		return err
	})
	return revision, err
}

// index makes a title searchable, together with the id.
func (b *batch) index(ctx context.Context, id store.StudyID, title string) error {
	folded := store.Fold(title + "\n" + string(id))
	if err := b.exec(ctx, "UPDATE study SET folded = $2 WHERE id = $1", string(id), folded); err != nil {
		return err
	}
	if err := b.exec(ctx, "DELETE FROM gram WHERE study = $1", string(id)); err != nil {
		return err
	}
	var grams []row
	for _, gram := range store.Grams(folded) {
		grams = append(grams, row{gram, string(id)})
	}
	return b.write(ctx, gramSQL, grams)
}

const studyColumns = "s.id, s.title, s.owner, s.created, s.updated, s.deleted"

// scanStudy reads a row of studyColumns, and what stands behind them.
func scanStudy(row scanner, more ...any) (store.Study, error) {
	var study store.Study
	var created, updated string
	var deleted int
	if err := row.Scan(append([]any{&study.ID, &study.Title, &study.Owner, &created, &updated, &deleted}, more...)...); err != nil {
		return store.Study{}, err
	}
	var err error
	if study.Created, err = parseTime(created); err != nil {
		return store.Study{}, err
	}
	study.Updated, err = parseTime(updated)
	study.Deleted = deleted != 0
	return study, err
}

func studyOf(ctx context.Context, q querier, id store.StudyID) (store.Study, error) {
	return foundStudy(id, q.QueryRowContext(ctx, studySQL, string(id)))
}

const studySQL = "SELECT " + studyColumns + " FROM study s WHERE s.id = $1"

func foundStudy(id store.StudyID, row scanner) (store.Study, error) {
	study, err := scanStudy(row)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Study{}, fmt.Errorf("study %s: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return store.Study{}, fmt.Errorf("read study: %w", err)
	}
	return study, nil
}

// Study finds a study.
func (s *Store) Study(ctx context.Context, id store.StudyID) (store.Study, error) {
	study, err := foundStudy(id, s.Row(ctx, studySQL, string(id)))
	return study, fault(err)
}

// Studies lists studies by id.
func (s *Store) Studies(ctx context.Context, q store.Query) (page []store.Study, more bool, err error) {
	limit := q.Limit
	if limit <= 0 {
		limit = store.PageSize
	}
	folded := store.Fold(q.Text)
	if utf8.RuneCountInString(folded) > maxSearch {
		return nil, false, fmt.Errorf("%w: a search text of over %d characters", store.ErrInvalid, maxSearch)
	}
	err = s.read(ctx, func(tx *sql.Tx) (err error) {
		if folded == "" {
			page, err = inOrder(ctx, tx, q, limit+1)
		} else {
			page, err = search(ctx, tx, q, folded, limit+1)
		}
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("list studies: %w", err)
	}
	if len(page) > limit {
		page, more = page[:limit], true
	}
	return page, more, nil
}

func deletedValue(q store.Query) int {
	if q.Deleted {
		return 1
	}
	return 0
}

// inOrder gives at most n studies.
func inOrder(ctx context.Context, tx *sql.Tx, q store.Query, n int) ([]store.Study, error) {
	within, args, err := withinQuery(q.Within, []any{string(q.After), deletedValue(q), n})
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT "+studyColumns+" FROM study s WHERE s.id > $1 AND s.deleted = $2"+within+" ORDER BY s.id LIMIT $3", args...)
	if err != nil {
		return nil, err
	}
	var page []store.Study
	return page, each(rows, func() error {
		study, err := scanStudy(rows)
		page = append(page, study)
		return err
	})
}

// stretch is how many occurrences of a gram are looked at with one statement.
const stretch = 2 * store.PageSize

// search gives at most n studies whose titles hold a folded text. It goes along
// the rarest of its grams, in the order of ids and a stretch at a time: so it reads
// no more than it must, however many studies there are, and no database thinks of
// reading all and sorting them.
func search(ctx context.Context, tx *sql.Tx, q store.Query, folded string, n int) ([]store.Study, error) {
	gram, err := rarest(ctx, tx, store.SearchGrams(folded))
	if err != nil {
		return nil, err
	}
	pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(folded) + "%"
	within, args, err := withinQuery(q.Within, []any{string(q.After), deletedValue(q), gram, pattern, stretch})
	if err != nil {
		return nil, err
	}
	var page []store.Study
	for seen := stretch; seen == stretch && len(page) < n; {
		rows, err := tx.QueryContext(ctx, "SELECT "+studyColumns+`, CASE WHEN s.deleted = $2 AND s.folded LIKE $4 ESCAPE '\'`+within+` THEN 1 ELSE 0 END
			FROM (SELECT study FROM gram WHERE gram = $3 AND study > $1 ORDER BY study LIMIT $5) g JOIN study s ON s.id = g.study ORDER BY g.study`, args...)
		if err != nil {
			return nil, err
		}
		seen = 0
		err = each(rows, func() error {
			var found int
			study, err := scanStudy(rows, &found)
			args[0] = string(study.ID)
			if seen++; found == 1 && len(page) < n {
				page = append(page, study)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return page, nil
}

// maxWithin bounds the parts of all studies that a query can name.
const maxWithin = 1000

// withinQuery gives the condition that leaves studies within some parts, and
// the arguments with its own.
func withinQuery(within []store.Within, args []any) (string, []any, error) {
	if within == nil {
		return "", args, nil
	}
	if len(within) > maxWithin {
		return "", nil, fmt.Errorf("%w: within %d parts, at most %d", store.ErrInvalid, len(within), maxWithin)
	}
	var conditions []string
	for _, w := range within {
		if w.Study != "" {
			args = append(args, string(w.Study))
			conditions = append(conditions, fmt.Sprintf("s.id = $%d", len(args)))
			continue
		}
		args = append(args, w.Owner, len(w.Owner))
		conditions = append(conditions, fmt.Sprintf("substr(s.owner, 1, CAST($%d AS INTEGER)) = $%d", len(args), len(args)-1))
	}
	return " AND (1 = 0" + strings.Join(append([]string{""}, conditions...), " OR ") + ")", args, nil
}

// maxSearch bounds a search text, and with it the statement.
const maxSearch = 200

// enough is how far occurrences of a gram are counted: one with more is common.
const enough = 2 * store.PageSize

// rarest gives the gram that occurs in the fewest studies.
func rarest(ctx context.Context, tx *sql.Tx, grams []string) (string, error) {
	if len(grams) == 1 {
		return grams[0], nil
	}
	marks := make([]string, len(grams))
	args := []any{enough}
	for i, gram := range grams {
		marks[i] = fmt.Sprintf("(CAST($%d AS TEXT))", i+2)
		args = append(args, gram)
	}
	var best string
	err := tx.QueryRowContext(ctx, "WITH g (gram) AS (VALUES "+strings.Join(marks, ", ")+`)
		SELECT g.gram FROM g ORDER BY (SELECT count(*) FROM (SELECT 1 FROM gram x WHERE x.gram = g.gram LIMIT $1) y), g.gram LIMIT 1`, args...).Scan(&best)
	if err != nil {
		return "", fmt.Errorf("search: %w", err)
	}
	return best, nil
}

// Rename gives a study another title.
func (s *Store) Rename(ctx context.Context, a store.Act, title string) error {
	id := a.Study
	if err := errors.Join(store.Study{ID: id, Title: title}.Check(), (store.Commit{Line: store.Line{Study: id, Branch: store.Main}, By: a.By, Reason: a.Reason}).Check()); err != nil {
		return err
	}
	return s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		study, err := studyOf(ctx, b.tx, id)
		if err != nil {
			return err
		}
		if err := b.unchanged(ctx, a); err != nil || study.Title == title {
			return err
		}
		if err := b.exec(ctx, "UPDATE study SET title = $2 WHERE id = $1", string(id), title); err != nil {
			return err
		}
		if err := b.index(ctx, id, title); err != nil {
			return err
		}
		b.log(store.AuditEntry{At: s.now(), By: a.By, Action: store.Renamed, Line: store.Line{Study: id}, Before: study.Title, After: title, Reason: a.Reason})
		return nil
	})
}

// Delete takes a study out of lists.
func (s *Store) Delete(ctx context.Context, a store.Act) error { return s.mark(ctx, a, true) }

// Restore brings a deleted study back.
func (s *Store) Restore(ctx context.Context, a store.Act) error { return s.mark(ctx, a, false) }

// unchanged fails with a [*store.ConflictError] where a record is not as it was
// seen.
func (b *batch) unchanged(ctx context.Context, a store.Act) error {
	var conflicts []store.Conflict
	for _, seen := range a.While {
		l := store.Line{Study: a.Study, Branch: seen.Branch}
		now, err := stateOf(seen.Name, l, b.tx.QueryRowContext(ctx, stateSQL, string(l.Study), string(l.Branch), seen.Name))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if now.Revision != seen.Revision {
			now.Name = seen.Name
			conflicts = append(conflicts, store.Conflict{Name: seen.Name, Base: seen.Revision, Now: now})
		}
	}
	if len(conflicts) > 0 {
		return &store.ConflictError{Conflicts: conflicts}
	}
	return nil
}

func (s *Store) mark(ctx context.Context, a store.Act, deleted bool) error {
	id, e := a.Study, store.AuditEntry{By: a.By, Action: store.Restored, Line: store.Line{Study: a.Study}, Reason: a.Reason}
	if deleted {
		e.Action = store.Deleted
	}
	if err := (store.Commit{Line: store.Line{Study: id, Branch: store.Main}, By: e.By, Reason: e.Reason}).Check(); err != nil {
		return err
	}
	return s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		study, err := studyOf(ctx, b.tx, id)
		if err != nil {
			return err
		}
		if err := b.unchanged(ctx, a); err != nil || study.Deleted == deleted {
			return err
		}
		value := 0
		if deleted {
			value = 1
		}
		if err := b.exec(ctx, "UPDATE study SET deleted = $2 WHERE id = $1", string(id), value); err != nil {
			return err
		}
		e.At = s.now()
		b.log(e)
		return nil
	})
}
