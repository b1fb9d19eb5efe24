package source_test

import (
	"go/ast"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

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
