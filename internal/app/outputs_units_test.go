package app_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// units counts what files hold, in what their format is made of: rows of sheets and
// of CSV, streams of PDF (a page has one, a font few), paragraphs of documents, shapes of pictures, lines of the
// rest. PNG files show what SVG files beside them do.
func units(b *testing.B, names []string) (n, size int) {
	b.Helper()
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		size += len(data)
		switch ext := filepath.Ext(name); ext {
		case ".png":
		case ".xlsx", ".docx", ".pptx":
			n += inParts(b, data, map[string]string{".xlsx": "<row ", ".docx": "</w:p>", ".pptx": "</a:p>"}[ext])
		case ".pdf":
			n += bytes.Count(data, []byte("endstream"))
		case ".svg":
			n += bytes.Count(data, []byte("<path ")) + bytes.Count(data, []byte("<text ")) + bytes.Count(data, []byte("<rect "))
		case ".html":
			n += bytes.Count(data, []byte("<p")) + bytes.Count(data, []byte("<tr"))
		default: // a text in JSON has the ends of its lines escaped
			n += bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte(`\n`))
		}
	}
	return n, size
}

// inParts counts a mark in the XML parts of an office file.
func inParts(b *testing.B, data []byte, mark string) (n int) {
	b.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			b.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			b.Fatal(err)
		}
		n += bytes.Count(part, []byte(mark))
	}
	return n
}
