package api

import (
	"context"
	"net/http"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/store"
)

// Opened is a branch of a study that somebody may do something to, as the pages
// of the workbench get it: decided by the same code as the operations.
type Opened struct {
	opened
	store store.Store
}

// Open finds a branch, and refuses whoever may not do o to it.
func (a *API) Open(ctx context.Context, who account.Who, l store.Line, o access.Operation) (Opened, error) {
	x, err := a.open(ctx, who, l, o)
	return Opened{x, a.Store}, refusal(err)
}

// Study gives what is known of the study.
func (b Opened) Study() store.Study { return b.study }

// Approved gives the approval of the branch, nil where there is none.
func (b Opened) Approved() *Approval { return b.state.Approved }

// Resource names the branch for decisions.
func (b Opened) Resource() access.Resource { return b.resource() }

// Commit changes records of the branch, as long as its approval is what it was
// when the branch was opened. What others changed meanwhile is a
// [*store.ConflictError].
func (b Opened) Commit(ctx context.Context, c store.Commit) (store.Revision, error) {
	return b.commit(ctx, b.store, c)
}

// May reports whether somebody may do something to what a resource names.
func (a *API) May(who account.Who, o access.Operation, r access.Resource) bool {
	return a.allow(who, o, r) == nil
}

// Within gives the parts of all studies in which somebody may do o.
func (a *API) Within(who account.Who, o access.Operation) []store.Within {
	return within(access.Where(who.Subject, o, a.Now()))
}

// SignIn proves an account by name, password and one-time code, and gives the
// cookie of its session.
func (a *API) SignIn(r *http.Request, name, password, code string) (*http.Cookie, error) {
	var secret string
	if _, err := a.attempt(r, func(ctx context.Context) (account.Who, error) {
		var err error
		secret, err = a.Accounts.SignIn(ctx, name, password, code)
		return account.Who{}, err
	}); err != nil {
		return nil, refusal(wrong(err))
	}
	cookie := a.cookie(secret)
	return &cookie, nil
}

// SignOut ends the session of a request, and gives what takes its cookie away.
func (a *API) SignOut(r *http.Request) (*http.Cookie, error) {
	if c, err := r.Cookie(cookieName(a.Secure)); err == nil {
		if err := a.Accounts.SignOut(r.Context(), c.Value); err != nil {
			return nil, refusal(err)
		}
	}
	cookie := a.cookie("")
	return &cookie, nil
}

// NewCodes makes a secret for one-time codes of somebody's own account, and its
// address for apps. Nothing is set yet.
func (a *API) NewCodes(who account.Who) (secret, address string, err error) {
	if err := ownAccount(who); err != nil {
		return "", "", err
	}
	return a.Accounts.NewCodeSecret(who.Account)
}

// SetCodes sets one-time codes of a secret for somebody's own account, proven by
// one. A code that does not fit is refused with [diag.RequestWrongProof].
func (a *API) SetCodes(ctx context.Context, who account.Who, secret, code string) error {
	if err := ownAccount(who); err != nil {
		return err
	}
	return wrong(a.Accounts.SetCodes(ctx, who.Account, secret, code))
}

// Approve approves the branch, or takes its approval back, as long as it is what it
// was when the branch was opened.
func (b Opened) Approve(ctx context.Context, approved *Approval, by store.Actor, reason string) error {
	_, err := b.become(ctx, b.store, approved, by, reason)
	return err
}
