// Package diag holds findings (指摘) about the user's data: what is wrong, where
// it stands and what would mend it. A finding is a code with arguments; its
// words in Japanese and English are in package locale.
//
// The domain reports findings by path ("models/2/links/5/to"); the adapter that
// read the data turns paths into file, line and column with [List.Locate].
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Severity tells how a finding bears on the result.
type Severity uint8

// Severities, in rising order.
const (
	// Note is worth knowing; nothing need be done.
	Note Severity = iota + 1
	// Warning should be mended or accepted with a reason.
	Warning
	// Error makes the input unusable: no assessment is made of it.
	Error
)

// String gives the wire text of the severity.
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "severity(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText writes the wire text.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Pos is a place in a file the user wrote. Line and Col count from 1, Col in
// characters; 0 is unknown.
type Pos struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"column,omitempty"`
}

// String gives file:line:column, as far as known.
func (p Pos) String() string {
	s := p.File
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
		if p.Col > 0 {
			s += ":" + strconv.Itoa(p.Col)
		}
	}
	return s
}

func (p Pos) compare(q Pos) int {
	return cmp.Or(strings.Compare(p.File, q.File), p.Line-q.Line, p.Col-q.Col)
}

// Finding is one thing found in the user's data.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Pos      Pos      `json:"position,omitzero"`
	// Path leads to the value from the root of the study, keys and list indices
	// joined by "/".
	Path string `json:"path,omitempty"`
	// Args are the values that the text of the code names.
	Args map[string]string `json:"args,omitempty"`
	// Related are the paths of other places that take part in the finding, such
	// as the first definition of an id that is defined twice.
	Related []Place `json:"related,omitempty"`
	// Accepted is the reason for which the study accepts the finding.
	Accepted string `json:"accepted,omitempty"`
}

// Place is a path with its position.
type Place struct {
	Path string `json:"path,omitempty"`
	Pos  Pos    `json:"position,omitzero"`
}

// List collects findings. The zero value is ready to use.
type List struct {
	// Findings holds at most [MaxFindings]; those after are only counted.
	Findings []Finding

	dropped   [Error + 1]int
	suggested int
}

// MaxFindings is how many findings a list keeps, so that a hostile file cannot
// fill the memory with them. 10,000 is far more than anyone mends at a time.
const MaxFindings = 10_000

// Add reports a finding at path. kv are the names and values of its arguments,
// by turns. It returns the finding so that related places can be added.
func (l *List) Add(code Code, path string, kv ...string) *Finding {
	f := Finding{Code: code, Severity: code.Severity(), Path: path}
	if len(kv)%2 != 0 {
		panic(fmt.Sprintf("diag: odd arguments for %s: %q", code, kv))
	}
	if len(kv) > 0 {
		f.Args = make(map[string]string, len(kv)/2)
		for i := 0; i < len(kv); i += 2 {
			f.Args[kv[i]] = kv[i+1]
		}
	}
	return l.keep(f)
}

// keep adds the finding, or counts it when the list is full.
func (l *List) keep(f Finding) *Finding {
	if len(l.Findings) >= MaxFindings {
		l.dropped[f.Severity]++
		return &f
	}
	l.Findings = append(l.Findings, f)
	return &l.Findings[len(l.Findings)-1]
}

// Dropped gives the number of findings that were counted but not kept.
func (l *List) Dropped() int {
	n := 0
	for _, d := range l.dropped {
		n += d
	}
	return n
}

// Relate adds other places that take part in the finding.
func (f *Finding) Relate(paths ...string) *Finding {
	for _, p := range paths {
		f.Related = append(f.Related, Place{Path: p})
	}
	return f
}

// Append adds the findings of other lists.
func (l *List) Append(others ...List) {
	for _, o := range others {
		for _, f := range o.Findings {
			l.keep(f)
		}
		for s, n := range o.dropped {
			l.dropped[s] += n
		}
	}
}

// Locator knows where a path stands in the user's files. A path that does not
// exist gives the position of its nearest existing ancestor.
type Locator interface{ Locate(path string) Pos }

// Locate fills in every position that is still unknown.
func (l *List) Locate(loc Locator) {
	for i := range l.Findings {
		f := &l.Findings[i]
		if f.Pos == (Pos{}) {
			f.Pos = loc.Locate(f.Path)
		}
		for j := range f.Related {
			if f.Related[j].Pos == (Pos{}) {
				f.Related[j].Pos = loc.Locate(f.Related[j].Path)
			}
		}
	}
}

// Sort orders the findings by place, then code, then arguments, and drops
// repetitions.
func (l *List) Sort() {
	slices.SortStableFunc(l.Findings, compare)
	l.Findings = slices.CompactFunc(l.Findings, func(a, b Finding) bool { return compare(a, b) == 0 })
}

func compare(a, b Finding) int {
	return cmp.Or(a.Pos.compare(b.Pos), strings.Compare(a.Path, b.Path),
		strings.Compare(string(a.Code), string(b.Code)),
		strings.Compare(fmt.Sprint(a.Args), fmt.Sprint(b.Args)))
}

// HasErrors reports whether any finding makes the input unusable.
func (l *List) HasErrors() bool { return l.Count(Error) > 0 }

// Count gives the number of findings of severity s that are not accepted, the
// dropped ones included.
func (l *List) Count(s Severity) int {
	n := l.dropped[s]
	for _, f := range l.Findings {
		if f.Severity == s && f.Accepted == "" {
			n++
		}
	}
	return n
}

// Join makes a path from its segments; numbers are list indices.
func Join(segments ...any) string {
	var b strings.Builder
	for i, s := range segments {
		if i > 0 {
			b.WriteByte('/')
		}
		switch s := s.(type) {
		case string:
			b.WriteString(s)
		case int:
			b.WriteString(strconv.Itoa(s))
		default:
			fmt.Fprint(&b, s)
		}
	}
	return b.String()
}
