package cli

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// textKeys reads the keys of a file of texts.
func textKeys(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../locale/text", name))
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	var keys []string
	var walk func(prefix string, node any)
	walk = func(prefix string, node any) {
		m, ok := node.(map[string]any)
		if !ok {
			keys = append(keys, strings.TrimPrefix(prefix, "."))
			return
		}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			walk(prefix+"."+k, m[k])
		}
	}
	walk("", tree)
	return keys
}

func grammarModel(t *testing.T) *kong.Application {
	t.Helper()
	var g grammar
	p, err := newParser(&g)
	if err != nil {
		t.Fatal(err)
	}
	return p.Model
}

// commands lists every command below a node, groups before their members.
func commands(node *kong.Node) []*kong.Node {
	var all []*kong.Node
	for _, c := range node.Children {
		all = append(append(all, c), commands(c)...)
	}
	return all
}

// helpKeys lists the help texts that commands, arguments and flags need. Each
// may have its own below its command, or share the one of its name.
func helpKeys(t *testing.T) (need []string, may map[string]bool) {
	t.Helper()
	may = map[string]bool{}
	add := func(command, kind, name string) {
		own := "help.command." + command + "." + kind + "." + name
		may[own] = true
		if !locale.Has(lang.Ja, own) {
			need = append(need, "help."+kind+"."+name)
		}
	}
	root := grammarModel(t)
	for _, f := range root.Flags {
		need = append(need, "help.flag."+f.Name)
	}
	for _, c := range commands(root.Node) {
		name := commandPath(c, ".")
		need = append(need, "help.command."+name+".summary", "help.command."+name+".detail")
		may["help.command."+name+".example"] = true
		for _, p := range c.Positional {
			add(name, "argument", p.Name)
		}
		for _, f := range c.Flags {
			add(name, "flag", f.Name)
		}
	}
	for _, code := range exitCodes {
		need = append(need, "help.exit."+code)
	}
	return need, may
}

func TestEverythingInTheGrammarHasHelp(t *testing.T) {
	t.Parallel()
	need, may := helpKeys(t)
	for _, l := range lang.All {
		for _, key := range need {
			if !locale.Has(l, key) {
				t.Errorf("%s is missing in %s", key, l)
			}
		}
	}
	for _, key := range textKeys(t, "help.ja.yaml") {
		fixed := strings.HasPrefix(key, "help.section.") || strings.HasPrefix(key, "help.value.") || key == "help.program" || key == "help.more"
		if !fixed && !slices.Contains(need, key) && !may[key] {
			t.Errorf("%s belongs to no command, argument or flag", key)
		}
	}
}

// Every text of the command line is used: its key stands in the source, or
// begins with a part that does and to which the source adds a value.
func TestEveryTextIsUsed(t *testing.T) {
	t.Parallel()
	literals := sourceTexts(t)
	for _, key := range slices.Concat(textKeys(t, "cli.ja.yaml"), textKeys(t, "help.ja.yaml"), textKeys(t, "explain.ja.yaml")) {
		used := literals[key]
		for prefix := key; !used && strings.Contains(prefix, "."); {
			prefix = prefix[:strings.LastIndexByte(prefix, '.')]
			used = literals[prefix+"."]
		}
		for literal := range literals {
			used = used || strings.HasSuffix(key, "."+literal) && (strings.HasPrefix(key, "cli.catalog.") || strings.HasPrefix(key, "explain.label.")) ||
				strings.HasSuffix(literal, "level") && strings.HasPrefix(key, "explain.counting."+literal)
		}
		if !used && !strings.HasPrefix(key, "help.") {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// sourceTexts gives every string literal of the package, and of the one that
// tells reasons, tests left out.
func sourceTexts(t *testing.T) map[string]bool {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.go", "../explaintext/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, names...)
	}
	literals := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					literals[text] = true
				}
			}
			return true
		})
	}
	return literals
}

// Every text that the source names exists.
func TestEveryKeyInTheSourceHasAText(t *testing.T) {
	t.Parallel()
	for text := range sourceTexts(t) {
		isKey := strings.HasPrefix(text, "cli.") || strings.HasPrefix(text, "explain.") || strings.HasPrefix(text, "help.")
		if !isKey || strings.HasSuffix(text, ".") || strings.Contains(text, " ") {
			continue
		}
		for _, l := range lang.All {
			if !locale.Has(l, text) {
				t.Errorf("text %s is missing in %s", text, l)
			}
		}
	}
}

// The examples of the help can be typed as they stand.
func TestExamplesRun(t *testing.T) {
	long.Test(t)
	source, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if code := Run(t.Context(), []string{"init", "my-study", "--model", "m1a"}, Stdio{Out: new(bytes.Buffer), Err: new(bytes.Buffer)}); code != Done {
		t.Fatalf("init exits with %d", code)
	}
	copyFile(t, filepath.Join(source, "../attackdata/testdata/small.json"), "enterprise-attack.json")
	if err := os.WriteFile("organisations.csv", []byte("code,name,population\n131016,千代田区,66680\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code := Run(t.Context(), []string{"sheet", "export", "my-study", "--model", "m1a", "--trees", "1", "--out", "exported"}, Stdio{Out: new(bytes.Buffer), Err: new(bytes.Buffer)}); code != Done {
		t.Fatalf("sheet export exits with %d", code)
	}
	if names, err := filepath.Glob("exported/*M1a.xlsx"); err != nil || len(names) != 1 {
		t.Fatalf("exported %v, %v", names, err)
	} else {
		copyFile(t, names[0], "sheets.xlsx")
		copyFile(t, names[0], "old.xlsx")
	}
	var planned bytes.Buffer
	if code := Run(t.Context(), []string{"plan", "m1a", "--json"}, Stdio{Out: &planned, Err: new(bytes.Buffer)}); code != Done {
		t.Fatalf("plan exits with %d", code)
	}
	if err := os.WriteFile("plan.json", planned.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("要綱.pdf", []byte("%PDF"), 0o644); err != nil {
		t.Fatal(err)
	}
	database := func(name string) string { return map[string]string{"SEKISHO_DB": "sekisho.db"}[name] }
	for _, command := range commands(grammarModel(t).Node) {
		key := "help.command." + commandPath(command, ".") + ".example"
		if !locale.Has(lang.Ja, key) {
			continue
		}
		for line := range strings.SplitSeq(strings.TrimSpace(locale.Text(lang.Ja, key)), "\n") {
			args := splitLine(line)
			if at := slices.IndexFunc(args, func(a string) bool { return strings.Contains(a, "*") }); at >= 0 { // as a shell does
				names, err := filepath.Glob(args[at])
				if err != nil || len(names) == 0 {
					t.Errorf("%s: no file %s", line, args[at])
					continue
				}
				args = slices.Replace(args, at, at+1, names...)
			}
			if command.Name == "init" {
				args[2] = "other-study"
			}
			if command.Name == "serve" || command.Name == "worker" { // they run until they are stopped
				var g grammar
				p, err := newParser(&g)
				if err == nil {
					_, err = p.Parse(args[1:])
				}
				if err != nil {
					t.Errorf("%s: %v", line, err)
				}
				continue
			}
			var out, errs bytes.Buffer
			code := Run(t.Context(), args[1:], Stdio{Out: &out, Err: &errs, Getenv: database})
			// Nobody has filled in the questionnaire, or who judged into the mapping.
			unanswered := (command.Name == "read" || command.Name == "map") && code == Found
			if code != Done && code != Reached && !unanswered {
				t.Errorf("%s exits with %d:\n%s", line, code, &errs)
			}
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// splitLine splits a command line at spaces that are not in double quotes.
func splitLine(line string) []string {
	var args []string
	quoted := false
	for _, part := range strings.FieldsFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	}) {
		args = append(args, strings.Trim(part, `"`))
	}
	return args
}

// Every verdict of the assessment has words.
func TestEveryVerdictHasWords(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "../assess/explain.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(f, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		id, isIdent := spec.Type.(*ast.Ident)
		lit, isText := spec.Values[0].(*ast.BasicLit)
		if !isIdent || !isText || id.Name != "Verdict" {
			return true
		}
		n++
		value, err := strconv.Unquote(lit.Value)
		for _, l := range lang.All {
			if key := "explain.verdict." + value; err != nil || !locale.Has(l, key) {
				t.Errorf("%s is missing in %s", key, l)
			}
		}
		return true
	})
	if n < 8 {
		t.Errorf("only %d verdicts found", n)
	}
}
