package deps_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// module is a module that our code imports, with the reason why we depend on it
// and the packages that may import it.
type module struct {
	path   string
	reason string
	// users are the packages that may import it in code that is not a test;
	// none: tests only.
	users []string
}

// modules is the whole list. Adding one needs a row here with its reason, and
// an ADR where there were alternatives.
var modules = []module{
	{"github.com/alecthomas/kong", "commands and flags declared as structs; see docs/adr", []string{"internal/cli"}},
	{"github.com/xuri/excelize/v2", "Excel files, streamed, with styles, lists and conditional formats; see docs/adr", []string{"internal/workbook"}},
	{"github.com/VictoriaMetrics/metrics", "counters and histograms in the text form of Prometheus, a tenth of the size of the client library", []string{"internal/server"}},
	{"github.com/boombuler/barcode", "the QR code of a key for phones; see docs/adr", []string{"internal/workbench"}},
	{"github.com/coreos/go-oidc/v3", "id tokens of identity providers, verified; see docs/adr", []string{"internal/signon"}},
	{"github.com/go-webauthn/webauthn", "what devices sign with passkeys, verified; see docs/adr", []string{"internal/passkey"}},
	{"github.com/danielgtaylor/huma/v2", "operations declared as types: checked requests, OpenAPI, problem details, server-sent events; see docs/adr", []string{"internal/server/api"}},
	{"github.com/google/go-cmp", "differences in tests that a person can read", []string{"internal/testing/golden", "internal/testing/storetest"}},
	{"github.com/invopop/jsonschema", "the JSON Schema of the study format out of its Go types; see docs/adr", []string{"devtools/schemagen"}},
	{"github.com/jackc/pgx/v5", "PostgreSQL through database/sql", []string{"internal/store/sqlstore"}},
	{"github.com/nicksnyder/go-i18n/v2", "texts in both languages with arguments and plurals; see docs/adr", []string{"internal/locale"}},
	{"github.com/rivo/uniseg", "where Japanese text may be broken, and its width in a terminal", []string{"internal/cli", "internal/drawing", "internal/document/pdf", "internal/document/pptx"}},
	{"github.com/rogpeppe/go-internal", "testscript: the real program run by readable scripts", nil},
	{"github.com/santhosh-tekuri/jsonschema/v6", "checks studies against the JSON Schema, with typed complaints; see docs/adr", []string{"internal/studyfile"}},
	{"github.com/yuin/goldmark", "Markdown with the place of every node; see docs/adr", []string{"internal/document/prose"}},
	{"go.opentelemetry.io/otel", "spans: their attributes and states; see docs/adr", []string{"internal/tracing"}},
	{"go.opentelemetry.io/otel/sdk", "spans begun, nested and ended; see docs/adr", []string{"internal/tracing"}},
	{"go.opentelemetry.io/otel/trace", "spans carried by a context; see docs/adr", []string{"internal/tracing"}},
	{"go.yaml.in/yaml/v4", "YAML with the place of every value, lean on large input; see docs/adr", []string{"internal/attackdata", "internal/hearingfile", "internal/locale", "internal/report", "internal/sheet/mapping", "internal/studyfile"}},
	{"golang.org/x/net", "HTML parsed as browsers do: the tables of a page as files, and to look at the pages in tests", []string{"internal/workbench"}},
	{"golang.org/x/oauth2", "the exchange with an identity provider, beneath go-oidc", []string{"internal/signon"}},
	{"golang.org/x/text", "tags of languages, as go-i18n wants them; East Asian widths; CP932, in sheets and in names of archives; one form of Unicode in names of files; languages that browsers ask for", []string{"internal/app", "internal/hearingfile", "internal/locale", "internal/sheet/data", "internal/sheet/layout", "internal/sheet/mapping", "internal/sheet/questionnaire", "internal/sheet/roundtrip", "internal/sheet/rules", "internal/server", "internal/store", "internal/workbook"}},
	{"golang.org/x/crypto", "Argon2id, with which passwords are kept", []string{"internal/account"}},
	{"golang.org/x/image", "widths and outlines of the embedded font, anti-aliased areas of PNG pictures", []string{"internal/drawing"}},
	{"golang.org/x/time", "how often an address may try to sign in", []string{"internal/server/api"}},
	{"golang.org/x/tools", "txtar: a broken study and its findings in one readable file", nil},
	{"modernc.org/sqlite", "SQLite without cgo, so that one binary is enough; see docs/adr", []string{"internal/store/sqlstore"}},
	{"pgregory.net/rapid", "random studies for property tests, shrunk to the smallest that fails", []string{"internal/testing/gen"}},
}

func TestModules(t *testing.T) {
	moduleOf := map[string]string{}
	for _, p := range repo.List(t, nil, "-deps", "-test", "./...") {
		if p.Module != nil && p.Module.Path != repo.Module {
			moduleOf[p.ImportPath] = p.Module.Path
		}
	}
	used := map[string]bool{}
	for _, p := range repo.Packages(t) {
		for _, imp := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			m, thirdParty := moduleOf[imp]
			if !thirdParty {
				continue
			}
			used[m] = true
			i := slices.IndexFunc(modules, func(x module) bool { return x.path == m })
			if i < 0 {
				t.Errorf("%s imports %s of module %s, which modules_test.go does not list: say why we depend on it", p.Short(), imp, m)
				continue
			}
			if slices.Contains(p.Imports, imp) && !slices.Contains(modules[i].users, p.Short()) {
				t.Errorf("%s must not import %s: only %s may, for %s", p.Short(), imp, who(modules[i]), modules[i].reason)
			}
		}
	}
	have := map[string]bool{}
	for _, p := range repo.Packages(t) {
		have[p.Short()] = true
	}
	for _, m := range modules {
		if m.reason == "" {
			t.Errorf("no reason to depend on %s", m.path)
		}
		if !used[m.path] {
			t.Errorf("nothing imports %s any more: remove it from modules_test.go and go.mod", m.path)
		}
		for _, u := range m.users {
			if !have[u] {
				t.Errorf("%s may be imported by %s, which is gone", m.path, u)
			}
		}
	}
}

func who(m module) string {
	if len(m.users) == 0 {
		return "tests"
	}
	return strings.Join(m.users, ", ")
}
