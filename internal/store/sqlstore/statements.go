package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/tracing"
)

// statements keeps the statements prepared that come with every request: SQLite
// would otherwise parse them each time, which costs more than to run them. The
// driver of PostgreSQL does the same by itself.
type statements struct {
	db    *sql.DB
	mutex sync.RWMutex
	kept  map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, kept: map[string]*sql.Stmt{}}
}

// writes are the statements of commits. They are prepared at the beginning, for
// whoever holds a transaction must not wait for another connection.
var writes = []many{headsSQL, statesSQL, madeSQL, revisionSQL, blobSQL, recordSQL, currentSQL, goneSQL, auditSQL, branchSQL, updatedSQL, gramSQL}

var (
	inLine   = columnsOf(texts, "study", "branch")
	inRecord = columnsOf(texts, "study", "branch", "name")
)

// stateColumns are those of a record's state.
var stateColumns = slices.Concat(inRecord, columnsOf(numbers, "revision"), columnsOf(texts, "digest"))

var (
	headsSQL = over(inLine, `SELECT b.study, b.name, b.head FROM r JOIN branch b ON b.study = r.study AND b.name = r.branch
		JOIN study s ON s.id = b.study WHERE s.deleted = 0`)
	statesSQL = over(inRecord, `SELECT h.study, h.branch, h.name, h.revision, h.digest
		FROM r JOIN head h ON h.study = r.study AND h.branch = r.branch AND h.name = r.name`)
	madeSQL = over(columnsOf(texts, "study", "once"), "SELECT v.study, v.once, v.id FROM r JOIN revision v ON v.study = r.study AND v.once = r.once")

	revisionSQL = over(slices.Concat(columnsOf(numbers, "id"), columnsOf(texts, "study", "branch", "at", "by_id", "by_name", "reason", "once")),
		`INSERT INTO revision (id, study, branch, at, by_id, by_name, reason, once)
		SELECT id, study, branch, at, by_id, by_name, reason, NULLIF(once, '') FROM r`)
	blobSQL = over([]column{{"digest", texts}, {"size", numbers}, {"coding", texts}, {"data", binary}},
		"INSERT INTO blob (digest, size, coding, data) SELECT digest, size, coding, data FROM r WHERE 1 = 1 ON CONFLICT (digest) DO NOTHING")
	recordSQL  = over(stateColumns, "INSERT INTO record (study, branch, name, revision, digest) SELECT study, branch, name, revision, NULLIF(digest, '') FROM r")
	currentSQL = over(stateColumns, `INSERT INTO head (study, branch, name, revision, digest) SELECT study, branch, name, revision, digest FROM r WHERE 1 = 1
		ON CONFLICT (study, branch, name) DO UPDATE SET revision = excluded.revision, digest = excluded.digest`)
	goneSQL  = over(inRecord, "DELETE FROM head WHERE (study, branch, name) IN (SELECT study, branch, name FROM r)")
	auditSQL = over(slices.Concat(columnsOf(numbers, "number"), columnsOf(texts, "at", "by_id", "by_name", "action", "study", "branch", "record"),
		columnsOf(numbers, "revision"), columnsOf(texts, "before", "after", "reason", "previous", "hash")),
		`INSERT INTO audit (number, at, by_id, by_name, action, study, branch, record, revision, before, after, reason, previous, hash)
		SELECT number, at, by_id, by_name, action, study, branch, record, revision, before, after, reason, previous, hash FROM r`)
	branchSQL  = over(slices.Concat(inLine, columnsOf(numbers, "head")), "UPDATE branch SET head = r.head FROM r WHERE branch.study = r.study AND branch.name = r.branch")
	updatedSQL = over(columnsOf(texts, "study", "updated"), "UPDATE study SET updated = r.updated FROM r WHERE study.id = r.study")
	gramSQL    = over(columnsOf(texts, "gram", "study"), "INSERT INTO gram (gram, study) SELECT gram, study FROM r")
)

// prepare prepares statements over one row.
func (s *statements) prepare(ctx context.Context, all []many) error {
	for _, m := range all {
		if _, err := s.of(ctx, m.single); err != nil {
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
	if s == nil {
		return nil
	}
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
	ctx, span := tracing.Step(ctx, readStep)
	defer span.End()
	if s.statements != nil {
		if kept, err := s.statements.of(ctx, text); err == nil {
			return kept.QueryRowContext(ctx, args...)
		}
		// The plain way says what is wrong.
	}
	return s.db.QueryRowContext(ctx, text, args...)
}

// rows reads the rows that a statement gives, as Row does.
func (s *Store) rows(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	ctx, span := tracing.Step(ctx, readStep)
	defer span.End()
	if s.statements != nil {
		kept, err := s.statements.of(ctx, text)
		if err != nil {
			return nil, err
		}
		return kept.QueryContext(ctx, args...)
	}
	return s.db.QueryContext(ctx, text, args...)
}

// query reads rows within the transaction.
func (b *batch) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if kept := b.statement(ctx, text); kept != nil {
		return kept.QueryContext(ctx, args...)
	}
	return b.tx.QueryContext(ctx, text, args...)
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
