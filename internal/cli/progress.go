package cli

import (
	"fmt"
	"time"
)

// progress shows on standard error how far long work has come. It stays silent
// for short work, without a terminal, and with --quiet.
type progress struct {
	s       *session
	key     string
	from    time.Time
	last    time.Time
	visible bool
}

// How long work may take before it is shown, and how often the line changes.
const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// progress starts showing the progress of work named by the text key.
func (s *session) progress(key string) *progress {
	return &progress{s: s, key: key, from: time.Now()}
}

// set says that done of total parts are done.
func (p *progress) set(done, total int) { p.say("done", done, "total", total) }

// say shows how far it is, in the arguments of the text.
func (p *progress) say(args ...any) {
	now := time.Now()
	if !p.s.stdio.ErrTerminal || p.s.quiet || now.Sub(p.from) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last, p.visible = now, true
	fmt.Fprintf(p.s.errs, "\r\x1b[K%s", p.s.text(p.key, args...))
	p.s.flushErr()
}

// done takes the line away.
func (p *progress) done() {
	if p.visible {
		fmt.Fprint(p.s.errs, "\r\x1b[K")
		p.s.flushErr()
	}
}
