// Package document is a report without a format: chapters, paragraphs, lists,
// tables, figures, notes and cross-references. It is built once, finished once
// by [Finish], which gives every chapter, table, figure and footnote its number
// and resolves every reference, and then written by the packages beneath it, so
// that all formats agree.
//
// It knows nothing of studies and lays nothing out. What is wrong with a
// document (a reference that leads nowhere, a figure without a picture) is a
// finding; the document is written all the same, with the hole marked.
package document
