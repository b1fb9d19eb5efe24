package cli

import (
	"context"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// checkCommand looks for everything that can be found in a study.
type checkCommand struct {
	Study  textFlag `arg:"" optional:""`
	Strict bool
	All    bool
}

// Run runs the command.
func (c *checkCommand) Run(ctx context.Context, s *session) error {
	study, err := s.open(ctx, string(c.Study), model.Options{})
	if err != nil {
		return err
	}
	bar := s.progress("cli.progress.check")
	found, err := study.Check(ctx, bar.set)
	bar.done()
	if err != nil {
		return err
	}
	if found.HasErrors() || c.Strict && found.Count(diag.Warning) > 0 {
		s.code = Found
	}
	if s.json {
		return s.printJSON(struct {
			Format   string        `json:"format"`
			Study    string        `json:"study"`
			Findings []jsonFinding `json:"findings"`
			Counts   findingCounts `json:"counts"`
			Dropped  int           `json:"dropped,omitempty"`
		}{"sekisho-check/1", study.Name, s.jsonFindings(found), countFindings(found), found.Dropped()})
	}
	for _, f := range found.Findings {
		if f.Accepted == "" || c.All {
			s.writeFinding(s.stdio.Out, s.out, f)
		}
	}
	if n := found.Dropped(); n > 0 {
		s.println(s.text("cli.finding.dropped", "number", locale.Number(n)))
	}
	if !s.quiet {
		s.println(s.text("cli.check.summary", "study", study.Name, "counts", s.countLine(found)))
	}
	return nil
}
