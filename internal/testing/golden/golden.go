// Package golden compares what a test produced with a file that people can read
// and review. It owns the one -update flag of the repository: with it, the file
// is rewritten instead of compared. `make golden` passes it to every package
// that uses golden files.
//
// Golden files are named *.golden, or stand below testdata/golden/: files with
// such names that no test compares any more are found and reported by
// scripts/test-go, which runs all tests and sets [SeenFile]. Other files
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

// SeenFile is the environment variable that names a file: tests add the absolute
// paths of the golden files that they compare to it, a line each.
const SeenFile = "SEKISHO_GOLDEN_SEEN"

// Update reports whether golden files are being rewritten. It is for helpers
// with their own way of updating, such as testscript's UpdateScripts.
func Update() bool { return *update }

// Check compares got with the golden file at path, which is relative to the
// directory of the test. With -update it writes the file, and its directory,
// where they differ. A difference fails the test and lets it go on, so that one
// run shows every difference.
func Check(t testing.TB, path string, got []byte) {
	t.Helper()
	if name := os.Getenv(SeenFile); name != "" {
		note(t, name, path)
	}
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

// note adds path to the file named. Tests of other packages add to it at the same
// time: a short line appended is written whole.
func note(t testing.TB, name, path string) {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatalf("find golden file: %v", err)
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatalf("note golden file: %v", err)
	}
	_, err = f.WriteString(abs + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatalf("note golden file: %v", err)
	}
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
