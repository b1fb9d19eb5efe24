// Package cli is the command line of sekisho: one file per command. It parses
// arguments, calls package app and prints; it rates nothing and reads no study
// itself.
//
// Rules of the terminal, kept by every command:
//
//   - Standard output carries what was asked for, and nothing else: the text of
//     the command, or with --json exactly one JSON document.
//   - Standard error carries findings of assess and explain, progress and
//     errors. --quiet leaves errors only.
//   - Errors are one line "sekisho: what is wrong", and then what to do. They
//     are in the user's language; no Go error text stands alone.
//   - Colour appears only on a terminal, obeys NO_COLOR and --color, and never
//     carries meaning alone: a letter is always printed as a letter.
//   - The exit code is one of [Done], [Failed], [Usage], [Found], [Reached] and
//     [Incomplete].
//   - Nothing half-written is left behind.
package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	Done    = 0 // the command did what was asked
	Failed  = 1 // an internal error, or reading or writing failed
	Usage   = 2 // the command line is wrong
	Found   = 3 // the input has errors
	Reached = 4 // a risk value is at or over --fail-on
	// Incomplete: some outputs could not be made, or not whole; the others are there.
	Incomplete = 5
)

// Stdio is what a command sees of the process.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
	// OutTerminal and ErrTerminal tell whether a person reads them directly.
	OutTerminal, ErrTerminal bool
	// Getenv gives an environment variable, "" if unset.
	Getenv func(string) string
	// Version names the build, such as v1.2.0 or (devel).
	Version Version
}

// Version tells which build is running.
type Version struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
}

// Run runs the command line args, without the program name, and gives the exit
// code.
func Run(ctx context.Context, args []string, stdio Stdio) int {
	out, errs := bufio.NewWriter(stdio.Out), bufio.NewWriter(stdio.Err)
	stdio.Out = out
	s := newSession(stdio, args, errs)
	code := s.run(ctx, args)
	if err := out.Flush(); err != nil && code != Failed {
		code = s.fail(fmt.Errorf("write standard output: %w", err))
	}
	if errs.Flush() != nil {
		return Failed
	}
	return code
}

// run parses and runs; whatever goes wrong is printed here and nowhere else.
func (s *session) run(ctx context.Context, args []string) int {
	var g grammar
	parser, err := newParser(&g)
	if err != nil {
		return s.fail(err)
	}
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:len(args):len(args)], "--help")
	}
	parsed, err := parser.Parse(args)
	if errors.Is(err, errHelp) {
		s.apply(&g)
		return s.fail(s.printHelp(selected(parser, err)))
	}
	if err != nil {
		return s.failUsage(parseError(parser, err), selected(parser, err))
	}
	s.apply(&g)
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = s.checkServer(commandPath(parsed.Selected(), " "))
	if err == nil {
		err = parsed.Run(s)
	}
	if err != nil {
		if usage, ok := errors.AsType[*usageError](err); ok {
			return s.failUsage(usage, parsed.Selected())
		}
		return s.fail(err)
	}
	return s.code
}

// selected gives the command whose parsing failed or asked for help.
func selected(parser *kong.Kong, err error) *kong.Node {
	if failed, ok := errors.AsType[*kong.ParseError](err); ok && failed.Context != nil {
		if node := failed.Context.Selected(); node != nil {
			return node
		}
	}
	return parser.Model.Node
}
