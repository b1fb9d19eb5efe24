package source_test

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// parse makes a file of the repository out of text.
func parse(t *testing.T, text string) repo.GoFile {
	t.Helper()
	f := repo.GoFile{Name: "x/x.go", Text: text, Fset: token.NewFileSet()}
	var err error
	if f.Syntax, err = parser.ParseFile(f.Fset, f.Name, text, parser.ParseComments); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFunctionLines proves how the lines of a function are counted.
func TestFunctionLines(t *testing.T) {
	f := parse(t, `package x

func (r *row[K]) short(a, b int, c ...string) {
	return
}

func table() {
	rows := []struct{ f func() }{
		{func() {
			a()
			b()
		}},
		{nil},
	}
	use(rows)
}
`)
	want := []struct {
		name  string
		lines int
		arity int
	}{
		{"row.short", 3, 3},
		{"table", 4, 0}, // the table counts as one line
		{"table, literal", 4, 0},
	}
	got := functions(f)
	if len(got) != len(want) {
		t.Fatalf("%d functions, want %d", len(got), len(want))
	}
	for i, w := range want {
		if g := got[i]; g.name != w.name || g.lines(f) != w.lines || g.typ.Params.NumFields() != w.arity {
			t.Errorf("function %d is %s with %d lines and %d parameters, want %s with %d and %d",
				i, g.name, g.lines(f), g.typ.Params.NumFields(), w.name, w.lines, w.arity)
		}
	}
}

// TestRootName proves which variable an assignment is taken to change.
func TestRootName(t *testing.T) {
	for _, tt := range []struct{ statement, want string }{
		{"x = 1", "x"}, {"x.y.z = 1", "x"}, {"x[0].y++", "x"}, {"*x = 1", "x"}, {"(x) = 1", "x"}, {"f().x = 1", ""},
	} {
		f := parse(t, "package p\n\nfunc f() {\n\t"+tt.statement+"\n}\n")
		spy := &spy{TB: t}
		checkAssignmentsOf(spy, f, map[string]bool{"x": true})
		if found := spy.errors > 0; found != (tt.want != "") {
			t.Errorf("%s: found %v, want %v", tt.statement, found, tt.want != "")
		}
	}
	f := parse(t, "package p\n\nfunc f(x int) {\n\tx = 1\n}\n")
	spy := &spy{TB: t}
	checkAssignmentsOf(spy, f, map[string]bool{"x": true})
	if spy.errors > 0 {
		t.Error("a parameter is taken for a variable of the package")
	}
}

// spy counts the complaints of a check.
type spy struct {
	testing.TB
	errors int
}

func (s *spy) Helper()               {}
func (s *spy) Errorf(string, ...any) { s.errors++ }

// TestDocumentationIsFound proves that a missing comment is noticed.
func TestDocumentationIsFound(t *testing.T) {
	f := parse(t, strings.Join([]string{
		"package x",
		"type T struct{}",       // complaint
		"// ID and others.",     //
		"type ( ID int; No T )", //
		"const C = 1",           // complaint
		"const D = 1 // said.",  //
		"func F() {}",           // complaint
		"// Does.",              //
		"func G() {}",           // complaint: does not begin with the name
		"// H does.",            //
		"func H() {}",           //
		"func (t T) M() {}",     // complaint
		"func private() {}",     //
	}, "\n"))
	spy := &spy{TB: t}
	checkDocs(spy, f)
	if spy.errors != 5 {
		t.Errorf("%d complaints, want 5", spy.errors)
	}
}
