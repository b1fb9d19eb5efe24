package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/store"
)

// Records gives chosen records of a branch.
func (s *Store) Records(ctx context.Context, l store.Line, c store.Choice) ([]store.Record, error) {
	var records []store.Record
	err := s.read(ctx, func(tx *sql.Tx) error {
		if err := branchExists(ctx, tx, l); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, recordsQuery(c), recordsArgs(l, c)...)
		if err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		return each(rows, func() error {
			r, err := scanRecord(rows, c.Data)
			records = append(records, r)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// Names gives the names of records of a branch.
func (s *Store) Names(ctx context.Context, l store.Line, prefix string) ([]string, error) {
	var names []string
	err := s.read(ctx, func(tx *sql.Tx) error {
		if err := branchExists(ctx, tx, l); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, "SELECT name FROM head WHERE study = $1 AND branch = $2 AND name >= $3 AND name <= $4 ORDER BY name",
			recordsArgs(l, store.Choice{Prefix: prefix})...)
		if err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		return each(rows, func() error {
			var name string
			err := rows.Scan(&name)
			names = append(names, name)
			return err
		})
	})
	return names, err
}

// beyond ends a range of names with a prefix: no character sorts behind it.
const beyond = "\U0010FFFF"

func recordsArgs(l store.Line, c store.Choice) []any {
	args := []any{string(l.Study), string(l.Branch), c.Prefix, c.Prefix + beyond}
	if c.At != 0 {
		args = append(args, int64(c.At))
	}
	return args
}

// recordsQuery chooses the records as they are now, which is one range of an
// index, or as they were.
func recordsQuery(c store.Choice) string {
	columns := "h.name, h.revision, h.digest, b.size"
	if c.Data {
		columns += ", b.coding, b.data"
	}
	from := "head h"
	if c.At != 0 {
		from = `(SELECT r.study, r.branch, r.name, r.revision, r.digest FROM record r WHERE r.revision =
			(SELECT max(o.revision) FROM record o WHERE o.study = r.study AND o.branch = r.branch AND o.name = r.name AND o.revision <= $5)) h`
	}
	return "SELECT " + columns + " FROM " + from + ` JOIN blob b ON b.digest = h.digest
		WHERE h.study = $1 AND h.branch = $2 AND h.name >= $3 AND h.name <= $4 ORDER BY h.name`
}

type scanner interface{ Scan(dest ...any) error }

// scanRecord reads a row of name, revision, digest and size, and with data the
// content, which is checked against its digest.
func scanRecord(row scanner, data bool) (store.Record, error) {
	var k kept
	if !data {
		err := row.Scan(k.into()[:4]...)
		return k.Record, err
	}
	if err := row.Scan(k.into()...); err != nil {
		return store.Record{}, err
	}
	return k.record()
}

// kept is a record as the database keeps it.
type kept struct {
	store.Record
	coding string
	// packed is nil where the content was not asked for.
	packed []byte
}

// into gives where a row of name, revision, digest, size, coding and data goes.
func (k *kept) into() []any {
	return []any{&k.Name, &k.Revision, &k.Digest, &k.Size, &k.coding, &k.packed}
}

// record gives the record with its content, which is checked against its digest.
func (k kept) record() (store.Record, error) {
	data, err := unpack(k.coding, k.packed, k.Size)
	if err != nil {
		return k.Record, fmt.Errorf("record %s: %w", k.Name, err)
	}
	k.Data = data
	if store.DigestOf(data) != k.Digest {
		return k.Record, fmt.Errorf("record %s: %w: digest", k.Name, errDamaged)
	}
	return k.Record, nil
}

// Record gives one record as it is now.
func (s *Store) Record(ctx context.Context, l store.Line, name string) (store.Record, error) {
	r, err := foundRecord(name, l, s.Row(ctx, recordRowSQL, string(l.Study), string(l.Branch), name))
	return r, fault(err)
}

// View gives a study and records of a branch as they are now.
func (s *Store) View(ctx context.Context, l store.Line, contents, heads []string) (store.View, error) {
	args := []any{string(l.Study), string(l.Branch)}
	for _, name := range slices.Concat(contents, heads) {
		args = append(args, name)
	}
	v := store.View{Records: map[string]store.Record{}}
	// One statement sees one moment, and costs less than a transaction.
	rows, err := s.rows(ctx, viewQuery(len(contents), len(heads)), args...)
	if err != nil {
		return v, fmt.Errorf("read study: %w", fault(err))
	}
	err = each(rows, func() (err error) {
		var k kept
		if v.Study, err = scanStudy(rows, k.into()...); err != nil || k.Name == "" {
			return err
		}
		r := k.Record
		if slices.Contains(contents, k.Name) {
			r, err = k.record()
		}
		v.Records[r.Name] = r
		return err
	})
	if err != nil {
		return v, fmt.Errorf("read study: %w", fault(err))
	}
	if v.ID == "" {
		return v, fmt.Errorf("study %s: %w", l.Study, store.ErrNotFound)
	}
	return v, nil
}

// viewQuery reads a study with some records; the arguments are study, branch, the
// names of the records with contents, and those of the others. Each record is found
// by its whole key, and its content by the digest found: of several names in one
// condition, or of contents joined behind all records, PostgreSQL may make a walk
// through all of the branch, or of the database.
func viewQuery(contents, heads int) string {
	keys := make([]string, contents+heads)
	for i := range keys {
		packed := "b.data"
		if i >= contents {
			packed = "CAST(NULL AS BYTEA)"
		}
		keys[i] = fmt.Sprintf(headOfSQL, packed, i+3)
	}
	if len(keys) == 0 {
		keys = []string{fmt.Sprintf(headOfSQL, "b.data", 2) + " AND 1 = 0"}
	}
	return "SELECT " + studyColumns + `, coalesce(f.name, ''), coalesce(f.revision, 0), coalesce(f.digest, ''), coalesce(f.size, 0), coalesce(f.coding, ''), f.packed
		FROM study s LEFT JOIN (` + strings.Join(keys, " UNION ALL ") + `) f ON 1 = 1 WHERE s.id = $1`
}

const headOfSQL = `SELECT h.name, h.revision, h.digest, b.size, b.coding, %s AS packed FROM head h JOIN blob b ON b.digest = h.digest
	WHERE h.study = $1 AND h.branch = $2 AND h.name = $%d`

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

const recordRowSQL = `SELECT h.name, h.revision, h.digest, b.size, b.coding, b.data FROM head h JOIN blob b ON b.digest = h.digest
	WHERE h.study = $1 AND h.branch = $2 AND h.name = $3`

func recordOf(ctx context.Context, q querier, l store.Line, name string) (store.Record, error) {
	return foundRecord(name, l, q.QueryRowContext(ctx, recordRowSQL, string(l.Study), string(l.Branch), name))
}

// stateSQL reads a record without its content.
const stateSQL = "SELECT h.name, h.revision, h.digest, b.size FROM head h JOIN blob b ON b.digest = h.digest WHERE h.study = $1 AND h.branch = $2 AND h.name = $3"

// stateOf reads a record without its content.
func stateOf(name string, l store.Line, row scanner) (store.Record, error) {
	r, err := scanRecord(row, false)
	return named(name, l, r, err)
}

func foundRecord(name string, l store.Line, row scanner) (store.Record, error) {
	r, err := scanRecord(row, true)
	return named(name, l, r, err)
}

// named says of which record an error tells.
func named(name string, l store.Line, r store.Record, err error) (store.Record, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return store.Record{}, fmt.Errorf("record %s of study %s: %w", name, l.Study, store.ErrNotFound)
	}
	if err != nil {
		return store.Record{}, fmt.Errorf("read record: %w", err)
	}
	return r, nil
}

func branchExists(ctx context.Context, q querier, l store.Line) error {
	var n int
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM branch WHERE study = $1 AND name = $2", string(l.Study), string(l.Branch)).Scan(&n); err != nil {
		return fmt.Errorf("read branch: %w", err)
	}
	if n == 0 {
		return fmt.Errorf("branch %s of study %s: %w", l.Branch, l.Study, store.ErrNotFound)
	}
	return nil
}
