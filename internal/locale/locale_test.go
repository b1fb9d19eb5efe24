package locale_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// readTexts reads all texts of one language as key → forms, straight from the
// files, so that the tests do not depend on how the package loads them.
func readTexts(t *testing.T, l lang.Lang) map[string]string {
	t.Helper()
	files, err := filepath.Glob("text/*." + string(l) + ".yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts of language %s: %v", l, err)
	}
	all := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(data, &tree); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		flatten(t, file, "", tree, all)
	}
	return all
}

func flatten(t *testing.T, file, prefix string, node any, all map[string]string) {
	t.Helper()
	tree, ok := node.(map[string]any)
	if !ok {
		text, ok := node.(string)
		if !ok || strings.TrimSpace(text) == "" {
			t.Errorf("%s: %s is %v, want a text", file, prefix, node)
		}
		if _, ok := all[prefix]; ok {
			t.Errorf("%s: %s is defined twice", file, prefix)
		}
		all[prefix] = text
		return
	}
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		flatten(t, file, strings.TrimPrefix(prefix+"."+key, "."), tree[key], all)
	}
}

// textKey strips the plural form from the end of a key.
func textKey(key string) string {
	return strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
}

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	ja, en := keys(readTexts(t, lang.Ja)), keys(readTexts(t, lang.En))
	for key := range ja {
		if !en[key] {
			t.Errorf("%s is missing in English", key)
		}
	}
	for key := range en {
		if !ja[key] {
			t.Errorf("%s is missing in Japanese", key)
		}
	}
}

func keys(texts map[string]string) map[string]bool {
	set := map[string]bool{}
	for key := range texts {
		set[textKey(key)] = true
	}
	return set
}

var placeholder = regexp.MustCompile(`\.([a-z_][a-z_0-9]*)`)

// placeholders lists the arguments that a text names.
func placeholders(text string) []string {
	var names []string
	for _, action := range regexp.MustCompile(`\{\{[^}]*\}\}`).FindAllString(text, -1) {
		for _, m := range placeholder.FindAllStringSubmatch(action, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestLanguagesNameTheSamePlaceholders(t *testing.T) {
	t.Parallel()
	ja, en := readTexts(t, lang.Ja), readTexts(t, lang.En)
	for key, text := range ja {
		english, ok := en[key]
		if !ok {
			english = en[textKey(key)+".other"]
		}
		if !slices.Equal(placeholders(text), placeholders(english)) {
			t.Errorf("%s names %v in Japanese and %v in English", key, placeholders(text), placeholders(english))
		}
	}
}

// TestEveryTextIsFound: no text is lost where files are cut into parts.
func TestEveryTextIsFound(t *testing.T) {
	t.Parallel()
	for _, l := range lang.All {
		for key, text := range readTexts(t, l) {
			if len(placeholders(text)) == 0 && !locale.Has(l, key) && !locale.Has(l, textKey(key)) {
				t.Errorf("%s is not found in %s", key, l)
			}
		}
	}
}

func TestEveryCodeHasTexts(t *testing.T) {
	t.Parallel()
	for code := range diag.Codes() {
		for _, l := range lang.All {
			for _, part := range []string{".message", ".fix"} {
				if !locale.Has(l, "finding."+string(code)+part) {
					t.Errorf("finding.%s%s is missing in %s", code, part, l)
				}
			}
		}
	}
}

// partsOfStudies are what findings that a study can accept are about.
var partsOfStudies = regexp.MustCompile(`^(study|method|catalog|zone|asset|link|entry|goal|damage|use_case|deployment|judgement|exposure|importance|defence|level|vulnerability|letters)\.`)

// Reports name the findings that a study accepts.
func TestAcceptableFindingsHaveTitles(t *testing.T) {
	t.Parallel()
	for code, severity := range diag.Codes() {
		if severity == diag.Error || !partsOfStudies.MatchString(string(code)) {
			continue
		}
		for _, l := range lang.All {
			if locale.FindingTitle(l, code) == string(code) {
				t.Errorf("finding.%s.title is missing in %s", code, l)
			}
		}
	}
}

func TestEveryFindingTextHasACode(t *testing.T) {
	t.Parallel()
	codes := diag.Codes()
	for key := range readTexts(t, lang.Ja) {
		rest, ok := strings.CutPrefix(key, "finding.")
		if !ok {
			continue
		}
		code := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(rest, ".message"), ".fix"), ".title")
		if _, ok := codes[diag.Code(code)]; !ok || code == rest {
			t.Errorf("%s belongs to no finding code", key)
		}
	}
}

// technical are the Latin words that may stand in Japanese text: names of
// products, formats, keys and values of the study format.
var technical = regexp.MustCompile(`^(sekisho|YAML|UTF|ZIP|USB|API|QR|ID|format|init|docs|formats|md|json|JSON|YYYY|MM|DD|LGWAN|` +
	`optional|true|role|abstract|baseline|models|ja|parameters|cases|method|matrices|criteria|threats|inherits|remove|parent|kind|` +
	`physical|anyone|limited|strict|when|placements|from|to|via|hops|links|data|push|pull|both|reason|assets|applies|not|possible|` +
	`cloud|entries|goals|exclusions|flows|scope|model|zones|types|effective|yes|no|unknown|zone|asset|threat|accepted|findings|` +
	`exposure|importance|classes|stops|vulnerabilities|yaml|false|matrix|relation|entry|needs|on|at|` +
	`totals|shares|differences|coverage|routes|damage|costs|plan|svg|png|network|flow|route|tree|landscape|portrait|` +
	`manifest|report|overview|diagram|chart|sheet|attack|SVG|PNG|PDF|PowerPoint|` +
	`HTTP|Content|Type|If|Match|None|ETag|application|host|Accept|Ctrl|SQLite|PostgreSQL|localhost|HTTPS|TOTP|OIDC|sign|OpenAPI|` +
	`Excel|CSV|BOM|CP|LibreOffice|xlsx|csv|form|utf|cp|adopted|` +
	`PARAM|CASE|LIST|ASSET|THREAT|MODEL|STUDY|LANG|COLUMNS|Schema|Go|ATT|CK|IPA|STIX|Word|docx|Markdown|HTML|https?|mailto|[Ee]nterprise|[Aa]ttack|Flow|Navigator|as|of|auto|en|result|file|study|report|full|overview|internal|public|part|parts|templates|[A-E]|R|main|MiB|CPU|PEM|SHA|Prometheus|OpenTelemetry|metrics)$`)

// notWords are template actions, flags and environment variables, which are the
// same in every language, and commands to type.
var notWords = regexp.MustCompile(`\{\{[^}]*\}\}|-?-[a-z][a-z-]*( [A-Z]\b)?|\b[A-Z]+(?:_[A-Z]+)+\b|sekisho (?:attack|sheet|hearing|store|audit|job) [a-z]+|sekisho [a-z]+|assess --out`)

var latinWord = regexp.MustCompile(`[A-Za-z]+`)

func TestJapaneseTextsAreJapanese(t *testing.T) {
	t.Parallel()
	for key, text := range readTexts(t, lang.Ja) {
		if strings.HasSuffix(key, ".example") {
			continue // commands to type
		}
		plain := notWords.ReplaceAllString(text, "")
		for _, word := range latinWord.FindAllString(plain, -1) {
			if !technical.MatchString(word) {
				t.Errorf("%s: %q is English: %s", key, word, text)
			}
		}
	}
}

func TestEnglishTextsAreEnglish(t *testing.T) {
	t.Parallel()
	for key, text := range readTexts(t, lang.En) {
		if strings.ContainsFunc(text, isJapanese) {
			t.Errorf("%s has Japanese: %s", key, text)
		}
	}
}

func isJapanese(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == '、' || r == '。' || r == '「'
}

// TestFindingWithoutArguments: whatever may be absent must be guarded by the
// template; what is always there is listed by the tests of those who raise it.
func TestFindingEscapesControlCharacters(t *testing.T) {
	t.Parallel()
	f := diag.Finding{Code: diag.IDForm, Args: map[string]string{"id": "a\nb\x1b[31m\u202e" + strings.Repeat("x", 1000)}}
	for _, l := range lang.All {
		message, _ := locale.Finding(l, f)
		if strings.ContainsAny(message, "\n\x1b\u202e") {
			t.Errorf("%s: control characters reach the user: %q", l, message)
		}
		if len([]rune(message)) > 400 {
			t.Errorf("%s: a value of 1,000 characters is repeated in full", l)
		}
	}
}
