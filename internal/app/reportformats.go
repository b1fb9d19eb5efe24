package app

import (
	"bytes"
	"io"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/docx"
	"github.com/sekisho/sekisho/internal/document/html"
	"github.com/sekisho/sekisho/internal/document/markdown"
	"github.com/sekisho/sekisho/internal/document/pdf"
	"github.com/sekisho/sekisho/internal/document/pptx"
	"github.com/sekisho/sekisho/internal/locale"
)

// reportFormat writes a finished document to files, the first of which is the report
// itself, called name with the format's ending.
type reportFormat struct {
	name  string
	write func(name string, f *document.Finished, t *docx.Template) ([]File, error)
}

// reportFormats lists the formats of reports.
func reportFormats() []reportFormat {
	return []reportFormat{
		{"docx", func(name string, f *document.Finished, t *docx.Template) ([]File, error) {
			y, err := pdf.LayWord(f) // for the pages of its contents, and the chapters that begin one
			if err != nil {
				return nil, err
			}
			return single(name+".docx", func(w io.Writer) error {
				return docx.Write(w, f, docx.Options{Template: t, Pages: y.Pages(), RunOn: y.RunOn(), Tight: y.Tight()})
			})
		}},
		{"pdf", func(name string, f *document.Finished, _ *docx.Template) ([]File, error) {
			return single(name+".pdf", func(w io.Writer) error { return pdf.Write(w, f) })
		}},
		{"html", func(name string, f *document.Finished, _ *docx.Template) ([]File, error) {
			return single(name+".html", func(w io.Writer) error { return html.Write(w, f) })
		}},
		{"md", func(name string, f *document.Finished, _ *docx.Template) ([]File, error) {
			return markdownFiles(name, f)
		}},
		{"pptx", func(name string, f *document.Finished, _ *docx.Template) ([]File, error) {
			return single(name+".pptx", func(w io.Writer) error { return pptx.Write(w, f, pptx.Options{}) })
		}},
	}
}

func single(name string, write func(io.Writer) error) ([]File, error) {
	var data bytes.Buffer
	if err := write(&data); err != nil {
		return nil, err
	}
	return []File{{name, data.Bytes()}}, nil
}

// markdownFiles writes a document as Markdown, with its pictures in a folder beside
// it, which has the report's name, so that several reports can stand in one place.
func markdownFiles(name string, f *document.Finished) ([]File, error) {
	dir := name + locale.Text(f.Lang, "file.pictures")
	pictures := map[*document.Figure]string{}
	for _, x := range f.Figures {
		if !x.Missing() {
			pictures[x] = dir + "/" + x.Anchor + ".svg"
		}
	}
	files, err := single(name+".md", func(w io.Writer) error {
		return markdown.Write(w, f, markdown.Options{Picture: func(x *document.Figure) string { return pictures[x] }})
	})
	if err != nil {
		return nil, err
	}
	for _, x := range f.Figures {
		if pictures[x] == "" {
			continue
		}
		svg, err := x.Picture.SVG()
		if err != nil {
			return nil, err
		}
		files = append(files, File{pictures[x], svg})
	}
	return files, nil
}
