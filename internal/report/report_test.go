package report_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/markdown"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/report"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// result assesses the reference study, once.
func result(t *testing.T) *assess.Result {
	t.Helper()
	r, err := assessed()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var assessed = sync.OnceValues(func() (*assess.Result, error) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		return nil, err
	}
	return assess.Run(context.Background(), s.Study, assess.Options{})
})

// input is a report of the reference study with all that is handed in.
func input(t *testing.T, kind string, l lang.Lang, public bool) report.Input {
	t.Helper()
	r := result(t)
	return report.Input{Result: r, Lang: l, Public: public, Template: template(t, kind), Picture: drawn,
		Compare: func(context.Context) (*compare.Comparison, error) { return compared() },
		Plans:   &plan.ByLetter{Damages: []model.DamageID{"d1", "d2"}, Letters: []method.RiskValue{method.B}, Of: planned},
		Hearing: answered(t, r),
	}
}

var compared = sync.OnceValues(func() (*compare.Comparison, error) {
	r, err := assessed()
	if err != nil {
		return nil, err
	}
	return compare.Run(context.Background(), r, compare.Options{})
})

var plans sync.Map

func planned(ctx context.Context, id model.ModelID, letter method.RiskValue) (*plan.Plan, error) {
	if p, ok := plans.Load(id); ok {
		return p.(*plan.Plan), nil
	}
	r, err := assessed()
	if err != nil {
		return nil, err
	}
	p, err := plan.Run(ctx, r, id, plan.Options{Targets: []plan.Target{{Damage: "d1", Letter: letter}, {Damage: "d2", Letter: letter}}})
	plans.Store(id, p)
	return p, err
}

// answered is a hearing of forty organisations: the first knows nothing, the others
// lack a countermeasure each.
func answered(t *testing.T, r *assess.Result) *report.Hearing {
	t.Helper()
	h := &report.Hearing{Questions: hearing.Derive(r), Conflicts: 3, Open: 1, Outdated: 2}
	for i := range 40 {
		h.Organisations = append(h.Organisations, hearing.OrganisationSpec{Code: fmt.Sprintf("13%03d0", i), Name: "団体", Population: 20000 * i})
		row := hearing.Row{Organisation: int32(i), Known: make([]hearing.Code, len(h.Questions))}
		for q := range row.Known {
			switch {
			case i == 0:
			case q%40 == i:
				row.Known[q] = hearing.CodeOf(model.Absent, "")
			default:
				row.Known[q] = hearing.CodeOf(model.InPlace, model.Effective)
			}
		}
		h.Rows = append(h.Rows, row)
	}
	one := *r
	one.Models = r.Models[:2]
	var err error
	if h.Nation, err = hearing.Evaluate(t.Context(), &one, h.Questions, h.Rows, hearing.NationOptions{}); err != nil {
		t.Fatal(err)
	}
	return h
}

func template(t *testing.T, kind string) *report.Template {
	t.Helper()
	data, err := report.EmbeddedTemplate(kind)
	if err != nil {
		t.Fatal(err)
	}
	tmpl, found := report.ParseTemplate(kind, data)
	if len(found.Findings) > 0 {
		t.Fatal(found.Findings)
	}
	return tmpl
}

// drawn is a picture that every format can show.
func drawn(context.Context, report.Picture) (*report.Image, error) {
	return &report.Image{Picture: document.Files{InSVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), InPNG: []byte("\x89PNG")}, Width: 100, Height: 50}, nil
}

// build makes a report as Markdown.
func build(t *testing.T, in report.Input) (string, diag.List) {
	t.Helper()
	d, found, err := report.Build(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	f, more := document.Finish(d)
	found.Append(more)
	var b strings.Builder
	if err := markdown.Write(&b, f, markdown.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String(), found
}

// TestReports builds every report of the reference study: none has a hole, and
// the overview reads as the golden file shows.
func TestReports(t *testing.T) {
	for _, kind := range report.Kinds() {
		for _, l := range lang.All {
			for _, public := range []bool{false, true} {
				text, found := build(t, input(t, kind, l, public))
				name := kind + "." + string(l)
				if public {
					name += ".public"
				}
				for _, f := range found.Findings {
					t.Errorf("%s: %s %s %v", name, f.Code, f.Path, f.Args)
				}
				if kind == "overview" {
					golden.CheckString(t, "testdata/golden/"+name+".md", text)
				}
			}
		}
	}
}

// TestSummaryKeepsToWhatIsShown: the summary sends readers to attack trees only
// where the report shows them.
func TestSummaryKeepsToWhatIsShown(t *testing.T) {
	const trees = "最も成功しやすい攻撃ツリーを併せて読む"
	for _, kind := range report.Kinds() {
		for _, public := range []bool{false, true} {
			text, _ := build(t, input(t, kind, lang.Ja, public))
			if said, shown := strings.Contains(text, trees), strings.Contains(text, "決め手 |"); said != shown {
				t.Errorf("%s, public %v: trees are told of %v, shown %v", kind, public, said, shown)
			}
		}
	}
}

// technique is the number of an ATT&CK technique.
var technique = regexp.MustCompile(`\bT\d{4}\b`)

// TestPublicEditionLeaksNothing wants no name of an asset, no evidence and no note of a
// deployment, no practice of today, no unrated technique, and nobody who judged in the
// edition for publication.
func TestPublicEditionLeaksNothing(t *testing.T) {
	r := result(t)
	for _, kind := range report.Kinds() {
		text, _ := build(t, input(t, kind, lang.Ja, true))
		internal, _ := build(t, input(t, kind, lang.Ja, false))
		said := spoken(r)
		shown := 0
		if kind == "full" && (!technique.MatchString(internal) || !strings.Contains(internal, "| 判断者（日付） |")) {
			t.Error("the internal edition tells no technique or nobody who judged: the test proves nothing")
		}
		if at := technique.FindString(text); at != "" || strings.Contains(text, "判断者") {
			t.Errorf("%s: tells the technique %q or who judged", kind, at)
		}
		for _, u := range r.Study.Spec.UseCases {
			if strings.Contains(text, u.Today) {
				t.Errorf("%s: tells today's practice: %s", kind, u.Today)
			}
			if kind == "full" && !strings.Contains(internal, u.Today) {
				t.Errorf("the internal edition does not tell today's practice: %s", u.Today)
			}
		}
		for _, m := range r.Models {
			for _, a := range m.Model.Assets {
				if strings.Contains(internal, a.Ja) {
					shown++
				}
				if len([]rune(a.Ja)) > 6 && !strings.Contains(said, a.Ja) && strings.Contains(text, a.Ja) {
					t.Errorf("%s: names the asset %s", kind, a.Ja)
				}
			}
			for _, d := range m.Model.Deployments {
				for _, secret := range []string{d.Evidence, d.Note} {
					if len([]rune(secret)) > 6 && strings.Contains(text, secret) {
						t.Errorf("%s: tells of a deployment: %s", kind, secret)
					}
				}
			}
		}
		if kind == "full" && shown == 0 {
			t.Error("the internal edition names no asset either: the test proves nothing")
		}
	}
}

// spoken gives what the study says of models and use cases, which is published:
// words of the trade such as ファイル連携サーバ stand there and name assets as well.
func spoken(r *assess.Result) string {
	var b strings.Builder
	for _, m := range r.Models {
		b.WriteString(m.Model.Ja + m.Model.Environment.Ja + m.Model.Approach.Ja)
	}
	for _, u := range r.Study.Spec.UseCases {
		b.WriteString(u.Ja + u.Volume)
	}
	return b.String()
}

// TestPictureFails wants a finding and a mark where a picture cannot be made, and
// the rest of the report.
func TestPictureFails(t *testing.T) {
	broken := func(ctx context.Context, p report.Picture) (*report.Image, error) {
		if p.Kind == report.NetworkPicture && p.Model == "m2" {
			return nil, errors.New("no room")
		}
		return drawn(ctx, p)
	}
	in := input(t, "full", lang.Ja, false)
	in.Picture = broken
	text, found := build(t, in)
	codes := map[diag.Code]int{}
	for _, f := range found.Findings {
		codes[f.Code]++
	}
	if codes[diag.PictureFailed] != 1 || codes[diag.DocumentFigure] != 1 {
		t.Errorf("findings %v, want one of each", codes)
	}
	if !strings.Contains(text, "この図は作成できなかった") || !strings.Contains(text, "今後の方向性") {
		t.Error("the report has no mark, or does not go on")
	}
}

// TestChapterFails wants a finding and a mark where the comparison or a plan cannot
// be made, and the rest of the report.
func TestChapterFails(t *testing.T) {
	in := input(t, "full", lang.Ja, true)
	in.Compare = func(context.Context) (*compare.Comparison, error) { return nil, errors.New("no room") }
	in.Plans.Of = func(context.Context, model.ModelID, method.RiskValue) (*plan.Plan, error) {
		return nil, errors.New("no time")
	}
	text, found := build(t, in)
	failed := 0
	for _, f := range found.Findings {
		if f.Code == diag.ReportPart {
			failed++
		}
	}
	if failed != 5 { // three tables of the comparison, its notes, the costs
		t.Errorf("findings %v", found.Findings)
	}
	if !strings.Contains(text, "「基準との比較」は作成できなかった") || !strings.Contains(text, "今後の方向性") {
		t.Error("the report has no mark, or does not go on")
	}
}

// TestSameBytes builds the report twice.
func TestSameBytes(t *testing.T) {
	in := input(t, "full", lang.Ja, false)
	one, _ := build(t, in)
	two, _ := build(t, in)
	if one != two {
		t.Error("two runs differ")
	}
}

func TestTemplates(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"unknown block": {"format: sekisho-report/1\nsections:\n  - place: [part/x, modles]\n", []string{"template.no_such_block 3:21 models"}},
		"two of them":   {"format: sekisho-report/1\nsections:\n  - place: [foo]\n    sections:\n      - {place: [bar]}\n", []string{"template.no_such_block 3:13 ", "template.no_such_block 5:18 "}},
		"unknown key":   {"format: sekisho-report/1\nsectoins: []\n", []string{"template.form 2:1 "}},
		"no YAML":       {"format: [", []string{"template.form 2:1 "}},
		"old format":    {"format: sekisho-report/0\n", []string{"format.unknown 1:1 "}},
		"empty":         {"", []string{"template.form 1:1 "}},
	} {
		got, found := report.ParseTemplate("t.yaml", []byte(tt.text))
		if got != nil {
			t.Errorf("%s: there is a template", name)
		}
		var lines []string
		for _, f := range found.Findings {
			lines = append(lines, strings.Join([]string{string(f.Code), strings.TrimPrefix(f.Pos.String(), "t.yaml:"), f.Args["near"]}, " "))
		}
		if strings.Join(lines, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s:\n got %q\nwant %q", name, lines, tt.want)
		}
	}
}

// FuzzTemplate lets no template break the parser.
func FuzzTemplate(f *testing.F) {
	for _, kind := range report.Kinds() {
		data, err := report.EmbeddedTemplate(kind)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("format: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if tmpl, found := report.ParseTemplate("t", data); tmpl == nil && !found.HasErrors() {
			t.Error("neither a template nor an error")
		}
	})
}

// Assets have names, and plans one word, in every table of the English report.
func TestEnglishNamesThings(t *testing.T) {
	made, _, err := report.Build(t.Context(), input(t, "full", lang.En, false))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := document.Finish(made)
	var b strings.Builder
	if err := markdown.Write(&b, f, markdown.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"| a-cl-", "| ep-1", "| m0-r1", "he choice with", "△", "※"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("the report has %q", bad)
		}
	}
}

// The pictures of a section that lie sideways stand at its end: no text of a model follows
// them.
func TestPicturesEndTheirSection(t *testing.T) {
	made, _, err := report.Build(t.Context(), input(t, "full", lang.Ja, false))
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range made.Blocks {
		if _, wide := b.(*document.Landscape); !wide || i+1 == len(made.Blocks) {
			continue
		}
		switch next := made.Blocks[i+1].(type) {
		case *document.Heading:
			if next.Level > 2 {
				t.Errorf("%q follows pages that lie sideways", document.TextOf(next.Text))
			}
		case *document.Landscape:
		default:
			t.Errorf("%T follows pages that lie sideways", next)
		}
	}
}

// An accepted finding stands with the models that it is about, named by the study or not.
func TestAcceptedFindingsNameModels(t *testing.T) {
	text, _ := build(t, input(t, "full", lang.Ja, false))
	for _, want := range []string{
		"| 資産の重要度が目安より高い | USB（現状）<br>①b 交換システム<br>①c クラウドストレージ | LGWAN接続系業務端末 |",
		"| 資産の重要度が目安より高い | ①b 交換システム<br>①c クラウドストレージ | インターネット接続系端末（仮想ブラウザ） |",
		"| 領域の宣言が、接続から導いた配置より安全側 | ①b 交換システム | マイナンバー利用事務系 |",
		"| 分析者の判断が、導いた値と異なる | 全モデル | すべて |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}

// Models that choose the configuration otherwise are told of beside the assumptions that differ.
func TestChoicesDiffer(t *testing.T) {
	for _, public := range []bool{false, true} {
		text, _ := build(t, input(t, "full", lang.Ja, public))
		const want = "| 構成の選択 | 電子申請サービスの設置場所を「LGWAN-ASP」とする | USB（現状）<br>①a 連携サーバ<br>①b 交換システム | ①c クラウドストレージ<br>② クラウド<br>③ ゼロトラスト<br>④ API連携 |"
		if !strings.Contains(text, want) {
			t.Errorf("public %v: the report lacks %q", public, want)
		}
	}
}
