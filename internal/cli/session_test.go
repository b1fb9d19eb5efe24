package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		width int
		want  string
		why   string
	}{
		{"one two three", 7, "one two|three", "at spaces"},
		{"あいうえお", 6, "あいう|えお", "between characters, two columns each"},
		{"あいう。え", 6, "あい|う。え", "no line begins with 。"},
		{"「あい」う", 6, "「あ|い」う", "no line begins with 」 or ends with 「"},
		{"", 10, "", "empty text is one empty line"},
		{"unbreakable", 4, "unbreakable", "a long word stays whole"},
		{"a\nb", 10, "a|b", "line breaks stay"},
		{"see a-mn-pc", 8, "see|a-mn-pc", "an id stays whole"},
	} {
		if got := strings.Join(wrap(tt.text, tt.width), "|"); got != tt.want {
			t.Errorf("wrap(%q, %d) = %q, want %q: %s", tt.text, tt.width, got, tt.want, tt.why)
		}
	}
}

func TestTableLinesUpWideCharacters(t *testing.T) {
	t.Parallel()
	tbl := &table{align: "<>"}
	tbl.row("資産", "1", "x")
	tbl.row("ab", "10", "y")
	want := "資産   1  x\nab    10  y"
	if got := strings.Join(tbl.lines(palette{}), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	tbl.rows[0][0].style = bold
	if got := tbl.lines(palette{on: true})[0]; got != bold+"資産"+reset+"   1  x" {
		t.Errorf("styled line is %q", got)
	}
}

func TestColor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode     string
		terminal bool
		env      map[string]string
		want     bool
		why      string
	}{
		{"auto", true, nil, true, "a terminal"},
		{"auto", false, nil, false, "a pipe or file"},
		{"auto", true, map[string]string{"NO_COLOR": "1"}, false, "the user wants none"},
		{"auto", true, map[string]string{"TERM": "dumb"}, false, "the terminal has none"},
		{"always", false, map[string]string{"NO_COLOR": "1"}, true, "the flag is nearer than the environment"},
		{"never", true, nil, false, "the flag says so"},
	} {
		s := &session{stdio: Stdio{OutTerminal: tt.terminal, Getenv: func(k string) string { return tt.env[k] }}}
		s.setColor(tt.mode)
		if s.out.on != tt.want {
			t.Errorf("--color %s gives %v: %s", tt.mode, s.out.on, tt.why)
		}
	}
}

func TestEveryLetterIsToldWithoutColor(t *testing.T) {
	t.Parallel()
	for _, v := range method.RiskValues {
		plain, colored := palette{}.paint(letterStyle(v), v.String()), palette{on: true}.paint(letterStyle(v), v.String())
		if plain != v.String() || !strings.Contains(colored, v.String()) {
			t.Errorf("%v is shown as %q and %q", v, plain, colored)
		}
	}
}

// Progress is shown for long work on a terminal only, and taken away again.
func TestProgress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		terminal, quiet, long bool
		want                  bool
	}{
		{true, false, true, true}, {false, false, true, false}, {true, true, true, false}, {true, false, false, false},
	} {
		var errs bytes.Buffer
		s := newSession(Stdio{ErrTerminal: tt.terminal}, nil, bufio.NewWriter(&errs))
		s.quiet = tt.quiet
		p := s.progress("cli.progress.assess")
		if tt.long {
			p.from = time.Now().Add(-time.Minute)
		}
		p.set(3, 7)
		if shown := strings.Contains(errs.String(), "3/7"); shown != tt.want {
			t.Errorf("%+v: shown %v: %q", tt, shown, errs.String())
		}
		p.done()
		if tt.want && !strings.HasSuffix(errs.String(), "\r\x1b[K") {
			t.Errorf("the line stays: %q", errs.String())
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	s := &session{lang: lang.En}
	for want, err := range map[string]error{
		"a.yaml does not exist":           &fs.PathError{Op: "open", Path: "a.yaml", Err: fs.ErrNotExist},
		"a.yaml may not be read":          &fs.PathError{Op: "open", Path: "a.yaml", Err: fs.ErrPermission},
		"a.yaml exists already":           &fs.PathError{Op: "write", Path: "a.yaml", Err: fs.ErrExist},
		"reading or writing failed (read": &fs.PathError{Op: "read", Path: "a.yaml", Err: errors.New("disk on fire")},
		"interrupted":                     context.Canceled,
		"internal error (boom)":           errors.New("boom"),
	} {
		if got := s.errorText(err); !strings.HasPrefix(got, want) {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
}

// A reader that has gone away is a failure, not a success.
func TestFailingOutput(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	code := Run(t.Context(), []string{"catalog"}, Stdio{Out: failingWriter{}, Err: &errs})
	if code != Failed || !strings.Contains(errs.String(), "disk full") {
		t.Errorf("exit code %d, %q", code, errs.String())
	}
	if code := Run(t.Context(), []string{"asess"}, Stdio{Out: &errs, Err: failingWriter{}}); code != Failed {
		t.Errorf("exit code %d when standard error fails", code)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// A command that is interrupted says so and prints no half result.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := Run(ctx, []string{"assess", "--json"}, Stdio{Out: &out, Err: &errs}); code != Failed || out.Len() > 0 ||
		!strings.Contains(errs.String(), "中断しました") {
		t.Errorf("exit code %d, %d bytes, %q", code, out.Len(), errs.String())
	}
}
