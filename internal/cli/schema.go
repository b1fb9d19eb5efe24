package cli

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/app"
)

// schemaCommand prints the JSON Schema of study files.
type schemaCommand struct{}

// Run runs the command.
func (*schemaCommand) Run(s *session) error {
	if _, err := s.stdio.Out.Write(app.StudySchema()); err != nil {
		return fmt.Errorf("write schema: %w", err)
	}
	return nil
}
