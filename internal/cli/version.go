package cli

import "strings"

// versionCommand prints which build is running.
type versionCommand struct{}

// Run runs the command.
func (*versionCommand) Run(s *session) error {
	v := s.stdio.Version
	if s.json {
		return s.printJSON(v)
	}
	line := []string{"sekisho", v.Version}
	if v.Revision != "" {
		line = append(line, v.Revision)
	}
	if v.Time != "" {
		line = append(line, v.Time)
	}
	if v.Modified {
		line = append(line, s.text("cli.version.modified"))
	}
	s.println(strings.Join(append(line, v.Go), " "))
	return nil
}
