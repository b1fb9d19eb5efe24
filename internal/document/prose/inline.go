package prose

import (
	"bytes"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
)

// spans gives the running text of a node.
func (r *reader) spans(n ast.Node) []document.Span {
	w := &inline{reader: r}
	w.children(n, document.Span{})
	return w.out
}

// inline collects running text. A style is a span without text.
type inline struct {
	*reader
	out    []document.Span
	depth  int
	inNote bool
}

func (w *inline) children(n ast.Node, style document.Span) {
	w.depth++
	defer func() { w.depth-- }()
	if w.depth > 4*maxDepth { // emphasis in emphasis in …; styles do not get more
		w.add(style, string(util.UnescapePunctuations(nodeText(n, w.source))))
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c, style)
	}
}

func (w *inline) node(n ast.Node, style document.Span) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(n, style)
	case *ast.String:
		w.add(style, string(n.Value))
	case *ast.CodeSpan:
		style.Style |= document.Code
		w.add(style, string(nodeText(n, w.source)))
	case *ast.Emphasis:
		style.Style |= document.Emphasis
		if n.Level >= 2 {
			style.Style = style.Style&^document.Emphasis | document.Bold
		}
		w.children(n, style)
	case *ast.Link:
		w.link(n, string(n.Destination), style)
	case *ast.AutoLink:
		style.Link = string(n.URL(w.source))
		if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(style.Link, "mailto:") {
			style.Link = "mailto:" + style.Link
		}
		if !safe(style.Link) {
			w.fault(diag.MarkdownLink, n.Pos(), "value", short(style.Link))
			style.Link = ""
		}
		w.add(style, string(n.Label(w.source)))
	case *ast.Image:
		w.fault(diag.MarkdownImage, n.Pos(), "value", short(string(n.Destination)))
		w.children(n, style)
	case *ast.RawHTML:
		raw := string(n.Segments.Value(w.source))
		w.fault(diag.MarkdownHTML, n.Pos(), "value", short(raw))
		w.add(style, raw)
	case *extast.FootnoteLink:
		w.footnote(n)
	case *extast.FootnoteBacklink:
	default:
		w.children(n, style)
	}
}

// text adds the text of a node. A soft line break is a space only where words
// are set apart by spaces.
func (w *inline) text(n *ast.Text, style document.Span) {
	value := n.Segment.Value(w.source)
	if !n.IsRaw() {
		value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
	}
	s := string(value)
	switch {
	case n.HardLineBreak():
		s += "\n"
	case n.SoftLineBreak():
		last, _ := utf8.DecodeLastRuneInString(s)
		first, _ := utf8.DecodeRune(bytes.TrimLeft(w.source[min(n.Segment.Stop, len(w.source)):], " \t\r\n"))
		if !wide(last) && !wide(first) {
			s += " "
		}
	}
	w.add(style, s)
}

// link follows #id as a reference, and addresses that are safe to open.
func (w *inline) link(n *ast.Link, to string, style document.Span) {
	id, local := strings.CutPrefix(to, "#")
	switch {
	case local && id != "":
		style.Ref = id
		if n.FirstChild() == nil {
			w.out = append(w.out, style)
			return
		}
	case safe(to):
		style.Link = to
	default:
		w.fault(diag.MarkdownLink, n.Pos(), "value", short(to))
	}
	w.children(n, style)
}

// safe reports whether an address may be opened from a document.
func safe(to string) bool {
	u, err := url.Parse(to)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}

// footnote hangs a note on the text before it. A note within a note is left to
// its own mark.
func (w *inline) footnote(n *extast.FootnoteLink) {
	note := w.notes[n.Index]
	if note == nil || w.inNote {
		return
	}
	inner := &inline{reader: w.reader, inNote: true}
	for c := note.FirstChild(); c != nil; c = c.NextSibling() {
		if len(inner.out) > 0 {
			inner.add(document.Span{}, "\n")
		}
		inner.children(c, document.Span{})
	}
	if len(inner.out) == 0 {
		return
	}
	if last := len(w.out) - 1; last >= 0 && w.out[last].Note == nil {
		w.out[last].Note = inner.out
		return
	}
	w.out = append(w.out, document.Span{Note: inner.out})
}

// add appends text, to the last span where the style is the same.
func (w *inline) add(style document.Span, s string) {
	if s == "" {
		return
	}
	if i := len(w.out) - 1; i >= 0 {
		last := &w.out[i]
		if last.Style == style.Style && last.Link == style.Link && last.Ref == style.Ref && last.Note == nil && (last.Ref == "" || last.Text != "") {
			last.Text += s
			return
		}
	}
	style.Text = s
	w.out = append(w.out, style)
}

// nodeText gives the characters of a node and of those in it.
func nodeText(n ast.Node, source []byte) []byte {
	var b []byte
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Text:
				b = append(b, n.Segment.Value(source)...)
				if n.SoftLineBreak() {
					b = append(b, ' ')
				}
			case *ast.String:
				b = append(b, n.Value...)
			}
		}
		return ast.WalkContinue, nil
	})
	return b
}
