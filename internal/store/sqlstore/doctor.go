package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sekisho/sekisho/internal/store"
)

// complaints are statements that give a row for everything that should not be.
// Each gives what is concerned and a detail.
var complaints = []struct{ code, query string }{
	// What is now must be the last state of the record.
	{"head.stale", `SELECT h.study || '/' || h.branch || '/' || h.name, 'revision ' || h.revision FROM head h WHERE NOT EXISTS
		(SELECT 1 FROM record r WHERE r.study = h.study AND r.branch = h.branch AND r.name = h.name AND r.revision = h.revision AND r.digest = h.digest)
		OR EXISTS (SELECT 1 FROM record o WHERE o.study = h.study AND o.branch = h.branch AND o.name = h.name AND o.revision > h.revision) ORDER BY 1`},
	{"head.missing", `SELECT r.study || '/' || r.branch || '/' || r.name, 'revision ' || r.revision FROM record r WHERE r.digest IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM head h WHERE h.study = r.study AND h.branch = r.branch AND h.name = r.name)
		AND NOT EXISTS (SELECT 1 FROM record o WHERE o.study = r.study AND o.branch = r.branch AND o.name = r.name AND o.revision > r.revision) ORDER BY 1`},
	{"branch.head", `SELECT b.study || '/' || b.name, 'head ' || b.head FROM branch b WHERE b.head <> coalesce(
		(SELECT max(v.id) FROM revision v WHERE v.study = b.study AND v.branch = b.name), b.from_at) ORDER BY 1`},
	{"branch.missing", `SELECT s.id, 'no branch main' FROM study s WHERE NOT EXISTS (SELECT 1 FROM branch b WHERE b.study = s.id AND b.name = 'main') ORDER BY 1`},
	{"revision.empty", `SELECT v.study || '/' || v.branch, 'revision ' || v.id FROM revision v WHERE NOT EXISTS
		(SELECT 1 FROM record r WHERE r.revision = v.id AND r.study = v.study AND r.branch = v.branch) ORDER BY 1`},
	// Every change of a record stands in the audit log, and none that was not made.
	{"audit.missing", `SELECT r.study || '/' || r.branch || '/' || r.name, 'revision ' || r.revision FROM record r JOIN revision v ON v.id = r.revision AND v.branch = r.branch
		WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.revision = r.revision AND a.action = 'record.change' AND a.study = r.study AND a.record = r.name
		AND a.after = coalesce(r.digest, '')) ORDER BY 1`},
	{"audit.extra", `SELECT a.study || '/' || a.branch || '/' || a.record, 'entry ' || a.number FROM audit a WHERE a.action = 'record.change' AND NOT EXISTS
		(SELECT 1 FROM record r WHERE r.study = a.study AND r.branch = a.branch AND r.name = a.record AND r.revision = a.revision AND coalesce(r.digest, '') = a.after) ORDER BY 1`},
}

// Doctor looks for everything that should not be: damaged contents, records and
// branches that do not fit their history, an audit log that is broken or does
// not tell of every change, and what the database itself complains of.
func (s *Store) Doctor(ctx context.Context) ([]store.Complaint, error) {
	var found []store.Complaint
	err := s.read(ctx, func(tx *sql.Tx) error {
		for _, c := range complaints {
			rows, err := tx.QueryContext(ctx, "SELECT * FROM ("+c.query+") x")
			if err != nil {
				return fmt.Errorf("%s: %w", c.code, err)
			}
			if err := each(rows, func() error {
				x := store.Complaint{Code: c.code}
				err := rows.Scan(&x.About, &x.Detail)
				found = append(found, x)
				return err
			}); err != nil {
				return fmt.Errorf("%s: %w", c.code, err)
			}
		}
		damaged, err := damagedBlobs(ctx, tx)
		found = append(found, damaged...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("examine database: %w", err)
	}
	v, err := store.Verify(s.Audit(ctx, 0))
	if err != nil {
		return nil, err
	}
	if v.Broken != 0 {
		found = append(found, store.Complaint{Code: "audit.broken", About: fmt.Sprint(v.Broken), Detail: v.Why})
	}
	own, err := s.ownCheck(ctx)
	return append(found, own...), err
}

// damagedBlobs reads every content and compares it with its digest.
func damagedBlobs(ctx context.Context, tx *sql.Tx) ([]store.Complaint, error) {
	rows, err := tx.QueryContext(ctx, "SELECT digest, size, coding, data FROM blob ORDER BY digest")
	if err != nil {
		return nil, err
	}
	var found []store.Complaint
	err = each(rows, func() error {
		var digest, coding string
		var size int64
		var packed []byte
		if err := rows.Scan(&digest, &size, &coding, &packed); err != nil {
			return err
		}
		data, err := unpack(coding, packed, size)
		switch {
		case err != nil:
			found = append(found, store.Complaint{Code: "blob.damaged", About: digest, Detail: err.Error()})
		case string(store.DigestOf(data)) != digest:
			found = append(found, store.Complaint{Code: "blob.damaged", About: digest, Detail: "digest"})
		}
		return nil
	})
	return found, err
}

// ownCheck asks the database whether it is sound.
func (s *Store) ownCheck(ctx context.Context) ([]store.Complaint, error) {
	if s.dialect.check == "" {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, s.dialect.check)
	if err != nil {
		return nil, fmt.Errorf("examine database: %w", fault(err))
	}
	var found []store.Complaint
	err = each(rows, func() error {
		var text string
		err := rows.Scan(&text)
		if text != "ok" {
			found = append(found, store.Complaint{Code: "database.unsound", Detail: text})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("examine database: %w", err)
	}
	return found, nil
}
