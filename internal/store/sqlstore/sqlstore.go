// Package sqlstore keeps studies in a database: in an SQLite file, which needs
// no set-up, or in PostgreSQL, where several processes share it. It implements
// the contract of package store.
//
// Both databases run the same statements, which stay within what both
// understand; all that differs is in the type dialect and in the migrations.
// Writes of one process go through one writer, which puts those that wait into
// one transaction, so that many people who save at once share one flush to the
// disk. A write that was answered has been flushed.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// Store is a database of studies. Make one with [OpenSQLite] or [OpenPostgres].
type Store struct {
	db      *sql.DB
	dialect dialect
	now     func() time.Time
	writer  *writer
	// statements is nil where the driver keeps statements prepared by itself.
	statements *statements
}

var _ store.Store = (*Store)(nil)

// Config says what a store needs of its surroundings.
type Config struct {
	// Now is the clock.
	Now func() time.Time
}

// open brings the database up to date and starts the writer.
func open(ctx context.Context, db *sql.DB, d dialect, c Config) (*Store, error) {
	s := &Store{db: db, dialect: d, now: c.Now}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if d.prepare {
		s.statements = &statements{db: db, kept: map[string]*sql.Stmt{}}
		if err := s.statements.prepare(ctx, writes); err != nil {
			return nil, errors.Join(fault(err), s.statements.close(), db.Close())
		}
	}
	s.writer = newWriter(s)
	return s, nil
}

// Close waits for writes under way and closes the database.
func (s *Store) Close() error {
	s.writer.stop()
	if s.statements != nil {
		if err := s.statements.close(); err != nil {
			return errors.Join(fmt.Errorf("close database: %w", err), s.db.Close())
		}
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// DB gives the database to the parts of the program that keep tables of their
// own in it.
func (s *Store) DB() *sql.DB { return s.db }

// read runs f in a read-only transaction, in which everything is as of one
// moment.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) (err error) {
	defer func() { err = fault(err) }()
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot})
	if err != nil {
		return fmt.Errorf("read database: %w", err)
	}
	err = f(tx)
	// Nothing was written, so how it ends changes nothing.
	if end := tx.Rollback(); err == nil && end != nil && !errors.Is(end, sql.ErrTxDone) {
		err = fmt.Errorf("read database: %w", end)
	}
	return err
}
