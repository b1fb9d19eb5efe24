package deps_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// inLayer reports whether a package stands in one of the layers.
func inLayer(pkg string, layers ...string) bool {
	return slices.ContainsFunc(rows, func(r row) bool { return r.pkg == pkg && slices.Contains(layers, r.layer) })
}

// impure lists standard packages, with everything below them, that the domain
// must not import, each with its reason.
var impure = map[string]string{
	"os":            "the domain reads and writes nothing: adapters do",
	"io/ioutil":     "the domain reads and writes nothing: adapters do",
	"net":           "the domain talks to nobody",
	"syscall":       "the domain does not see the machine",
	"runtime":       "a result must not depend on the machine",
	"unsafe":        "nothing here is worth it",
	"plugin":        "code is linked, not loaded",
	"database":      "storing is an adapter's work",
	"log":           "the domain reports findings, it does not log",
	"embed":         "embedded lists are package catalogdata's",
	"math/rand":     "same input, same bytes: nothing is left to chance",
	"crypto/rand":   "same input, same bytes: nothing is left to chance",
	"flag":          "options are fields, set further up",
	"encoding/json": "formats are adapters' work",
	"encoding/csv":  "formats are adapters' work",
	"encoding/xml":  "formats are adapters' work",
	"html":          "formats are adapters' work",
	"text/template": "words and pages are made further up",
	"testing":       "test code stays in tests",
}

func TestDomainIsPure(t *testing.T) {
	for _, p := range repo.Packages(t) {
		if !inLayer(p.Short(), base, domain) {
			continue
		}
		for _, imp := range p.Imports {
			if first, _, _ := strings.Cut(imp, "/"); strings.Contains(first, ".") && !repo.Ours(imp) {
				t.Errorf("%s must not import %s: the domain stands on the standard library alone", p.Short(), imp)
			}
			for banned, reason := range impure {
				if imp == banned || strings.HasPrefix(imp, banned+"/") {
					t.Errorf("%s must not import %s: %s", p.Short(), imp, reason)
				}
			}
		}
	}
}

// clock lists the functions of package time that read the clock or wait.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

func TestDomainReadsNoClock(t *testing.T) {
	for _, f := range repo.GoFiles(t) {
		if f.Test() || !inLayer(f.Package(), base, domain) {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if p, name, ok := f.Selector(e); ok && p == "time" && slices.Contains(clock, name) {
					t.Errorf("%s:%d: time.%s: dates come from the study, so that the same input gives the same bytes", f.Name, f.Line(n.Pos()), name)
				}
			}
			return true
		})
	}
}

// mayEndTheProcess tells where a file may name the process itself: its standard
// streams, its arguments and its end.
func mayEndTheProcess(f repo.GoFile) bool {
	return f.Test() || f.Package() == "internal/cli" || strings.HasPrefix(f.Name, "cmd/") || inLayer(f.Package(), tool)
}

// process lists what belongs to the process.
var process = map[string][]string{
	"os":   {"Exit", "Stdin", "Stdout", "Stderr", "Args"},
	"log":  {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln", "Print", "Printf", "Println"},
	"fmt":  {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"flag": {"CommandLine", "Parse"},
}

func TestOnlyCommandsUseTheProcess(t *testing.T) {
	for _, f := range repo.GoFiles(t) {
		if mayEndTheProcess(f) {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch e := n.(type) {
			case *ast.SelectorExpr:
				if p, name, ok := f.Selector(e); ok && slices.Contains(process[p], name) {
					t.Errorf("%s:%d: %s.%s: only cmd and package cli may use the process's streams and end; take an io.Writer and return an error",
						f.Name, f.Line(n.Pos()), p, name)
				}
			case *ast.CallExpr:
				if id, ok := e.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
					t.Errorf("%s:%d: %s writes to stderr behind everyone's back", f.Name, f.Line(n.Pos()), id.Name)
				}
			}
			return true
		})
	}
}

func TestTestCodeStaysInTests(t *testing.T) {
	for _, p := range repo.Packages(t) {
		if strings.HasPrefix(p.Short(), "internal/test") {
			continue
		}
		for _, imp := range p.Imports {
			if imp == "testing" || strings.HasPrefix(imp, "testing/") || strings.HasPrefix(repo.Short(imp), "internal/test") {
				t.Errorf("%s must not import %s: test code stays out of the binary", p.Short(), repo.Short(imp))
			}
		}
	}
}

func TestNoInit(t *testing.T) {
	for _, f := range repo.GoFiles(t) {
		for _, d := range f.Syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s:%d: init runs behind everyone's back; construct what is needed where it is used", f.Name, f.Line(fn.Pos()))
			}
		}
	}
}
