package prose_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/prose"
)

// sketch draws blocks as short text.
func sketch(blocks []document.Block) string {
	var out []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *document.Heading:
			out = append(out, fmt.Sprintf("h%d#%s %s", b.Level, b.ID, spans(b.Text)))
		case *document.Paragraph:
			out = append(out, "p "+spans(b.Text))
		case *document.List:
			var s strings.Builder
			s.WriteString(fmt.Sprintf("list %v %d", b.Ordered, b.Start))
			for _, i := range b.Items {
				s.WriteString(" {" + sketch(i.Blocks) + "}")
			}
			out = append(out, s.String())
		case *document.Definitions:
			for _, d := range b.Items {
				out = append(out, "dl "+spans(d.Term)+" = "+spans(d.Text))
			}
		case *document.Table:
			var s strings.Builder
			s.WriteString("table")
			for _, r := range append(append([]document.Row(nil), b.Head...), b.Body...) {
				s.WriteString(" /")
				for i, c := range r.Cells {
					s.WriteString(fmt.Sprintf(" %s:%d:%d", spans(c.Text), c.Kind, c.Alignment(b.Columns[i])))
				}
			}
			out = append(out, s.String())
		case *document.Callout:
			out = append(out, "note {"+sketch(b.Blocks)+"}")
		}
	}
	return strings.Join(out, "; ")
}

func spans(list []document.Span) string {
	var s strings.Builder
	for _, x := range list {
		t := x.Text
		if x.Style&document.Bold != 0 {
			t = "<b>" + t
		}
		if x.Style&document.Emphasis != 0 {
			t = "<i>" + t
		}
		if x.Style&document.Code != 0 {
			t = "<c>" + t
		}
		if x.Link != "" {
			t += "→" + x.Link
		}
		if x.Ref != "" {
			t += "→#" + x.Ref
		}
		if x.Note != nil {
			t += "[^" + spans(x.Note) + "]"
		}
		s.WriteString("|" + t)
	}
	return strings.TrimPrefix(s.String(), "|")
}

func TestRead(t *testing.T) {
	for _, tt := range []struct{ source, want, why string }{
		{"# 背景 {#bg}\n## 経緯", "h2#bg 背景; h3# 経緯", "levels are moved, ids are kept"},
		{"一行目\n二行目\nEnglish\nwords", "p 一行目二行目English words", "a break is a space only between words"},
		{"一行目  \n二行目\\\n三", "p 一行目\n二行目\n三", "two spaces or a backslash break the line"},
		{"これは**「重要」**である。*注*も。", "p これは|<b>「重要」|である。|<i>注|も。", "Japanese brackets do not keep bold from being bold"},
		{"snake_case_name と 2*3*4 と `a*b`", "p snake_case_name と 2|<i>3|4 と |<c>a*b", "code stays as it is"},
		{"- 一\n  - 二\n- 三", "list false 0 {p 一; list false 0 {p 二}} {p 三}", "lists nest"},
		{"3. 三\n4. 四", "list true 3 {p 三} {p 四}", "numbers begin where they say"},
		{"| 項目 | 件数 |\n|---|---:|\n| ①㈱髙𠮷 | 12 |", "table / 項目:3:1 件数:3:1 / ①㈱髙𠮷:0:1 12:0:3", "tables"},
		{"本文[^1]。\n\n[^1]: 脚注の*文*。", "p 本文[^脚注の|<i>文|。]|。", "footnotes hang on the text before"},
		{"> 引用", "note {p 引用}", "a quote is set apart"},
		{"用語\n: 説明", "dl 用語 = 説明", "definitions"},
		{"[表](#t-1)と[](#f-1)と[国](https://example.jp/)", "p 表→#t-1|と|→#f-1|と|国→https://example.jp/", "references and links"},
		{"```\na < b\n```", "p <c>a < b", "code blocks"},
		{"A &amp; B \\*", "p A & B *", "entities and escapes"},
	} {
		blocks, faults := prose.Read(tt.source, prose.Options{Level: 1})
		if diff := cmp.Diff(tt.want, sketch(blocks)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
		if len(faults.Findings) > 0 {
			t.Errorf("%s: %v", tt.why, faults.Findings)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		source string
		code   diag.Code
		at     string
		want   string
		why    string
	}{
		{"前\n<script>alert(1)</script>", diag.MarkdownHTML, "2:1", "<script>", "inline HTML is text"},
		{"<div onclick=x>\n中\n</div>", diag.MarkdownHTML, "1:1", "<div onclick=x>", "an HTML block is text"},
		{"あ ![図](x.png)", diag.MarkdownImage, "1:3", "図", "pictures give their text"},
		{"一\n\nい [押す](javascript:alert(1))", diag.MarkdownLink, "3:3", "押す", "unsafe links give their text"},
		{"[x](file:///etc/passwd)", diag.MarkdownLink, "1:1", "x", "files are not opened"},
		{strings.Repeat("> ", 30) + "深い", diag.MarkdownDeep, "", "深い", "nesting is bounded, the text is kept"},
	} {
		blocks, faults := prose.Read(tt.source, prose.Options{Path: "parts/0/text"})
		found := false
		for _, f := range faults.Findings {
			at := f.Args["line"] + ":" + f.Args["column"]
			found = found || f.Code == tt.code && (tt.at == "" || at == tt.at) && f.Path == "parts/0/text"
		}
		if !found {
			t.Errorf("%s: no %s at %s in %v", tt.why, tt.code, tt.at, faults.Findings)
		}
		if got := sketch(blocks); !strings.Contains(got, tt.want) || strings.Contains(got, "→") {
			t.Errorf("%s: %s", tt.why, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("# 見出し\n\n本文**「太字」**[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注[^2]\n[^2]: x")
	f.Add(strings.Repeat("*", 200) + "a" + strings.Repeat("*", 200))
	f.Add("![](<>)[x](#)<a")
	f.Fuzz(func(t *testing.T, source string) {
		blocks, _ := prose.Read(source, prose.Options{})
		document.Finish(document.Document{Blocks: blocks})
	})
}
