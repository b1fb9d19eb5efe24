package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// session is one run of one command: where it writes, and how.
type session struct {
	stdio Stdio
	errs  *bufio.Writer
	lang  lang.Lang
	json  bool
	quiet bool
	// server from which studies are read; empty: the disk.
	server string
	out    palette
	err    palette
	// code is the exit code of a command that has run to its end.
	code int
}

// newSession looks at the environment, and at --lang before anything is parsed,
// so that mistakes in the command line are told in the right language.
func newSession(stdio Stdio, args []string, errs *bufio.Writer) *session {
	if stdio.Getenv == nil {
		stdio.Getenv = func(string) string { return "" }
	}
	s := &session{stdio: stdio, errs: errs, lang: environmentLang(stdio.Getenv)}
	if l := flagLang(args); l != "" {
		s.lang = l
	}
	s.setColor("auto")
	return s
}

// environmentLang gives the language that the environment asks for: our own
// variable, else the locale of messages; Japanese unless it is English.
func environmentLang(getenv func(string) string) lang.Lang {
	for _, name := range []string{"SEKISHO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			if strings.HasPrefix(strings.ToLower(value), "en") {
				return lang.En
			}
			return lang.Ja
		}
	}
	return lang.Ja
}

// flagLang gives the language named by a --lang in args, or "".
func flagLang(args []string) lang.Lang {
	var found lang.Lang
	for i, arg := range args {
		if arg == "--" {
			break
		}
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if l := lang.Lang(value); ok && (l == lang.Ja || l == lang.En) {
			found = l
		}
	}
	return found
}

// apply takes over the global flags.
func (s *session) apply(g *grammar) {
	if g.Lang != "" {
		s.lang = lang.Lang(g.Lang)
	}
	s.json, s.quiet, s.server = g.JSON, g.Quiet, string(g.Server)
	if g.Color != "" {
		s.setColor(string(g.Color))
	}
}

// setColor decides whether standard output and standard error get colour.
func (s *session) setColor(mode string) {
	auto := s.stdio.Getenv("NO_COLOR") == "" && s.stdio.Getenv("TERM") != "dumb"
	s.out = palette{mode == "always" || mode == "auto" && auto && s.stdio.OutTerminal}
	s.err = palette{mode == "always" || mode == "auto" && auto && s.stdio.ErrTerminal}
}

// text gives a text of the command line in the user's language.
func (s *session) text(key string, args ...any) string { return locale.Text(s.lang, key, args...) }

// printf writes to standard output.
func (s *session) printf(format string, args ...any) { fmt.Fprintf(s.stdio.Out, format, args...) }

// println writes lines to standard output.
func (s *session) println(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(s.stdio.Out, line)
	}
}

// note writes a line to standard error, unless --quiet.
func (s *session) note(line string) {
	if !s.quiet {
		fmt.Fprintln(s.errs, line)
	}
}

// printJSON writes one JSON document to standard output.
func (s *session) printJSON(v any) error {
	e := json.NewEncoder(s.stdio.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// printJSONLine writes one JSON document on one line to standard output.
func (s *session) printJSONLine(v any) error {
	e := json.NewEncoder(s.stdio.Out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// fail prints an error that is not the user's mistake in the command line, and
// gives its exit code. nil is no error.
func (s *session) fail(err error) int {
	if err == nil {
		return Done
	}
	s.writeError(s.errorText(err))
	return Failed
}

// writeError writes an error to standard error, whatever else is silent.
func (s *session) writeError(text string) { fmt.Fprintf(s.errs, "sekisho: %s\n", text) }

// errorText says in the user's language what went wrong. What only the
// operating system can say follows in its own words.
func (s *session) errorText(err error) string {
	var file string
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		file = path.Path
	}
	if text := s.storeError(err); text != "" {
		return text
	}
	var network *net.OpError
	var refused *app.RemoteError
	var unreachable *url.Error
	switch {
	case errors.As(err, &network) && network.Op == "listen":
		return s.text("cli.error.listen", "address", network.Addr.String(), "detail", network.Err.Error())
	case errors.Is(err, app.ErrProvider):
		return s.text("cli.error.provider", "detail", err.Error())
	case errors.Is(err, app.ErrRemoteAddress):
		return s.text("cli.error.server_address", "server", s.server)
	case errors.As(err, &refused):
		var text strings.Builder
		text.WriteString(s.text("cli.error.server_refused", "server", s.server, "detail", refused.Detail))
		for _, finding := range refused.Findings {
			text.WriteString("\n  " + finding)
		}
		return text.String()
	case errors.As(err, &unreachable):
		return s.text("cli.error.server_unreachable", "server", s.server, "detail", unreachable.Err.Error())
	case errors.Is(err, app.ErrCertificate):
		return s.text("cli.error.certificate", "detail", err.Error())
	case errors.Is(err, context.Canceled):
		return s.text("cli.error.interrupted")
	case file != "" && errors.Is(err, fs.ErrNotExist):
		return s.text("cli.error.not_exist", "file", file)
	case file != "" && errors.Is(err, fs.ErrPermission):
		return s.text("cli.error.permission", "file", file)
	case file != "" && errors.Is(err, fs.ErrExist):
		return s.text("cli.error.exists", "file", file)
	case file != "":
		return s.text("cli.error.io", "detail", err.Error())
	}
	return s.text("cli.error.internal", "detail", err.Error())
}

// failUsage prints a mistake in the command line with the way to help.
func (s *session) failUsage(err *usageError, node *kong.Node) int {
	fmt.Fprintf(s.errs, "sekisho: %s\n", err.text(s.lang))
	command := "sekisho"
	if node != nil && node.Type == kong.CommandNode {
		command += " " + commandPath(node, " ")
	}
	fmt.Fprintf(s.errs, "%s\n", s.text("cli.usage.see_help", "command", command+" --help"))
	return Usage
}

// width is the number of columns to write in.
func (s *session) width() int {
	const usual, least, most = 100, 40, 160
	n, err := strconv.Atoi(s.stdio.Getenv("COLUMNS"))
	if err != nil || n <= 0 {
		return usual
	}
	return min(max(n, least), most)
}

// flushErr shows at once what was written to standard error.
func (s *session) flushErr() {
	if err := s.errs.Flush(); err != nil {
		s.quiet = true // nobody reads it any more; Run reports the failure
	}
}
