package pdf

import (
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/pdffile"
)

// spacing is how close text stands.
type spacing struct {
	lines, rows float64 // distance of lines, in sizes: in running text, in tables
	pad         float64 // above and below the text of a cell
	around      float64 // before and after a paragraph
}

func usual() spacing { return spacing{lines: 1.65, rows: 1.35, pad: 2.2, around: 3} }

// closer is used where it spares a page on which hardly anything would stand.
func closer() spacing { return spacing{lines: 1.5, rows: 1.25, pad: 1.4, around: 2} }

const (
	// shortTail is the part of a page that should be filled at least.
	shortTail = 0.5
	// barely is how much of a page is filled at most for a chapter to follow on it.
	barely = 0.56
	// spared is about how much of a page closer text spares at most.
	spared = 0.26
	// leftAlone is how much of a page is filled at least for it to stay as it is when the
	// next chapter could follow on it.
	leftAlone = 0.4
)

// parts lays the blocks of a document out in parts: what stands between two places at
// which a page is turned.
func (l *layout) parts(blocks []document.Block) {
	for len(blocks) > 0 {
		n := 1
		for n < len(blocks) && !l.parted(blocks[n-1], blocks[n]) {
			n++
		}
		l.part(blocks[:n])
		blocks = blocks[n:]
	}
}

// parted reports whether a page is turned between two blocks.
func (l *layout) parted(before, after document.Block) bool {
	switch before.(type) {
	case *document.Landscape, *document.PageBreak, *document.Contents:
		return true
	}
	switch b := after.(type) {
	case *document.Landscape, *document.PageBreak:
		return true
	case *document.Heading:
		return b.Level == 1 && l.doc.Cover && !b.RunOn
	}
	return false
}

// part lays a part out. Where its last page would be nearly empty, other ways to set it
// are tried that may spare that page.
func (l *layout) part(blocks []document.Block) {
	if _, ok := blocks[0].(*document.PageBreak); ok {
		l.block(blocks[0])
		return
	}
	wide, turns := l.turns(blocks[0])
	if h, ok := blocks[0].(*document.Heading); ok && h.Level == 1 && l.spared {
		l.runOn[h.Anchor] = true
	}
	l.spared = false
	if b, ok := blocks[0].(*document.Landscape); ok {
		blocks = b.Blocks
	}
	if turns && l.empty && l.page != nil {
		l.discard()
	}
	from, room := l.here(), 1.0 // of the first page
	if !turns {
		room -= l.filled()
	}
	usually := way{blocks, usual(), turns, wide}
	pages := l.try(usually)
	before := float64(pages) - 1 + room
	if turns {
		before--
	}
	tail := l.filled()
	if pages == 0 || tail == 0 || tail > shortTail {
		return
	}
	if l.word {
		l.tightenInWord(usually, from, pages)
		return
	}
	if tail < spared*before {
		l.back(from)
		if l.try(way{blocks, closer(), turns, wide}) < pages {
			l.spared = true
			return
		}
	} else if turns {
		return
	}
	if !turns { // a page of its own may do as well, where the one before is not emptier
		l.back(from)
		if l.try(way{blocks, closer(), true, wide}) <= pages && min(1-room, l.filled()) >= max(tail, leftAlone) {
			return
		}
	}
	l.back(from)
	l.try(usually)
}

// way is a way to lay a part out.
type way struct {
	blocks []document.Block
	spacing
	turns, wide bool
}

// try lays a part out in one way, and gives how many pages it adds.
func (l *layout) try(w way) int {
	before := len(l.every)
	l.space, l.runsOn = w.spacing, !w.turns
	if w.turns {
		l.wide = w.wide
		l.newPage()
	}
	l.blocks(w.blocks)
	l.space, l.runsOn = usual(), false
	return len(l.every) - before
}

// turns reports whether a part begins a page, and whether that is a wide one.
func (l *layout) turns(first document.Block) (wide, turns bool) {
	switch b := first.(type) {
	case *document.Landscape:
		return true, l.empty || !l.wide || l.filled() > barely
	case *document.Heading:
		return false, l.empty || l.wide || b.Level == 1 && l.doc.Cover && !b.RunOn && l.filled() > barely
	}
	return false, l.empty || l.wide
}

// filled gives what part of the page is filled.
func (l *layout) filled() float64 {
	return (l.y - l.top + l.noteHeight) / l.height()
}

// state is that of a layout to which it can go back.
type state struct {
	layout
	point pdffile.Point
}

func (l *layout) here() state { return state{*l, l.file.Point(l.page)} }

// back forgets what was laid out since.
func (l *layout) back(s state) {
	*l = s.layout
	l.file.Back(s.point)
}
