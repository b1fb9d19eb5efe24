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

// remoteCommands are the commands that can ask a server: for the study that they
// read, for the studies that it keeps, or for the jobs of its queue.
var remoteCommands = []string{"assess", "check", "explain", "routes", "compare", "diff", "plan", "report", "diagram", "chart", "attack layer", "attack flow", "attack migrate",
	"sheet export", "hearing questions", "hearing next", "hearing apply", "hearing nation", "hearing again",
	"store import", "store export", "store list", "store show", "store history", "store attach", "store branch", "store delete", "store undelete",
	"audit verify", "audit list",
	"job report", "job plan", "job evaluation", "job import", "job list", "job show", "job cancel", "job retry", "job result"}

// machineCommands are the commands on a database itself, or that serve it: they run
// where it is.
var machineCommands = []string{"backup", "restore", "doctor", "serve", "worker"}

// open loads a study: from the server where one is named, else from the disk.
func (s *session) open(ctx context.Context, name string, opt model.Options) (*app.Study, error) {
	if s.server == "" {
		return app.Open(name, opt)
	}
	if name == "" {
		return nil, usage("cli.usage.server_study")
	}
	remote, err := s.remote()
	if err != nil {
		return nil, err
	}
	return remote.Open(ctx, name, opt)
}

// remote gives the server that is named.
func (s *session) remote() (app.Remote, error) {
	token, err := s.secret("SEKISHO_TOKEN", "cli.usage.server_token")
	return app.Remote{URL: s.server, Token: token, Lang: s.lang}, err
}

// secret gives a secret from the environment, or from a file that the environment
// names: what stands in a command line can be seen by everybody on the machine.
// missing is what to say where there is none.
func (s *session) secret(name, missing string) (string, error) {
	if value := s.stdio.Getenv(name); value != "" {
		return value, nil
	}
	file := s.stdio.Getenv(name + "_FILE")
	if file == "" {
		return "", usage(missing)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

// checkServer refuses --server for commands that would not ask it.
func (s *session) checkServer(command string) error {
	if s.server == "" || slices.Contains(remoteCommands, command) {
		return nil
	}
	if slices.Contains(machineCommands, command) {
		return usage("cli.usage.server_machine", "command", command)
	}
	return usage("cli.usage.server_not_here", "allowed", strings.Join(remoteCommands, ", "))
}

// checkWho refuses to name who asks a server: that is the account of the token.
func (s *session) checkWho(who textFlag) error {
	if s.server != "" && who != "" {
		return usage("cli.usage.server_who")
	}
	return nil
}
