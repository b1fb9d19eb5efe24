package access_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/access"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// matrix is who may do what to a draft within their scope, written by hand:
// the initials of the roles view, answer, analyse (n), approve (p), administer (d).
var matrix = map[access.Operation]string{
	access.ListStudies:   "v  n p d",
	access.ReadStudy:     "v  n p  ",
	access.CreateStudy:   "   n   d",
	access.EditStudy:     "   n    ",
	access.ForkStudy:     "   n    ",
	access.DeleteStudy:   "       d",
	access.ApproveStudy:  "     p  ",
	access.ReadAnswers:   "va n p  ",
	access.WriteAnswers:  " a n    ",
	access.SendLinks:     "   n   d",
	access.RunJobs:       "   n p  ",
	access.ReadAccounts:  "       d",
	access.KeepAccounts:  "       d",
	access.ReadAudit:     "       d",
	access.OperateServer: "       d",
}

var initials = map[access.Role]string{
	access.Viewer: "v", access.Respondent: "a", access.Analyst: "n", access.Approver: "p", access.Administrator: "d",
}

// sealed are the operations that an approved study does not undergo.
var sealed = []access.Operation{access.EditStudy, access.DeleteStudy, access.WriteAnswers}

// gone are the only operations that a deleted study undergoes.
var gone = []access.Operation{access.ListStudies, access.DeleteStudy}

// TestOwn tells who may change how they sign in: an account, whatever it may do,
// neither by a token nor by a link.
func TestOwn(t *testing.T) {
	for _, tt := range []struct {
		who  access.Subject
		want access.Reason
	}{
		{access.Subject{}, access.Permitted},
		{access.Subject{Grants: []access.Grant{{Role: access.Viewer}}}, access.Permitted},
		{access.Subject{Only: []access.Operation{}}, access.BeyondToken},
		{access.Subject{Only: access.Operations()}, access.BeyondToken},
		{access.Subject{Link: &access.Questionnaire{}}, access.BeyondLink},
	} {
		if ok, why := access.DecideOwn(tt.who); why != tt.want || ok != (why == access.Permitted) {
			t.Errorf("%+v: %v, %s", tt.who, ok, why)
		}
	}
}

// TestMatrix tries every role in every kind of scope with every operation, on a
// study inside and outside of the scope, in each of its states, with a grant
// that holds and one that has ended.
func TestMatrix(t *testing.T) {
	inside := access.Resource{Organisation: "131016", Study: "s1"}
	outside := access.Resource{Organisation: "141003", Study: "s2"}
	scopes := []access.Scope{{Kind: access.Everything}, {Kind: access.Prefecture, ID: "13"}, {Kind: access.Organisation, ID: "131016"}, {Kind: access.OneStudy, ID: "s1"}}
	if len(access.Operations()) != len(matrix) {
		t.Fatalf("%d operations, %d rows in the matrix", len(access.Operations()), len(matrix))
	}
	tried := 0
	for _, role := range access.Roles() {
		for _, scope := range scopes {
			for _, o := range access.Operations() {
				row, ok := matrix[o]
				if !ok {
					t.Fatalf("the matrix lacks %s", o)
				}
				permitted := strings.Contains(row, initials[role])
				check := func(s access.Subject, r access.Resource, want bool, what string) {
					t.Helper()
					tried++
					if got, why := access.Decide(s, o, r, now); got != want {
						t.Errorf("%s in %v, %s, %s: %v (%s), want %v", role, scope, o, what, got, why, want)
					}
				}
				s := access.Subject{Grants: []access.Grant{{Role: role, Scope: scope, Until: now.Add(time.Hour)}}}
				check(s, inside, permitted, "inside")
				check(s, outside, permitted && scope.Kind == access.Everything, "outside")
				check(s, access.Resource{}, permitted && scope.Kind == access.Everything, "the whole server")
				approved, deleted := inside, inside
				approved.Approved, deleted.Deleted = true, true
				check(s, approved, permitted && !slices.Contains(sealed, o), "approved")
				check(s, deleted, permitted && slices.Contains(gone, o), "deleted")
				s.Only = []access.Operation{}
				check(s, inside, false, "by a token for nothing")
				s.Only = []access.Operation{o}
				check(s, inside, permitted, "by a token for it")
				s = access.Subject{Grants: []access.Grant{{Role: role, Scope: scope, Until: now}}}
				check(s, inside, false, "ended")
				check(access.Subject{}, inside, false, "unknown")
			}
		}
	}
	if want := 5 * 4 * len(matrix) * 9; tried != want {
		t.Errorf("%d decisions tried, want %d", tried, want)
	}
}

// TestForbiddenWins gives somebody every role everywhere, and wants approved
// and deleted studies untouched all the same.
func TestForbiddenWins(t *testing.T) {
	var s access.Subject
	for _, role := range access.Roles() {
		s.Grants = append(s.Grants, access.Grant{Role: role, Scope: access.Scope{Kind: access.Everything}})
	}
	for _, o := range access.Operations() {
		got, why := access.Decide(s, o, access.Resource{Study: "s", Approved: true}, now)
		if want := !slices.Contains(sealed, o); got != want || !want && why != access.StudyApproved {
			t.Errorf("%s of an approved study: %v (%s)", o, got, why)
		}
		got, why = access.Decide(s, o, access.Resource{Study: "s", Deleted: true}, now)
		if want := slices.Contains(gone, o); got != want || !want && why != access.StudyDeleted {
			t.Errorf("%s of a deleted study: %v (%s)", o, got, why)
		}
	}
}

// TestLink lets a link do two things with one questionnaire, and nothing else
// with any.
func TestLink(t *testing.T) {
	mine := access.Questionnaire{Study: "s1", ID: "h1", Respondent: "131016"}
	s := access.Subject{Link: &mine}
	for _, o := range access.Operations() {
		for _, other := range []*access.Questionnaire{nil, &mine, {Study: "s1", ID: "h1", Respondent: "141003"}, {Study: "s1", ID: "h2", Respondent: "131016"}, {Study: "s2", ID: "h1", Respondent: "131016"}} {
			r := access.Resource{Study: "s1", Questionnaire: other}
			if other != nil {
				r.Study = other.Study
			}
			want := other == &mine && (o == access.ReadAnswers || o == access.WriteAnswers)
			if got, why := access.Decide(s, o, r, now); got != want {
				t.Errorf("%s of %v: %v (%s), want %v", o, other, got, why, want)
			}
		}
	}
	if got, why := access.Decide(s, access.WriteAnswers, access.Resource{Study: "s1", Questionnaire: &mine, Approved: true}, now); got || why != access.StudyApproved {
		t.Errorf("answers to an approved study: %v (%s)", got, why)
	}
}

// TestReasons wants an ended grant told from a missing one.
func TestReasons(t *testing.T) {
	grant := access.Grant{Role: access.Analyst, Scope: access.Scope{Kind: access.Everything}, Until: now}
	s := access.Subject{Grants: []access.Grant{grant}}
	if _, why := access.Decide(s, access.EditStudy, access.Resource{}, now); why != access.Expired {
		t.Errorf("an ended grant: %s", why)
	}
	if _, why := access.Decide(s, access.ApproveStudy, access.Resource{}, now); why != access.NoRole {
		t.Errorf("no grant: %s", why)
	}
}

// TestWhere wants lists limited to where a grant of a fitting role holds.
func TestWhere(t *testing.T) {
	tokyo, chiyoda, all := access.Scope{Kind: access.Prefecture, ID: "13"}, access.Scope{Kind: access.Organisation, ID: "131016"}, access.Scope{Kind: access.Everything}
	s := access.Subject{Grants: []access.Grant{
		{Role: access.Viewer, Scope: tokyo, Until: now.Add(1)}, {Role: access.Analyst, Scope: tokyo}, {Role: access.Approver, Scope: chiyoda},
		{Role: access.Respondent, Scope: all}, {Role: access.Viewer, Scope: all, Until: now},
	}}
	if got := access.Where(s, access.ListStudies, now); !slices.Equal(got, []access.Scope{tokyo, chiyoda}) {
		t.Errorf("lists %v", got)
	}
	s.Only = []access.Operation{access.ReadStudy}
	if got := access.Where(s, access.ListStudies, now); got != nil {
		t.Errorf("a token for something else lists %v", got)
	}
	if got := access.Where(access.Subject{Link: &access.Questionnaire{}}, access.ListStudies, now); got != nil {
		t.Errorf("a link lists %v", got)
	}
}

// TestSomewhere tells why something is permitted nowhere.
func TestSomewhere(t *testing.T) {
	city := access.Scope{Kind: access.Organisation, ID: "131016"}
	for _, tt := range []struct {
		why  access.Reason
		s    access.Subject
		want bool
	}{
		{access.Permitted, access.Subject{Grants: []access.Grant{{Role: access.Viewer, Scope: city, Until: now.Add(1)}}}, true},
		{access.Expired, access.Subject{Grants: []access.Grant{{Role: access.Respondent, Scope: city}, {Role: access.Viewer, Scope: city, Until: now}}}, false},
		{access.NoRole, access.Subject{Grants: []access.Grant{{Role: access.Respondent, Scope: city}}}, false},
		{access.BeyondToken, access.Subject{Grants: []access.Grant{{Role: access.Viewer, Scope: city}}, Only: []access.Operation{access.ReadAudit}}, false},
		{access.BeyondLink, access.Subject{Link: &access.Questionnaire{}}, false},
		{access.NothingPermits, access.Subject{}, false},
	} {
		if got, why := access.DecideSomewhere(tt.s, access.ListStudies, now); got != tt.want || why != tt.why {
			t.Errorf("%v (%s), want %v (%s)", got, why, tt.want, tt.why)
		}
	}
}

func TestYearEnd(t *testing.T) {
	jst := time.FixedZone("JST", 9*60*60)
	for _, tt := range []struct{ at, want time.Time }{
		{time.Date(2027, 3, 31, 23, 59, 59, 0, jst), time.Date(2027, 4, 1, 0, 0, 0, 0, jst)},
		{time.Date(2027, 4, 1, 0, 0, 0, 0, jst), time.Date(2028, 4, 1, 0, 0, 0, 0, jst)},
		// In London it is still March.
		{time.Date(2027, 3, 31, 15, 0, 0, 0, time.UTC), time.Date(2028, 4, 1, 0, 0, 0, 0, jst)},
	} {
		if got := access.YearEnd(tt.at); !got.Equal(tt.want) {
			t.Errorf("the fiscal year of %v ends %v, want %v", tt.at, got, tt.want)
		}
	}
}

func TestMayEnd(t *testing.T) {
	all, city := access.Scope{Kind: access.Everything}, access.Scope{Kind: access.Organisation, ID: "131016"}
	march := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		why   string
		grant access.Grant
		now   time.Time
		want  bool
	}{
		{"to the end of the year", access.Grant{Role: access.Analyst, Scope: city, Until: access.YearEnd(now)}, now, true},
		{"beyond it", access.Grant{Role: access.Analyst, Scope: city, Until: access.YearEnd(now).Add(1)}, now, false},
		{"for the next year, shortly before it", access.Grant{Role: access.Analyst, Scope: city, Until: access.YearEnd(now).AddDate(1, 0, 0)}, march, true},
		{"in the past", access.Grant{Role: access.Analyst, Scope: city, Until: now}, now, false},
		{"without end", access.Grant{Role: access.Analyst, Scope: all}, now, false},
		{"administration of a city without end", access.Grant{Role: access.Administrator, Scope: city}, now, false},
		{"administration of everything without end", access.Grant{Role: access.Administrator, Scope: all}, now, true},
	} {
		if got := tt.grant.MayEnd(tt.now); got != tt.want {
			t.Errorf("%s: %v", tt.why, got)
		}
	}
}

func TestScopes(t *testing.T) {
	for s, want := range map[access.Scope]bool{
		{Kind: access.Everything}: true, {Kind: access.Everything, ID: "13"}: false, {Kind: access.Prefecture, ID: "13"}: true,
		{Kind: access.Prefecture, ID: "48"}: false, {Kind: access.Prefecture}: false, {Kind: access.Organisation, ID: "131016"}: true,
		{Kind: access.Organisation, ID: "13101"}: false, {Kind: access.OneStudy, ID: "s-1"}: true, {Kind: access.OneStudy, ID: "../s"}: false, {Kind: "world"}: false,
	} {
		if s.Valid() != want {
			t.Errorf("%v: %v, want %v", s, s.Valid(), want)
		}
	}
	// A prefecture's administrator gives no grant over another's city, nor over
	// the whole country.
	tokyo := access.Scope{Kind: access.Prefecture, ID: "13"}
	for s, want := range map[access.Scope]bool{
		tokyo: true, {Kind: access.Organisation, ID: "131016"}: true, {Kind: access.Organisation, ID: "141003"}: false,
		{Kind: access.Everything}: false, {Kind: access.Prefecture, ID: "14"}: false, {Kind: access.OneStudy, ID: "s"}: true,
	} {
		if got := tokyo.Covers(s.Resource("131016")); got != want {
			t.Errorf("%v covers %v: %v", tokyo, s, got)
		}
	}
}
