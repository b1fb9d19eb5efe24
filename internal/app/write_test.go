package app_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
)

// tree lists what stands below dir.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path != dir {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWriteFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, err := app.WriteFile(filepath.Join(dir, "a", "b"), app.File{Name: "r.json", Data: []byte("one")}, false)
	if err != nil || name != filepath.Join(dir, "a", "b", "r.json") {
		t.Fatalf("%s, %v", name, err)
	}
	if _, err := app.WriteFile(filepath.Join(dir, "a", "b"), app.File{Name: "r.json", Data: []byte("two")}, false); !errors.Is(err, app.ErrExists) {
		t.Errorf("writing over a file gives %v, want ErrExists", err)
	}
	if got := read(t, name); got != "one" {
		t.Errorf("the file is %q", got)
	}
	if _, err := app.WriteFile(filepath.Join(dir, "a", "b"), app.File{Name: "r.json", Data: []byte("three")}, true); err != nil {
		t.Fatal(err)
	}
	if got := read(t, name); got != "three" {
		t.Errorf("the file is %q", got)
	}
	// A directory stands where the file should be: the rename fails.
	if err := os.MkdirAll(filepath.Join(dir, "c", "r.json", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := app.WriteFile(filepath.Join(dir, "c"), app.File{Name: "r.json"}, true); err == nil {
		t.Error("a directory was overwritten")
	}
	// A file stands where a directory should be made.
	if _, err := app.WriteFile(filepath.Join(name, "d"), app.File{Name: "r.json"}, false); err == nil {
		t.Error("a directory was made in a file")
	}
	if got, want := tree(t, dir), []string{"a", "a/b", "a/b/r.json", "c", "c/r.json", "c/r.json/full"}; !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
}

func TestWriteDir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := []app.File{{Name: "study.yaml", Data: []byte("x")}, {Name: "models/m.yaml", Data: []byte("y")}}
	if err := app.WriteDir(filepath.Join(dir, "new", "s"), files); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := app.WriteDir(filepath.Join(dir, "empty"), files); err != nil {
		t.Errorf("an empty directory: %v", err)
	}
	for _, taken := range []string{"empty", filepath.Join("empty", "study.yaml")} {
		if err := app.WriteDir(filepath.Join(dir, taken), files); !errors.Is(err, app.ErrExists) {
			t.Errorf("%s gives %v, want ErrExists", taken, err)
		}
	}
	// A failure half-way leaves an empty directory empty.
	if err := os.Mkdir(filepath.Join(dir, "still-empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := app.WriteDir(filepath.Join(dir, "still-empty"), []app.File{{Name: "a", Data: []byte("x")}, {Name: "a/b"}}); err == nil {
		t.Error("a file below a file was written")
	}
	// The second file cannot be written: nothing of the directory is left, nor of
	// those made for it.
	bad := []app.File{{Name: "a", Data: []byte("x")}, {Name: "a/b", Data: []byte("y")}}
	if err := app.WriteDir(filepath.Join(dir, "never", "deep"), bad); err == nil {
		t.Error("a file below a file was written")
	}
	want := []string{"empty", "empty/models", "empty/models/m.yaml", "empty/study.yaml",
		"new", "new/s", "new/s/models", "new/s/models/m.yaml", "new/s/study.yaml", "still-empty"}
	if got := tree(t, dir); !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
}
