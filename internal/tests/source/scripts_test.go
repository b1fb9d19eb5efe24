package source_test

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
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

// TestNothingIsSkipped refuses tests that pass by not running: a test that
// lacks a tool fails and names scripts/install-test-tools.
func TestNothingIsSkipped(t *testing.T) {
	skips := []string{"Skip", "Skipf", "SkipNow", "Short"}
	for _, f := range repo.GoFiles(t) {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains(skips, sel.Sel.Name) {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && slices.Contains([]string{"t", "b", "f", "tb", "testing"}, x.Name) {
				t.Errorf("%s:%d: %s.%s: a skipped test is seen by nobody; fail and name what is missing", f.Name, f.Line(n.Pos()), x.Name, sel.Sel.Name)
			}
			return true
		})
	}
}
