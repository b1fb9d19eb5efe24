package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/docx"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/report"
)

// KindReport is the kind of outputs that are reports.
const KindReport = "report"

// ReportKinds lists the kinds of reports: full and overview.
func ReportKinds() []string { return report.Kinds() }

// ReportFormats lists the names of the formats of reports.
func ReportFormats() []string {
	var names []string
	for _, f := range reportFormats() {
		names = append(names, f.name)
	}
	return names
}

// ReportOptions choose a report.
type ReportOptions struct {
	// Kind of [ReportKinds].
	Kind string
	// Public asks for the edition for publication.
	Public bool
	Lang   lang.Lang
	// Formats of [ReportFormats]; empty: all.
	Formats []string
	// Template is a file that says what stands where; empty: ours.
	Template string
	// Pictures of the report, in its language; nil: they are made for it alone.
	Pictures *Pictures
	// Chapters beside the result; nil: they are made for it alone, without a
	// hearing.
	Chapters *Chapters
	// WordTemplate is a Word file that gives styles, headers and footers; empty:
	// ours.
	WordTemplate string
}

// maxTemplateFile bounds the templates that users give.
const maxTemplateFile = 16 << 20

// Reports gives the outputs of one report in each of its formats. The document is
// built when the first of them is made, and once. The findings are about the
// templates; with errors among them there are no outputs. It fails when a
// template cannot be read.
func (s *Study) Reports(r *assess.Result, o ReportOptions) ([]Output, diag.List, error) {
	template, found, err := reportTemplate(o)
	if err != nil || template == nil {
		return nil, found, err
	}
	word, more, err := wordTemplate(o)
	found.Append(more)
	if err != nil || found.HasErrors() {
		return nil, found, err
	}
	build := s.reportBuilder(r, o, template)
	var outputs []Output
	for _, f := range reportFormats() {
		if !chosen(o.Formats, f.name) || f.name == "pptx" && o.Kind != "overview" && len(o.Formats) == 0 {
			continue // of the full report there would be hundreds of slides
		}
		name := reportName(o)
		outputs = append(outputs, Output{Name: KindReport + "/" + name + "." + f.name, Make: func(ctx context.Context) ([]File, diag.List, error) {
			finished, found, err := build(ctx)
			if err != nil {
				return nil, diag.List{}, err
			}
			files, err := f.write(name, finished, word)
			if err != nil {
				return nil, diag.List{}, fmt.Errorf("write %s: %w", f.name, err)
			}
			return files, found, nil
		}})
	}
	return outputs, found, nil
}

// reportBuilder gives a function that builds the document, once for all formats.
func (s *Study) reportBuilder(r *assess.Result, o ReportOptions, t *report.Template) func(context.Context) (*document.Finished, diag.List, error) {
	var mutex sync.Mutex
	var done bool
	var finished *document.Finished
	var found diag.List
	return func(ctx context.Context) (*document.Finished, diag.List, error) {
		mutex.Lock()
		defer mutex.Unlock()
		if done {
			return finished, found, nil
		}
		if o.Chapters == nil {
			o.Chapters = NewChapters(r, nil)
		}
		if o.Pictures == nil {
			o.Pictures = NewPictures(r, PictureOptions{Lang: o.Lang, Chapters: o.Chapters})
		}
		d, built, err := report.Build(ctx, report.Input{Result: r, Lang: o.Lang, Public: o.Public, Template: t, Picture: o.Pictures.image,
			Compare: o.Chapters.compare, Plans: o.Chapters.planned(), Hearing: o.Chapters.hearing})
		if err != nil {
			return nil, diag.List{}, err
		}
		f, more := document.Finish(d)
		built.Append(more)
		built.Locate(s.doc)
		built.Sort()
		finished, found, done = f, built, true
		return finished, found, nil
	}
}

// reportName is the name of the files of a report, without the ending.
func reportName(o ReportOptions) string {
	name := locale.Text(o.Lang, "file."+o.Kind)
	if o.Public {
		name += locale.Text(o.Lang, "file.public")
	}
	return name
}

// reportTemplate reads the template that was asked for.
func reportTemplate(o ReportOptions) (*report.Template, diag.List, error) {
	name, data, err := o.Template, []byte(nil), error(nil)
	if name == "" {
		name = "templates/" + o.Kind + ".yaml"
		data, err = report.EmbeddedTemplate(o.Kind)
	} else {
		data, err = readLimited(name)
	}
	if err != nil {
		return nil, diag.List{}, err
	}
	t, found := report.ParseTemplate(name, data)
	return t, found, nil
}

// wordTemplate reads the Word file that was given, if any.
func wordTemplate(o ReportOptions) (*docx.Template, diag.List, error) {
	if o.WordTemplate == "" {
		return nil, diag.List{}, nil
	}
	data, err := readLimited(o.WordTemplate)
	if err != nil {
		return nil, diag.List{}, err
	}
	t, found := docx.ReadTemplate(data, "")
	for i := range found.Findings {
		found.Findings[i].Pos = diag.Pos{File: o.WordTemplate}
	}
	return t, found, nil
}

// readLimited reads a template, which must not be large.
func readLimited(name string) (data []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	defer func() { _ = f.Close() }()
	data, err = io.ReadAll(io.LimitReader(f, maxTemplateFile+1))
	if err == nil && len(data) > maxTemplateFile {
		err = fmt.Errorf("%s has over %d bytes", name, maxTemplateFile)
	}
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	return data, nil
}

func chosen(list []string, name string) bool {
	if len(list) == 0 {
		return true
	}
	return slices.Contains(list, name)
}
