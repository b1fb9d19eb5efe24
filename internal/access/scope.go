package access

import (
	"regexp"
	"strings"
	"time"
)

// Kind tells what a scope is made of.
type Kind string

// Kinds of scopes, the widest first.
const (
	Everything   Kind = "all"
	Prefecture   Kind = "prefecture"
	Organisation Kind = "organisation"
	OneStudy     Kind = "study"
)

// Scope 範囲 is where a role holds: everywhere, in the organisations of a
// prefecture, in one organisation, or in one study.
type Scope struct {
	Kind Kind
	// ID is the prefecture's two digits, the organisation's six, or the study's
	// id; empty for [Everything].
	ID string
}

// forms are the forms of ids by kind.
var forms = map[Kind]*regexp.Regexp{
	Everything:   regexp.MustCompile(`^$`),
	Prefecture:   regexp.MustCompile(`^(0[1-9]|[1-3][0-9]|4[0-7])$`),
	Organisation: regexp.MustCompile(`^(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{4}$`),
	OneStudy:     regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`),
}

// Valid reports whether the scope has the form of its kind.
func (s Scope) Valid() bool {
	form, ok := forms[s.Kind]
	return ok && form.MatchString(s.ID)
}

// Covers reports whether a resource lies within the scope.
func (s Scope) Covers(r Resource) bool {
	switch s.Kind {
	case Everything:
		return true
	case Prefecture:
		return s.ID != "" && (r.Prefecture == s.ID || strings.HasPrefix(r.Organisation, s.ID))
	case Organisation:
		return s.ID != "" && r.Organisation == s.ID
	case OneStudy:
		return s.ID != "" && r.Study == s.ID
	}
	return false
}

// Resource gives what a grant in the scope is about, so that only those can
// give it who hold a role over all of it. organisation is that of the study,
// where the scope is one.
func (s Scope) Resource(organisation string) Resource {
	switch s.Kind {
	case Prefecture:
		return Resource{Prefecture: s.ID}
	case Organisation:
		return Resource{Organisation: s.ID}
	case OneStudy:
		return Resource{Study: s.ID, Organisation: organisation}
	}
	return Resource{}
}

// japan is the time zone of the fiscal year.
var japan = time.FixedZone("JST", 9*60*60)

// YearEnd gives the end of the fiscal year 年度 in which t lies: the first
// moment of the first of April after t, in Japan.
func YearEnd(t time.Time) time.Time {
	t = t.In(japan)
	end := time.Date(t.Year(), time.April, 1, 0, 0, 0, 0, japan)
	if !t.Before(end) {
		end = end.AddDate(1, 0, 0)
	}
	return end
}

// ahead is how long before its beginning grants can be given for a fiscal year,
// so that those who come in April find their places ready.
const ahead = 90 * 24 * time.Hour

// LatestEnd gives the latest end that a grant given now may have. Grants end
// with the fiscal year, in which officers move on; only the administration of
// everything may be without an end, lest nobody be left who can give any.
func LatestEnd(now time.Time) time.Time { return YearEnd(now.Add(ahead)) }

// MayEnd reports whether a grant given now may end when it does.
func (g Grant) MayEnd(now time.Time) bool {
	if g.Until.IsZero() {
		return g.Role == Administrator && g.Scope.Kind == Everything
	}
	return g.Until.After(now) && !g.Until.After(LatestEnd(now))
}
