package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/store"
)

// Create begins a study with its first records.
func (s *Store) Create(ctx context.Context, study store.Study, c store.Commit) (store.Revision, error) {
	id, title := study.ID, study.Title
	c.Line = store.Line{Study: id, Branch: store.Main}
	if err := errors.Join(study.Check(), c.Check()); err != nil {
		return 0, err
	}
	var revision store.Revision
	err := s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		switch _, err := studyOf(ctx, b.tx, id); {
		case err == nil:
			if revision, err = b.once(ctx, c); revision != 0 || err != nil {
				return err
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
		if err := b.log(ctx, store.AuditEntry{At: at, By: c.By, Action: store.Created, Line: c.Line, After: title, Reason: c.Reason}); err != nil {
			return err
		}
		var err error
		revision, err = b.commit(ctx, c, at)
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
	for _, gram := range store.Grams(folded) {
		if err := b.exec(ctx, "INSERT INTO gram (gram, study) VALUES ($1, $2)", gram, string(id)); err != nil {
			return err
		}
	}
	return nil
}

const studyColumns = "s.id, s.title, s.owner, s.created, s.updated, s.deleted"

func scanStudy(row scanner) (store.Study, error) {
	var study store.Study
	var created, updated string
	var deleted int
	if err := row.Scan(&study.ID, &study.Title, &study.Owner, &created, &updated, &deleted); err != nil {
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
	study, err := scanStudy(q.QueryRowContext(ctx, "SELECT "+studyColumns+" FROM study s WHERE s.id = $1", string(id)))
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
	study, err := studyOf(ctx, s.db, id)
	return study, fault(err)
}

// Studies lists studies by id.
func (s *Store) Studies(ctx context.Context, q store.Query) (page []store.Study, more bool, err error) {
	limit := q.Limit
	if limit <= 0 {
		limit = store.PageSize
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		query, args, err := studiesQuery(ctx, tx, q)
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, query, append(args, limit+1)...)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			study, err := scanStudy(rows)
			page = append(page, study)
			return err
		})
	})
	if err != nil {
		return nil, false, fmt.Errorf("list studies: %w", err)
	}
	if len(page) > limit {
		page, more = page[:limit], true
	}
	return page, more, nil
}

// studiesQuery gives the statement that lists a page, and its arguments but the
// limit. A search goes along the rarest of its grams, in the order of ids, so
// that it reads no more than it must, however many studies there are.
func studiesQuery(ctx context.Context, tx *sql.Tx, q store.Query) (string, []any, error) {
	deleted := 0
	if q.Deleted {
		deleted = 1
	}
	args := []any{string(q.After), deleted}
	folded := store.Fold(q.Text)
	if len([]rune(folded)) > maxSearch {
		return "", nil, fmt.Errorf("%w: a search text of over %d characters", store.ErrInvalid, maxSearch)
	}
	within, args, err := withinQuery(q.Within, args)
	if err != nil {
		return "", nil, err
	}
	next := len(args) + 1
	if folded == "" {
		return "SELECT " + studyColumns + " FROM study s WHERE s.id > $1 AND s.deleted = $2" + within + fmt.Sprintf(" ORDER BY s.id LIMIT $%d", next), args, nil
	}
	gram, err := rarest(ctx, tx, store.SearchGrams(folded))
	if err != nil {
		return "", nil, err
	}
	pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(folded) + "%"
	return "SELECT " + studyColumns + fmt.Sprintf(` FROM gram g JOIN study s ON s.id = g.study
		WHERE g.gram = $%d AND g.study > $1 AND s.deleted = $2 AND s.folded LIKE $%d ESCAPE '\'%s ORDER BY g.study LIMIT $%d`, next, next+1, within, next+2), append(args, gram, pattern), nil
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
func (s *Store) Rename(ctx context.Context, id store.StudyID, title string, by store.Actor, reason string) error {
	if err := errors.Join(store.Study{ID: id, Title: title}.Check(), (store.Commit{Line: store.Line{Study: id, Branch: store.Main}, By: by, Reason: reason}).Check()); err != nil {
		return err
	}
	return s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		study, err := studyOf(ctx, b.tx, id)
		if err != nil || study.Title == title {
			return err
		}
		if err := b.exec(ctx, "UPDATE study SET title = $2 WHERE id = $1", string(id), title); err != nil {
			return err
		}
		if err := b.index(ctx, id, title); err != nil {
			return err
		}
		return b.log(ctx, store.AuditEntry{At: s.now(), By: by, Action: store.Renamed, Line: store.Line{Study: id}, Before: study.Title, After: title, Reason: reason})
	})
}

// Delete takes a study out of lists.
func (s *Store) Delete(ctx context.Context, id store.StudyID, by store.Actor, reason string) error {
	return s.mark(ctx, id, true, store.AuditEntry{By: by, Action: store.Deleted, Line: store.Line{Study: id}, Reason: reason})
}

// Restore brings a deleted study back.
func (s *Store) Restore(ctx context.Context, id store.StudyID, by store.Actor, reason string) error {
	return s.mark(ctx, id, false, store.AuditEntry{By: by, Action: store.Restored, Line: store.Line{Study: id}, Reason: reason})
}

func (s *Store) mark(ctx context.Context, id store.StudyID, deleted bool, e store.AuditEntry) error {
	if err := (store.Commit{Line: store.Line{Study: id, Branch: store.Main}, By: e.By, Reason: e.Reason}).Check(); err != nil {
		return err
	}
	return s.writer.write(ctx, func(ctx context.Context, b *batch) error {
		study, err := studyOf(ctx, b.tx, id)
		if err != nil || study.Deleted == deleted {
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
		return b.log(ctx, e)
	})
}
