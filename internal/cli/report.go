package cli

import (
	"context"
	"maps"
	"path/filepath"
	"slices"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// reportCommand writes the result report or its overview.
type reportCommand struct {
	Study        textFlag      `arg:"" optional:""`
	Kind         reportFlag    `placeholder:"full|overview"`
	Edition      editionFlag   `placeholder:"internal|public"`
	Format       reportFormats `placeholder:"FORMAT"`
	Model        modelsFlag    `placeholder:"ID"`
	Set          casesFlag     `placeholder:"PARAM=CASE"`
	Matrix       textFlag      `placeholder:"ID"`
	Template     textFlag      `placeholder:"FILE"`
	WordTemplate textFlag      `placeholder:"FILE"`
	Hearing      textFlag      `placeholder:"DIR"`
	Out          textFlag      `placeholder:"DIR"`
	Force        bool
}

// Run runs the command.
func (c *reportCommand) Run(ctx context.Context, s *session) error {
	if c.Out == "" {
		return usage("cli.usage.report_out")
	}
	study, result, found, err := s.assessStudy(ctx, string(c.Study), c.Set, assess.Options{Models: c.Model, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	nation, ok, err := s.answered(ctx, string(c.Hearing), result)
	if !ok || err != nil {
		return err
	}
	kind := string(c.Kind)
	if kind == "" {
		kind = app.ReportKinds()[0]
	}
	outputs, found, err := study.Reports(result, app.ReportOptions{Kind: kind, Public: c.Edition == "public", Lang: s.lang, Formats: c.Format,
		Template: string(c.Template), WordTemplate: string(c.WordTemplate), Chapters: app.NewChapters(result, nation)})
	if err != nil {
		return err
	}
	if found.HasErrors() {
		s.noteFindings(found, diag.Note)
		s.code = Found
		return nil
	}
	return s.produce(ctx, outputs, string(c.Out), c.Force)
}

// produce makes outputs, writes them to dir and tells their names.
func (s *session) produce(ctx context.Context, outputs []app.Output, dir string, force bool) error {
	bar := s.progress("cli.progress.outputs")
	b, err := app.WriteOutputs(ctx, dir, outputs, force, bar.set)
	bar.done()
	if err != nil {
		return err
	}
	for _, m := range b.Made {
		s.tellOutput(m)
	}
	if s.json {
		return s.printJSON(struct {
			Format string   `json:"format"`
			Files  []string `json:"files"`
		}{"sekisho-files/1", b.Names})
	}
	s.tellFiles(dir, b.Names)
	return nil
}

// tellFiles names the files that were written to dir. Those in folders below it, which
// are many, are counted.
func (s *session) tellFiles(dir string, names []string) {
	below := map[string]int{}
	for _, name := range names {
		folder := filepath.Dir(name)
		if folder == filepath.Clean(dir) {
			s.println(s.text("cli.report.written", "file", name))
			continue
		}
		below[folder]++
	}
	for _, folder := range slices.Sorted(maps.Keys(below)) {
		s.println(s.text("cli.report.folder", "dir", folder, "files", locale.Number(below[folder])))
	}
}

// reportFlag is --kind of a report; empty means the full one.
type reportFlag string

// Decode reads the flag's value.
func (f *reportFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, app.ReportKinds()...)
	*f = reportFlag(value)
	return err
}

// editionFlag is --edition; empty means internal.
type editionFlag string

// Decode reads the flag's value.
func (f *editionFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "internal", "public")
	*f = editionFlag(value)
	return err
}

// reportFormats is --format, repeatable or with commas between names.
type reportFormats []string

// Decode adds the flag's value.
func (f *reportFormats) Decode(ctx *kong.DecodeContext) error {
	return someOf(ctx, (*[]string)(f), app.ReportFormats())
}
