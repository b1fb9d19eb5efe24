package scripts_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// scriptHead is how every script begins: the interpreter, what the script is
// for, and strict mode.
var scriptHead = regexp.MustCompile(`\A#!/usr/bin/env bash\n(# .+\n)((#( .*)?\n)*)set -euo pipefail\n`)

func TestScripts(t *testing.T) {
	scripts := 0
	for _, name := range repo.Files(t) {
		if path.Dir(name) != "scripts" {
			continue
		}
		scripts++
		if !scriptHead.MatchString(repo.Read(t, name)) {
			t.Errorf("%s does not begin with its interpreter, a comment that says what it is for, and strict mode", name)
		}
		info, err := os.Stat(filepath.Join(repo.Root(t), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode()&0o100 == 0 {
			t.Errorf("%s is not executable", name)
		}
		if used := "scripts/" + path.Base(name); !strings.Contains(repo.Read(t, "Makefile"), used) {
			t.Errorf("%s is not used by the Makefile", name)
		}
	}
	if scripts == 0 {
		t.Error("no scripts found")
	}
}
