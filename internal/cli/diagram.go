package cli

import (
	"context"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
)

// diagramCommand draws diagrams of the models.
type diagramCommand struct {
	Study  textFlag       `arg:"" optional:""`
	Kind   diagramKinds   `placeholder:"KIND"`
	Model  modelsFlag     `placeholder:"ID"`
	Format diagramFormats `placeholder:"svg|png"`
	Set    casesFlag      `placeholder:"PARAM=CASE"`
	Matrix textFlag       `placeholder:"ID"`
	Out    textFlag       `placeholder:"DIR"`
	Force  bool
}

// Run runs the command.
func (c *diagramCommand) Run(ctx context.Context, s *session) error {
	if c.Out == "" {
		return usage("cli.usage.picture_out")
	}
	result, found, err := s.assess(ctx, string(c.Study), c.Set, assess.Options{Models: c.Model, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	outputs := app.NewPictures(result, app.PictureOptions{Lang: s.lang}).Diagrams(ctx, c.Kind, c.Format)
	for i := range outputs {
		outputs[i].Dir = "" // the directory holds nothing else
	}
	return s.produce(ctx, outputs, string(c.Out), c.Force)
}

// diagramKinds is --kind of diagrams, repeatable or with commas; empty means all.
type diagramKinds []string

// Decode adds the flag's value.
func (f *diagramKinds) Decode(ctx *kong.DecodeContext) error {
	return someOf(ctx, (*[]string)(f), app.DiagramKinds())
}

// diagramFormats is --format of diagrams; empty means all.
type diagramFormats []string

// Decode adds the flag's value.
func (f *diagramFormats) Decode(ctx *kong.DecodeContext) error {
	return someOf(ctx, (*[]string)(f), app.DiagramFormats())
}
