// Package prose reads the parts of a document that people write in Markdown, such
// as a purpose 目的 or considerations 考察, into blocks of package document.
//
// It knows CommonMark with tables, footnotes and definition lists. Raw HTML is
// inert: it stands in the document as characters. Pictures are not fetched. A
// link to #id refers to a heading, table or figure of the document. Everything
// that is not taken as it was meant is a finding with its line and column.
//
// Japanese differs from CommonMark in two points: a line break between Japanese
// characters is no space, and **「語」**は is bold although brackets stand inside.
package prose
