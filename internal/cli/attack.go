package cli

import (
	"fmt"
	"path/filepath"

	"github.com/sekisho/sekisho/internal/app"
)

// attackCommand groups the commands about ATT&CK itself.
type attackCommand struct {
	Import  attackImportCommand  `cmd:""`
	Migrate attackMigrateCommand `cmd:""`
	Layer   attackLayerCommand   `cmd:""`
	Flow    attackFlowCommand    `cmd:""`
}

// deliver writes a document to the file out, or to standard output where none
// was named.
func (s *session) deliver(data []byte, out string, force bool) error {
	if out == "" {
		if _, err := s.stdio.Out.Write(data); err != nil {
			return fmt.Errorf("write document: %w", err)
		}
		return nil
	}
	name, err := app.WriteFile(filepath.Dir(out), app.File{Name: filepath.Base(out), Data: data}, force)
	if err != nil {
		return err
	}
	s.note(s.text("cli.attack.written", "file", name))
	return nil
}
