package repo

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"testing"
)

// Constants lists the values of the constants of a string type that the package
// in dir declares; the type is named as it is there. It fails the test when there are none, since a check over
// nothing would always pass.
func Constants(t testing.TB, dir, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if value, ok := constant(t, n, typeName); ok {
				values = append(values, value)
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("%s has no constants of type %s", dir, typeName)
	}
	return values
}

// constant gives the value of a declaration of one constant of the type.
func constant(t testing.TB, n ast.Node, typeName string) (string, bool) {
	t.Helper()
	spec, ok := n.(*ast.ValueSpec)
	if !ok || len(spec.Values) != 1 {
		return "", false
	}
	lit, text := spec.Values[0].(*ast.BasicLit)
	if !text || types.ExprString(spec.Type) != typeName {
		return "", false
	}
	value, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Fatal(err)
	}
	return value, true
}
