// Package pptx writes a document as slides (.pptx), for an overview: a slide for
// each chapter and section, each table and each figure, with source, number and
// marking.
//
// Text never leaves its slide: it is measured with the embedded font before it is
// placed, set smaller within bounds, and goes on on a further slide. Nothing is
// left out. The same document gives the same bytes.
package pptx
