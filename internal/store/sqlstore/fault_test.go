package sqlstore_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
	"testing"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
)

// TestFaultsOfTheSystem gives errors that come from no database a kind that users are
// told in clear words.
func TestFaultsOfTheSystem(t *testing.T) {
	open := func(n syscall.Errno) error { return &fs.PathError{Op: "open", Path: "s.db", Err: n} }
	cut := fmt.Errorf("write database: %w", io.ErrUnexpectedEOF)
	for _, tt := range []struct{ got, want error }{
		{sqlstore.DiskFault(open(syscall.EROFS)), store.ErrReadOnly},
		{sqlstore.DiskFault(open(syscall.ENOSPC)), store.ErrFull},
		{sqlstore.DiskFault(open(syscall.EACCES)), fs.ErrPermission},
		{sqlstore.Fault(cut), store.ErrUnreachable},
		{sqlstore.Fault(fmt.Errorf("%w: %w", store.ErrBackup, cut)), store.ErrBackup},
	} {
		if !errors.Is(tt.got, tt.want) || tt.want == store.ErrBackup && errors.Is(tt.got, store.ErrUnreachable) {
			t.Errorf("%v is no %v", tt.got, tt.want)
		}
	}
}
