package notices_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// linked lists the modules that a binary of any supported system contains.
func linked(t *testing.T) []repo.ModuleInfo {
	t.Helper()
	modules := map[string]repo.ModuleInfo{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		for _, p := range repo.List(t, []string{"CGO_ENABLED=0", "GOOS=" + system}, "-deps", "./cmd/sekisho") {
			if p.Module != nil && p.Module.Path != repo.Module {
				modules[p.Module.Path] = *p.Module
			}
		}
	}
	list := make([]repo.ModuleInfo, 0, len(modules))
	for _, m := range modules {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b repo.ModuleInfo) int { return cmp.Compare(a.Path, b.Path) })
	if len(list) == 0 {
		t.Fatal("the binary contains no module: the check is broken")
	}
	return list
}

// licences gives the licence and notice files of a module.
func licences(t *testing.T, m repo.ModuleInfo) []string {
	t.Helper()
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		t.Fatalf("read module %s: %v; run `go mod download`", m.Path, err)
	}
	var files []string
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		for _, kind := range []string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"} {
			if !e.IsDir() && strings.HasPrefix(name, kind) {
				files = append(files, filepath.Join(m.Dir, e.Name()))
				break
			}
		}
	}
	return files
}

// allowedLicences are phrases that tell the licences we may link from others.
var allowedLicences = []string{
	"Apache License\n", "Permission is hereby granted, free of charge", "Redistribution and use in source and binary forms",
}

// TestThirdPartyNotices keeps THIRD_PARTY_NOTICES.md equal to what the modules
// in the binary say of their licences.
func TestThirdPartyNotices(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Third-party notices\n\n" +
		"<!-- Written by the test of internal/tests/notices; renew with `make golden`. -->\n\n" +
		"A sekisho binary contains the Go modules below, and the Go standard library under the same terms as the modules of golang.org/x.\n")
	for _, m := range linked(t) {
		fmt.Fprintf(&b, "\n## %s %s\n", m.Path, m.Version)
		files := licences(t, m)
		if len(files) == 0 {
			t.Errorf("module %s has no licence file", m.Path)
		}
		known := false
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatalf("read licence: %v", err)
			}
			text := strings.ReplaceAll(string(data), "\r\n", "\n")
			known = known || slices.ContainsFunc(allowedLicences, func(p string) bool { return strings.Contains(text, p) })
			fmt.Fprintf(&b, "\n%s:\n\n````text\n%s\n````\n", filepath.Base(f), trimLines(text))
		}
		if !known {
			t.Errorf("module %s has a licence that allowedLicences does not know: read it before linking it", m.Path)
		}
	}
	golden.CheckString(t, filepath.Join(repo.Root(t), "THIRD_PARTY_NOTICES.md"), b.String())
}

// trimLines takes blanks from line ends and blank lines from both ends.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
