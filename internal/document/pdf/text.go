package pdf

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/pdffile"
)

// run is how a piece of text is drawn.
type run struct {
	font   *pdffile.Font
	size   float64
	colour document.Colour
	raise  float64 // above the baseline
	letter byte    // a mark in the colour of a risk value
	dots   bool    // 圏点
	code   bool
	link   string
	anchor string
	latin  *latinFace // other widths of Latin letters
}

// glyph is a character with its place in a line still open.
type glyph struct {
	code  pdffile.Code
	run   int32
	width float32
	after uint8 // what may follow: see below
	space bool
	note  int32 // the footnote that hangs on it
	at    int32 // where it begins in the source of its text
}

// What may come after a character.
const (
	stay = iota
	mayBreak
	mustBreak
)

// text is running text ready to be broken into lines.
type text struct {
	source string
	glyphs []glyph
	runs   []run
}

// line is a part of a text that stands in one line.
type line struct {
	*text
	from, to int
	width    float64
	in       float64 // by which it is set in
	end      bool    // the last of its paragraph
}

// look is how running text is drawn where its spans do not say otherwise.
type look struct {
	size   float64
	bold   bool
	colour document.Colour
	serif  bool // running text, where fonts differ
}

// shape makes text of spans.
func (l *layout) shape(spans []document.Span, k look) *text {
	if len(spans) == 1 && plain(spans[0]) {
		key := shapeKey{spans[0].Text, k}
		if t := l.shaped[key]; t != nil {
			return t
		}
		t := l.shapeSpans(spans, k)
		if len(spans[0].Text) < 200 {
			l.shaped[key] = t
		}
		return t
	}
	return l.shapeSpans(spans, k)
}

// shapeKey names text that was shaped before: cells of tables repeat themselves.
type shapeKey struct {
	text string
	look look
}

func plain(s document.Span) bool {
	return s.Style == 0 && s.Link == "" && s.Anchor == "" && s.Letter == 0 && s.NoteNumber == 0
}

func (l *layout) shapeSpans(spans []document.Span, k look) *text {
	t := &text{}
	var all strings.Builder
	ends := make([]int, len(spans))
	for i, s := range spans {
		t.runs = append(t.runs, l.run(s, k))
		all.WriteString(clean(s.String()))
		ends[i] = all.Len()
	}
	t.source = all.String()
	rest, at, state, span := t.source, 0, -1, 0
	t.glyphs = make([]glyph, 0, utf8.RuneCountInString(rest))
	for len(rest) > 0 {
		var cluster string
		var boundaries int
		cluster, rest, boundaries, state = uniseg.StepString(rest, state)
		for at >= ends[span] && span < len(ends)-1 {
			l.note(t, spans[span], k)
			span++
		}
		next := after(boundaries, rest == "")
		switch {
		case cluster == "-" && letterBefore(t.source[:at]):
			next = stay
		case next == mayBreak && (drawing.Bound(t.source[:at], cluster, rest) || cluster == " " && spans[span].Anchor != "" && at+1 < ends[span]):
			next = stay // as in the number of a figure
		case (cluster == "_" || cluster == "." && endsSmall(t.source[:at])) && endsSmall(rest[:min(len(rest), 1)]):
			next = mayBreak // in a name of several words, as exposure.declared_worse
		}
		if l.word && l.japanese() && at > 0 {
			before, _ := utf8.DecodeLastRuneInString(t.source[:at])
			here, _ := utf8.DecodeRuneInString(cluster)
			t.glyphs[len(t.glyphs)-1].width += float32(document.BetweenScripts(before, here) * k.size)
		}
		t.add(cluster, at, int32(span), next)
		at += len(cluster)
	}
	for ; span < len(spans); span++ {
		l.note(t, spans[span], k)
	}
	return t
}

// endsSmall reports whether a text ends in a small Latin letter.
func endsSmall(s string) bool { return s != "" && s[len(s)-1] >= 'a' && s[len(s)-1] <= 'z' }

// letterBefore reports whether a text ends in a single letter, as e of e-application:
// a line that ends in one is hard to read.
func letterBefore(s string) bool {
	r, n := utf8.DecodeLastRuneInString(s)
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-n])
	return unicode.IsLetter(r) && r < 0x250 && !unicode.IsLetter(before) && !unicode.IsDigit(before)
}

// clean replaces what cannot be drawn: marks of control, but not line feeds.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < 0x20 && r != '\n', r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff:
			return 0xfffd
		}
		return r
	}, s)
}

func after(boundaries int, last bool) uint8 {
	switch boundaries & uniseg.MaskLine {
	case uniseg.LineCanBreak:
		return mayBreak
	case uniseg.LineMustBreak:
		if !last {
			return mustBreak
		}
	}
	return stay
}

// add adds a character with all that belongs to it. Variation selectors share the
// code of the character before; they are not drawn.
func (t *text) add(cluster string, at int, span int32, after uint8) {
	r := t.runs[span]
	for len(cluster) > 0 {
		_, n := utf8.DecodeRuneInString(cluster)
		for n < len(cluster) {
			v, m := utf8.DecodeRuneInString(cluster[n:])
			if !selector(v) {
				break
			}
			n += m
		}
		g := glyph{run: span, after: stay, at: int32(at)}
		switch c := cluster[:n]; c {
		case "\n", "\r\n":
			g.space = true
		default:
			code, own := r.font.Code(c)
			width, known := r.latin.width(c)
			if !known {
				width = float64(own)
			}
			g.code, g.width, g.space = code, float32(width*r.size/1000), c == " "
		}
		cluster = cluster[n:]
		if cluster == "" || cluster == "\n" && g.space {
			g.after = after
		}
		t.glyphs = append(t.glyphs, g)
	}
}

func selector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }

// run says how a span is drawn.
func (l *layout) run(s document.Span, k look) run {
	r := run{font: l.regular, size: k.size, colour: k.colour, link: s.Link, anchor: s.Anchor}
	if k.bold || s.Style&document.Bold != 0 {
		r.font = l.bold
	}
	r.latin = l.latin(k.serif, r.font == l.bold)
	r.dots = s.Style&document.Emphasis != 0
	r.code = s.Style&document.Code != 0
	if s.Link != "" {
		r.colour = document.Key()
	}
	if s.Letter >= 'A' && s.Letter <= 'E' {
		r.letter, r.font = s.Letter, l.bold
		_, r.colour = document.LetterColours(s.Letter)
	}
	return r
}

// note adds the mark of a footnote after a span.
func (l *layout) note(t *text, s document.Span, k look) {
	if s.NoteNumber == 0 {
		return
	}
	after := uint8(mayBreak)
	if n := len(t.glyphs); n > 0 {
		after, t.glyphs[n-1].after = t.glyphs[n-1].after, stay
	}
	t.runs = append(t.runs, run{font: l.regular, size: k.size * 0.65, colour: k.colour, raise: k.size * 0.36})
	mark := strconv.Itoa(s.NoteNumber)
	for i := range len(mark) {
		t.add(mark[i:i+1], len(t.source), int32(len(t.runs)-1), stay)
	}
	last := &t.glyphs[len(t.glyphs)-1]
	last.after, last.note = after, int32(s.NoteNumber)
}

// lines breaks text into lines no wider than width, where Japanese may be broken,
// and anywhere in a word that is wider than a line.
func (t *text) lines(width float64) []line {
	if len(t.glyphs) == 0 {
		return []line{{text: t, end: true}}
	}
	var out []line
	from, chance := 0, -1
	used, atChance := 0.0, 0.0
	for i := 0; i < len(t.glyphs); i++ {
		g := &t.glyphs[i]
		if w := used + float64(g.width); w > width+0.01 && !g.space && i > from {
			to, taken := i, used
			if chance > from {
				to, taken = t.kinder(from, chance, width), atChance
				for k := to; k < chance; k++ {
					taken -= float64(t.glyphs[k].width)
				}
			}
			out = append(out, line{text: t, from: from, to: to, width: taken})
			from, chance, used, atChance = to, -1, 0, 0
			i = to - 1
			continue
		}
		used += float64(g.width)
		switch g.after {
		case mustBreak:
			out = append(out, line{text: t, from: from, to: i + 1, width: used, end: true})
			from, chance, used, atChance = i+1, -1, 0, 0
		case mayBreak:
			chance, atChance = i+1, used
		}
	}
	if from < len(t.glyphs) {
		out = append(out, line{text: t, from: from, to: len(t.glyphs), width: used, end: true})
	}
	if n := len(out); n > 1 && out[n-1].from == out[n-2].to && !out[n-2].end {
		fill(&out[n-2], &out[n-1], width)
	}
	for i := range out {
		out[i].trim()
	}
	return out
}

// Narrow lines, in ems, are broken between words where this leaves no more of them empty
// than a part, and no more than some characters: a word that is parted shows there.
const narrow, mostEmpty, emptyPart = 18.0, 4, 3

// kinder gives the place for the end of a line that would end at a glyph.
func (t *text) kinder(from, end int, width float64) int {
	if width > narrow*t.runs[t.glyphs[from].run].size {
		return end
	}
	for i := end; i > end-min(mostEmpty, (end-from)/emptyPart)-1; i-- {
		if at := t.glyphs[i].at; t.glyphs[i-1].after == mayBreak && (t.glyphs[i-1].space || drawing.BetweenWords(t.source[:at], t.source[at:])) {
			return i
		}
	}
	return end
}

// leastLine is how many characters the last line of a paragraph has where it can, and
// phraseReach how many more it may have so that it begins with a phrase.
const leastLine, phraseReach = 4, 8

// fill breaks the line before the last earlier where the last holds hardly more than a
// full stop, or only the end of a phrase that is short.
func fill(before, last *line, width float64) {
	short := last.to-last.from < leastLine-1
	if !short && (last.to-last.from > leastLine+1 || last.phraseAt(last.from)) {
		return
	}
	found, moved, used := 0, 0.0, 0.0
	for i := last.from - 1; i > before.from+leastLine && (short && found == 0 || last.to-i <= leastLine+phraseReach); i-- {
		moved += float64(last.glyphs[i].width)
		if last.width+moved > width {
			break
		}
		if last.to-i < leastLine || last.glyphs[i-1].after != mayBreak {
			continue
		}
		phrase := last.phraseAt(i)
		if phrase || short && found == 0 {
			found, used = i, moved
		}
		if phrase {
			break
		}
	}
	if found > 0 {
		before.to, before.width = found, before.width-used
		last.from, last.width = found, last.width+used
	}
}

// phraseAt reports whether a phrase begins at a glyph.
func (t *text) phraseAt(i int) bool {
	at := t.glyphs[i].at
	return drawing.BeginsPhrase(t.source[:at], t.source[at:])
}

// trim leaves out the spaces at the end of a line.
func (n *line) trim() {
	for n.to > n.from && n.glyphs[n.to-1].space {
		n.to--
		n.width -= float64(n.glyphs[n.to].width)
	}
}

// width gives the width of a text in one line.
func (t *text) width() float64 {
	w := 0.0
	for i := range t.glyphs {
		w += float64(t.glyphs[i].width)
	}
	return w
}

// notes gives the footnotes that hang on a line.
func (n *line) notes() []int {
	var out []int
	for i := n.from; i < n.to; i++ {
		if n.glyphs[i].note > 0 {
			out = append(out, int(n.glyphs[i].note))
		}
	}
	return out
}
