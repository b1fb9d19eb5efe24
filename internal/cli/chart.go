package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
)

// chartCommand draws charts of the result.
type chartCommand struct {
	Study  textFlag     `arg:"" optional:""`
	Kind   chartKinds   `placeholder:"KIND"`
	Model  modelsFlag   `placeholder:"ID"`
	Format chartFormats `placeholder:"svg|png|csv"`
	Set    casesFlag    `placeholder:"PARAM=CASE"`
	Matrix textFlag     `placeholder:"ID"`
	Out    textFlag     `placeholder:"DIR"`
	Force  bool
}

// Run runs the command.
func (c *chartCommand) Run(ctx context.Context, s *session) error {
	return s.draw(ctx, pictures{string(c.Study), c.Model, c.Set, string(c.Matrix), string(c.Out), c.Force}, func(p *app.Pictures) []app.Output {
		return p.Charts(c.Kind, c.Format)
	})
}

// pictures says of which study pictures are drawn, and where to.
type pictures struct {
	study  string
	models modelsFlag
	set    casesFlag
	matrix string
	out    string
	force  bool
}

// draw assesses a study and writes pictures of it.
func (s *session) draw(ctx context.Context, of pictures, outputs func(*app.Pictures) []app.Output) error {
	if of.out == "" {
		return usage("cli.usage.picture_out")
	}
	result, found, err := s.assess(ctx, of.study, of.set, assess.Options{Models: of.models, Matrix: of.matrix})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	list := outputs(app.NewPictures(result, app.PictureOptions{Lang: s.lang}))
	for i := range list {
		list[i].Dir = "" // the directory holds nothing else
	}
	return s.produce(ctx, list, of.out, of.force)
}

// chartKinds is --kind of charts, repeatable or with commas; empty means all.
type chartKinds []string

// Decode adds the flag's value.
func (f *chartKinds) Decode(ctx *kong.DecodeContext) error {
	return someOf(ctx, (*[]string)(f), app.ChartKinds())
}

// chartFormats is --format of charts; empty means all.
type chartFormats []string

// Decode adds the flag's value.
func (f *chartFormats) Decode(ctx *kong.DecodeContext) error {
	return someOf(ctx, (*[]string)(f), app.ChartFormats())
}

// someOf takes values with commas between them, each of which must be one of
// allowed, and adds them to the list.
func someOf(ctx *kong.DecodeContext, list *[]string, allowed []string) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	for v := range strings.SplitSeq(value, ",") {
		v = strings.TrimSpace(v)
		if !slices.Contains(allowed, v) {
			return usage("cli.usage.value_not_allowed", "flag", "--"+ctx.Value.Name, "value", v, "allowed", join(allowed), "near", nearest(v, allowed))
		}
		*list = append(*list, v)
	}
	return nil
}
