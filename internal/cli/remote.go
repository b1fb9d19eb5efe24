package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/model"
)

// remoteCommands are the commands that can read their study from a server.
var remoteCommands = []string{"assess", "check", "explain", "routes", "compare", "diff", "report", "chart", "attack layer", "attack flow", "sheet export", "hearing questions"}

// open loads a study: from the server where one is named, else from the disk.
func (s *session) open(ctx context.Context, name string, opt model.Options) (*app.Study, error) {
	if s.server == "" {
		return app.Open(name, opt)
	}
	if name == "" {
		return nil, usage("cli.usage.server_study")
	}
	token, err := s.serverToken()
	if err != nil {
		return nil, err
	}
	return app.Remote{URL: s.server, Token: token, Lang: s.lang}.Open(ctx, name, opt)
}

// serverToken gives the token from the environment, or from a file that it
// names: what stands in a command line can be seen by everybody on the machine.
func (s *session) serverToken() (string, error) {
	if token := s.stdio.Getenv("SEKISHO_TOKEN"); token != "" {
		return token, nil
	}
	name := s.stdio.Getenv("SEKISHO_TOKEN_FILE")
	if name == "" {
		return "", usage("cli.usage.server_token")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read token: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

// checkServer refuses --server for commands that would not ask it.
func (s *session) checkServer(command string) error {
	if s.server == "" || slices.Contains(remoteCommands, command) {
		return nil
	}
	return usage("cli.usage.server_not_here", "allowed", strings.Join(remoteCommands, ", "))
}
