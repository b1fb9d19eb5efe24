package cli

import (
	"context"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
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
	return s.draw(ctx, pictures{string(c.Study), c.Model, c.Set, string(c.Matrix), string(c.Out), c.Force}, func(p *app.Pictures) []app.Output {
		return p.Diagrams(ctx, c.Kind, c.Format)
	})
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
