package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Bounds of XML in a workbook. A cell holds 32,767 characters, so that honest files
// stay far below them.
const (
	// maxPiece is the number of bytes of one tag, comment or text.
	maxPiece = 1 << 20
	// maxDepth is how deep elements nest.
	maxDepth = 64
	// maxShared and maxSharedBytes bound the texts that cells share.
	maxShared, maxSharedBytes = 1_000_000, 64 << 20
	// maxSmall is the number of bytes of a part that is read as a whole.
	maxSmall = 16 << 20
	// maxTags is how many elements a part may have that hold no row, cell or text; each
	// of those may have more, and texts with runs of several looks more still.
	maxTags, tagsEach, tagsOfText = 1 << 20, 6, 4
	// maxFacts is the number of joined cells and hidden columns of a sheet; maxRow
	// and maxColumn are the last that Excel has.
	maxFacts, maxRow, maxColumn = 1_000_000, 1 << 20, 1 << 14
)

// guard passes XML on, and fails with [ErrTooLarge] at a tag or a text that is too
// long, at elements that nest too deep, which the decoder holds in memory several times,
// and at elements without end that say nothing, which take it minutes.
type guard struct {
	r     io.Reader
	in    place
	quote byte
	// long is the length of the piece so far, first its first byte, and tail its
	// last ones.
	long  int
	first byte
	tail  [3]byte
	depth int
	// tags so far, of which no more than most may be.
	tags, most int
	err        error
}

// place is where in XML a byte stands.
type place uint8

const (
	inText place = iota
	inTag
	inComment
	inData // CDATA
)

// Read implements [io.Reader].
func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.tags > maxTags+g.most {
		g.err = fmt.Errorf("%w: more than %d elements of no use", ErrTooLarge, maxTags)
		return 0, g.err
	}
	n, err := g.r.Read(p)
	for i := 0; i < n; i++ {
		if g.in == inText {
			// Most bytes are text or short tags; go straight to the next tag.
			k := bytes.IndexByte(p[i:n], '<')
			if k < 0 {
				g.long += n - i
				break
			}
			i += k
			g.long += k
		}
		if g.long > maxPiece || g.depth > maxDepth {
			break
		}
		g.step(p[i])
	}
	if g.long > maxPiece || g.depth > maxDepth {
		g.err = ErrTooLarge
		return 0, g.err
	}
	if errors.Is(err, ErrTooLarge) {
		g.err = err
	}
	return n, err
}

// allow takes a row, a cell or a text of so many bytes for what a part is for.
func (g *guard) allow(text int) { g.most += tagsEach + tagsOfText*text }

// tell prefers what went wrong here: the decoder may complain of text cut short.
func (g *guard) tell(err error) error {
	if g.err != nil {
		return g.err
	}
	return broken(err)
}

// step takes the next byte.
func (g *guard) step(c byte) {
	g.long++
	g.tail = [3]byte{g.tail[1], g.tail[2], c}
	switch g.in {
	case inText: // c begins a tag
		g.in, g.long, g.quote, g.tail = inTag, 0, 0, [3]byte{}
	case inTag:
		g.tag(c)
	case inComment:
		if g.tail == [3]byte{'-', '-', '>'} {
			g.in, g.long = inText, 0
		}
	case inData:
		if g.tail == [3]byte{']', ']', '>'} {
			g.in, g.long = inText, 0
		}
	}
}

// tag takes a byte within a tag.
func (g *guard) tag(c byte) {
	if g.long == 1 {
		g.first = c
	}
	switch {
	case g.quote != 0:
		if c == g.quote {
			g.quote = 0
		}
	case c == '"' || c == '\'':
		g.quote = c
	case c == '>':
		g.in, g.long = inText, 0
		switch {
		case g.first == '/':
			g.depth--
		case g.first != '!' && g.first != '?':
			g.tags++
			if g.tail[1] != '/' {
				g.depth++
			}
		}
	case g.long == 3 && g.tail == [3]byte{'!', '-', '-'}:
		g.in, g.tail = inComment, [3]byte{}
	case g.long == 2 && c == '[' && g.tail[1] == '!':
		g.in, g.tail = inData, [3]byte{}
	}
}
