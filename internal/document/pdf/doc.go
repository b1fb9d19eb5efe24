// Package pdf writes a document as a PDF file: with the embedded Japanese font,
// bookmarks, a table of contents that leads to its pages, heads of tables
// repeated on every page, landscape pages, footnotes, and tags for screen
// readers. Text that is copied out is the text that was put in.
//
// Nothing is cut: a figure is made smaller until it fits, a row that is higher
// than a page goes on on the next. The same document gives the same bytes.
package pdf
