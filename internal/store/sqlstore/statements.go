package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// statements keeps the statements prepared that come with every request: SQLite
// would otherwise parse them each time, which costs more than to run them. The
// driver of PostgreSQL does the same by itself.
type statements struct {
	db    *sql.DB
	mutex sync.RWMutex
	kept  map[string]*sql.Stmt
}

// writes are the statements of commits. They are prepared at the beginning, for
// whoever holds a transaction must not wait for another connection.
var writes = []string{headSQL, stateSQL, revisionSQL, blobSQL, recordSQL, currentSQL, auditSQL, branchSQL, updatedSQL}

const (
	headSQL     = "SELECT b.head FROM branch b JOIN study s ON s.id = b.study WHERE b.study = $1 AND b.name = $2 AND s.deleted = 0"
	stateSQL    = "SELECT h.name, h.revision, h.digest, b.size FROM head h JOIN blob b ON b.digest = h.digest WHERE h.study = $1 AND h.branch = $2 AND h.name = $3"
	revisionSQL = "INSERT INTO revision (study, branch, at, by_id, by_name, reason, once) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
	blobSQL     = "INSERT INTO blob (digest, size, coding, data) VALUES ($1, $2, $3, $4) ON CONFLICT (digest) DO NOTHING"
	recordSQL   = "INSERT INTO record (study, branch, name, revision, digest) VALUES ($1, $2, $3, $4, $5)"
	currentSQL  = `INSERT INTO head (study, branch, name, revision, digest) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (study, branch, name) DO UPDATE SET revision = excluded.revision, digest = excluded.digest`
	auditSQL = `INSERT INTO audit (number, at, by_id, by_name, action, study, branch, record, revision, before, after, reason, previous, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
	branchSQL  = "UPDATE branch SET head = $3 WHERE study = $1 AND name = $2"
	updatedSQL = "UPDATE study SET updated = $2 WHERE id = $1"
)

// prepare prepares statements.
func (s *statements) prepare(ctx context.Context, texts []string) error {
	for _, text := range texts {
		if _, err := s.of(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// of gives a statement prepared. The caller must hold no connection.
func (s *statements) of(ctx context.Context, text string) (*sql.Stmt, error) {
	if kept := s.prepared(text); kept != nil {
		return kept, nil
	}
	made, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare statement: %w", err)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if kept := s.kept[text]; kept != nil { // another one was faster
		return kept, made.Close()
	}
	s.kept[text] = made
	return made, nil
}

// prepared gives a statement if it is prepared, else nil.
func (s *statements) prepared(text string) *sql.Stmt {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return s.kept[text]
}

func (s *statements) close() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var all error
	for _, kept := range s.kept {
		all = errors.Join(all, kept.Close())
	}
	clear(s.kept)
	return all
}

// Row reads the one row that a statement gives, outside of any transaction. The
// statement is kept prepared, so it must be one of few.
func (s *Store) Row(ctx context.Context, text string, args ...any) *sql.Row {
	if s.statements != nil {
		if kept, err := s.statements.of(ctx, text); err == nil {
			return kept.QueryRowContext(ctx, args...)
		}
		// The plain way says what is wrong.
	}
	return s.db.QueryRowContext(ctx, text, args...)
}

// row reads one row within the transaction.
func (b *batch) row(ctx context.Context, text string, args ...any) *sql.Row {
	if kept := b.statement(ctx, text); kept != nil {
		return kept.QueryRowContext(ctx, args...)
	}
	return b.tx.QueryRowContext(ctx, text, args...)
}

func (b *batch) statement(ctx context.Context, text string) *sql.Stmt {
	if b.statements == nil {
		return nil
	}
	if kept := b.statements.prepared(text); kept != nil {
		return b.tx.StmtContext(ctx, kept)
	}
	return nil
}
