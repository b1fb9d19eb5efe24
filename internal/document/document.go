package document

import (
	"github.com/sekisho/sekisho/internal/lang"
)

// Document is a report as it is built. Numbers and anchors of its blocks are
// left empty; [Finish] fills them in.
type Document struct {
	Title    string
	Subtitle string
	// Org is who issues the document 作成者.
	Org string
	// Date is the date of issue, as YYYY-MM-DD, YYYY-MM or any text.
	Date string
	// Edition is the edition 版, such as 第1版.
	Edition string
	// Marking stands on every page, such as 取扱注意.
	Marking string
	Lang    lang.Lang
	// Cover asks for a title page of its own, and for a new page for each chapter,
	// as long documents have.
	Cover bool
	// Within names the place of a document that stands with others on one page:
	// anchors begin with it, and headings get no numbers. It is empty, or a letter
	// of a to z followed by what an anchor may hold.
	Within string
	Blocks []Block
}

// Block is a part of a document that stands by itself: one of the pointer types
// of this package that are said to be blocks.
type Block interface{ block() }

// Heading is a block: the title of a chapter or a section.
type Heading struct {
	// Level is 1 (chapter 章) to 4.
	Level int
	// ID is what references name. It may be empty.
	ID   string
	Text []Span
	// Unnumbered headings, such as that of a summary, get no number.
	Unnumbered bool
	// Appendix makes a heading of level 1 an appendix 付録, numbered A, B, C.
	Appendix bool
	// RunOn lets a heading of level 1 begin no page, as short appendices do.
	RunOn bool

	// Number is the number as printed, such as 3.2; [Finish] fills it in, and
	// all that follows.
	Number string
	// Seq counts the headings of the document from 1.
	Seq int
	// Anchor is the name of the place in the document, unique and ASCII.
	Anchor string
}

// Style is a set of ways to write a span.
type Style uint8

// Styles of spans.
const (
	Bold Style = 1 << iota
	Emphasis
	Code
)

// Span is a piece of running text in one style. A line feed in it is a line
// break.
type Span struct {
	Text  string
	Style Style
	// Link is a web address to which the text leads.
	Link string
	// Ref is the id of a heading, table or figure. Where Text is empty, [Finish]
	// fills in its number, such as 表3-2.
	Ref string
	// Letter is a risk value A to E in whose colour the text is set, as a mark;
	// 0 for none. Without Text the letter itself is written.
	Letter byte
	// Note is a footnote 脚注 that hangs on the end of the text.
	Note []Span

	// Anchor is the place to which Ref leads; [Finish] fills it in.
	Anchor string
	// NoteNumber is the number of the footnote, from 1; [Finish] fills it in.
	NoteNumber int
}

// Paragraph is a block of running text.
type Paragraph struct {
	Text []Span
	// Small sets it smaller, as for legends 凡例 and remarks.
	Small bool
}

// List is a block: points, numbered or not.
type List struct {
	Ordered bool
	// Start is the first number of an ordered list; 0 means 1.
	Start int
	Items []Item
}

// Item is one point of a list: mostly one paragraph.
type Item struct{ Blocks []Block }

// Definitions is a block: terms with what they mean.
type Definitions struct{ Items []Definition }

// Definition is one term of a [Definitions].
type Definition struct {
	Term []Span
	Text []Span
}

// Align says where text stands in its cell.
type Align uint8

// Alignments. The zero value leaves it to the kind of the cell.
const (
	ByKind Align = iota
	Left
	Centre
	Right
)

// Column is a column of a table.
type Column struct {
	// Width is the share of the table's width, in any unit; 0 means 1.
	Width float64
	// Align holds for cells that do not say otherwise.
	Align Align
}

// CellKind says what a cell holds.
type CellKind uint8

// Kinds of cells.
const (
	// TextCell holds text, at the left.
	TextCell CellKind = iota
	// NumberCell holds a number, at the right.
	NumberCell
	// LetterCell holds a risk value, centred, on the colour of its Letter.
	LetterCell
	// HeadCell names its row or column.
	HeadCell
)

// Cell is a cell of a table.
type Cell struct {
	Text  []Span
	Kind  CellKind
	Align Align
	// Letter is the risk value A to E whose colour fills the cell; 0 for none.
	// Without Text the letter itself is written.
	Letter byte
	// Cols and Rows are how many columns and rows the cell covers; 0 means 1.
	// What is covered is left out of the rows.
	Cols, Rows int
	// Points tells that each line of the text is a point of a list: what does not fit
	// on its line stands under its text, set in.
	Points bool
}

// Row is a row of a table.
type Row struct {
	Cells []Cell
	// Group marks a row that heads those after it.
	Group bool
}

// Table is a block with rows and columns.
type Table struct {
	ID      string
	Caption []Span
	Columns []Column
	// Head are the rows repeated on every page.
	Head []Row
	Body []Row
	// Notes stand under the table 注.
	Notes [][]Span
	// Source stands under the table 出典.
	Source []Span
	// Dense sets it in smaller letters, for many columns.
	Dense bool

	// Number is the number as printed, such as 表3-2; [Finish] fills it in, and
	// all that follows.
	Number string
	// Chapter is the part of the number before the hyphen, or empty.
	Chapter string
	// Index is the number within the chapter.
	Index int
	// Seq counts the tables of the document from 1.
	Seq int
	// Anchor is the name of the place in the document.
	Anchor string
	// lines is about how many lines high it is.
	lines float64
}

// Figure is a block with a picture.
type Figure struct {
	ID      string
	Caption []Span
	// Alt says in words what is to be seen.
	Alt string
	// Picture is what it shows. A figure without one is reported, and marked in the
	// document.
	Picture Picture
	// Width and Height are the natural size in points. Writers make a picture
	// smaller where it does not fit, and never crop it.
	Width, Height float64
	// Notes stand under the figure 注.
	Notes [][]Span
	// Source stands under the figure 出典.
	Source []Span

	// Number is the number as printed, such as 図3-1; [Finish] fills it in, and
	// all that follows.
	Number string
	// Chapter is the part of the number before the hyphen, or empty.
	Chapter string
	// Index is the number within the chapter.
	Index int
	// Seq counts the figures of the document from 1.
	Seq int
	// Anchor is the name of the place in the document.
	Anchor string
}

// CalloutKind says why text is set apart.
type CalloutKind uint8

// Kinds of callouts.
const (
	// NoteCallout is worth knowing.
	NoteCallout CalloutKind = iota
	// WarningCallout is to be heeded.
	WarningCallout
	// ResultCallout holds what was found.
	ResultCallout
)

// Callout is a block that is set apart in a box.
type Callout struct {
	Kind CalloutKind
	// Title stands above it; where empty, the word for its kind does.
	Title  []Span
	Blocks []Block
}

// PageBreak is a block: what follows begins on a new page.
type PageBreak struct{}

// Landscape is a block whose content stands on pages turned sideways.
type Landscape struct{ Blocks []Block }

// Contents is a block: the table of contents 目次.
type Contents struct {
	// Levels is how deep it goes; 0 means 3.
	Levels int
	// Tables and Figures ask for lists of these too.
	Tables, Figures bool
}

func (*Heading) block()     {}
func (*Paragraph) block()   {}
func (*List) block()        {}
func (*Definitions) block() {}
func (*Table) block()       {}
func (*Figure) block()      {}
func (*Callout) block()     {}
func (*PageBreak) block()   {}
func (*Landscape) block()   {}
func (*Contents) block()    {}
