// Package markdown writes a document as Markdown (CommonMark with tables and
// footnotes), to be read as it is, compared line by line and taken over into
// other texts. Cells that cover several columns or rows are written once, at
// their first place; pictures stand in files of their own.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
)

// Options say what a document refers to.
type Options struct {
	// Picture gives the path, relative to the file, under which the picture of a
	// figure is kept, or nothing. Without it the alternative text stands in for
	// pictures.
	Picture func(f *document.Figure) string
}

// Write writes the document.
func Write(w io.Writer, f *document.Finished, o Options) error {
	m := &writer{Writer: bufio.NewWriter(w), doc: f, options: o}
	m.title()
	m.blocks(f.Blocks, "")
	for i, n := range f.Notes {
		m.line("", "[^"+strconv.Itoa(i+1)+"]: "+strings.ReplaceAll(m.spans(n), "\n", "\n    "))
		m.line("", "")
	}
	if err := m.Flush(); err != nil {
		return fmt.Errorf("write Markdown: %w", err)
	}
	return nil
}

// writer writes lines. Errors stay in the bufio.Writer until the end.
type writer struct {
	*bufio.Writer
	doc     *document.Finished
	options Options
}

// line writes lines, each with what stands before it.
func (m *writer) line(indent, s string) {
	for l := range strings.SplitSeq(s, "\n") {
		if l != "" {
			_, _ = m.WriteString(indent + l) // kept by the bufio.Writer, see Write
		} else {
			_, _ = m.WriteString(strings.TrimRight(indent, " ")) // as above
		}
		_ = m.WriteByte('\n') // as above
	}
}

func (m *writer) title() {
	d := m.doc
	m.line("", "# "+oneLine(escape(d.Title))+"\n")
	if d.Subtitle != "" {
		m.line("", oneLine(escape(d.Subtitle))+"\n")
	}
	var about []string
	for _, s := range []string{d.Marking, d.Edition, d.Words.DateText(d.Date), d.Org} {
		if s != "" {
			about = append(about, "- "+oneLine(escape(s)))
		}
	}
	if len(about) > 0 {
		m.line("", strings.Join(about, "\n")+"\n")
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (m *writer) blocks(blocks []document.Block, indent string) {
	for i, b := range blocks {
		m.block(b, indent, i == 0)
	}
}

// block writes a block. indent stands before its lines.
func (m *writer) block(b document.Block, indent string, first bool) {
	switch b := b.(type) {
	case *document.Heading:
		number := ""
		if b.Number != "" {
			number = escape(b.Number) + " "
		}
		m.line(indent, anchor(b.Anchor)+"\n\n"+strings.Repeat("#", b.Level+1)+" "+number+oneLine(m.spans(b.Text))+"\n")
	case *document.Paragraph:
		if len(b.Text) == 1 && b.Text[0].Style == document.Code && strings.Contains(b.Text[0].Text, "\n") {
			fence := strings.Repeat("`", max(3, longestRun(b.Text[0].Text)+1))
			m.line(indent, fence+"\n"+b.Text[0].Text+"\n"+fence+"\n")
			return
		}
		m.line(indent, m.spans(b.Text)+"\n")
	case *document.List:
		m.list(b, indent)
	case *document.Definitions:
		for _, d := range b.Items {
			m.line(indent, oneLine(m.spans(d.Term))+"\n: "+strings.ReplaceAll(m.spans(d.Text), "\n", "\n  ")+"\n")
		}
	case *document.Table:
		m.table(b, indent)
	case *document.Figure:
		m.figure(b, indent)
	case *document.Callout:
		title := m.spans(b.Title)
		if title == "" {
			title = escape(m.doc.Words.Callout(b.Kind))
		}
		m.line(indent+"> ", "**"+title+"**\n")
		m.blocks(b.Blocks, indent+"> ")
		m.line(indent, "")
	case *document.PageBreak:
		m.line(indent, "---\n")
	case *document.Landscape:
		m.blocks(b.Blocks, indent)
	case *document.Contents:
		m.contents(b, indent)
	}
}

func (m *writer) list(l *document.List, indent string) {
	for i, item := range l.Items {
		mark := "- "
		if l.Ordered {
			mark = strconv.Itoa(max(l.Start, 1)+i) + ". "
		}
		var b strings.Builder
		inner := &writer{Writer: bufio.NewWriter(&b), doc: m.doc, options: m.options}
		inner.blocks(item.Blocks, "")
		_ = inner.Flush() // a strings.Builder takes everything
		text := strings.TrimRight(b.String(), "\n")
		rest := strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", len(mark)))
		m.line(indent, mark+trimLines(rest))
	}
	m.line(indent, "")
}

// trimLines removes spaces on lines that hold nothing else.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.TrimSpace(l) == "" {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

func (m *writer) figure(f *document.Figure, indent string) {
	text := anchor(f.Anchor) + "\n\n"
	path := ""
	if m.options.Picture != nil && !f.Missing() {
		path = m.options.Picture(f)
	}
	switch {
	case f.Missing():
		text += "**" + escape(m.doc.Words.NoPicture) + "**"
	case path == "":
		text += "*" + escape(f.Alt) + "*"
	default:
		text += "![" + oneLine(escape(f.Alt)) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A").Replace(path) + ">)"
	}
	m.line(indent, text+"\n\n**"+escape(f.Number)+" "+oneLine(m.spans(f.Caption))+"**\n")
	m.under(f.Notes, f.Source, indent)
}

func (m *writer) under(notes [][]document.Span, source []document.Span, indent string) {
	w := m.doc.Words
	for i, n := range notes {
		m.line(indent, escape(w.NoteLabel(i, len(notes)))+oneLine(m.spans(n))+"\n")
	}
	if len(source) > 0 {
		m.line(indent, escape(w.Source+w.Colon)+oneLine(m.spans(source))+"\n")
	}
}

func (m *writer) contents(c *document.Contents, indent string) {
	levels := c.Levels
	if levels == 0 {
		levels = 3
	}
	m.line(indent, "## "+escape(m.doc.Words.Contents)+"\n")
	for _, h := range m.doc.Headings {
		if h.Level > levels {
			continue
		}
		number := ""
		if h.Number != "" {
			number = escape(h.Number) + " "
		}
		m.line(indent, strings.Repeat("  ", h.Level-1)+"- ["+number+oneLine(escape(document.TextOf(h.Text)))+"](#"+h.Anchor+")")
	}
	m.line(indent, "")
	if c.Tables && len(m.doc.Tables) > 0 {
		m.line(indent, "## "+escape(m.doc.Words.TableList)+"\n")
		for _, t := range m.doc.Tables {
			m.line(indent, "- ["+escape(t.Number)+" "+oneLine(escape(document.TextOf(t.Caption)))+"](#"+t.Anchor+")")
		}
		m.line(indent, "")
	}
	if c.Figures && len(m.doc.Figures) > 0 {
		m.line(indent, "## "+escape(m.doc.Words.FigureList)+"\n")
		for _, f := range m.doc.Figures {
			m.line(indent, "- ["+escape(f.Number)+" "+oneLine(escape(document.TextOf(f.Caption)))+"](#"+f.Anchor+")")
		}
		m.line(indent, "")
	}
}
