package chart_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// layout makes sure that no text leaves the page, that no two texts overlap, and
// that every rectangle lies on the page.
func layout(t interface{ Errorf(string, ...any) }, p *chart.Picture) {
	page := drawing.Box{W: p.Width, H: p.Height}
	type said struct {
		box  drawing.Box
		text string
	}
	var texts []said
	drawing.Walk(p.Items, func(i drawing.Item) {
		b, ok := drawing.Bounds(i)
		if !ok {
			return
		}
		if !page.Contains(b) {
			t.Errorf("%T %v leaves the page %v", i, b, page)
		}
		if x, isText := i.(*drawing.Text); isText {
			texts = append(texts, said{b, strings.Join(x.Lines, "/")})
		}
	})
	for i, a := range texts {
		for _, b := range texts[:i] {
			if a.box.Inset(0.5).Overlaps(b.box.Inset(0.5)) {
				t.Errorf("%q and %q overlap: %v, %v", a.text, b.text, a.box, b.box)
			}
		}
	}
}

func drawLetters(t *rapid.T, most int) chart.Letters {
	var l chart.Letters
	for i := range l.Count {
		l.Count[i] = rapid.IntRange(0, most).Draw(t, "count")
	}
	l.Unrated = rapid.IntRange(0, most/10).Draw(t, "unrated")
	return l
}

func drawName(t *rapid.T) string {
	words := []string{"検証モデル①a", "オンプレミス", "（ファイル連携サーバ）", "クラウドストレージ", "API連携", "髙𠮷㈱", "Model"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(t, "name"), "")
}

func TestLayoutOfBars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bars []chart.Bar
		most := rapid.SampledFrom([]int{3, 300, 1_000_000}).Draw(t, "most")
		for i := range rapid.IntRange(1, 9).Draw(t, "bars") {
			bars = append(bars, chart.Bar{Name: drawName(t), Letters: drawLetters(t, most), Apart: i == 0})
		}
		h := chart.Head{Lang: rapid.SampledFrom([]lang.Lang{lang.Ja, lang.En}).Draw(t, "lang"), Title: drawName(t), Note: drawName(t)}
		layout(t, chart.Bars(h, bars, rapid.Bool().Draw(t, "shares"), "資産×脅威"))
		layout(t, chart.Differences(h, bars[0], bars[1:]))
	})
}

func TestLayoutOfCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []chart.Standing
		for range rapid.IntRange(0, 60).Draw(t, "rows") {
			s := chart.Standing{Name: "cm-01 " + drawName(t)}
			for i := range s.Count {
				s.Count[i] = rapid.IntRange(0, 99).Draw(t, "count")
			}
			rows = append(rows, s)
		}
		n, least, most := 0, len(rows), 0
		for _, p := range chart.Coverage(chart.Head{Lang: lang.Ja, Title: "対策"}, rows, "資産") {
			layout(t, p)
			n += len(p.Data().Rows)
			least, most = min(least, len(p.Data().Rows)), max(most, len(p.Data().Rows))
		}
		if most-least > 1 && n > 0 {
			t.Errorf("pages have from %d to %d countermeasures", least, most)
		}
		if n != len(rows) {
			t.Errorf("%d of %d countermeasures are drawn", n, len(rows))
		}
	})
}

// A countermeasure that stands on no asset has its number, too.
func TestCoverageOfNothingIsSaid(t *testing.T) {
	p := chart.Coverage(chart.Head{Lang: lang.Ja, Title: "対策"}, []chart.Standing{{Name: "cm-01"}, {Name: "cm-02", Count: [6]int{1}}}, "資産")[0]
	var svg strings.Builder
	if err := drawing.WriteSVG(&svg, p.Scene, drawing.SVGOptions{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(svg.String(), ">0<") {
		t.Error("the row of a countermeasure without an asset is empty")
	}
}

func TestLayoutOfCosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var plans []chart.Plan
		most := rapid.SampledFrom([]int{1, 40, 12_345_678}).Draw(t, "most")
		for i := range rapid.IntRange(0, 12).Draw(t, "plans") {
			plans = append(plans, chart.Plan{Name: fmt.Sprint("計画", i+1), Cost: rapid.IntRange(0, most).Draw(t, "cost"),
				Left: [4]int{rapid.IntRange(0, 9).Draw(t, "A"), rapid.IntRange(0, 30).Draw(t, "B"), 0, rapid.IntRange(0, 2).Draw(t, "D")}, Front: rapid.Bool().Draw(t, "front"), Chosen: i == 1})
		}
		layout(t, chart.Costs(chart.Head{Lang: lang.Ja, Title: "費用と残るリスク"}, plans, "千円", "資産×脅威"))
	})
}

// A filled point is explained only where there is one.
func TestCostsExplainWhatIsThere(t *testing.T) {
	for _, chosen := range []bool{false, true} {
		p := chart.Costs(chart.Head{Lang: lang.Ja, Title: "t"}, []chart.Plan{{Name: "a", Front: true, Chosen: chosen}}, "千円", "組")
		var svg strings.Builder
		if err := drawing.WriteSVG(&svg, p.Scene, drawing.SVGOptions{}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(svg.String(), "塗りつぶした点") != chosen {
			t.Errorf("chosen %v: the note on filled points is wrong", chosen)
		}
	}
}

// TestCostsWeighAFirst: one letter A stands above any number of B, and one B above
// any number of C; nothing is added up.
func TestCostsWeighAFirst(t *testing.T) {
	p := chart.Costs(chart.Head{Lang: lang.Ja, Title: "t"}, []chart.Plan{{Name: "a", Left: [4]int{1}}, {Name: "b", Cost: 1, Left: [4]int{0, 1}},
		{Name: "c", Cost: 2, Left: [4]int{0, 0, 9}}, {Name: "b20", Cost: 3, Left: [4]int{0, 20}}, {Name: "e", Cost: 4}}, "千円", "事業被害")
	at := map[string]float64{}
	drawing.Walk(p.Items, func(i drawing.Item) {
		if x, ok := i.(*drawing.Text); ok {
			at[strings.Join(x.Lines, "")] = x.Y
		}
	})
	order := []string{"A 1件", "B 20件", "B 1件", "C 9件", "すべてE"}
	for i, name := range order {
		if at[name] == 0 || i > 0 && at[name] <= at[order[i-1]] {
			t.Errorf("%s is at %.0f, %s above it at %.0f", name, at[name], order[max(i-1, 0)], at[order[max(i-1, 0)]])
		}
	}
}

// TestLettersReadInGrey makes sure that a picture printed in grey keeps its order:
// every letter is printed, and A to E get lighter.
func TestLettersReadInGrey(t *testing.T) {
	last := -1.0
	for _, letter := range []string{"A", "B", "C", "D", "E"} {
		fill, _ := drawing.LetterColors(letter)
		var r, g, b int
		if _, err := fmt.Sscanf(string(fill), "#%02x%02x%02x", &r, &g, &b); err != nil {
			t.Fatal(err)
		}
		grey := 0.2126*float64(r) + 0.7152*float64(g) + 0.0722*float64(b)
		if grey < last+20 {
			t.Errorf("%s is not lighter than the letter before it: %.0f after %.0f", letter, grey, last)
		}
		last = grey
	}
	p := chart.Bars(chart.Head{Lang: lang.Ja, Title: "t"}, []chart.Bar{{Name: "x", Letters: chart.Letters{Count: [5]int{1, 1000, 2, 300, 4}}}}, false, "件")
	var said strings.Builder
	drawing.Walk(p.Items, func(i drawing.Item) {
		if x, ok := i.(*drawing.Text); ok {
			said.WriteString(strings.Join(x.Lines, " ") + "\n")
		}
	})
	for _, want := range []string{"A 1", "B 1,000", "C 2", "D 300", "E 4"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not printed:\n%s", want, said.String())
		}
	}
}

// plans is a small Pareto front, with plans beside it.
func plans() []chart.Plan {
	return []chart.Plan{
		{Name: "何もしない", Cost: 0, Left: [4]int{4, 9}, Front: true},
		{Name: "無害化", Cost: 1200, Left: [4]int{1, 9}, Front: true},
		{Name: "無害化と多要素認証", Cost: 2400, Left: [4]int{0, 6}, Front: true, Chosen: true},
		{Name: "監視の強化", Cost: 2600, Left: [4]int{2, 7}},
		{Name: "認証の強化", Cost: 2600, Left: [4]int{1, 8}},
		{Name: "すべての候補", Cost: 9800, Left: [4]int{0, 1}, Front: true},
	}
}

// TestPlansAreSetIn: the list under the chart has its numbers to the left of its lines,
// and a chart of few plans is low.
func TestPlansAreSetIn(t *testing.T) {
	long := plans()
	long[0].Name = strings.Repeat("何もしない", 30)
	p := chart.Costs(chart.Head{Lang: lang.Ja, Title: "費用"}, long, "円", "事業被害")
	lines := 0
	for _, item := range p.Items {
		if x, ok := item.(*drawing.Text); ok && strings.HasPrefix(x.Lines[0], "何もしない") {
			lines = len(x.Lines)
			for _, other := range p.Items {
				if y, ok := other.(*drawing.Text); ok && y.Y == x.Y && y != x && (y.Lines[0] != "1" || y.X >= x.X) {
					t.Errorf("%q stands beside the plan", y.Lines[0])
				}
			}
		}
	}
	if lines < 2 {
		t.Errorf("the plan has %d lines", lines)
	}
	if few := chart.Costs(chart.Head{Lang: lang.Ja, Title: "費用"}, plans()[:2], "円", "事業被害"); few.Height > p.Height*0.7 {
		t.Errorf("two plans take %.0f beside %.0f of six", few.Height, p.Height)
	}
}

// TestCostsGolden writes the chart of costs. With SEKISHO_PNG naming a folder it is
// also written there as PNG, to be looked at.
func TestCostsGolden(t *testing.T) {
	p := chart.Costs(chart.Head{Lang: lang.Ja, Title: "費用と残るリスク（検証モデル①a）"}, plans(), "円", "攻撃目標×侵入口")
	var b bytes.Buffer
	if err := drawing.WriteSVG(&b, p.Scene, drawing.SVGOptions{}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/costs.svg", b.Bytes())
	if dir := os.Getenv("SEKISHO_PNG"); dir != "" {
		f, err := os.Create(filepath.Join(dir, "costs.png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := drawing.WritePNG(f, p.Scene, 110); err != nil {
			t.Fatal(err)
		}
	}
}
