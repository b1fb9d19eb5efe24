package sqlstore

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// chain is the end of the audit log and of the revisions within a transaction.
type chain struct {
	number   int64
	hash     string
	revision store.Revision
}

// load finds the end.
func (c *chain) load(ctx context.Context, q querier) error {
	err := q.QueryRowContext(ctx, `SELECT coalesce((SELECT max(number) FROM audit), 0), coalesce((SELECT hash FROM audit ORDER BY number DESC LIMIT 1), ''),
		coalesce((SELECT max(id) FROM revision), 0)`).Scan(&c.number, &c.hash, &c.revision)
	if err != nil {
		return fmt.Errorf("read audit log: %w", err)
	}
	return nil
}

// log appends an entry to the audit log.
func (b *batch) log(e store.AuditEntry) {
	e.Number, e.Previous = b.chain.number+1, b.chain.hash
	e.Hash = e.Seal()
	b.wrote++
	b.audit = append(b.audit, row{
		e.Number, stamp(e.At), e.By.ID, e.By.Name, string(e.Action), string(e.Study), string(e.Branch), e.Record, int64(e.Revision),
		e.Before, e.After, e.Reason, e.Previous, e.Hash})
	b.chain.number, b.chain.hash = e.Number, e.Hash
}

// AuditEnd gives the number of the last entry of the audit log.
func (s *Store) AuditEnd(ctx context.Context) (int64, error) {
	var end int64
	if err := s.Row(ctx, "SELECT coalesce(max(number), 0) FROM audit").Scan(&end); err != nil {
		return 0, fmt.Errorf("read audit log: %w", fault(err))
	}
	return end, nil
}

// auditPage is how many entries are read at a time, so that a long log is never
// in memory whole and no transaction stays open between.
const auditPage = 1000

// Audit gives the entries of the audit log behind a number, in order.
func (s *Store) Audit(ctx context.Context, after int64) iter.Seq2[store.AuditEntry, error] {
	return func(yield func(store.AuditEntry, error) bool) {
		for {
			page, err := s.auditPage(ctx, after)
			if err != nil {
				yield(store.AuditEntry{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < auditPage {
				return
			}
			after = page[len(page)-1].Number
		}
	}
}

func (s *Store) auditPage(ctx context.Context, after int64) ([]store.AuditEntry, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT number, at, by_id, by_name, action, study, branch, record, revision, before, after, reason, previous, hash
		FROM audit WHERE number > $1 ORDER BY number LIMIT $2`, after, auditPage)
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", fault(err))
	}
	var page []store.AuditEntry
	err = each(rows, func() error {
		var e store.AuditEntry
		var at string
		if err := rows.Scan(&e.Number, &at, &e.By.ID, &e.By.Name, &e.Action, &e.Study, &e.Branch, &e.Record, &e.Revision,
			&e.Before, &e.After, &e.Reason, &e.Previous, &e.Hash); err != nil {
			return err
		}
		e.At, err = parseTime(at)
		page = append(page, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", fault(err))
	}
	return page, nil
}

func stamp(t time.Time) string { return t.UTC().Format(store.TimeForm) }

func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(store.TimeForm, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("time in the database: %w", err)
	}
	return t, nil
}
