package readme_test

import (
	"go/ast"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// The two commands of the README that do all set-up.
const (
	mainJob  = "go run ./cmd/sekisho assess"
	allTests = "make test"
)

// TestReadmeCommands checks that the two commands stand in both languages and
// that CI runs the second one and nothing else.
func TestReadmeCommands(t *testing.T) {
	for _, name := range []string{"README.md", "README.en.md"} {
		for _, command := range []string{mainJob, allTests} {
			if !strings.Contains(repo.Read(t, name), "```sh\n"+command+"\n```\n") {
				t.Errorf("%s lacks the command %q in a block by itself", name, command)
			}
		}
	}
	const ci = "#!/usr/bin/env bash\nset -euo pipefail\ncd \"$(dirname \"$0\")/..\"\nexec " + allTests + "\n"
	if got := repo.Read(t, ".ci/run"); got != ci {
		t.Errorf(".ci/run does not run exactly the README's test command:\n%s", got)
	}
}

// TestMainJob runs the first command of the README as a reader would, and keeps
// the sample output of both READMEs equal to the counts that it prints.
func TestMainJob(t *testing.T) {
	sample := regexp.MustCompile("(?s)(<!-- the counts that .*? prints -->\n```text\n).*?(```\n)")
	for name, language := range map[string]string{"README.md": "ja", "README.en.md": "en"} {
		text := repo.Read(t, name)
		if !sample.MatchString(text) {
			t.Errorf("%s has no sample output", name)
			continue
		}
		counts := counts(t, run(t, append(strings.Fields(mainJob), "--lang", language)...))
		at := sample.FindStringSubmatchIndex(text)
		golden.CheckString(t, filepath.Join(repo.Root(t), name), text[:at[3]]+counts+text[at[4]:])
	}
}

// counts gives the second and third paragraph of the output: the totals of both
// analyses.
func counts(t *testing.T, output string) string {
	t.Helper()
	paragraphs := strings.Split(output, "\n\n")
	if len(paragraphs) < 4 {
		t.Fatalf("%s prints too little:\n%s", mainJob, output)
	}
	var b strings.Builder
	for line := range strings.Lines(strings.Join(paragraphs[1:3], "\n\n") + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

func run(t *testing.T, words ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
	cmd.Dir = repo.Root(t)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(words, " "), err, &stderr)
	}
	return string(out)
}

// TestReadmeTables checks that both READMEs list the commands that there are,
// in the order of the help, and the same exit codes.
func TestReadmeTables(t *testing.T) {
	commands := commandNames(t)
	codes := regexp.MustCompile(`(?m)^\| (\d) \| `)
	listed := regexp.MustCompile("(?m)^\\| `sekisho ([a-z]+)")
	for _, name := range []string{"README.md", "README.en.md"} {
		text := repo.Read(t, name)
		if got := submatches(listed, text); !slices.Equal(got, commands) {
			t.Errorf("%s lists the commands %v, the command line has %v", name, got, commands)
		}
		if got := submatches(codes, text); !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
			t.Errorf("%s lists the exit codes %v", name, got)
		}
	}
}

func submatches(re *regexp.Regexp, text string) []string {
	var list []string
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

// commandNames reads the commands off the struct that declares them.
func commandNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, f := range repo.GoFiles(t) {
		if f.Package() != "internal/cli" {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != "grammar" {
				return true
			}
			for _, field := range spec.Type.(*ast.StructType).Fields.List {
				if field.Tag == nil {
					continue
				}
				if _, ok := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Lookup("cmd"); ok {
					names = append(names, strings.ToLower(field.Names[0].Name))
				}
			}
			return false
		})
	}
	if len(names) == 0 {
		t.Fatal("no commands found in package cli")
	}
	return names
}
