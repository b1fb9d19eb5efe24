package cli

import (
	"context"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// attackLayerCommand writes a layer of the ATT&CK Navigator.
type attackLayerCommand struct {
	Model   textFlag  `arg:""`
	Study   textFlag  `arg:"" optional:""`
	Against textFlag  `placeholder:"MODEL"`
	Set     casesFlag `placeholder:"PARAM=CASE"`
	Matrix  textFlag  `placeholder:"ID"`
	Out     textFlag  `placeholder:"FILE"`
	Force   bool
}

// Run runs the command.
func (c *attackLayerCommand) Run(ctx context.Context, s *session) error {
	ids := []model.ModelID{model.ModelID(c.Model)}
	if c.Against != "" {
		if c.Against == c.Model {
			return usage("cli.usage.against_itself", "value", string(c.Against))
		}
		ids = append(ids, model.ModelID(c.Against))
	}
	result, found, err := s.assess(ctx, string(c.Study), c.Set, assess.Options{Models: ids, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	layer, err := app.AttackLayer(ctx, result, s.lang, ids[0], model.ModelID(c.Against))
	if err != nil {
		return err
	}
	if len(layer.Unknown) > 0 {
		s.note(s.text("cli.attack.unknown", "techniques", join(layer.Unknown)))
	}
	return s.deliver(layer.Data, string(c.Out), c.Force)
}
