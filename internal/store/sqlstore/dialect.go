package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

//go:embed migrations
var migrations embed.FS

// dialect is all in which the two databases differ.
type dialect struct {
	// name, and that of the driver.
	name, driver string
	// readers is how many connections read at most.
	readers int
	// lock, run at the beginning of a transaction that writes, lets one process
	// write at a time; the chain of the audit log has one end.
	lock string
	// snapshot is the isolation in which a transaction sees one moment.
	snapshot sql.IsolationLevel
	// check gives a row "ok" where the database finds itself sound; empty: it
	// has no such check.
	check string
	// tables lists the names of all tables.
	tables string
	// prepare tells that statements must be kept prepared by us.
	prepare bool
	// arrays tells that a statement takes many rows as arrays.
	arrays bool
}

// SQLite begins its writing transactions "immediate", which is its lock.
var sqlite = dialect{
	name:     "sqlite",
	driver:   "sqlite",
	readers:  8,
	snapshot: sql.LevelDefault,
	check:    "PRAGMA integrity_check",
	prepare:  true,
	tables:   "SELECT name FROM sqlite_master WHERE type = 'table'",
}

// lockKey is the number of our advisory lock in PostgreSQL: "sekisho" in ASCII.
const lockKey = "32481147014866287"

var postgres = dialect{
	name:     "postgres",
	driver:   "pgx",
	readers:  16,
	lock:     "SELECT pg_advisory_xact_lock(" + lockKey + ")",
	snapshot: sql.LevelRepeatableRead,
	tables:   "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
	arrays:   true,
}

// OpenSQLite opens the SQLite database in a file, which is made if it is
// missing. Committed writes survive the loss of power.
func OpenSQLite(ctx context.Context, file string, c Config) (*Store, error) {
	// Nobody else on the machine reads the weaknesses of a network; SQLite gives
	// the files beside it the same mode.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open SQLite database: %w", diskFault(err))
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open SQLite database: %w", err)
	}
	options := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(1)"}, "_txlock": {"immediate"}}
	// A path may hold characters that mean something in a URI.
	name := "file:" + (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath() + "?" + options.Encode()
	return open(ctx, name, sqlite, c)
}

// OpenPostgres opens the PostgreSQL database at an address postgres://….
func OpenPostgres(ctx context.Context, address string, c Config) (*Store, error) {
	return open(ctx, address, postgres, c)
}

// IsAddress reports whether a name is the address of a PostgreSQL database, and
// not the name of a file.
func IsAddress(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// Open opens the database at an address: postgres://…, or the name of an SQLite
// file.
func Open(ctx context.Context, address string, c Config) (*Store, error) {
	if IsAddress(address) {
		return OpenPostgres(ctx, address, c)
	}
	return OpenSQLite(ctx, address, c)
}
