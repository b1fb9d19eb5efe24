package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/signon"
)

// SignOn proves who somebody is by an identity provider.
type SignOn interface {
	Begin(ctx context.Context) (address, kept string, err error)
	Finish(ctx context.Context, kept, state, code string) (signon.Identity, error)
}

// flowCookie gives the cookie of a sign-on under way.
func (a *API) flowCookie(kept string) http.Cookie {
	c := a.cookie(kept)
	c.Name += "_flow"
	if kept != "" {
		c.MaxAge = int(10 * time.Minute / time.Second)
	}
	return c
}

// CameBack is what a provider sends a browser back with.
type CameBack struct {
	Code  string `json:"code" minLength:"1" maxLength:"4096"`
	State string `json:"state" minLength:"1" maxLength:"256"`
}

func (a *API) signOn() {
	type begun struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
		Body      struct {
			Address string `json:"address" doc:"The address at the identity provider to which the browser goes."`
		}
	}
	open(a, operation("begin-sign-on", http.MethodPost, "/session/sign-on", "session", "Begin to sign on by the identity provider, where one is configured."), http.StatusOK,
		func(ctx context.Context, _ *struct{}) (*begun, error) {
			if a.SignOn == nil {
				return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
			}
			address, kept, err := a.SignOn.Begin(ctx)
			out := &begun{SetCookie: a.flowCookie(kept)}
			out.Body.Address = address
			return out, provided(err)
		})
	open(a, operation("finish-sign-on", http.MethodPost, "/session/sign-on/finish", "session", "Sign on with what the identity provider sent back; an invitation joins the identity to its account."), http.StatusOK,
		func(ctx context.Context, in *struct {
			Origin
			Body struct {
				CameBack
				Invitation string `json:"invitation,omitempty" maxLength:"100" doc:"The secret of a one-time link."`
			}
		}) (*SignedIn, error) {
			var secret string
			if _, err := a.attempt(in.request, func(ctx context.Context) (account.Who, error) {
				identity, err := a.finish(ctx, in.request, in.Body.CameBack)
				if err == nil {
					secret, err = a.Accounts.SignOn(ctx, identity, in.Body.Invitation)
				}
				return account.Who{}, err
			}); err != nil {
				return nil, wrong(err)
			}
			return a.signedIn(ctx, secret)
		})
	add(a, operation("connect-identity", http.MethodPost, "/me/identity", "session", "Join an identity of the provider to one's own account."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			Origin
			Body CameBack
		}) (*Empty, error) {
			if err := ownAccount(who); err != nil {
				return nil, err
			}
			identity, err := a.finish(ctx, in.request, in.Body)
			if err != nil {
				return nil, wrong(err)
			}
			return nil, a.Accounts.Connect(ctx, who.Account, identity)
		})
}

// finish proves the identity that came back to the browser that left.
func (a *API) finish(ctx context.Context, r *http.Request, back CameBack) (account.Identity, error) {
	cookie, err := r.Cookie(a.flowCookie("").Name)
	if a.SignOn == nil || err != nil {
		return account.Identity{}, account.ErrUnknown
	}
	identity, err := a.SignOn.Finish(ctx, cookie.Value, back.State, back.Code)
	return account.Identity{Issuer: identity.Issuer, Subject: identity.Subject}, provided(err)
}

// provided tells what went wrong at the provider.
func provided(err error) error {
	switch {
	case errors.Is(err, signon.ErrRefused):
		return account.ErrUnknown
	case errors.Is(err, signon.ErrAway):
		return server.Refuse(http.StatusServiceUnavailable, diag.RequestAway)
	}
	return err
}
