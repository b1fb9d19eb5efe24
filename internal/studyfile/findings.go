package studyfile

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
)

// findings collects findings up to a limit and counts the rest.
type findings struct {
	list  diag.List
	limit int
	cut   int
}

// full reports whether further findings are only counted.
func (f *findings) full() bool { return len(f.list.Findings) >= f.limit }

// add reports a finding at a known place.
func (f *findings) add(code diag.Code, pos diag.Pos, path string, kv ...string) *diag.Finding {
	if f.full() {
		f.cut++
		return &diag.Finding{}
	}
	d := f.list.Add(code, path, kv...)
	d.Pos = pos
	return d
}

// result gives the findings in the order of their places, with a last one that
// says how many were left out.
func (f *findings) result() diag.List {
	f.list.Sort()
	if f.cut > 0 && len(f.list.Findings) > 0 {
		last := f.list.Findings[len(f.list.Findings)-1].Pos
		d := f.list.Add(diag.FindingsCut, "", "count", strconv.Itoa(f.cut), "limit", strconv.Itoa(f.limit))
		d.Pos = last
	}
	return f.list
}

// shorten cuts a value that is quoted in a finding.
func shorten(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
