package deps_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// row says where a package stands and what it may import.
type row struct {
	pkg   string
	layer string
	// may lists the packages of ours that the package may import directly, in
	// code that is not a test. Everything else of ours is forbidden.
	may []string
	// reason is printed when the rule is broken.
	reason string
}

// Layers, from the ground up. An import never goes up.
const (
	base     = "L0"
	domain   = "L1"
	adapter  = "L2"
	delivery = "L3"
	data     = "data"  // embedded files and nothing else
	tool     = "tools" // run by make, not part of the binary
	tests    = "tests" // in no binary
)

// upTo gives the packages of the domain in the order in which they build on
// each other, up to and with last.
func upTo(last string) []string {
	order := []string{
		"internal/lang", "internal/diag", "internal/overlay", "internal/method",
		"internal/catalog", "internal/model", "internal/defence", "internal/attacktree", "internal/attack", "internal/assess",
	}
	return order[:slices.Index(order, last)+1]
}

// ground lists the adapters on which other adapters may stand, each with the
// reason: they know one technique and nothing of a study.
var ground = map[string]string{
	"internal/studyfile":      "the one reader of YAML with places; hearings are read by it as studies are",
	"internal/scopetext":      "scopes have the same names in commands and reports",
	"internal/explaintext":    "reasons are told in the same sentences by commands and pages",
	"internal/comparetext":    "a comparison is told in the same sentences by commands and reports",
	"internal/locale":         "every adapter speaks to users, in the same words",
	"internal/workbook":       "Excel files are one technique, used for sheets, questionnaires and lists alike",
	"internal/document/prose": "Markdown into blocks, wherever the text comes from",
	"internal/ooxml":          "zip files of XML parts, whatever they mean",
	"internal/drawing":        "shapes, measured text, SVG and PNG, of whatever picture",
	"internal/pdffile":        "PDF files: pages, fonts, tags, whatever stands on the pages",
	"internal/document":       "documents are blocks, whatever they are about",
	"internal/job":            "a queue knows how work is shared, and not what it is about",
	"internal/store":          "the contract of keeping studies, with no database in it",
	"internal/tracing":        "spans are names and times, whatever takes them",
}

var rows = []row{
	{"internal/lang", base, nil, "text in two languages is the ground on which everything stands"},
	{"internal/diag", base, nil, "findings are codes and arguments; their words and files are known further up"},

	{"internal/overlay", domain, upTo("internal/diag"), "laying rows over rows knows nothing of what the rows mean"},
	{"internal/method", domain, upTo("internal/overlay"), "the rating method knows no assets, threats or countermeasures"},
	{"internal/catalog", domain, upTo("internal/method"), "the reference lists know the method's levels but no study"},
	{"internal/model", domain, upTo("internal/catalog"), "a study knows its method and lists, and not how it is assessed"},
	{"internal/defence", domain, upTo("internal/model"), "what counts is read once, for cells and for steps"},
	{"internal/attacktree", domain, upTo("internal/model"), "trees are values that the search and its checker share, and nothing else"},
	{"internal/attack", domain, upTo("internal/attacktree"), "the search knows the model and the rules, and gives no letter"},
	{"internal/replay", domain, append(upTo("internal/model"), "internal/attacktree"), "the checker of trees must not see the search that it judges, nor what the search reads"},
	{"internal/assess", domain, upTo("internal/attack"), "the pipeline reads the built study alone, never a file or a text"},
	{"internal/compare", domain, upTo("internal/assess"), "comparisons read results and replay models, and rate nothing themselves"},

	{"internal/access", domain, nil, "who may do what is decided from who asks and for what, and from nothing else"},

	{"internal/hearing", domain, append(upTo("internal/assess"), "internal/attacktree"), "answers become deployments, and the engine alone rates them"},

	{"internal/optimize", domain, nil, "covering problems know variables and costs, and nothing of countermeasures"},
	{"internal/certificate", domain, []string{"internal/optimize"}, "the checker of proofs shares the types of the problem with the search, and no code"},
	{"internal/plan", domain, append(upTo("internal/assess"), "internal/attacktree", "internal/certificate", "internal/optimize", "internal/replay"),
		"plans are solved there and rated by the engine, and both are checked by others"},

	{"internal/catalogdata", data, nil, "the base lists are files; reading them is package studyfile's work"},
	{"internal/fonts", data, nil, "fonts are files; drawing with them is an adapter's work"},
	{"schema", data, nil, "the schema is a file; applying it is package studyfile's work"},
	{"studies", data, nil, "the reference study is files; reading them is package studyfile's work"},

	{"internal/locale", adapter, upTo("internal/diag"), "words are found by key; every adapter may ask for them, so they must need none"},
	{"internal/drawing", adapter, []string{"internal/fonts"}, "shapes and texts know nothing of what the picture means"},
	{"internal/studyfile", adapter, append(upTo("internal/model"), "schema"), "reading files rates nothing and speaks no language"},
	{"internal/hearingfile", adapter, append(upTo("internal/model"), "internal/hearing", "internal/studyfile", "schema"), "reading hearings settles nothing and rates nothing"},
	{"internal/sheet/questionnaire", adapter, append(upTo("internal/model"), "internal/hearing", "internal/locale", "internal/workbook"), "questionnaires are made of questions, and settle and rate nothing"},
	{"internal/attackdata", adapter, upTo("internal/model"), "reading ATT&CK's data rates nothing, and carries studies over without knowing how they are stored"},

	{"internal/navigator", adapter, append(upTo("internal/catalog"), "internal/locale"), "layers are made of plain values, and rate nothing"},
	{"internal/attackflow", adapter, append(upTo("internal/model"), "internal/attacktree", "internal/locale"), "flows are made of trees, and search for none"},

	{"internal/workbook", adapter, nil, "Excel files know cells and sheets, and nothing of a study"},
	{"internal/sheet/layout", adapter, append(upTo("internal/attack"), "internal/locale", "internal/workbook"), "what stands where in a workbook is said once, for its writer and its reader"},
	{"internal/sheet/form", adapter, append(upTo("internal/assess"), "internal/compare", "internal/explaintext", "internal/hearing", "internal/optimize", "internal/plan", "internal/locale", "internal/workbook", "internal/sheet/layout"),
		"the analysis sheets are written from a result, and rate nothing"},
	{"internal/sheet/roundtrip", adapter, append(upTo("internal/attack"), "internal/locale", "internal/workbook", "internal/sheet/layout"), "what came back is told by the layout, and changes no study"},
	{"internal/sheet/rules", adapter, []string{"internal/workbook"}, "the government's rules are about tables, whoever wrote them"},
	{"internal/sheet/data", adapter, append(upTo("internal/assess"), "internal/hearing", "internal/optimize", "internal/plan", "internal/locale", "internal/workbook", "internal/sheet/layout", "internal/sheet/rules"),
		"data are written from a result, and rate nothing"},

	{"internal/sheet/mapping", adapter, append(upTo("internal/model"), "internal/workbook"), "sheets from outside become rows of a study; the levels in them are checked, and rated by the engine alone"},

	{"internal/document", adapter, append(upTo("internal/diag"), "internal/drawing", "internal/locale"), "a document knows neither what it is about nor how it is written; its columns are as wide as phrases"},
	{"internal/document/prose", adapter, append(upTo("internal/diag"), "internal/document"), "reading Markdown knows blocks, and no file"},
	{"internal/ooxml", adapter, nil, "the container of a file knows nothing of its content"},
	{"internal/document/html", adapter, []string{"internal/document", "internal/drawing"}, "a writer knows the finished document, and nothing of what it is about"},
	{"internal/document/markdown", adapter, []string{"internal/document"}, "a writer knows the finished document, and nothing of what it is about"},
	{"internal/document/docx", adapter, []string{"internal/diag", "internal/document", "internal/drawing", "internal/ooxml"}, "a writer knows the finished document, and nothing of what it is about"},
	{"internal/pdffile", adapter, nil, "a PDF file knows nothing of what stands on its pages"},
	{"internal/document/pdf", adapter, []string{"internal/document", "internal/drawing", "internal/fonts", "internal/pdffile"}, "a writer knows the finished document, and nothing of what it is about"},
	{"internal/document/pptx", adapter, []string{"internal/document", "internal/drawing", "internal/ooxml"}, "a writer knows the finished document, and nothing of what it is about"},

	{"internal/report", adapter, append(upTo("internal/assess"), "internal/compare", "internal/comparetext", "internal/document", "internal/document/prose", "internal/hearing", "internal/locale", "internal/optimize", "internal/plan", "internal/scopetext"), "a report is made of a result, knows no format and makes no picture"},
	{"internal/store", adapter, nil, "the contract knows neither a database nor what is kept"},
	{"internal/tracing", adapter, nil, "spans are names and times, whatever takes them"},
	{"internal/job", adapter, []string{"internal/store", "internal/tracing"}, "a queue knows how work is shared, and not what it is about"},
	{"internal/job/task", adapter, []string{"internal/job", "internal/store"}, "what can be asked for is said once, for commands, pages and the API"},
	{"internal/store/approval", adapter, []string{"internal/store"}, "approval is a record of the branch; who may do what is decided by package access"},
	{"internal/store/sqlstore", adapter, []string{"internal/store", "internal/tracing"}, "keeping records is one technique, whatever they hold"},

	{"internal/account", adapter, []string{"internal/access", "internal/store"}, "who somebody is gets proven here; what they may do is decided by package access"},

	{"internal/signon", adapter, nil, "an identity provider is asked who somebody is; which account that is, others know"},

	{"internal/passkey", adapter, nil, "a key of a device proves its owner; which account that is, others keep"},

	{"internal/client", adapter, []string{"internal/lang"}, "what opens connections knows addresses and tokens, and not what studies mean"},

	{"internal/chart", adapter, []string{"internal/drawing", "internal/lang", "internal/locale"}, "charts are made of plain values, and know no study"},
	{"internal/chart/results", adapter, append(upTo("internal/assess"), "internal/chart", "internal/compare", "internal/hearing", "internal/plan", "internal/locale"), "figures are read out of a result, and rated nowhere"},
	{"internal/scopetext", adapter, append(upTo("internal/model"), "internal/locale"), "names are made of a model, and of nothing that was found"},
	{"internal/explaintext", adapter, append(upTo("internal/assess"), "internal/locale"), "sentences are made of what the assessment tells, and find nothing"},
	{"internal/comparetext", adapter, append(upTo("internal/assess"), "internal/compare", "internal/locale"), "sentences are made of what a comparison found, and find nothing"},
	{"internal/exchange", adapter, append(upTo("internal/assess"), "internal/compare", "internal/hearing", "internal/locale", "internal/optimize", "internal/plan"), "formats are written from a result and rate nothing"},

	{"internal/diagram", adapter, append(upTo("internal/assess"), "internal/drawing", "internal/locale"), "pictures are laid out from a model or a result, and rate nothing"},

	{"internal/server", delivery, append(upTo("internal/diag"), "internal/locale", "internal/tracing"), "requests are guarded and refused the same way, whatever is served"},

	{"internal/server/setup", delivery, append(upTo("internal/diag"), "internal/locale", "internal/server"), "the page of one-time links asks the API, as every browser does"},

	{"internal/server/api", delivery, append(upTo("internal/diag"), "internal/access", "internal/account", "internal/job", "internal/job/task", "internal/locale", "internal/passkey", "internal/server", "internal/signon", "internal/store", "internal/store/approval"),
		"operations keep and decide nothing themselves: packages store, account and access do"},

	{"internal/app", delivery, append(upTo("internal/assess"),
		"internal/attackdata",
		"internal/attackflow",
		"internal/catalogdata",
		"internal/chart",
		"internal/client",
		"internal/chart/results",
		"internal/compare",
		"internal/diagram",
		"internal/document",
		"internal/document/docx",
		"internal/document/html",
		"internal/document/markdown",
		"internal/document/pdf",
		"internal/document/pptx", "internal/document/prose",
		"internal/drawing",
		"internal/exchange",
		"internal/hearing",
		"internal/hearingfile",
		"internal/locale",
		"internal/job",
		"internal/job/task",
		"internal/navigator",
		"internal/plan",
		"internal/replay",
		"internal/report",
		"internal/access",
		"internal/account",
		"internal/server",
		"internal/server/api",
		"internal/server/setup",
		"internal/signon",
		"internal/sheet/data",
		"internal/sheet/form",
		"internal/sheet/layout",
		"internal/sheet/mapping",
		"internal/sheet/questionnaire",
		"internal/sheet/roundtrip",
		"internal/sheet/rules",
		"internal/store",
		"internal/store/approval",
		"internal/store/sqlstore",
		"internal/tracing",
		"internal/workbook",
		"internal/studyfile",
		"schema", "studies",
	), "wiring is the one place that knows every adapter, and knows no command"},
	{"internal/workbench", delivery, append(upTo("internal/assess"), "internal/access", "internal/account", "internal/app", "internal/compare", "internal/comparetext", "internal/diagram", "internal/drawing", "internal/exchange", "internal/explaintext", "internal/hearing", "internal/job", "internal/job/task", "internal/locale", "internal/scopetext", "internal/server", "internal/server/api", "internal/store", "internal/store/approval"),
		"pages show what app and the API give, as commands do"},
	{"internal/cli", delivery, append(upTo("internal/assess"), "internal/app", "internal/compare", "internal/comparetext", "internal/exchange", "internal/explaintext", "internal/hearing", "internal/locale", "internal/optimize", "internal/job", "internal/job/task", "internal/plan", "internal/scopetext", "internal/store", "internal/store/approval", "internal/workbench"),
		"commands reach files and formats through app alone, so that other ways of delivery work the same"},
	{"cmd/sekisho", delivery, []string{"internal/cli"}, "main hands over signals, version and streams, and nothing else"},

	{"devtools/release", tool, nil, "archives are packed from what the Go tools build, without the program's own code"},
	{"devtools/schemagen", tool, append(upTo("internal/model"), "internal/hearing", "internal/sheet/mapping"), "the schemas are generated from the types of studies, hearings and mappings"},

	{"internal/testing/office", tests, nil, "a helper stands beneath all tests"},
	{"internal/testing/golden", tests, nil, "a helper stands beneath all tests"},
	{"internal/testing/long", tests, []string{"internal/testing/golden"}, "a helper stands beneath all tests"},
	{"internal/testing/repo", tests, nil, "a helper stands beneath all tests"},
	{"internal/testing/covers", tests, []string{"internal/optimize"}, "instances are problems, and solved elsewhere"},
	{"internal/testing/solvers", tests, []string{"internal/optimize", "internal/testing/covers"}, "our solver stands beside others on generated problems"},
	{"internal/testing/andor", tests, []string{"internal/optimize"}, "graphs become problems, and are solved elsewhere"},
	{"internal/testing/gen", tests, upTo("internal/model"), "random studies are made of the study's types"},
	{"internal/testing/sampledoc", tests, []string{"internal/document", "internal/lang"}, "the sample is a document, whoever writes it"},
	{"internal/testing/ooxmlcheck", tests, nil, "a second opinion on files must not see what writes them"},
	{"internal/testing/oracle", tests, upTo("internal/model"), "a second opinion on letters must not see the pipeline that it judges"},
	{"internal/testing/attackoracle", tests, append(upTo("internal/model"), "internal/attacktree"), "brute force must see neither the search nor its checker"},
	{"internal/testing/storetest", tests, []string{"internal/store", "internal/testing/long"}, "the suite knows the contract and no database"},
	{"internal/testing/device", tests, nil, "a helper stands beneath all tests"},
	{"internal/testing/idp", tests, nil, "a helper stands beneath all tests"},
	{"internal/testing/pg", tests, []string{"internal/store/sqlstore"}, "databases of tests have the tables of a store"},
	{"internal/tests/deps", tests, nil, "holds tests only"},
	{"internal/tests/docs", tests, nil, "holds tests only"},
	{"internal/tests/notices", tests, nil, "holds tests only"},
	{"internal/tests/readme", tests, nil, "holds tests only"},
	{"internal/tests/scripts", tests, nil, "holds tests only"},
	{"internal/tests/source", tests, nil, "holds tests only"},
}

func TestEveryPackageHasARow(t *testing.T) {
	have := map[string]bool{}
	for _, p := range repo.Packages(t) {
		have[p.Short()] = true
	}
	said := map[string]bool{}
	for _, r := range rows {
		if said[r.pkg] {
			t.Errorf("%s has two rows", r.pkg)
		}
		said[r.pkg] = true
		if !have[r.pkg] {
			t.Errorf("%s has a row but is gone: remove the row", r.pkg)
		}
		for _, m := range r.may {
			if !have[m] {
				t.Errorf("%s may import %s, which is gone: remove it from the row", r.pkg, m)
			}
		}
		if r.reason == "" {
			t.Errorf("the row of %s gives no reason", r.pkg)
		}
	}
	for _, p := range repo.Packages(t) {
		if !said[p.Short()] {
			t.Errorf("%s has no row in layers_test.go: say where it stands, here and in ARCHITECTURE.md", p.Short())
		}
	}
}

func TestLayers(t *testing.T) {
	packages := map[string]repo.Package{}
	for _, p := range repo.Packages(t) {
		packages[p.Short()] = p
	}
	for _, r := range rows {
		for _, imp := range packages[r.pkg].Imports {
			if repo.Ours(imp) && !slices.Contains(r.may, repo.Short(imp)) {
				t.Errorf("%s must not import %s: %s", r.pkg, repo.Short(imp), r.reason)
			}
		}
	}
}

// TestNoRowPointsUp checks the table itself, so that a rule cannot be bent by
// editing one row.
func TestNoRowPointsUp(t *testing.T) {
	for pkg := range ground {
		if !inLayer(pkg, adapter) {
			t.Errorf("%s is said to be common ground and is no adapter", pkg)
		}
	}
	height := map[string]int{base: 0, domain: 1, data: 1, adapter: 2, delivery: 3, tool: 4, tests: 4}
	rowOf := map[string]row{}
	for _, r := range rows {
		if _, known := height[r.layer]; !known {
			t.Errorf("%s stands in layer %q, which there is not", r.pkg, r.layer)
		}
		rowOf[r.pkg] = r
	}
	for _, r := range rows {
		for _, m := range r.may {
			below := rowOf[m]
			if height[below.layer] > height[r.layer] {
				t.Errorf("the row of %s (%s) lets it import %s (%s): an import never goes up", r.pkg, r.layer, m, below.layer)
			}
			if r.layer == adapter && below.layer == adapter && ground[m] == "" && part(m) != part(r.pkg) {
				t.Errorf("the row of %s lets it import %s: adapters never import each other, those of the common ground excepted", r.pkg, m)
			}
			if r.layer == data {
				t.Errorf("the row of %s lets it import %s: embedded data imports nothing", r.pkg, m)
			}
		}
	}
}

// part gives the adapter of which a package is a part: packages below one folder
// of internal, such as internal/sheet/form and internal/sheet/layout, are one.
func part(pkg string) string {
	names := strings.SplitN(pkg, "/", 3)
	if len(names) < 3 {
		return pkg
	}
	return names[0] + "/" + names[1]
}

// TestArchitectureTable checks that the table of ARCHITECTURE.md names exactly
// the packages there are, each in its layer.
func TestArchitectureTable(t *testing.T) {
	// | layer | `package` | … |
	tableRow := regexp.MustCompile("(?m)^\\| (\\S+) \\| `([a-z0-9/]+)` \\|")
	written := map[string]string{}
	for _, m := range tableRow.FindAllStringSubmatch(repo.Read(t, "ARCHITECTURE.md"), -1) {
		if written[m[2]] != "" {
			t.Errorf("the package table of ARCHITECTURE.md names %s twice", m[2])
		}
		written[m[2]] = m[1]
	}
	for _, r := range rows {
		switch layer, ok := written[r.pkg]; {
		case !ok:
			t.Errorf("the package table of ARCHITECTURE.md lacks %s (%s)", r.pkg, r.layer)
		case layer != r.layer:
			t.Errorf("ARCHITECTURE.md puts %s in layer %q, layers_test.go in %q", r.pkg, layer, r.layer)
		}
		delete(written, r.pkg)
	}
	for pkg := range written {
		t.Errorf("the package table of ARCHITECTURE.md names %s, which has no row", pkg)
	}
}
