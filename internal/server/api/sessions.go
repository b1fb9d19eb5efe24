package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
)

// Empty is the answer of operations that give nothing back.
type Empty struct{}

// Origin is where a request comes from; operations embed it that count attempts.
type Origin struct {
	request *http.Request
	writer  http.ResponseWriter
}

// Resolve keeps the request.
func (o *Origin) Resolve(ctx huma.Context) []error {
	o.request, o.writer = humago.Unwrap(ctx)
	return nil
}

// SignIn is what proves an account.
type SignIn struct {
	Origin
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"1024"`
		Code     string `json:"code,omitempty" maxLength:"16" doc:"A one-time code, where they are set."`
	}
}

// SignedIn is who signed in, with the cookie of the session.
type SignedIn struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// Me is who asks.
type Me struct {
	Account     *Account     `json:"account,omitempty" doc:"The account; absent for a respondent."`
	Permissions []Permission `json:"permissions" nullable:"false" doc:"What it may do where, those that have ended included."`
	Operations  []string     `json:"operations,omitempty" doc:"The operations to which the token is limited."`
	Respondent  *Respondent  `json:"respondent,omitempty" doc:"The questionnaire to which a respondent's link leads."`
}

// Respondent is who comes by a link.
type Respondent struct {
	Study         string    `json:"study"`
	Questionnaire string    `json:"questionnaire"`
	Respondent    string    `json:"respondent"`
	Ends          time.Time `json:"ends"`
}

type meOutput struct{ Body Me }

func meOf(who account.Who) Me {
	me := Me{Permissions: permissionsOf(who.Subject.Grants)}
	if l := who.Subject.Link; l != nil {
		me.Respondent = &Respondent{l.Study, l.ID, l.Respondent, who.Link.Ends}
		return me
	}
	x := accountOf(who.Account)
	me.Account = &x
	me.Operations = words(who.Subject.Only)
	return me
}

func words(operations []access.Operation) []string {
	var list []string
	for _, o := range operations {
		list = append(list, string(o))
	}
	return list
}

// signedIn answers with a new session.
func (a *API) signedIn(ctx context.Context, secret string) (*SignedIn, error) {
	who, err := a.Accounts.BySession(ctx, secret)
	if err != nil {
		return nil, err
	}
	return &SignedIn{SetCookie: a.cookie(secret), Body: meOf(who)}, nil
}

func (a *API) sessions() {
	open(a, operation("sign-in", http.MethodPost, "/session", "session", "Sign in; the session is in a cookie."), http.StatusOK,
		func(ctx context.Context, in *SignIn) (*SignedIn, error) {
			cookie, err := a.SignIn(in.request, in.Body.Name, in.Body.Password, in.Body.Code)
			if err != nil {
				return nil, err
			}
			return a.signedIn(ctx, cookie.Value)
		})
	open(a, operation("sign-out", http.MethodDelete, "/session", "session", "Sign out."), http.StatusNoContent,
		func(ctx context.Context, in *struct{ Origin }) (*struct {
			SetCookie http.Cookie `header:"Set-Cookie"`
		}, error) {
			if cookie, err := in.request.Cookie(cookieName(a.Secure)); err == nil {
				if err := a.Accounts.SignOut(ctx, cookie.Value); err != nil {
					return nil, err
				}
			}
			return &struct {
				SetCookie http.Cookie `header:"Set-Cookie"`
			}{a.cookie("")}, nil
		})
	open(a, operation("accept-invitation", http.MethodPost, "/invitations/accept", "session", "Set the password of the account that a one-time link invites, and sign in."), http.StatusOK,
		func(ctx context.Context, in *struct {
			Origin
			Body struct {
				Secret   string `json:"secret" minLength:"1" maxLength:"100" doc:"The secret of the one-time link."`
				Password string `json:"password" minLength:"1" maxLength:"1024" doc:"At least 12 characters, at least 6 different ones, without the name."`
			}
		}) (*SignedIn, error) {
			var secret string
			if _, err := a.attempt(in.request, func(ctx context.Context) (account.Who, error) {
				var err error
				secret, err = a.Accounts.Accept(ctx, in.Body.Secret, in.Body.Password)
				return account.Who{}, err
			}); err != nil {
				return nil, wrong(err)
			}
			return a.signedIn(ctx, secret)
		})
	add(a, operation("get-me", http.MethodGet, "/me", "session", "Who asks, and what they may do."), http.StatusOK,
		func(_ context.Context, who account.Who, _ *struct{}) (*meOutput, error) {
			return &meOutput{meOf(who)}, nil
		})
	a.codes()
}

// wrong tells a failed proof apart from a request without one.
func wrong(err error) error {
	if errors.Is(err, account.ErrUnknown) {
		return server.Refuse(http.StatusUnauthorized, diag.RequestWrongProof)
	}
	return err
}

// codes are the operations of one-time codes.
func (a *API) codes() {
	type codeSecret struct {
		Body struct {
			Secret  string `json:"secret"`
			Address string `json:"address" doc:"The address otpauth://… for an app."`
		}
	}
	add(a, operation("new-codes", http.MethodPost, "/me/codes", "session", "Make a secret for one-time codes; nothing is set yet."), http.StatusOK,
		func(_ context.Context, who account.Who, _ *struct{}) (*codeSecret, error) {
			var out codeSecret
			var err error
			out.Body.Secret, out.Body.Address, err = a.NewCodes(who)
			return &out, err
		})
	add(a, operation("set-codes", http.MethodPut, "/me/codes", "session", "Set one-time codes, proven by one."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			Body struct {
				Secret string `json:"secret" maxLength:"64"`
				Code   string `json:"code" maxLength:"16"`
			}
		}) (*Empty, error) {
			return nil, a.SetCodes(ctx, who, in.Body.Secret, in.Body.Code)
		})
}

// ownAccount refuses whoever does not sign in themselves.
func ownAccount(who account.Who) error {
	if ok, why := access.DecideOwn(who.Subject); !ok {
		return server.Refuse(http.StatusForbidden, reasons[why])
	}
	return nil
}
