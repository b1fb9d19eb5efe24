package html

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"

	"github.com/sekisho/sekisho/internal/document"
)

func (p *page) figure(f *document.Figure) {
	class := ""
	if f.Height > f.Width {
		class = ` class="tall"`
	}
	p.put(`<figure id="`, f.Anchor, `"`, class, ">\n")
	if f.Missing() {
		p.put(`<p class="missing" role="img" aria-label="`, clean(f.Alt), `">`, clean(p.doc.Words.NoPicture), "</p>\n")
	} else if err := p.picture(f); err != nil && p.err == nil {
		p.err = fmt.Errorf("%s: %w", f.Number, err)
	}
	p.put("<figcaption>", clean(f.Number), "　")
	p.spans(f.Caption)
	p.put("</figcaption>\n")
	p.under(f.Notes, f.Source)
	p.put("</figure>\n")
}

// picture writes the picture of a figure: its shapes, or else its pixels.
func (p *page) picture(f *document.Figure) error {
	svg, err := f.Picture.SVG()
	if err != nil {
		return err
	}
	if inlineable(svg) {
		p.put(`<div role="img" aria-label="`, clean(f.Alt), "\">\n")
		_, _ = p.Write(inline(svg, f.Anchor)) // kept by the bufio.Writer, see Write
		p.put("\n</div>\n")
		return nil
	}
	png, err := f.Picture.PNG()
	if err != nil {
		return err
	}
	p.put(`<img alt="`, clean(f.Alt), `" src="data:image/png;base64,`, base64.StdEncoding.EncodeToString(png), "\">\n")
	return nil
}

var (
	begin      = regexp.MustCompile(`<svg[\s>]`)
	forbidden  = regexp.MustCompile(`(?i)<(script|style|foreignobject|iframe|image)[\s>]|\son[a-z]+\s*=|\sstyle\s*=|javascript:|<!(DOCTYPE|ENTITY)`)
	namesID    = regexp.MustCompile(`(\sid=")([^"]+)"`)
	refersID   = regexp.MustCompile(`(url\(#|href="#)`)
	labelledBy = regexp.MustCompile(`(\saria-(?:labelledby|describedby)=")([^"]+)"`)
	word       = regexp.MustCompile(`\S+`)
)

// inlineable reports whether a picture may stand in the page as it is: without
// script, style or outside parts.
func inlineable(svg []byte) bool {
	return begin.Match(svg) && !forbidden.Match(svg)
}

// inline gives the svg element of a picture, its ids made unique in the page.
func inline(svg []byte, anchor string) []byte {
	svg = bytes.TrimSpace(svg[begin.FindIndex(svg)[0]:])
	prefix := []byte(anchor + "-")
	svg = namesID.ReplaceAll(svg, append(append([]byte("${1}"), prefix...), []byte(`${2}"`)...))
	svg = refersID.ReplaceAll(svg, append([]byte("${1}"), prefix...))
	return labelledBy.ReplaceAllFunc(svg, func(m []byte) []byte {
		parts := labelledBy.FindSubmatch(m)
		ids := word.ReplaceAllFunc(parts[2], func(id []byte) []byte { return append(append([]byte(nil), prefix...), id...) })
		return append(append(append([]byte(nil), parts[1]...), ids...), '"')
	})
}
