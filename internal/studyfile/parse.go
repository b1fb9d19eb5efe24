package studyfile

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"github.com/sekisho/sekisho/internal/diag"
)

// longestKey is the number of bytes of a key; the longest of the format has 22.
// Keys are part of paths, which every finding below them repeats.
const longestKey = 256

// errTooDeep stops the library when lists and mappings nest too deep.
var errTooDeep = errors.New("nested too deep")

// parser turns the text of one file into a tree.
type parser struct {
	src   *source
	file  uint16
	lim   Limits
	marks *libraryMarks
	out   *findings
	deep  bool // the library was stopped by errTooDeep
	sound bool // nothing was found that makes the tree unusable
	left  int  // values that the study may still have
}

// parse gives the tree of a file that has been scanned, nil when there is none.
// sound is false when parts of the file could not be taken over.
func parse(src *source, file uint16, lim Limits, left int, out *findings) (root *node, values int, sound bool) {
	p := &parser{src: src, file: file, lim: lim, marks: newLibraryMarks(src), out: out, sound: true, left: left}
	doc := p.load()
	if doc == nil {
		return nil, 0, false
	}
	if len(doc.Content) == 0 || isBlank(doc.Content[0], src.text, p.offset(doc.Content[0])) {
		p.fail(diag.FileEmpty, 0)
		return nil, 0, false
	}
	root = p.convert(doc.Content[0], 0)
	if p.left < 0 {
		out.add(diag.YAMLTooMany, src.pos(0), "", "limit", strconv.Itoa(lim.Values))
		return nil, left - p.left, false
	}
	return root, left - p.left, p.sound
}

// isBlank reports whether a document has no content at all.
func isBlank(n *yaml.Node, text string, off int) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 && n.ShortTag() == "!!null" &&
		!strings.HasPrefix(text[off:], "~")
}

func (p *parser) fail(code diag.Code, off int, kv ...string) {
	p.sound = false
	p.out.add(code, p.src.pos(off), "", kv...)
}

func (p *parser) offset(n *yaml.Node) int { return p.marks.offset(n.Line, n.Column) }

// load runs the library over the text. A panic in the library is reported as a
// syntax error: the input is untrusted and the library is not ours.
func (p *parser) load() (doc *yaml.Node) {
	defer func() {
		if r := recover(); r != nil {
			p.fail(diag.YAMLSyntax, 0, "problem", "unreadable", "value", shorten(fmt.Sprint(r)))
			doc = nil
		}
	}()
	depth := func(d int, _ *yaml.DepthContext) error {
		if d > p.lim.Depth {
			p.deep = true
			return errTooDeep
		}
		return nil
	}
	l, err := yaml.NewLoader(strings.NewReader(p.src.text),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthFunc(depth), loaderlimits.AliasValue(0))))
	if err != nil {
		p.fail(diag.YAMLSyntax, 0, "problem", "unreadable", "value", shorten(err.Error()))
		return nil
	}
	first := new(yaml.Node)
	if err := l.Load(first); err != nil {
		p.loadError(err)
		return nil
	}
	second := new(yaml.Node)
	switch err := l.Load(second); {
	case err == nil:
		p.fail(diag.YAMLDocuments, p.marks.offset(second.Line, second.Column))
		return nil
	case !errors.Is(err, io.EOF):
		p.loadError(err)
		return nil
	}
	return first
}

// loadError reports an error of the library.
func (p *parser) loadError(err error) {
	if errors.Is(err, io.EOF) {
		p.fail(diag.FileEmpty, 0)
		return
	}
	le, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		p.fail(diag.YAMLSyntax, 0, "problem", "unreadable", "value", shorten(err.Error()))
		return
	}
	off := p.marks.offset(le.Mark.Line, le.Mark.Column)
	from := off
	if le.ContextMark.Line > 0 {
		from = p.marks.offset(le.ContextMark.Line, le.ContextMark.Column)
	}
	switch at := p.at(off); {
	case p.deep:
		p.fail(diag.YAMLTooDeep, off, "limit", strconv.Itoa(p.lim.Depth))
	case at == '*' && le.Stage != "scanner":
		p.fail(diag.YAMLAnchor, off, "value", p.word(off))
	default:
		problem, where := p.problem(from, off)
		p.fail(diag.YAMLSyntax, where, "problem", problem, "value", p.word(where))
	}
}

// problem names what is wrong and says where it is best shown: a quote or
// bracket that is not closed where it opens, anything else where the library
// stopped.
func (p *parser) problem(from, off int) (string, int) {
	first, at := p.at(from), p.at(off)
	otherLine := p.src.pos(from).Line != p.src.pos(off).Line || off >= len(p.src.text)
	switch {
	case (first == '"' || first == '\'') && off >= len(p.src.text):
		return "quote-not-closed", from
	case first == '"' && strings.LastIndexByte(p.src.text[from:off+1], '\\') >= 0:
		return "escape", from + strings.LastIndexByte(p.src.text[from:off+1], '\\')
	case (first == '[' || first == '{') && otherLine:
		return "bracket-not-closed", from
	case at == '\t':
		return "tab", off
	case at == ':':
		return "colon", off
	case at == '@' || at == '`' || at == '%':
		return "character", off
	case at == ']' || at == '}':
		return "bracket-not-opened", off
	case p.src.pos(off).Col == 1 || strings.TrimLeft(p.src.text[p.src.lineStart(off):off], " ") == "":
		return "indentation", off
	}
	return "other", off
}

func (p *parser) text(off int) byte {
	if off < 0 || off >= len(p.src.text) {
		return 0
	}
	return p.src.text[off]
}

func (p *parser) at(off int) byte { return p.text(off) }

// word gives the text at off up to the next blank, to be quoted in a finding.
func (p *parser) word(off int) string {
	rest := p.src.text[min(off, len(p.src.text)):]
	if i := strings.IndexAny(rest, " \t\r\n"); i >= 0 {
		rest = rest[:i]
	}
	return shorten(rest)
}

// convert takes over one value of the library's tree and lets go of it, so that
// the two trees are never in memory as a whole at the same time.
func (p *parser) convert(y *yaml.Node, depth int) *node {
	off := p.offset(y)
	n := &node{file: p.file, off: uint32(off)}
	p.left--
	p.properties(y, off)
	switch y.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		n.style = styleBlock
		if y.Style&yaml.FlowStyle != 0 {
			n.style = styleFlow
		}
		if depth >= p.lim.Depth {
			p.fail(diag.YAMLTooDeep, off, "limit", strconv.Itoa(p.lim.Depth))
			y.Content = nil
		}
		if y.Kind == yaml.MappingNode {
			n.kind = kindMap
			p.convertMap(n, y, depth)
		} else {
			n.kind = kindList
			p.convertList(n, y, depth)
		}
		y.Content = nil
	case yaml.ScalarNode:
		p.convertScalar(n, y)
	default:
		n.bad = true
	}
	return n
}

// properties reports anchors, aliases and tags: the format has none of them.
func (p *parser) properties(y *yaml.Node, off int) {
	switch {
	case y.Kind == yaml.AliasNode:
		p.fail(diag.YAMLAnchor, off, "value", "*"+shorten(y.Value))
		return
	case y.Anchor != "":
		p.fail(diag.YAMLAnchor, off, "value", "&"+shorten(y.Anchor))
	}
	if y.Style&yaml.TaggedStyle != 0 || y.Tag == "!" {
		p.fail(diag.YAMLTag, off, "value", shorten(y.Tag))
	}
}

func (p *parser) convertList(n *node, y *yaml.Node, depth int) {
	n.kids = make([]child, 0, len(y.Content))
	for i, c := range y.Content {
		n.kids = append(n.kids, child{node: p.convert(c, depth+1)})
		y.Content[i] = nil
	}
}

func (p *parser) convertMap(n *node, y *yaml.Node, depth int) {
	n.kids = make([]child, 0, len(y.Content)/2)
	seen := make(map[string]uint32, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		y.Content[i], y.Content[i+1] = nil, nil
		p.left--
		off := p.offset(k)
		p.properties(k, off)
		if k.Kind != yaml.ScalarNode {
			n.bad = true
			if k.Kind != yaml.AliasNode {
				p.fail(diag.ValueType, off, "allowed", kindText.String(), "got", keyKind(k).String())
			}
			continue
		}
		if k.ShortTag() == "!!merge" {
			p.fail(diag.YAMLAnchor, off, "value", "<<")
			n.bad = true
			continue
		}
		if len(k.Value) > longestKey {
			p.fail(diag.ValueTooLong, off, "limit", strconv.Itoa(longestKey), "value", shorten(k.Value))
			continue
		}
		val := p.convert(v, depth+1)
		if first, twice := seen[k.Value]; twice {
			f := p.out.add(diag.KeyDuplicate, p.src.pos(off), "", "key", shorten(k.Value),
				"first", strconv.Itoa(p.src.pos(int(first)).Line))
			f.Related = append(f.Related, diag.Place{Pos: p.src.pos(int(first))})
			p.sound = false
			continue
		}
		seen[k.Value] = uint32(off)
		n.kids = append(n.kids, child{key: strings.Clone(k.Value), keyFile: p.file, keyOff: uint32(off), node: val})
	}
}

func keyKind(y *yaml.Node) valueKind {
	if y.Kind == yaml.SequenceNode {
		return kindList
	}
	return kindMap
}

func (p *parser) convertScalar(n *node, y *yaml.Node) {
	n.kind, n.text = scalarKind(y), y.Value
	switch {
	case y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		n.style = styleQuoted
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		n.style = styleBlock
	}
}

// scalarKind tells what a scalar is. Dates are text. A number in a notation
// that YAML readers take differently, such as 012 or 1_000, is of a kind that
// fits no field, so that the user is told to quote it.
func scalarKind(y *yaml.Node) valueKind {
	switch y.ShortTag() {
	case "!!null":
		return kindNull
	case "!!bool":
		return kindBool
	case "!!int", "!!float":
		if isDecimal(y.Value) {
			return kindInt
		}
		return kindNumber
	}
	return kindText
}
