package source_test

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

func TestEveryPackageHasAComment(t *testing.T) {
	comments := map[string]int{}
	for _, f := range repo.GoFiles(t) {
		if _, ok := comments[f.Package()]; !ok {
			comments[f.Package()] = 0
		}
		if f.Test() || f.Syntax.Doc == nil {
			continue
		}
		comments[f.Package()]++
		want := "Package " + f.Syntax.Name.Name + " "
		if f.Syntax.Name.Name == "main" {
			want = "Command " + path.Base(f.Package()) + " "
		}
		if !strings.HasPrefix(f.Syntax.Doc.Text(), want) {
			t.Errorf("%s: the package comment does not begin with %q", f.Name, want)
		}
	}
	for pkg, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d package comments, want 1: what it is for, what it does not do, its invariants", pkg, n)
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, f := range repo.GoFiles(t) {
		if f.Test() {
			continue
		}
		checkDocs(t, f)
	}
}

func checkDocs(t testing.TB, f repo.GoFile) {
	t.Helper()
	for _, d := range f.Syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			checkFuncDoc(t, f, d)
		case *ast.GenDecl:
			checkGenDoc(t, f, d)
		}
	}
}

func checkFuncDoc(t testing.TB, f repo.GoFile, d *ast.FuncDecl) {
	t.Helper()
	if !d.Name.IsExported() || d.Recv != nil && !ast.IsExported(receiver(d.Recv.List[0].Type)) {
		return
	}
	if !strings.HasPrefix(d.Doc.Text(), d.Name.Name+" ") {
		t.Errorf("%s:%d: %s needs a comment that begins with its name", f.Name, f.Line(d.Pos()), functionName(d))
	}
}

// checkGenDoc wants a comment on every exported type, and for constants and
// variables one on the name, beside it or on the group it stands in.
func checkGenDoc(t testing.TB, f repo.GoFile, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			// A group of like types, such as ids, may share one comment.
			if s.Name.IsExported() && s.Doc.Text() == "" && d.Doc.Text() == "" {
				t.Errorf("%s:%d: type %s needs a comment", f.Name, f.Line(s.Pos()), s.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && s.Doc.Text() == "" && s.Comment.Text() == "" && d.Doc.Text() == "" {
					t.Errorf("%s:%d: %s needs a comment", f.Name, f.Line(s.Pos()), name.Name)
				}
			}
		}
	}
}

func TestIdentifiersAreASCII(t *testing.T) {
	for _, f := range repo.GoFiles(t) {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && strings.IndexFunc(id.Name, func(r rune) bool { return r > 0x7e }) >= 0 {
				t.Errorf("%s:%d: identifier %s: names are English; the Japanese term stands in the comment", f.Name, f.Line(id.Pos()), id.Name)
			}
			return true
		})
	}
}

// TestNoMutableGlobals finds variables of a package that its code assigns to: a
// table is fine, a state is not, for two assessments may run at once.
func TestNoMutableGlobals(t *testing.T) {
	globals := map[string]map[string]bool{}
	for _, f := range repo.GoFiles(t) {
		if f.Test() {
			continue
		}
		for _, d := range f.Syntax.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, spec := range g.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						if globals[f.Package()] == nil {
							globals[f.Package()] = map[string]bool{}
						}
						globals[f.Package()][name.Name] = name.Name != "_"
					}
				}
			}
		}
	}
	for _, f := range repo.GoFiles(t) {
		if !f.Test() {
			checkAssignmentsOf(t, f, globals[f.Package()])
		}
	}
}

func checkAssignmentsOf(t testing.TB, f repo.GoFile, globals map[string]bool) {
	t.Helper()
	for _, d := range f.Syntax.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			checkAssignments(t, f, fn, globals)
		}
	}
}

func checkAssignments(t testing.TB, f repo.GoFile, fn *ast.FuncDecl, globals map[string]bool) {
	t.Helper()
	local := localNames(fn)
	ast.Inspect(fn, func(n ast.Node) bool {
		var targets []ast.Expr
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				targets = s.Lhs
			}
		case *ast.IncDecStmt:
			targets = []ast.Expr{s.X}
		}
		for _, target := range targets {
			if name := rootName(target); globals[name] && !local[name] {
				t.Errorf("%s:%d: assigns to %s, a variable of the package: pass state as a field or an argument", f.Name, f.Line(n.Pos()), name)
			}
		}
		return true
	})
}

// localNames collects every name that a function declares, as a parameter or
// inside: such a name is taken to be the local one throughout.
func localNames(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	add := func(exprs ...ast.Expr) {
		for _, e := range exprs {
			if id, ok := e.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.Field:
			for _, name := range s.Names {
				add(name)
			}
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				add(s.Lhs...)
			}
		case *ast.RangeStmt:
			if s.Tok == token.DEFINE {
				add(s.Key, s.Value)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				add(name)
			}
		}
		return true
	})
	return names
}

// rootName gives the variable that an assignment changes: x of x.y[0].
func rootName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return rootName(e.X)
	case *ast.IndexExpr:
		return rootName(e.X)
	case *ast.StarExpr:
		return rootName(e.X)
	case *ast.ParenExpr:
		return rootName(e.X)
	}
	return ""
}
