// Package access is the one place where it is decided who may do what: roles 役割
// over scopes 範囲 permit, and rules that forbid win over every permission.
//
// A decision is a pure function of who asks, what for, and when. The package
// knows no request, no database and no clock; whoever carries out an operation
// asks [Decide] first and does nothing where it denies.
package access

import (
	"slices"
	"time"
)

// Role is what somebody does in a scope. Roles do not contain each other: who
// keeps accounts reads no studies, and who analyses approves nothing. Somebody
// may hold several.
type Role string

// Roles.
const (
	Viewer        Role = "view"       // 閲覧
	Respondent    Role = "answer"     // 回答
	Analyst       Role = "analyse"    // 分析
	Approver      Role = "approve"    // 承認
	Administrator Role = "administer" // 管理
)

// Roles lists the roles in the order in which they are shown.
func Roles() []Role { return []Role{Viewer, Respondent, Analyst, Approver, Administrator} }

// Operation is something that can be asked for.
type Operation string

// Operations.
const (
	ListStudies   Operation = "study.list"    // see that a study exists, and its title
	ReadStudy     Operation = "study.read"    // its contents, history and results
	CreateStudy   Operation = "study.create"  // in an organisation
	EditStudy     Operation = "study.edit"    // its contents and title
	ForkStudy     Operation = "study.fork"    // a branch for a what-if scenario
	DeleteStudy   Operation = "study.delete"  // and restore it
	ApproveStudy  Operation = "study.approve" // and take the approval back
	ReadAnswers   Operation = "answer.read"   // of a questionnaire, and its questions
	WriteAnswers  Operation = "answer.write"  // to a questionnaire
	SendLinks     Operation = "link.send"     // to respondents, and revoke them
	RunJobs       Operation = "job.run"       // reports, plans, imports; and cancel them
	ReadAccounts  Operation = "account.read"
	KeepAccounts  Operation = "account.keep" // invite, disable, grant and hand over
	ReadAudit     Operation = "audit.read"
	OperateServer Operation = "server.operate" // back up, look at the state of the machine
)

// permits tells which roles an operation needs one of.
var permits = []struct {
	operation Operation
	roles     []Role
}{
	{ListStudies, []Role{Viewer, Analyst, Approver, Administrator}},
	{ReadStudy, []Role{Viewer, Analyst, Approver}},
	{CreateStudy, []Role{Analyst, Administrator}},
	{EditStudy, []Role{Analyst}},
	{ForkStudy, []Role{Analyst}},
	{DeleteStudy, []Role{Administrator}},
	{ApproveStudy, []Role{Approver}},
	{ReadAnswers, []Role{Viewer, Respondent, Analyst, Approver}},
	{WriteAnswers, []Role{Respondent, Analyst}},
	{SendLinks, []Role{Analyst, Administrator}},
	{RunJobs, []Role{Analyst, Approver}},
	{ReadAccounts, []Role{Administrator}},
	{KeepAccounts, []Role{Administrator}},
	{ReadAudit, []Role{Administrator}},
	{OperateServer, []Role{Administrator}},
}

// Operations lists the operations in the order in which they are shown.
func Operations() []Operation {
	list := make([]Operation, len(permits))
	for i, p := range permits {
		list[i] = p.operation
	}
	return list
}

// RolesFor lists the roles that permit an operation, none for one that is not known.
func RolesFor(o Operation) []Role {
	for _, p := range permits {
		if p.operation == o {
			return p.roles
		}
	}
	return nil
}

// Subject is who asks. The zero value is somebody unknown, who may do nothing.
type Subject struct {
	// Grants of the account.
	Grants []Grant
	// Only, if not nil, are the operations to which a token 利用者トークン is limited.
	Only []Operation
	// Link, if not nil, is the questionnaire to which a respondent's link leads.
	// Whoever comes by a link has no account and no grants.
	Link *Questionnaire
}

// Grant is a role in a scope, for a time.
type Grant struct {
	Role  Role
	Scope Scope
	// Until is when it ends; the zero time is never.
	Until time.Time
}

// Questionnaire names a questionnaire of a study, as a respondent sees it.
type Questionnaire struct{ Study, ID, Respondent string }

// Resource is what an operation is done to. What is empty is not concerned: an
// operation on the whole server has the zero Resource.
type Resource struct {
	// Organisation is the code of the organisation 団体コード that it belongs to;
	// empty for studies of the whole country.
	Organisation string
	// Prefecture is set where a whole prefecture is concerned, such as for a
	// grant; otherwise it follows from Organisation.
	Prefecture string
	Study      string
	// Approved and Deleted tell the state of the study.
	Approved, Deleted bool
	// Questionnaire is set where one respondent's answers are concerned.
	Questionnaire *Questionnaire
}

// Reason is why a decision was made.
type Reason string

// Reasons.
const (
	Permitted      Reason = "permitted"
	NoRole         Reason = "no-role"         // no grant permits it here
	Expired        Reason = "expired"         // a grant did, and has ended
	StudyApproved  Reason = "approved"        // an approved study is not changed
	StudyDeleted   Reason = "deleted"         // a deleted study is only listed and restored
	BeyondToken    Reason = "beyond-token"    // the token is not for that
	BeyondLink     Reason = "beyond-link"     // the link is for one questionnaire
	NothingPermits Reason = "unknown-subject" // nobody is known to ask
)

// forbid is a rule that no grant overrides.
type forbid struct {
	reason Reason
	when   func(Subject, Operation, Resource) bool
}

var forbids = []forbid{
	{BeyondLink, func(s Subject, o Operation, r Resource) bool {
		return s.Link != nil && (r.Questionnaire == nil || *r.Questionnaire != *s.Link || r.Study != s.Link.Study || o != ReadAnswers && o != WriteAnswers)
	}},
	{BeyondToken, func(s Subject, o Operation, _ Resource) bool { return s.Only != nil && !slices.Contains(s.Only, o) }},
	{StudyDeleted, func(_ Subject, o Operation, r Resource) bool {
		return r.Deleted && o != ListStudies && o != DeleteStudy
	}},
	{StudyApproved, func(_ Subject, o Operation, r Resource) bool {
		return r.Approved && slices.Contains([]Operation{EditStudy, DeleteStudy, WriteAnswers}, o)
	}},
}

// Decide tells whether somebody may do something now, and why. Whatever is not
// permitted is denied, and what is forbidden stays so whatever permits it.
func Decide(s Subject, o Operation, r Resource, now time.Time) (bool, Reason) {
	for _, f := range forbids {
		if f.when(s, o, r) {
			return false, f.reason
		}
	}
	if s.Link != nil {
		return true, Permitted
	}
	if len(s.Grants) == 0 {
		return false, NothingPermits
	}
	why := NoRole
	for _, g := range s.Grants {
		if !slices.Contains(RolesFor(o), g.Role) || !g.Scope.Covers(r) {
			continue
		}
		if g.Ended(now) {
			why = Expired
			continue
		}
		return true, Permitted
	}
	return false, why
}

// DecideOwn tells whether somebody may look at and change how they sign in themselves:
// with their own account alone, not by a token, which must not make another way in, nor
// by a link, behind which there is no account.
func DecideOwn(s Subject) (bool, Reason) {
	switch {
	case s.Link != nil:
		return false, BeyondLink
	case s.Only != nil:
		return false, BeyondToken
	}
	return true, Permitted
}

// Ended reports whether a grant has ended.
func (g Grant) Ended(now time.Time) bool { return !g.Until.IsZero() && !now.Before(g.Until) }

// Where lists the scopes in which somebody may do something to studies that are
// neither approved nor deleted, for lists. It is empty where they may nowhere.
func Where(s Subject, o Operation, now time.Time) []Scope {
	if s.Link != nil || s.Only != nil && !slices.Contains(s.Only, o) {
		return nil
	}
	var scopes []Scope
	for _, g := range s.Grants {
		if slices.Contains(RolesFor(o), g.Role) && !g.Ended(now) && !slices.Contains(scopes, g.Scope) {
			scopes = append(scopes, g.Scope)
		}
	}
	return scopes
}

// DecideSomewhere tells whether somebody may do something in some scope, and
// why.
func DecideSomewhere(s Subject, o Operation, now time.Time) (bool, Reason) {
	if len(Where(s, o, now)) > 0 {
		return true, Permitted
	}
	_, why := Decide(s, o, Resource{}, now)
	for _, g := range s.Grants {
		if _, here := Decide(s, o, g.Scope.Resource(""), now); here == Expired {
			why = Expired
		}
	}
	return false, why
}
