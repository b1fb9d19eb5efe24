// Package long marks tests that need no second run. `make test` runs every test
// once, and once more under the race detector; `make golden` runs those that write
// golden files. A test marked here does the same work one thing after the other,
// and takes long, so it is left out of those further runs.
//
// The package is for tests only, and the one that may skip them.
package long

import (
	"testing"

	"github.com/sekisho/sekisho/internal/testing/golden"
)

// Test leaves a test out under the race detector and where golden files are
// rewritten. A test that starts goroutines, or writes golden files, must not be
// marked.
func Test(t testing.TB) {
	t.Helper()
	if racing || golden.Update() {
		t.Skip("runs once in `make test`: not under the race detector, not with -update")
	}
}

// OneThread leaves a test out under the race detector only: it writes golden
// files, and starts no goroutine for the detector to watch.
func OneThread(t testing.TB) {
	t.Helper()
	if racing {
		t.Skip("one thing after the other: not under the race detector")
	}
}
