// Package sampledoc makes a document that uses everything a document can hold,
// in Japanese that is hard to write: for the tests of the writers.
//
// The package is for tests only.
package sampledoc

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/lang"
)

// Hard is text that writers have been known to lose: numbers in circles, rare
// and double-width forms, a letter beyond 16 bits, eras, marks of XML.
var Hard = []string{
	"検証モデル①aと②′", "㈱関所システム", "髙﨑市", "𠮷野家（つちよし）", "令和8年6月8日", "㋿元年", "<&>\"'", "Ａ～Ｅ", "Ⅳ㎡№℡", "ヴィジョン・ﾊﾝｶｸ",
	"葛󠄀城市", "か゚き゚", "—‐−〜",
}

// Letters are the risk values.
const Letters = "ABCDE"

// Document makes the sample. scale multiplies the rows of its long table.
func Document(scale int) document.Document {
	d := document.Document{
		Title:    "分離されたネットワーク間のデータ連携に関するリスクアセスメント結果報告書",
		Subtitle: "検証モデル①aから④までとUSBメモリ等を使う現状の比較",
		Org:      "○○市 情報政策課", Date: "2026-06-08", Edition: "第2版", Marking: "取扱注意", Lang: lang.Ja, Cover: true,
	}
	d.Blocks = append(d.Blocks, &document.Contents{Levels: 3, Tables: true, Figures: true})
	d.Blocks = append(d.Blocks, text()...)
	d.Blocks = append(d.Blocks, tables(40*scale)...)
	d.Blocks = append(d.Blocks, figures()...)
	d.Blocks = append(d.Blocks, appendices()...)
	return d
}

// Finished makes the sample and finishes it. The sample has one figure that is
// missing on purpose.
func Finished(scale int) *document.Finished {
	f, faults := document.Finish(Document(scale))
	if n := len(faults.Findings); n != 1 {
		panic(fmt.Sprintf("the sample has %d findings: %v", n, faults.Findings))
	}
	return f
}

func heading(level int, id, text string) *document.Heading {
	return &document.Heading{Level: level, ID: id, Text: document.Plain(text)}
}

const long = "総務省は、地方公共団体における情報セキュリティポリシーに関するガイドラインの改定に向け、マイナンバー利用事務系、LGWAN接続系及びインターネット接続系の間で、USBメモリ等の電磁的記録媒体を使わずにデータを受け渡す方式（以下「検証モデル」という。）について、資産ベース及び事業被害ベースの二つのリスク分析を行った。"

func text() []document.Block {
	summary := heading(1, "summary", "要旨")
	summary.Unnumbered = true
	return []document.Block{
		summary,
		&document.Paragraph{Text: []document.Span{
			{Text: long}, {Text: "結果の一覧は"}, document.Reference("t-totals"), {Text: "に、構成は"}, document.Reference("f-wide"),
			{Text: "に、方法は"}, document.Reference("method"), {Text: "に示す。"},
		}},
		&document.Callout{Kind: document.ResultCallout, Blocks: []document.Block{
			document.Points("リスク値Aのセルは、現状の12件に対して検証モデル①aでは3件である。", "対策項目を2件加えると、Aは0件になる。")}},
		heading(1, "purpose", "目的"),
		heading(2, "background", "背景と位置付け"),
		&document.Paragraph{Text: []document.Span{
			{Text: long}, document.Strong("前提は変わりうる。"), {Text: "強調", Style: document.Emphasis}, {Text: "、コード"},
			{Text: "flow.cs-01", Style: document.Code}, {Text: "、"}, {Text: "総務省のページ", Link: "https://www.soumu.go.jp/"},
			{Text: "、脚注の語", Note: []document.Span{{Text: "脚注の文。"}, {Text: "太字", Style: document.Bold}, {Text: "を含み、"}, document.Reference("t-merged"), {Text: "を指す。"}}},
			{Text: "、リスク値は"}, {Letter: 'A'}, {Text: "から"}, {Letter: 'E'}, {Text: "まで。"},
		}},
		document.Para(strings.Join(Hard, "、")),
		&document.Paragraph{Small: true, Text: document.Plain("凡例：網掛けは未確認のマトリクスのセルによる値である。")},
		heading(3, "", "検討の経緯"),
		&document.List{Ordered: true, Items: []document.Item{
			{Blocks: []document.Block{document.Para("第19回検討会で方針を示した。" + long)}},
			{Blocks: []document.Block{document.Para("団体へのヒアリングを行った。"), document.Points("A市（人口50万人）", "B町（人口1万人）")}},
			{Blocks: []document.Block{document.Para("結果を取りまとめた。")}},
		}},
		heading(4, "", "用語の扱い"),
		&document.Definitions{Items: []document.Definition{
			{Term: document.Plain("領域"), Text: document.Plain("マイナンバー利用事務系、LGWAN接続系、インターネット接続系など、互いに分離されたネットワークをいう。")},
			{Term: document.Plain("無害化"), Text: document.Plain("ファイルから、害を及ぼしうる部分を取り除くこと。")},
		}},
		&document.Callout{Kind: document.WarningCallout, Title: document.Plain("取扱い"), Blocks: []document.Block{
			document.Para("この報告書は、実在する構成の弱点を含む。公表用の版は別に作る。" + long), document.Points("複写しない。")}},
		&document.Callout{Blocks: []document.Block{document.Para("値は令和8年6月8日時点のものである。")}},
	}
}

func tables(rows int) []document.Block {
	blocks := []document.Block{
		heading(1, "method", "評価手法"),
		document.Para("表の例を示す。"),
		totals(), merged(),
		heading(2, "", "行の多い表"),
	}
	t := &document.Table{
		ID: "t-long", Caption: document.Plain("資産ベースのリスク分析（抜粋）"),
		Columns: []document.Column{{Width: 1, Align: document.Right}, {Width: 4}, {Width: 5}, {Width: 1.4, Align: document.Centre}, {Width: 1.4, Align: document.Centre}, {Width: 1.4}},
		Head:    []document.Row{head("番号", "資産", "脅威", "脅威レベル", "対策レベル", "リスク値")},
		Source:  document.Plain("スタディ mic-r8（令和8年6月8日時点）から sekisho が算出"), Dense: true,
		Notes: [][]document.Span{document.Plain("対策レベルは、数えられる対策の数による。"), document.Plain("未評価は、低い値を意味しない。")},
	}
	for i := range rows {
		letter := Letters[i%5]
		if i%20 == 0 {
			t.Body = append(t.Body, document.Row{Group: true, Cells: []document.Cell{{Text: document.Plain(fmt.Sprintf("領域%d（LGWAN接続系）", i/20+1)), Cols: 6}}})
		}
		threat := "外部からの不正アクセス"
		if i%7 == 3 {
			threat = "内部の者による、管理端末を経由した設定の変更と、それに伴う監査ログの停止及び通信の横取り"
		}
		t.Body = append(t.Body, document.Row{Cells: []document.Cell{
			{Kind: document.NumberCell, Text: document.Plain(fmt.Sprint(i + 1))},
			{Text: document.Plain(fmt.Sprintf("申請管理サーバ%d", i+1))}, {Text: document.Plain(threat)},
			{Text: document.Plain(fmt.Sprint(1 + i%3))}, {Text: document.Plain(fmt.Sprint(1 + i%3))},
			{Kind: document.LetterCell, Letter: letter},
		}})
	}
	return append(blocks, t)
}

func head(names ...string) document.Row {
	r := document.Row{}
	for _, n := range names {
		r.Cells = append(r.Cells, document.Cell{Kind: document.HeadCell, Text: document.Plain(n), Align: document.Centre})
	}
	return r
}

func totals() *document.Table {
	t := &document.Table{
		ID: "t-totals", Caption: document.Plain("検証モデルごとのリスク値の分布"),
		Columns: []document.Column{{Width: 4}, {Width: 1}, {Width: 1}, {Width: 1}, {Width: 1}, {Width: 1}, {Width: 1.4}},
		Head:    []document.Row{head("検証モデル", "A", "B", "C", "D", "E", "計")},
		Source:  document.Plain("スタディ mic-r8"),
	}
	for i := range 5 {
		t.Head[0].Cells[1+i].Kind = document.LetterCell
		t.Head[0].Cells[1+i].Letter = Letters[i]
	}
	for i, name := range []string{"①a　庁内サーバ経由", "①b　クラウド経由（ガバメントクラウド）", "②　LGWAN-ASP", "④　画面転送", "現状　USBメモリ等"} {
		r := document.Row{Cells: []document.Cell{{Kind: document.HeadCell, Text: document.Plain(name)}}}
		for j := range 5 {
			r.Cells = append(r.Cells, document.Cell{Kind: document.NumberCell, Text: document.Plain(fmt.Sprint(i*7 + j*3))})
		}
		t.Body = append(t.Body, document.Row{Cells: append(r.Cells, document.Cell{Kind: document.NumberCell, Text: []document.Span{document.Strong("1,234")}})})
	}
	return t
}

// merged has cells that cover several rows and columns.
func merged() *document.Table {
	return &document.Table{
		ID: "t-merged", Caption: document.Plain("リスク値のマトリクス"), Columns: make([]document.Column, 5),
		Head: []document.Row{
			{Cells: []document.Cell{{Kind: document.HeadCell, Text: document.Plain("脅威×脆弱性"), Rows: 2, Cols: 2, Align: document.Centre}, {Kind: document.HeadCell, Text: document.Plain("資産の重要度"), Cols: 3, Align: document.Centre}}},
			head("1", "2", "3"),
		},
		Body: []document.Row{
			{Cells: []document.Cell{{Kind: document.HeadCell, Text: document.Plain("高い"), Rows: 2}, {Text: document.Plain("9")}, letter('C'), letter('A'), letter('A')}},
			{Cells: []document.Cell{{Text: document.Plain("6")}, letter('D'), letter('B'), letter('A')}},
			{Cells: []document.Cell{{Kind: document.HeadCell, Text: document.Plain("低い")}, {Text: []document.Span{{Text: "1", Note: document.Plain("マトリクスの未確認のセルについての脚注。")}}}, letter('E'), letter('E'), letter('D')}},
		},
	}
}

func letter(l byte) document.Cell { return document.Cell{Kind: document.LetterCell, Letter: l} }

func figures() []document.Block {
	wide := &document.Table{ID: "t-wide", Caption: document.Plain("事業被害ベースのリスク分析シート"), Dense: true, Head: []document.Row{{}}}
	for i := range 14 {
		wide.Columns = append(wide.Columns, document.Column{Width: 1 + float64(i%3)})
		wide.Head[0].Cells = append(wide.Head[0].Cells, document.Cell{Kind: document.HeadCell, Text: document.Plain(fmt.Sprintf("評価項目%d", i+1))})
	}
	for i := range 12 {
		r := document.Row{}
		for j := range 14 {
			r.Cells = append(r.Cells, document.Cell{Text: document.Plain(strings.Repeat("攻撃", 1+(i*j)%9) + "ステップ")})
		}
		wide.Body = append(wide.Body, r)
	}
	return []document.Block{
		heading(1, "models", "検証モデル"),
		document.Para(long),
		Figure("f-small", "小さな図", 240, 120),
		&document.Figure{ID: "f-none", Caption: document.Plain("作成できなかった図"), Alt: "無し"},
		&document.Landscape{Blocks: []document.Block{
			heading(2, "", "横置きの図と表"),
			Figure("f-wide", "ネットワーク構成（検証モデル①a）", 1600, 900), wide,
		}},
		heading(2, "", "縦長の図"),
		Figure("f-tall", "攻撃ツリー", 500, 1600),
		&document.PageBreak{},
		document.Para("改ページの後の段落。"),
	}
}

func appendices() []document.Block {
	terms := heading(1, "terms", "用語")
	terms.Appendix = true
	list := heading(1, "", "一覧")
	list.Appendix = true
	return []document.Block{
		terms, document.Para(long), heading(2, "", "略語"),
		&document.Table{Caption: document.Plain("略語"), Columns: []document.Column{{Width: 1}, {Width: 3}}, Head: []document.Row{head("略語", "意味")},
			Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain("LGWAN")}, {Text: document.Plain("総合行政ネットワーク\n（Local Government Wide Area Network）")}}}}},
		list, &document.Paragraph{Text: []document.Span{document.Reference("f-tall"), {Text: "を参照。ATT&CKの"}, {Text: "https://attack.mitre.org/techniques/T1190/very/long/address/that/has/no/space/in/it/and/goes/on/and/on", Link: "https://attack.mitre.org/"}}},
	}
}

// Figure makes a figure of this size in points.
func Figure(id, caption string, width, height int) *document.Figure {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.NRGBA{240, 245, 255, 255}
			switch {
			case x < 3 || y < 3 || x >= width-3 || y >= height-3:
				c = color.NRGBA{133, 0, 0, 255}
			case (x/40+y/40)%2 == 0:
				c = color.NRGBA{151, 211, 255, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title"><title id="title">%s</title>`+
		`<defs><marker id="arrow"><path d="M0 0L4 2L0 4z"/></marker></defs><rect width="%[1]d" height="%[2]d" fill="#f0f5ff" stroke="#850000" stroke-width="6"/>`+
		`<path d="M20 20L80 80" stroke="#000" marker-end="url(#arrow)"/><text x="20" y="40" font-size="20">%[5]s</text></svg>`, width, height, width, height, caption)
	return &document.Figure{ID: id, Caption: document.Plain(caption), Alt: caption + "を表す図。領域が三つ並ぶ。", Picture: document.Files{InSVG: []byte(svg), InPNG: b.Bytes()},
		Width: float64(width), Height: float64(height), Source: document.Plain("sekisho が作成"), Notes: [][]document.Span{document.Plain("矢印はデータの向きを表す。")}}
}

// Texts gives the texts of a document, each as it is written in one place: of
// paragraphs, headings, cells, captions, notes and sources.
func Texts(f *document.Finished) []string {
	c := &collector{}
	c.blocks(f.Blocks)
	for _, n := range f.Notes {
		c.add(n)
	}
	return append(c.out, f.Title, f.Subtitle, f.Org, f.Marking, f.Edition, f.Words.DateText(f.Date))
}

type collector struct{ out []string }

func (c *collector) add(spans []document.Span) {
	for _, s := range spans {
		if text := s.String(); strings.TrimSpace(text) != "" {
			c.out = append(c.out, text)
		}
	}
}

func (c *collector) blocks(blocks []document.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *document.Heading:
			c.add(append(document.Plain(b.Number), b.Text...))
		case *document.Paragraph:
			c.add(b.Text)
		case *document.List:
			for _, i := range b.Items {
				c.blocks(i.Blocks)
			}
		case *document.Definitions:
			for _, d := range b.Items {
				c.add(d.Term)
				c.add(d.Text)
			}
		case *document.Table:
			c.out = append(c.out, b.Number)
			c.add(b.Caption)
			for _, r := range append(append([]document.Row(nil), b.Head...), b.Body...) {
				for _, cell := range r.Cells {
					c.add(cell.Content())
				}
			}
			c.under(b.Notes, b.Source)
		case *document.Figure:
			c.out = append(c.out, b.Number)
			c.add(b.Caption)
			c.under(b.Notes, b.Source)
		case *document.Callout:
			c.add(b.Title)
			c.blocks(b.Blocks)
		case *document.Landscape:
			c.blocks(b.Blocks)
		}
	}
}

func (c *collector) under(notes [][]document.Span, source []document.Span) {
	for _, n := range notes {
		c.add(n)
	}
	c.add(source)
}
