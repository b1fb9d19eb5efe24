package sqlstore_test

import (
	"path/filepath"
	"testing"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

func openAt(t testing.TB, address string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), address, sqlstore.Config{Now: (&storetest.Clock{}).Now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// file names an SQLite file that does not exist yet, in a folder whose name
// means something in a URI.
func file(t testing.TB) string { return filepath.Join(t.TempDir(), "市 #1?100%.db") }

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return openAt(t, file(t)) })
}

func TestPostgres(t *testing.T) {
	server := shared.Server(t)
	storetest.Run(t, func(t *testing.T) store.Store { return openAt(t, server.Database(t)) })
}
