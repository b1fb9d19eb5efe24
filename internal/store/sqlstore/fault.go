package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/sekisho/sekisho/internal/store"
)

// sqliteFaults are the primary result codes of SQLite that users can do
// something about.
var sqliteFaults = map[int]error{
	lib.SQLITE_FULL:     store.ErrFull,
	lib.SQLITE_READONLY: store.ErrReadOnly,
	lib.SQLITE_PERM:     store.ErrReadOnly,
	lib.SQLITE_CANTOPEN: store.ErrReadOnly,
	lib.SQLITE_CORRUPT:  store.ErrDamaged,
	lib.SQLITE_NOTADB:   store.ErrDamaged,
}

// postgresFaults are the same of PostgreSQL, by the beginning of its codes.
var postgresFaults = []struct {
	code  string
	fault error
}{
	{"53100", store.ErrFull},
	{"25006", store.ErrReadOnly},
	{"42501", store.ErrReadOnly},
	{"08", store.ErrUnreachable},
	{"28", store.ErrUnreachable},    // not let in
	{"3D000", store.ErrUnreachable}, // no such database
	{"53300", store.ErrUnreachable}, // no connection left
	{"57P", store.ErrUnreachable},   // the server is going down or coming up
	{"XX001", store.ErrDamaged},
	{"XX002", store.ErrDamaged},
}

// fault tells what is wrong with the database, where the error is of that kind.
func fault(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var ofSQLite *driver.Error
	if errors.As(err, &ofSQLite) {
		if f := sqliteFaults[ofSQLite.Code()&0xff]; f != nil {
			return fmt.Errorf("%w: %w", f, err)
		}
		return err
	}
	var ofPostgres *pgconn.PgError
	if errors.As(err, &ofPostgres) {
		for _, f := range postgresFaults {
			if strings.HasPrefix(ofPostgres.Code, f.code) {
				return fmt.Errorf("%w: %w", f.fault, err)
			}
		}
		return err
	}
	var connect *pgconn.ConnectError
	var network net.Error
	// A server that dies cuts its answer; a backup that is cut is another matter.
	cut := errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, store.ErrBackup)
	if errors.As(err, &connect) || errors.As(err, &network) || cut {
		return fmt.Errorf("%w: %w", store.ErrUnreachable, err)
	}
	return err
}

// diskFault tells what is wrong with the disk, where the error is of that kind.
func diskFault(err error) error {
	switch {
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %w", store.ErrReadOnly, err)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}
