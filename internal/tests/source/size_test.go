package source_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// The stops. The aims are half of them; see CONTRIBUTING.md.
const (
	maxFileLines     = 600
	maxFunctionLines = 80
	maxParameters    = 5
)

// exceptions to the stops, each reviewed. The key is the file, or the file and
// the function. One that is not needed any more fails.
var exceptions = map[string]string{}

func TestSizes(t *testing.T) {
	needed := map[string]bool{}
	// over notes a size beyond its stop.
	over := func(key, what string, size, limit int) {
		if size <= limit {
			return
		}
		needed[key] = true
		if exceptions[key] == "" {
			t.Errorf("%s has %d %s, more than %d: split it along what it does", key, size, what, limit)
		}
	}
	for _, f := range repo.GoFiles(t) {
		over(f.Name, "lines", strings.Count(f.Text, "\n"), maxFileLines)
		for _, fn := range functions(f) {
			key := f.Name + " " + fn.name
			over(key, "lines", fn.lines(f), maxFunctionLines)
			over(key, "parameters", fn.typ.Params.NumFields(), maxParameters)
		}
	}
	for key, reason := range exceptions {
		if !needed[key] {
			t.Errorf("the exception for %s (%s) is not needed any more: remove it", key, reason)
		}
	}
}

// function is a function declaration or literal.
type function struct {
	name string
	typ  *ast.FuncType
	body *ast.BlockStmt
}

func functions(f repo.GoFile) []function {
	var list []function
	for _, d := range f.Syntax.Decls {
		name := "package level"
		if fn, ok := d.(*ast.FuncDecl); ok {
			name = functionName(fn)
			list = append(list, function{name, fn.Type, fn.Body})
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if lit, ok := n.(*ast.FuncLit); ok {
				list = append(list, function{fmt.Sprintf("%s, literal", name), lit.Type, lit.Body})
			}
			return true
		})
	}
	return list
}

func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	return receiver(fn.Recv.List[0].Type) + "." + fn.Name.Name
}

// receiver gives the name of the type that a method belongs to.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}

// lines counts the lines of the body. A table, that is a literal of a slice, an
// array or a map, counts as one line: it grows with the cases, not with the
// logic. Functions inside a table are measured by themselves.
func (fn function) lines(f repo.GoFile) int {
	if fn.body == nil {
		return 0
	}
	span := func(n ast.Node) int { return f.Line(n.End()-token.Pos(1)) - f.Line(n.Pos()) }
	lines := span(fn.body) + 1
	ast.Inspect(fn.body, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		switch lit.Type.(type) {
		case *ast.ArrayType, *ast.MapType:
			lines -= span(lit)
			return false
		}
		return true
	})
	return lines
}
