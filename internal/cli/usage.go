package cli

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// usageError is a mistake in the command line: a text of package locale with
// its arguments, below "cli.usage".
type usageError struct {
	key  string
	args []any
}

// Error gives the English text. Users see [usageError.text].
func (e *usageError) Error() string { return e.text(lang.En) }

// text gives the text in a language. An argument may be such a text itself.
func (e *usageError) text(l lang.Lang) string {
	args := slices.Clone(e.args)
	for i := range args {
		if inner, ok := args[i].(*usageError); ok {
			args[i] = inner.text(l)
		}
	}
	return locale.Text(l, e.key, args...)
}

// usage makes a usage error; args are names and values by turns.
func usage(key string, args ...any) *usageError { return &usageError{key: key, args: args} }

// nearest is the likeliest of words, a prefix first.
func nearest(word string, words []string) string {
	for _, w := range words {
		if len(word) > 1 && strings.HasPrefix(w, word) {
			return w
		}
	}
	return diag.Nearest(word, words)
}

// What kong says about a wrong command line. It offers no types for these, so
// its words are matched here; the scripts in testdata show when they change.
var (
	unknownFlag     = regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean .*)?$`)
	unexpectedWord  = regexp.MustCompile(`(?s)^unexpected argument (.*?)(?:, did you mean .*)?$`)
	expectedCommand = regexp.MustCompile(`^expected (?:one of )?"`)
	missingWords    = regexp.MustCompile(`^missing positional arguments `)
	flagTakesNone   = regexp.MustCompile(`^unexpected flag argument |bool value must be `)
)

// parseError turns what kong reports into a usage error of ours.
func parseError(parser *kong.Kong, err error) *usageError {
	if known, ok := errors.AsType[*usageError](err); ok {
		return known
	}
	node := selected(parser, err)
	text := err.Error()
	if m := unknownFlag.FindStringSubmatch(text); m != nil {
		return usage("cli.usage.unknown_flag", "flag", m[1], "near", nearest(m[1], flagNames(node)))
	}
	if m := unexpectedWord.FindStringSubmatch(text); m != nil {
		if len(node.Children) > 0 {
			return usage("cli.usage.unknown_command", "value", m[1], "near", nearest(m[1], commandNames(node)))
		}
		return usage("cli.usage.too_many", "value", m[1])
	}
	switch {
	case expectedCommand.MatchString(text) && len(node.Children) > 0:
		return usage("cli.usage.no_command")
	case expectedCommand.MatchString(text), missingWords.MatchString(text):
		return usage("cli.usage.missing", "missing", missingNames(node))
	case flagTakesNone.MatchString(text):
		return usage("cli.usage.flag_takes_none", "detail", text)
	}
	return usage("cli.usage.unclear", "detail", text)
}

func flagNames(node *kong.Node) []string {
	var names []string
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			names = append(names, "--"+f.Name)
		}
	}
	return names
}

func commandNames(node *kong.Node) []string {
	var names []string
	for _, child := range node.Children {
		names = append(names, child.Name)
	}
	return names
}

// missingNames lists the required arguments that were not given.
func missingNames(node *kong.Node) string {
	var names []string
	for _, p := range node.Positional {
		if p.Required && !p.Set {
			names = append(names, strings.ToUpper(p.Name))
		}
	}
	return strings.Join(names, " ")
}
