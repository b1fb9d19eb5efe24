package source_test

import (
	"go/ast"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// TestNothingIsSkipped refuses tests that pass by not running: a test that
// lacks a tool fails and names scripts/install-test-tools. A property test may
// throw away a random draw; that is another Skip, of package rapid. Only package
// long leaves tests out, of a second run.
func TestNothingIsSkipped(t *testing.T) {
	for _, f := range repo.GoFiles(t) {
		if f.Name != "internal/testing/long/long.go" {
			checkSkips(t, f)
		}
	}
}

func checkSkips(t testing.TB, f repo.GoFile) {
	t.Helper()
	for _, fn := range functions(f) {
		if fn.body == nil {
			continue
		}
		handles := append(testHandles(f, fn), "testing")
		ast.Inspect(fn.body, func(n ast.Node) bool {
			if _, ok := n.(*ast.FuncLit); ok {
				return false // checked by itself
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow", "Short"}, sel.Sel.Name) {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(handles, x.Name) {
				t.Errorf("%s:%d: %s.%s: a skipped test is seen by nobody; fail and name what is missing; what is too long to run twice calls long.Test", f.Name, f.Line(n.Pos()), x.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

// testHandles gives the names under which a function knows a test: its
// parameters of package testing, and t, b and f of a function around it unless
// it has a parameter of that name itself.
func testHandles(f repo.GoFile, fn function) []string {
	handles := []string{"t", "b", "f", "tb"}
	for _, field := range fn.typ.Params.List {
		typ := field.Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		from, _, _ := f.Selector(typ)
		for _, name := range field.Names {
			handles = slices.DeleteFunc(handles, func(h string) bool { return h == name.Name })
			if from == "testing" {
				handles = append(handles, name.Name)
			}
		}
	}
	return handles
}

// TestSkipsAreFound proves which skips are found.
func TestSkipsAreFound(t *testing.T) {
	for _, tt := range []struct {
		body string
		want int
	}{
		{`func TestX(t *testing.T) { t.Skip() }`, 1},
		{`func helper(x testing.TB) { x.SkipNow() }`, 1},
		{`func TestX(t *testing.T) { if testing.Short() { return } }`, 1},
		{`func TestX(t *testing.T) { t.Run("", func(t *testing.T) { t.Skipf("") }) }`, 1},
		{`func TestX(t *testing.T) { func() { t.Skip() }() }`, 1},
		{`func TestX(t *testing.T) { rapid.Check(t, func(t *rapid.T) { t.Skip("draw again") }) }`, 0},
		{`func walk(d scanner) { d.Skip() }`, 0},
	} {
		f := parse(t, "package x\n\nimport (\n\t\"testing\"\n\n\t\"pgregory.net/rapid\"\n)\n\n"+tt.body+"\n")
		spy := &spy{TB: t}
		checkSkips(spy, f)
		if spy.errors != tt.want {
			t.Errorf("%s: %d complaints, want %d", tt.body, spy.errors, tt.want)
		}
	}
}
