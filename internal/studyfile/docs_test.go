package studyfile_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/schema"
)

// formatDocs are the two documents about the format.
var formatDocs = map[lang.Lang]string{lang.Ja: "../../docs/formats.md", lang.En: "../../docs/formats.en.md"}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// The examples of the documents have the form that they describe, and both
// languages show the same ones.
func TestExamplesOfTheDocumentsAreRight(t *testing.T) {
	examples := map[lang.Lang][]string{}
	for l, path := range formatDocs {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range yamlBlock.FindAllStringSubmatch(string(data), -1) {
			text := m[1]
			examples[l] = append(examples[l], text)
			if !strings.HasPrefix(text, "format: ") {
				text = "format: sekisho/1\n" + text
			}
			doc, list := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml", studyfile.DefaultLimits())
			_, more := doc.Spec()
			list.Append(more)
			for _, f := range list.Findings {
				t.Errorf("%s: %s in\n%s", path, line(f), text)
			}
		}
	}
	if len(examples[lang.Ja]) < 10 {
		t.Errorf("only %d examples", len(examples[lang.Ja]))
	}
	if diff := cmp.Diff(examples[lang.Ja], examples[lang.En]); diff != "" {
		t.Errorf("the examples differ (-ja +en):\n%s", diff)
	}
}

// Every key of a study, a model and the catalogue is in the documents.
func TestDocumentsNameEveryKey(t *testing.T) {
	var doc struct {
		Defs map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(schema.Study, &doc); err != nil {
		t.Fatal(err)
	}
	for l, path := range formatDocs {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, def := range []string{"Study", "CatalogSpec", "MethodSpec", "ModelSpec", "LinkSpec", "ScopeSpec"} {
			keys := sortedNames(doc.Defs[def].Properties)
			if len(keys) == 0 {
				t.Fatalf("the schema has no %s", def)
			}
			for _, key := range keys {
				plain := regexp.MustCompile(`(?m)(^|[ {` + "`" + `])` + key + `(:|` + "`" + `)`)
				if !slices.Contains(unexplained, key) && !plain.Match(data) {
					t.Errorf("%s (%s) does not name the key %s of %s", path, l, key, def)
				}
			}
		}
	}
}

// unexplained are keys that the schema explains and that need no more words.
var unexplained = []string{"short", "environment", "approach", "name", "note", "auth", "encryption"}

// sample gives arguments for the codes that only the assessment gives.
var sample = map[string]string{"id": "a-1", "asset": "a-1", "model": "m0", "zone": "z-1", "link": "l1", "count": "2", "value": "1",
	"suggested": "3", "threats": "th-01, th-02", "path": "z-net → z-mn", "matrix": "product-bands", "declared": "isolated",
	"derived": "intranet", "set": "importance", "layer": "host", "limit": "100", "first": "a-1", "second": "a-2",
	"countermeasure": "cm-12"}

// attackSample gives arguments for codes about ATT&CK data.
var attackSample = map[string]string{"id": "T1021.001", "value": "19.0", "given": "18.1", "version": "19.0", "what": "bytes",
	"limit": "67108864", "problem": "cut", "reason": "id", "near": "T1021"}

// documentSample gives arguments for codes about documents.
var documentSample = map[string]string{"id": "t-totals", "table": "表3-2", "figure": "図3-1", "caption": "リスク値の分布", "rows": "2",
	"heading": "考察", "value": "<br>", "limit": "8", "line": "3", "column": "5", "problem": "xml",
	"detail": "unknown field", "near": "models", "allowed": "models, use-cases", "picture": "図2-1", "part": "基準との比較",
	"cell": "'資産一覧'!L5", "was": "1", "study": "my", "base": "", "first": "'資産一覧'!L3",
	"by": "sekisho"}

// hearingSample gives arguments for codes about hearings.
var hearingSample = map[string]string{"id": "cm-12-3fa9c1d0", "organisation": "131016", "count": "2", "value": "131017", "near": "131016"}

// outputSample gives arguments for codes about files made of a result.
var outputSample = map[string]string{"techniques": "T9999", "routes": "12", "partial": "3", "cell": "M1a.xlsx B2",
	"picture": "network-m1a", "size": "6.2"}

// requestSample gives arguments for codes about requests to a server.
var requestSample = map[string]string{"place": "body.title", "name": "title", "limit": "64", "method": "PUT", "allowed": "GET, HEAD",
	"id": "7f3a", "now": "12", "seen": "11", "until": "2026-11-26T09:00:00Z"}

// findingExamples gives a real finding of each code where a broken study has
// one.
func findingExamples(t *testing.T) map[diag.Code]diag.Finding {
	t.Helper()
	examples := map[diag.Code]diag.Finding{}
	for _, b := range allBroken(t) {
		list, _ := findings(t, b.fsys, b.read, b.limits)
		for _, f := range list.Findings {
			if _, ok := examples[f.Code]; !ok {
				examples[f.Code] = f
			}
		}
	}
	for code := range diag.Codes() {
		if _, ok := examples[code]; ok {
			continue
		}
		args := sample
		if strings.HasPrefix(string(code), "attack.") {
			args = attackSample
		}
		if strings.HasPrefix(string(code), "document.") || strings.HasPrefix(string(code), "markdown.") || strings.HasPrefix(string(code), "template.") || strings.HasPrefix(string(code), "sheet.") {
			args = documentSample
		}
		if strings.HasPrefix(string(code), "hearing.") {
			args = hearingSample
		}
		if strings.HasPrefix(string(code), "output.") {
			args = outputSample
		}
		if strings.HasPrefix(string(code), "request.") {
			args = requestSample
		}
		examples[code] = diag.Finding{Code: code, Severity: code.Severity(), Args: args}
	}
	return examples
}

var headings = map[lang.Lang]string{
	lang.Ja: "| 符号 | 重さ | 文の例 |\n|---|---|---|\n",
	lang.En: "| Code | Severity | Example of the text |\n|---|---|---|\n",
}

var severityWords = map[lang.Lang]map[diag.Severity]string{
	lang.Ja: {diag.Error: "エラー", diag.Warning: "警告", diag.Note: "参考"},
	lang.En: {diag.Error: "error", diag.Warning: "warning", diag.Note: "note"},
}

// The documents list every code with its severity and words. With -update the
// list is written anew.
func TestDocumentsListEveryFinding(t *testing.T) {
	examples := findingExamples(t)
	for l, path := range formatDocs {
		var table strings.Builder
		table.WriteString(headings[l])
		for _, code := range sortedNames(examples) {
			f := examples[code]
			if !locale.Has(l, "finding."+string(code)+".message") {
				t.Errorf("%s has no words in %s", code, l)
				continue
			}
			message, fix := locale.Finding(l, f)
			if strings.Contains(message+fix, "<no value>") {
				t.Errorf("the example of %s lacks an argument: %s %s", code, message, fix)
			}
			if l == lang.En {
				message, fix = message+".", strings.ToUpper(fix[:1])+fix[1:]+"."
			}
			text := strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`).Replace(message + " " + fix)
			fmt.Fprintf(&table, "| `%s` | %s | %s |\n", code, severityWords[l][f.Severity], text)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(data), "<!-- codes: written by `make golden` -->\n")
		_, after, closed := strings.Cut(rest, "<!-- /codes -->")
		if !ok || !closed {
			t.Fatalf("%s has no place for the list", path)
		}
		golden.CheckString(t, path, before+"<!-- codes: written by `make golden` -->\n"+table.String()+"<!-- /codes -->"+after)
	}
}
