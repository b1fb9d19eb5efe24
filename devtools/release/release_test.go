package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var at = time.Date(2026, 6, 8, 0, 0, 0, 0, time.UTC)

// TestArchives packs the same files at two times into the same bytes, and both
// forms hold what was put in.
func TestArchives(t *testing.T) {
	dir := t.TempDir()
	var files []entry
	for name, mode := range map[string]int64{"sekisho": 0o755, "docs/read.md": 0o644} {
		file := filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(file, []byte("content of "+name), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, entry{name, file, mode})
	}
	for form, pack := range map[string]func(io.Writer, string, []entry, time.Time) error{"tar": packTar, "zip": packZip} {
		var first, second bytes.Buffer
		if err := pack(&first, "sekisho-1", files, at); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if err := os.Chtimes(f.path, at.Add(time.Hour), at.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if err := pack(&second, "sekisho-1", files, at); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: two archives differ", form)
		}
		got := untar(t, first.Bytes())
		if form == "zip" {
			got = unzip(t, first.Bytes())
		}
		for _, f := range files {
			if got["sekisho-1/"+f.name] != "content of "+f.name {
				t.Errorf("%s holds %q", form, got)
			}
		}
	}
}

func untar(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	files := map[string]string{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil || h.Uname != "" || !h.ModTime.Equal(at) {
			t.Errorf("%+v, %v", h, err)
		}
		files[h.Name] = string(content)
	}
}

func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// TestParts lists the modules of a program, here of this test.
func TestParts(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := writeParts(&out, self, "v1", at); err != nil {
		t.Fatal(err)
	}
	var list bom
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if list.Format != "CycloneDX" || list.Metadata.Component.Version != "v1" || len(list.Metadata.Component.Hashes[0].Content) != 64 || list.Components[0].Name != "std" {
		t.Errorf("%s", &out)
	}
}

// TestFilesOfArchives wants every file there that archives hold.
func TestFilesOfArchives(t *testing.T) {
	for _, name := range with {
		if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
			t.Error(err)
		}
	}
}

func TestChecksums(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "b"), []byte("b"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := checksums(dir, []string{"b", "a"}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil || !strings.HasPrefix(string(data), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n3e23e816") {
		t.Errorf("%s, %v", data, err)
	}
}
