package cli

import (
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// attackImportCommand makes a release of ATT&CK into a catalogue file.
type attackImportCommand struct {
	File          textFlag `arg:""`
	Out           textFlag `placeholder:"FILE"`
	AttackVersion textFlag `placeholder:"VERSION"`
	Force         bool
}

// Run runs the command.
func (c *attackImportCommand) Run(s *session) error {
	got, found, err := app.ImportAttack(string(c.File), string(c.AttackVersion))
	if err != nil {
		return err
	}
	if got == nil {
		s.noteFindings(found, diag.Error)
		s.code = Found
		return nil
	}
	s.noteFindings(found, diag.Note)
	if s.json {
		if c.Out != "" {
			if err := s.deliver(got.Data, string(c.Out), c.Force); err != nil {
				return err
			}
		}
		return s.printJSON(struct {
			Version     string        `json:"attack_version"`
			Tactics     int           `json:"tactics"`
			Techniques  int           `json:"techniques"`
			Mitigations int           `json:"mitigations"`
			Revoked     int           `json:"revoked"`
			Deprecated  int           `json:"deprecated"`
			File        string        `json:"file,omitempty"`
			Findings    []jsonFinding `json:"findings"`
		}{got.Version, got.Tactics, got.Techniques, got.Mitigations, got.Revoked, got.Deprecated, string(c.Out), s.jsonFindings(found)})
	}
	if err := s.deliver(got.Data, string(c.Out), c.Force); err != nil {
		return err
	}
	s.note(s.text("cli.attack.imported", "version", got.Version, "tactics", got.Tactics, "techniques", locale.Number(got.Techniques),
		"mitigations", locale.Number(got.Mitigations), "revoked", got.Revoked, "deprecated", got.Deprecated))
	return nil
}
