// Package repo gives tests about the repository itself its files, its packages
// and their syntax trees.
//
// The package is for tests only.
package repo

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Module is the path of the module.
const Module = "github.com/sekisho/sekisho"

// Root gives the directory that holds go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatalf("find the repository: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test's directory")
		}
		dir = parent
	}
}

// Files lists the files that git tracks or would add, sorted, relative to the
// root and with slashes. In a copy that is no git checkout it lists all files
// but those of bin and out.
func Files(t testing.TB) []string {
	t.Helper()
	root := Root(t)
	var files []string
	if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
		out := run(t, root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
		for f := range strings.SplitSeq(string(out), "\x00") {
			// A file just deleted is still in git's index.
			if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(f))); f != "" && err == nil && !info.IsDir() {
				files = append(files, f)
			}
		}
	} else {
		files = walk(t, root)
	}
	slices.Sort(files)
	files = slices.Compact(files)
	if len(files) == 0 {
		t.Fatal("the repository has no files")
	}
	return files
}

func walk(t testing.TB, root string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "bin" || name == "out"):
			return fs.SkipDir
		case d.Type().IsRegular():
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("list the repository: %v", err)
	}
	return files
}

// Read gives the content of a file of [Files].
func Read(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(Root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatalf("read the repository: %v", err)
	}
	return string(data)
}

// Package is what `go list` says of one package.
type Package struct {
	ImportPath   string
	Dir          string
	Name         string
	Standard     bool
	DepOnly      bool // not of this repository, only needed by it
	Module       *ModuleInfo
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// ModuleInfo is the module that a package belongs to.
type ModuleInfo struct {
	Path, Version, Dir string
}

// Short gives the import path relative to the module, such as internal/diag.
func (p Package) Short() string { return Short(p.ImportPath) }

// Short gives an import path relative to the module; others stay as they are.
func Short(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, Module), "/")
}

// Ours reports whether an import path is of this module.
func Ours(importPath string) bool {
	return importPath == Module || strings.HasPrefix(importPath, Module+"/")
}

// Packages lists the packages of the repository, sorted by import path.
func Packages(t testing.TB) []Package {
	t.Helper()
	return List(t, nil, "./...")
}

// List runs `go list -e -json` with the arguments, and env added to the
// environment. A package that does not compile is listed all the same: that is
// for other tests to tell.
func List(t testing.TB, env []string, args ...string) []Package {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-e", "-json"}, args...)...)
	cmd.Dir = Root(t)
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v\n%s", args, err, &stderr)
	}
	var packages []Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p Package
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("read the answer of go list: %v", err)
		}
		packages = append(packages, p)
	}
	slices.SortFunc(packages, func(a, b Package) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return packages
}

func run(t testing.TB, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
	}
	return out
}

// GoFile is a parsed Go file.
type GoFile struct {
	// Name relative to the root.
	Name string
	// Text as it stands.
	Text string
	// Syntax, with comments.
	Syntax *ast.File
	// Fset gives positions.
	Fset *token.FileSet
}

// Package gives the folder of the file, such as internal/diag.
func (f GoFile) Package() string { return path.Dir(f.Name) }

// Test reports whether the file is compiled into tests only.
func (f GoFile) Test() bool { return strings.HasSuffix(f.Name, "_test.go") }

// Line gives the line of a position.
func (f GoFile) Line(p token.Pos) int { return f.Fset.Position(p).Line }

// Selector tells which package and name a selector such as os.Exit stands for,
// as far as the imports of the file tell: a local name that hides an import is
// not noticed.
func (f GoFile) Selector(e ast.Expr) (importPath, name string, ok bool) {
	sel, isSel := e.(*ast.SelectorExpr)
	if !isSel {
		return "", "", false
	}
	id, isID := sel.X.(*ast.Ident)
	if !isID {
		return "", "", false
	}
	for _, spec := range f.Syntax.Imports {
		p := strings.Trim(spec.Path.Value, `"`)
		local := path.Base(p)
		if strings.HasPrefix(local, "v") && strings.Trim(local[1:], "0123456789") == "" {
			local = path.Base(path.Dir(p)) // math/rand/v2 is called rand
		}
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == id.Name {
			return p, sel.Sel.Name, true
		}
	}
	return "", "", false
}

// GoFiles parses every Go file of the repository except those below testdata.
func GoFiles(t testing.TB) []GoFile {
	t.Helper()
	var files []GoFile
	for _, name := range Files(t) {
		if path.Ext(name) != ".go" || strings.Contains(name, "testdata/") {
			continue
		}
		f := GoFile{Name: name, Text: Read(t, name), Fset: token.NewFileSet()}
		var err error
		if f.Syntax, err = parser.ParseFile(f.Fset, name, f.Text, parser.ParseComments); err != nil {
			t.Errorf("%v", err)
			continue
		}
		files = append(files, f)
	}
	return files
}
