package cli

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
)

// serveCommand keeps studies for several people.
type serveCommand struct {
	Listen textFlag  `placeholder:"HOST:PORT"`
	Host   namesFlag `placeholder:"NAME"`
	Worker bool      `default:"true"`
	database
}

// defaultListen is reached from this machine alone.
const defaultListen = "127.0.0.1:8610"

// Run runs the command.
func (c *serveCommand) Run(ctx context.Context, s *session) error {
	address, err := c.address(s)
	if err != nil {
		return err
	}
	o := app.ServeOptions{
		Listen: defaultListen, Database: address, Hosts: c.Host,
		Log: slog.New(slog.NewJSONHandler(s.stdio.Err, nil)),
		Ready: func(address, invitation string) {
			s.note(s.text("cli.serve.ready", "address", "http://"+address+"/"))
			if invitation != "" {
				// Behind "#" it reaches neither a log nor another site.
				s.note(s.text("cli.serve.first", "address", "http://"+address+"/setup#"+invitation))
			}
			s.flushErr()
		},
	}
	if c.Worker {
		o.Worker = app.Parallel()
	}
	if c.Listen != "" {
		o.Listen = string(c.Listen)
	}
	return app.Serve(ctx, o)
}

// namesFlag is a flag with names, repeatable or with commas between them.
type namesFlag []string

// Decode adds the flag's value.
func (f *namesFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(value, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(*f, name) {
			*f = append(*f, name)
		}
	}
	return nil
}
