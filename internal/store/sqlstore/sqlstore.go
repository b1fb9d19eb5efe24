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
	"github.com/sekisho/sekisho/internal/tracing"
)

// Store is a database of studies. Make one with [OpenSQLite] or [OpenPostgres].
type Store struct {
	// db is for reading; writing has the one connection of the writer, which so
	// never waits behind readers.
	db, writing *sql.DB
	dialect     dialect
	now         func() time.Time
	writer      *writer
	// statements of db and writes of writing are nil where the driver keeps
	// statements prepared by itself.
	statements, writes *statements
}

var _ store.Store = (*Store)(nil)

// Config says what a store needs of its surroundings.
type Config struct {
	// Now is the clock.
	Now func() time.Time
}

// open opens a database, brings it up to date and starts the writer.
func open(ctx context.Context, name string, d dialect, c Config) (*Store, error) {
	s := &Store{dialect: d, now: c.Now}
	var err error
	if s.db, err = d.connect(name, d.readers); err != nil {
		return nil, err
	}
	if s.writing, err = d.connect(name, 1); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.closeAll())
	}
	if d.prepare {
		s.statements, s.writes = newStatements(s.db), newStatements(s.writing)
		if err := s.writes.prepare(ctx, writes); err != nil {
			return nil, errors.Join(fault(err), s.closeAll())
		}
	}
	s.writer = newWriter(s)
	return s, nil
}

// connect opens at most n connections to a database, which stay open: to open
// one costs more than what most requests do with it.
func (d dialect) connect(name string, n int) (*sql.DB, error) {
	db, err := sql.Open(d.driver, name)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// Close waits for writes under way and closes the database.
func (s *Store) Close() error {
	s.writer.stop()
	if err := s.closeAll(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

func (s *Store) closeAll() error {
	return errors.Join(s.statements.close(), s.writes.close(), s.db.Close(), s.writing.Close())
}

// DB gives the database to the parts of the program that keep tables of their
// own in it.
func (s *Store) DB() *sql.DB { return s.db }

// Steps of traces. Their errors are told by whoever reads or writes: that
// something is not there is none.
const (
	readStep  = "database read"
	writeStep = "database write"
)

// read runs f in a read-only transaction, in which everything is as of one
// moment.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) (err error) {
	defer func() { err = fault(err) }()
	ctx, span := tracing.Step(ctx, readStep)
	defer span.End()
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
