// Package long marks tests that need no second run. `make test` runs every test
// once, and once more with -short what is worth running under the race detector
// or for its golden files: a test marked here does the same work one thing after
// the other, and takes long, so it is left out of that second run alone.
//
// The package is for tests only, and the one that may skip them.
package long

import "testing"

// Test leaves a test out of the runs with -short. A test that starts goroutines,
// or writes golden files, must not be marked.
func Test(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs once in `make test`, without -short")
	}
}
