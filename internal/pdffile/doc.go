// Package pdffile writes PDF files: pages with text in embedded subsets of
// TrueType fonts, lines, areas and pictures, links, bookmarks, and a tree of tags
// for screen readers. It knows nothing of what stands on the pages and lays
// nothing out; places are in points from the upper left corner.
//
// Text can be copied out exactly as it was put in, letters beyond 16 bits and
// variation selectors included: every different character has a code of its own,
// with its own entry in the table back to Unicode. The same calls give the same
// bytes.
package pdffile
