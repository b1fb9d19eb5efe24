// Package html writes a document as one HTML page that needs nothing else: the
// style and the pictures are in it, there is no script, and its own content
// security policy forbids everything else. It prints on A4, repeats the heads of
// tables on every page, and can be read by ear.
package html
