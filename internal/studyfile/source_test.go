package studyfile

import (
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/diag"
)

// naive counts lines and characters the slow way.
func naive(text string, off int) diag.Pos {
	before := strings.TrimPrefix(text, bom)
	off = max(off-(len(text)-len(before)), 0)
	before = before[:off]
	cut := strings.TrimSuffix(before, "\r")
	if len(cut) < len(before) && off < len(strings.TrimPrefix(text, bom)) && strings.TrimPrefix(text, bom)[off] == '\n' {
		before = cut + "x" // between CR and LF the line has not ended
	}
	before = strings.ReplaceAll(strings.ReplaceAll(before, "\r\n", "\n"), "\r", "\n")
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return diag.Pos{File: "f", Line: strings.Count(before, "\n") + 1, Col: utf8.RuneCountInString(last) + 1}
}

// Lines and columns are those that an editor shows, also behind checkpoints.
func TestPositionsAgreeWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "あ", "𠮷", "\n", "\r\n", "\r", "\u2028", "\u0085",
			strings.Repeat("x", 700), strings.Repeat("漢", 500)}), 0, 12).Draw(t, "parts")
		text := rapid.SampledFrom([]string{"", bom}).Draw(t, "bom") + strings.Join(parts, "")
		s := newSource("f", text)
		off := rapid.IntRange(0, len(text)).Draw(t, "offset")
		for off < len(text) && !utf8.RuneStart(text[off]) {
			off++
		}
		if got, want := s.pos(off), naive(text, off); got != want {
			t.Fatalf("pos(%d) = %v, want %v in %q", off, got, want, text)
		}
	})
}

// The library's positions lead to the bytes of the values, also in texts with
// line ends that only it knows.
func TestLibraryPositionsLeadToTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"})
		inside := rapid.SampledFrom([]string{"x", "あ", "a\u2028b", "a\u0085b", "a\u2029b"})
		var b strings.Builder
		b.WriteString(rapid.SampledFrom([]string{"", bom}).Draw(t, "bom"))
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			b.WriteString(`- ["` + inside.Draw(t, "text") + `", "日本", {"k": "v` + inside.Draw(t, "text") + `"}]` + end.Draw(t, "end"))
		}
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(b.String()), &doc); err != nil {
			t.Fatal(err)
		}
		m := newLibraryMarks(newSource("f", b.String()))
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			rest := b.String()[m.offset(n.Line, n.Column):]
			want := map[yaml.Kind]string{yaml.ScalarNode: `"`, yaml.MappingNode: "{", yaml.SequenceNode: "[", yaml.DocumentNode: "-"}[n.Kind]
			if n == doc.Content[0] {
				want = "-"
			}
			if !strings.HasPrefix(rest, want) {
				t.Fatalf("%d:%d leads to %q, want %q, in %q", n.Line, n.Column, rest[:min(len(rest), 9)], want, b.String())
			}
			for _, c := range n.Content {
				walk(c)
			}
		}
		walk(&doc)
	})
}

// The estimate before parsing is never below the number of values, whatever the
// text is.
func TestEstimateIsNeverTooLow(t *testing.T) {
	parsed := 0
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"- ", "-\n", "a", ": ", ":\n", "? ", "[", "]", "{", "}", ",", "\n", "\n  ",
			"'a'", `"b"`, "# c\n", "&x ", "*x ", "!t ", "|\n x\n", "a: b\n", "- a\n", "[a: b, c]", "{a, b: c}", "\r", "--- "}), 1, 14).Draw(t, "parts")
		text := strings.Join(parts, "")
		var doc yaml.Node
		if yaml.Unmarshal([]byte(text), &doc) != nil {
			return // no values at all
		}
		parsed++
		var count func(n *yaml.Node) int
		count = func(n *yaml.Node) int {
			c := 1
			for _, k := range n.Content {
				c += count(k)
			}
			return c
		}
		if nodes := count(&doc) - 1; nodes > mostValues(text) {
			t.Fatalf("%q has %d values, estimated %d at most", text, nodes, mostValues(text))
		}
	})
	if parsed == 0 {
		t.Error("no text could be parsed")
	}
}
