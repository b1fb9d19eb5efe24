package cli

import (
	"fmt"
	"io"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// jsonFinding is a finding with its words, in JSON.
type jsonFinding struct {
	diag.Finding
	Message string `json:"message"`
	Fix     string `json:"fix"`
}

func (s *session) jsonFindings(l diag.List) []jsonFinding {
	out := make([]jsonFinding, len(l.Findings))
	for i, f := range l.Findings {
		message, fix := locale.Finding(s.lang, f)
		out[i] = jsonFinding{f, message, fix}
	}
	return out
}

// writeFinding writes one finding: place, severity, what is wrong, what to do,
// and the code by which it can be accepted or looked up.
func (s *session) writeFinding(w io.Writer, p palette, f diag.Finding) {
	message, fix := locale.Finding(s.lang, f)
	separator := "; "
	if s.lang == lang.Ja {
		separator = ""
	}
	place := f.Pos.String()
	if place != "" {
		place += ": "
	}
	severity := locale.Name(s.lang, locale.Severity, f.Severity.String())
	fmt.Fprintf(w, "%s%s: %s%s%s %s\n", place, p.paint(severityStyle(f.Severity), severity), message, separator, fix,
		p.paint(faint, "["+string(f.Code)+"]"))
	for _, r := range f.Related {
		if at := r.Pos.String(); at != "" && at != f.Pos.String() {
			fmt.Fprintf(w, "  %s: %s\n", at, s.text("cli.finding.related"))
		}
	}
	if f.Accepted != "" {
		fmt.Fprintf(w, "  %s\n", s.text("cli.finding.accepted", "reason", f.Accepted))
	}
}

func severityStyle(v diag.Severity) string {
	switch v {
	case diag.Error:
		return boldRed
	case diag.Warning:
		return yellow
	}
	return ""
}

// findingCounts counts findings by severity; those accepted are counted apart.
type findingCounts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
	Accepted int `json:"accepted"`
}

func countFindings(l diag.List) findingCounts {
	c := findingCounts{Errors: l.Count(diag.Error), Warnings: l.Count(diag.Warning), Notes: l.Count(diag.Note)}
	for _, f := range l.Findings {
		if f.Accepted != "" {
			c.Accepted++
		}
	}
	return c
}

// countLine says how many findings there are.
func (s *session) countLine(l diag.List) string {
	c := countFindings(l)
	if c == (findingCounts{}) {
		return s.text("cli.finding.none")
	}
	return s.text("cli.finding.counts", "errors", c.Errors, "warnings", c.Warnings, "notes", c.Notes, "accepted", c.Accepted)
}

// noteFindings writes to standard error the findings at least as severe as
// least that are not accepted, and how many there are in all.
func (s *session) noteFindings(l diag.List, least diag.Severity) {
	if s.quiet {
		least = diag.Error
	}
	for _, f := range l.Findings {
		if f.Severity >= least && f.Accepted == "" {
			s.writeFinding(s.errs, s.err, f)
		}
	}
	if len(l.Findings) > 0 || l.Dropped() > 0 {
		s.note(s.countLine(l))
	}
	if n := l.Dropped(); n > 0 {
		s.note(s.text("cli.finding.dropped", "number", locale.Number(n)))
	}
}
