package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/store"
)

// Answering is the answers of a respondent, to which somebody may do something, as
// the pages of the workbench get them: decided by the same code as the operations.
type Answering struct {
	opened
	of    AnswersPath
	store store.Store
}

// Answering finds the answers of a respondent, and refuses whoever may not do o to
// them.
func (a *API) Answering(ctx context.Context, who account.Who, q access.Questionnaire, o access.Operation) (Answering, error) {
	of := AnswersPath{StudyPath{q.Study}, q.ID, q.Respondent}
	x, err := a.respond(ctx, who, of, o, wanted{})
	return Answering{x, of, a.Store}, refusal(err)
}

// Study gives what is known of the study.
func (b Answering) Study() store.Study { return b.study }

// Approved reports whether the study is approved, so that nothing is changed.
func (b Answering) Approved() bool { return b.state.Approved != nil }

// Questions names the record of the questions.
func (b Answering) Questions() string { return b.of.questions() }

// Record names the record of the answers.
func (b Answering) Record() string { return b.of.record() }

// Commit changes records about the answers, unless the study was approved
// meanwhile.
func (b Answering) Commit(ctx context.Context, c store.Commit) (store.Revision, error) {
	return b.commit(ctx, b.store, c)
}

// ByLink proves the secret of a respondent's link.
func (a *API) ByLink(r *http.Request, secret string) (account.Who, error) {
	who, err := a.attempt(r, func(ctx context.Context) (account.Who, error) { return a.Accounts.ByLink(ctx, secret) })
	return who, refusal(wrong(err))
}

// LinkCookie gives the cookie that keeps the secret of a respondent's link until
// the link ends; an empty secret takes it away.
func (a *API) LinkCookie(secret string, ends time.Time) *http.Cookie {
	c := a.cookie(secret)
	c.Name = linkCookieName(a.Secure)
	if secret != "" {
		c.MaxAge = max(1, int(ends.Sub(a.Now())/time.Second))
	}
	return &c
}

// LinkSecret gives the secret of a respondent's link that the browser keeps; empty
// where there is none.
func (a *API) LinkSecret(r *http.Request) string {
	c, err := r.Cookie(linkCookieName(a.Secure))
	if err != nil {
		return ""
	}
	return c.Value
}

func linkCookieName(secure bool) string { return cookieName(secure) + "-answer" }

// WriteHearing changes records about hearings of the branch, unless it was approved
// meanwhile.
func (b Opened) WriteHearing(ctx context.Context, s store.Store, c store.Commit) (store.Revision, error) {
	return b.commit(ctx, s, c)
}
