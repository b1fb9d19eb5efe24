package golden_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/golden"
)

// recorder stands in for the test that would fail.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Logf(string, ...any)       {}
func (r *recorder) Errorf(f string, a ...any) { r.errors = append(r.errors, f) }

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sub", "out.golden")

	r := &recorder{TB: t}
	golden.CheckString(r, path, "one\n")
	if golden.Update() {
		if got, err := os.ReadFile(path); err != nil || string(got) != "one\n" {
			t.Fatalf("with -update the file is %q, %v; want it written", got, err)
		}
		return
	}
	if len(r.errors) != 1 || !strings.Contains(r.errors[0], "does not exist") {
		t.Errorf("a missing golden file gives %q, want one error saying so", r.errors)
	}
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Error("without -update something was written")
	}

	write(t, path, "one\n")
	for _, tt := range []struct {
		got  string
		want int
		why  string
	}{
		{"one\n", 0, "equal text passes"},
		{"one", 1, "a missing end of line is a difference"},
		{"two\n", 1, "other text is a difference"},
	} {
		r := &recorder{TB: t}
		golden.CheckString(r, path, tt.got)
		if len(r.errors) != tt.want {
			t.Errorf("%q gives %d errors, want %d: %s", tt.got, len(r.errors), tt.want, tt.why)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestSeen: scripts/test-go is told of each file that is compared.
func TestSeen(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen")
	t.Setenv(golden.SeenFile, seen)
	a, b := filepath.Join(t.TempDir(), "a.golden"), filepath.Join(t.TempDir(), "b.golden")
	write(t, a, "one\n")
	golden.CheckString(t, a, "one\n")
	golden.CheckString(&recorder{TB: t}, b, "two\n")
	got, err := os.ReadFile(seen)
	if want := a + "\n" + b + "\n"; err != nil || string(got) != want {
		t.Errorf("seen are %q, %v; want %q", got, err, want)
	}
}
