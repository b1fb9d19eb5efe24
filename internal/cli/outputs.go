package cli

import (
	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
)

// outputsFlag is --outputs, repeatable or with commas between kinds; empty means
// all.
type outputsFlag []string

// Decode adds the flag's value.
func (f *outputsFlag) Decode(ctx *kong.DecodeContext) error {
	return someOf(ctx, (*[]string)(f), app.BundleKinds())
}

// tellOutput reports an output that failed or that lacks something, and sets the
// exit code.
func (s *session) tellOutput(m app.Made) {
	if !m.Whole() {
		s.code = Incomplete
	}
	least := diag.Warning
	if s.quiet {
		least = diag.Error
	}
	for _, f := range m.Found.Findings {
		if f.Severity >= least {
			f.Pos.File = m.Output.Name
			s.writeFinding(s.errs, s.err, f)
		}
	}
	if m.Err != nil {
		s.writeError(s.text("cli.outputs.failed", "output", m.Output.Name, "reason", s.errorText(m.Err)))
	}
}
