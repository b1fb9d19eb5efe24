package prose

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasis reads * and ** as CommonMark does, but for Japanese: there, words are
// not set apart by spaces, and CommonMark would leave **「重要」**である as it is.
type emphasis struct{ delimiter }

type delimiter struct{}

// IsDelimiter reports whether the byte marks emphasis.
func (delimiter) IsDelimiter(b byte) bool { return b == '*' || b == '_' }

// CanOpenCloser reports whether two delimiters belong together.
func (delimiter) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

// OnMatch makes the node of a pair of delimiters.
func (delimiter) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }

// Trigger gives the bytes with which emphasis begins.
func (emphasis) Trigger() []byte { return []byte{'*', '_'} }

// Parse reads one run of delimiters.
func (e emphasis) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	node := parser.ScanDelimiter(line, before, 1, e.delimiter)
	if node == nil {
		return nil
	}
	after := ' '
	if node.OriginalLength < len(line) {
		after = util.ToRune(line, node.OriginalLength)
	}
	if node.Char == '*' && (wide(before) || wide(after)) {
		node.CanOpen = !unicode.IsSpace(after)
		node.CanClose = !unicode.IsSpace(before)
	}
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	block.Advance(node.OriginalLength)
	pc.PushDelimiter(node)
	return node
}

// wide reports whether a character belongs to writing without spaces: Japanese
// letters, and full-width forms and brackets.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef || r == 'ー'
}
