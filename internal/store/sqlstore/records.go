package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

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
	var r store.Record
	if !data {
		err := row.Scan(&r.Name, &r.Revision, &r.Digest, &r.Size)
		return r, err
	}
	var coding string
	var packed []byte
	if err := row.Scan(&r.Name, &r.Revision, &r.Digest, &r.Size, &coding, &packed); err != nil {
		return r, err
	}
	var err error
	if r.Data, err = unpack(coding, packed, r.Size); err != nil {
		return r, fmt.Errorf("record %s: %w", r.Name, err)
	}
	if store.DigestOf(r.Data) != r.Digest {
		return r, fmt.Errorf("record %s: %w: digest", r.Name, errDamaged)
	}
	return r, nil
}

// Record gives one record as it is now.
func (s *Store) Record(ctx context.Context, l store.Line, name string) (store.Record, error) {
	r, err := foundRecord(name, l, s.Row(ctx, recordRowSQL, string(l.Study), string(l.Branch), name))
	return r, fault(err)
}

// Head gives one record as it is now, without its content.
func (s *Store) Head(ctx context.Context, l store.Line, name string) (store.Record, error) {
	r, err := stateOf(name, l, s.Row(ctx, stateSQL, string(l.Study), string(l.Branch), name))
	return r, fault(err)
}

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
