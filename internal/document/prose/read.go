package prose

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
)

// Options say where a text stands.
type Options struct {
	// Path is the place of the text in the study, for findings.
	Path string
	// Level is added to the levels of headings: with 1, "# 背景" is a section of
	// the chapter in which the text stands.
	Level int
}

// maxDepth bounds the nesting of lists, quotes and emphasis.
const maxDepth = 8

// Read reads Markdown. It always gives what can be shown.
func Read(source string, o Options) ([]document.Block, diag.List) {
	r := &reader{source: []byte(source), options: o, notes: map[int]*extast.Footnote{}}
	root := newParser().Parse(text.NewReader(r.source))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if list, ok := n.(*extast.FootnoteList); ok {
			for c := list.FirstChild(); c != nil; c = c.NextSibling() {
				if note, ok := c.(*extast.Footnote); ok {
					r.notes[note.Index] = note
				}
			}
		}
	}
	blocks := r.blocks(root, 0)
	r.faults.Sort()
	return blocks, r.faults
}

func newParser() parser.Parser {
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(
			parser.WithHeadingAttribute(),
			// Before CommonMark's own parser of emphasis, which has 500.
			parser.WithInlineParsers(util.Prioritized(emphasis{}, 450)),
		),
	)
	return md.Parser()
}

type reader struct {
	source  []byte
	options Options
	faults  diag.List
	notes   map[int]*extast.Footnote
}

// fault reports something at a byte of the source.
func (r *reader) fault(code diag.Code, at int, name, value string) {
	at = min(max(at, 0), len(r.source))
	line := bytes.Count(r.source[:at], []byte{'\n'}) + 1
	start := bytes.LastIndexByte(r.source[:at], '\n') + 1
	col := utf8.RuneCount(r.source[start:at]) + 1
	r.faults.Add(code, r.options.Path, name, value, "line", strconv.Itoa(line), "column", strconv.Itoa(col))
}

// deep reports nesting beyond the limit.
func (r *reader) deep(n ast.Node, depth int) bool {
	if depth <= maxDepth {
		return false
	}
	r.fault(diag.MarkdownDeep, n.Pos(), "limit", strconv.Itoa(maxDepth))
	return true
}

func (r *reader) blocks(parent ast.Node, depth int) []document.Block {
	var out []document.Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		out = append(out, r.block(n, depth)...)
	}
	return out
}

func (r *reader) block(n ast.Node, depth int) []document.Block {
	switch n := n.(type) {
	case *ast.Heading:
		return []document.Block{r.heading(n)}
	case *ast.Paragraph, *ast.TextBlock:
		if spans := r.spans(n); len(spans) > 0 {
			return []document.Block{&document.Paragraph{Text: spans}}
		}
	case *ast.List:
		if r.deep(n, depth+1) {
			return r.flat(n)
		}
		return []document.Block{r.list(n, depth+1)}
	case *ast.Blockquote:
		if r.deep(n, depth+1) {
			return r.flat(n)
		}
		return []document.Block{&document.Callout{Blocks: r.blocks(n, depth+1)}}
	case *extast.Table:
		return []document.Block{r.table(n)}
	case *extast.DefinitionList:
		return r.definitions(n, depth)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		code := string(bytes.TrimRight(n.Lines().Value(r.source), "\n"))
		return []document.Block{&document.Paragraph{Text: []document.Span{{Text: code, Style: document.Code}}}}
	case *ast.HTMLBlock:
		raw := string(bytes.TrimSpace(n.Lines().Value(r.source)))
		if n.HasClosure() {
			raw += "\n" + string(bytes.TrimSpace(n.ClosureLine.Value(r.source)))
		}
		r.fault(diag.MarkdownHTML, n.Pos(), "value", short(raw))
		return []document.Block{document.Para(raw)}
	case *ast.ThematicBreak, *extast.FootnoteList, *ast.LinkReferenceDefinition:
	}
	return nil
}

// flat gives the text of what is nested too deeply, as paragraphs.
func (r *reader) flat(n ast.Node) []document.Block {
	var out []document.Block
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			out = append(out, &document.Paragraph{Text: r.spans(n)})
			return ast.WalkSkipChildren, nil
		case ast.KindCodeBlock, ast.KindFencedCodeBlock, ast.KindHTMLBlock:
			out = append(out, document.Para(string(n.Lines().Value(r.source))))
		}
		return ast.WalkContinue, nil
	})
	return out
}

func (r *reader) heading(n *ast.Heading) document.Block {
	h := &document.Heading{Level: n.Level + r.options.Level, Text: r.spans(n)}
	if id, ok := n.AttributeString("id"); ok {
		switch id := id.(type) {
		case []byte:
			h.ID = string(id)
		case string:
			h.ID = id
		}
	}
	return h
}

func (r *reader) list(n *ast.List, depth int) document.Block {
	l := &document.List{Ordered: n.IsOrdered()}
	if l.Ordered {
		l.Start = n.Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		l.Items = append(l.Items, document.Item{Blocks: r.blocks(c, depth)})
	}
	return l
}

// definitions reads a definition list. What stands in a definition beyond running
// text follows it.
func (r *reader) definitions(n *extast.DefinitionList, depth int) []document.Block {
	var out []document.Block
	list := &document.Definitions{}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, ok := c.(*extast.DefinitionTerm); ok {
			list.Items = append(list.Items, document.Definition{Term: r.spans(c)})
			continue
		}
		if len(list.Items) == 0 {
			list.Items = append(list.Items, document.Definition{})
		}
		for _, b := range r.blocks(c, depth+1) {
			p, ok := b.(*document.Paragraph)
			if !ok {
				out = append(out, b)
				continue
			}
			last := &list.Items[len(list.Items)-1]
			if last.Text != nil {
				last.Text = append(last.Text, document.Span{Text: "\n"})
			}
			last.Text = append(last.Text, p.Text...)
		}
	}
	return append([]document.Block{list}, out...)
}

func (r *reader) table(n *extast.Table) document.Block {
	t := &document.Table{}
	for _, a := range n.Alignments {
		col := document.Column{Align: document.ByKind}
		switch a {
		case extast.AlignCenter:
			col.Align = document.Centre
		case extast.AlignRight:
			col.Align = document.Right
		case extast.AlignLeft:
			col.Align = document.Left
		}
		t.Columns = append(t.Columns, col)
	}
	longest := make([]int, len(t.Columns))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		_, head := c.(*extast.TableHeader)
		row := document.Row{}
		for cell := c.FirstChild(); cell != nil; cell = cell.NextSibling() {
			out := document.Cell{Text: r.spans(cell)}
			if head {
				out.Kind = document.HeadCell
			}
			if i := len(row.Cells); i < len(longest) {
				longest[i] = max(longest[i], utf8.RuneCountInString(document.TextOf(out.Text)))
			}
			row.Cells = append(row.Cells, out)
		}
		if head {
			t.Head = append(t.Head, row)
		} else {
			t.Body = append(t.Body, row)
		}
	}
	for i := range t.Columns {
		t.Columns[i].Width = float64(min(max(longest[i], 4), 24))
	}
	return t
}

// short cuts a text for a finding.
func short(s string) string {
	const limit = 40
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
