package docs_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// exportedNames gives for each package, by its name and by its path, what it
// exports: Name and Type.Method or Type.Field.
func exportedNames(t *testing.T) map[string]map[string]bool {
	t.Helper()
	names := map[string]map[string]bool{}
	for _, f := range repo.GoFiles(t) {
		if f.Test() || f.Syntax.Name.Name == "main" {
			continue
		}
		own := names[f.Package()]
		if own == nil {
			own = map[string]bool{}
			names[f.Package()] = own
			names[f.Syntax.Name.Name] = own
		}
		for _, d := range f.Syntax.Decls {
			addNames(own, d)
		}
	}
	return names
}

func addNames(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			name = strings.Trim(typeName(d.Recv.List[0].Type), "*") + "." + name
		}
		names[name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			case *ast.TypeSpec:
				names[s.Name.Name] = true
				for _, field := range fields(s.Type) {
					names[s.Name.Name+"."+field] = true
				}
			}
		}
	}
}

func fields(e ast.Expr) []string {
	var list *ast.FieldList
	switch e := e.(type) {
	case *ast.StructType:
		list = e.Fields
	case *ast.InterfaceType:
		list = e.Methods
	default:
		return nil
	}
	var names []string
	for _, f := range list.List {
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
	}
	return names
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}

// TestGlossary checks that docs/glossary.md names every level, letter and id:
// the exported types of these packages that are a plain number or text.
func TestGlossary(t *testing.T) {
	glossary := repo.Read(t, "docs/glossary.md")
	types := 0
	for _, f := range repo.GoFiles(t) {
		if f.Test() || !slices.Contains([]string{"internal/method", "internal/catalog", "internal/model"}, f.Package()) {
			continue
		}
		for _, d := range f.Syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				s, ok := spec.(*ast.TypeSpec)
				if !ok || !s.Name.IsExported() {
					continue
				}
				if id, ok := s.Type.(*ast.Ident); !ok || !slices.Contains([]string{"string", "uint8", "int"}, id.Name) {
					continue
				}
				types++
				if name := f.Syntax.Name.Name + "." + s.Name.Name; !strings.Contains(glossary, "`"+name+"`") && !strings.Contains(glossary, "`"+s.Name.Name+"`") {
					t.Errorf("docs/glossary.md lacks `%s`", name)
				}
			}
		}
	}
	if types < 20 {
		t.Errorf("only %d types found: the check is broken", types)
	}
}
