// Package docx writes a document as a Word file (.docx): styles that Word knows by
// name, numbered headings, a table of contents whose page numbers are filled in,
// captions that Word can count anew, repeated heads of tables, footnotes, pictures
// with alternative text, and landscape sections.
//
// A user's own Word file may serve as the template: its styles, theme, headers and
// footers take the place of ours. The same document gives the same bytes.
package docx
