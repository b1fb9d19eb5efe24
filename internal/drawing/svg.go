package drawing

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// families names fonts of the reader's system, the clearest first. Widths are
// pinned, so that none of them runs over its box.
const families = "BIZ UDPGothic, Yu Gothic UI, Yu Gothic, Meiryo, Hiragino Sans, Noto Sans JP, Noto Sans CJK JP, sans-serif"

// SVGOptions choose the form of an SVG file.
type SVGOptions struct {
	// Prefix stands before every id, so that several pictures can stand in one
	// page.
	Prefix string
	// Embedded leaves the XML declaration out, for a picture inside a page.
	Embedded bool
}

// WriteSVG writes the scene as SVG 1.1 with real text, a title and a
// description. It carries no style, script, link or font, so that it can stand
// under a strict content security policy.
func WriteSVG(w io.Writer, s *Scene, opt SVGOptions) error {
	x := &svg{prefix: opt.Prefix}
	if !opt.Embedded {
		x.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	}
	x.raw(`<svg xmlns="http://www.w3.org/2000/svg" width="` + number(s.Width) + `pt" height="` + number(s.Height) + `pt" viewBox="0 0 ` +
		number(s.Width) + " " + number(s.Height) + `" role="img"`)
	x.attr("lang", s.Lang)
	x.attr("xml:lang", s.Lang)
	x.attr("aria-labelledby", strings.TrimSpace(x.id("title")+" "+x.id("desc")))
	x.attr("font-family", families)
	x.raw(">\n<title id=\"" + x.id("title") + `">`)
	x.text(s.Title)
	x.raw("</title>\n<desc id=\"" + x.id("desc") + `">`)
	x.text(s.Desc)
	x.raw("</desc>\n")
	x.items(s.Items)
	x.raw("</svg>\n")
	if _, err := w.Write(x.Bytes()); err != nil {
		return fmt.Errorf("write SVG: %w", err)
	}
	return nil
}

type svg struct {
	bytes.Buffer
	prefix string
}

func (x *svg) raw(s string)        { x.WriteString(s) }
func (x *svg) id(id string) string { return x.prefix + id }

// text writes text; characters that XML cannot hold become a replacement
// character. Writing to a buffer cannot fail.
func (x *svg) text(s string) { _ = xml.EscapeText(x, []byte(s)) }

// attr writes an attribute, unless it is empty.
func (x *svg) attr(name, value string) {
	if value == "" {
		return
	}
	x.raw(" " + name + `="`)
	x.text(value)
	x.raw(`"`)
}

// number writes a length to a hundredth of a point.
func number(f float64) string {
	s := strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

func (x *svg) items(items []Item) {
	for _, i := range items {
		switch i := i.(type) {
		case *Rect:
			x.rect(i)
		case *Line:
			stroke, heads := i.outline()
			x.path(stroke)
			for _, h := range heads {
				x.path(h)
			}
		case *Path:
			x.path(i)
		case *Text:
			x.lines(i)
		case *Group:
			x.group(i)
		}
	}
}

func (x *svg) paint(fill, stroke Color, strokeWidth float64, dash []float64) {
	if fill == "" {
		fill = "none"
	}
	x.attr("fill", string(fill))
	if stroke == "" {
		return
	}
	x.attr("stroke", string(stroke))
	if w := width(strokeWidth); w != 1 {
		x.attr("stroke-width", number(w))
	}
	parts := make([]string, len(dash))
	for i, d := range dash {
		parts[i] = number(d)
	}
	x.attr("stroke-dasharray", strings.Join(parts, " "))
}

func (x *svg) rect(r *Rect) {
	x.raw("<rect")
	x.attr("x", number(r.X))
	x.attr("y", number(r.Y))
	x.attr("width", number(r.W))
	x.attr("height", number(r.H))
	if r.R > 0 {
		x.attr("rx", number(min(r.R, r.W/2, r.H/2)))
	}
	x.paint(r.Fill, r.Stroke, r.StrokeWidth, r.Dash)
	x.raw("/>\n")
}

func (x *svg) path(p *Path) {
	if len(p.Segments) == 0 {
		return
	}
	var d strings.Builder
	for _, s := range p.Segments {
		switch {
		case s.Move:
			d.WriteByte('M')
		case len(s.Points) == 0:
			d.WriteByte('Z')
		case len(s.Points) == 3:
			d.WriteByte('C')
		default:
			d.WriteByte('L')
		}
		for i, q := range s.Points {
			if i > 0 {
				d.WriteByte(' ')
			}
			d.WriteString(number(q.X) + " " + number(q.Y))
		}
	}
	x.raw("<path")
	x.attr("d", d.String())
	x.paint(p.Fill, p.Stroke, p.StrokeWidth, p.Dash)
	x.raw("/>\n")
}

func (x *svg) lines(t *Text) {
	if len(t.Lines) == 0 {
		return
	}
	x.raw("<text")
	x.attr("font-size", number(t.Font.Size))
	if t.Font.Bold {
		x.attr("font-weight", "700")
	}
	x.attr("text-anchor", []string{"", "middle", "end"}[t.Anchor])
	x.attr("fill", string(t.Fill))
	if len(t.Lines) == 1 {
		x.place(t, 0)
		x.raw(">")
		x.text(t.Lines[0])
		x.raw("</text>\n")
		return
	}
	x.raw(">")
	for i, l := range t.Lines {
		x.raw("<tspan")
		x.place(t, i)
		x.raw(">")
		x.text(l)
		x.raw("</tspan>")
	}
	x.raw("</text>\n")
}

// place writes where a line stands and how wide it is.
func (x *svg) place(t *Text, line int) {
	x.attr("x", number(t.X))
	x.attr("y", number(t.Y+float64(line)*t.Font.LineHeight()))
	if w := Width(t.Lines[line], t.Font); w > 0 {
		x.attr("textLength", number(w))
		x.attr("lengthAdjust", "spacingAndGlyphs")
	}
}

func (x *svg) group(g *Group) {
	x.raw("<g")
	if g.ID != "" {
		x.attr("id", x.id(g.ID))
	}
	x.attr("class", g.Class)
	x.raw(">\n")
	if g.Title != "" {
		x.raw("<title>")
		x.text(g.Title)
		x.raw("</title>\n")
	}
	if g.Desc != "" {
		x.raw("<desc>")
		x.text(g.Desc)
		x.raw("</desc>\n")
	}
	x.items(g.Items)
	x.raw("</g>\n")
}
