// Package golden compares what a test produced with a file that people can read
// and review. It owns the one -update flag of the repository: with it, the file
// is rewritten instead of compared. `make golden` passes it to every package
// that uses golden files, and `make test` fails where that changes anything.
//
// Golden files are named *.golden, or stand below testdata/golden/: files with
// such names that no test writes any more are found and reported. Other files
// (a generated document, a script with its expected output) may be compared
// too, but nobody notices when their test is gone.
//
// The package is for tests only.
package golden

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update is a flag of test binaries, read only: the flag package is the one
// place where Go lets a test be told to rewrite its expectations.
var update = flag.Bool("update", false, "rewrite golden files instead of comparing with them")

// Update reports whether golden files are being rewritten. It is for helpers
// with their own way of updating, such as testscript's UpdateScripts.
func Update() bool { return *update }

// Check compares got with the golden file at path, which is relative to the
// directory of the test. With -update it writes the file, and its directory,
// where they differ. A difference fails the test and lets it go on, so that one
// run shows every difference.
func Check(t testing.TB, path string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		t.Fatalf("read golden file: %v", err)
	}
	if !missing && string(want) == string(got) {
		return
	}
	if *update {
		write(t, path, got)
		return
	}
	if missing {
		t.Errorf("golden file %s does not exist; run `make golden` and review it", path)
		return
	}
	t.Errorf("%s differs from what the test produced; if the change is meant, run `make golden` and review it (-want +got):\n%s",
		path, cmp.Diff(string(want), string(got)))
}

// CheckString is [Check] for text.
func CheckString(t testing.TB, path, got string) {
	t.Helper()
	Check(t, path, []byte(got))
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatalf("make directory of golden file: %v", err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatalf("write golden file: %v", err)
	}
	t.Logf("golden file %s rewritten", path)
}
