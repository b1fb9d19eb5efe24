package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/store"
)

// Account is somebody who may sign in.
type Account struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Display  string    `json:"display"`
	Created  time.Time `json:"created"`
	Disabled bool      `json:"disabled"`
	Password bool      `json:"password" doc:"Whether a password is set."`
	Codes    bool      `json:"codes" doc:"Whether one-time codes are set."`
}

func accountOf(x account.Account) Account {
	return Account{string(x.ID), x.Name, x.Display, x.Created, x.Disabled, x.Password, x.TOTP}
}

// Invited is an account with the secret of its one-time link.
type Invited struct {
	Account Account `json:"account"`
	Secret  string  `json:"secret" doc:"The secret of the one-time link; it is shown once."`
}

// AccountPath names an account in a path.
type AccountPath struct {
	Account string `path:"account" minLength:"1" maxLength:"64" pattern:"^[0-9a-f]+$"`
}

type invitedOutput struct{ Body Invited }

func (a *API) accounts() {
	type accountList struct {
		Body struct {
			Accounts []Account `json:"accounts" nullable:"false"`
			Next     string    `json:"next,omitempty" doc:"The value of after for the next page; absent on the last."`
		}
	}
	add(a, operation("list-accounts", http.MethodGet, "/accounts", "accounts", "List accounts by name."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			After string `query:"after" maxLength:"64"`
			Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
		}) (*accountList, error) {
			page, more, err := a.ListAccounts(ctx, who, in.After, in.Limit)
			out := &accountList{}
			out.Body.Accounts = []Account{}
			for _, x := range page {
				out.Body.Accounts = append(out.Body.Accounts, accountOf(x))
			}
			if more {
				out.Body.Next = page[len(page)-1].Name
			}
			return out, err
		})
	add(a, operation("invite-account", http.MethodPost, "/accounts", "accounts", "Make an account, and a one-time link to set its password."), http.StatusCreated,
		func(ctx context.Context, who account.Who, in *struct {
			Body struct {
				Name    string `json:"name" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._@-]{0,63}$"`
				Display string `json:"display" minLength:"1" maxLength:"200"`
			}
		}) (*invitedOutput, error) {
			x, secret, err := a.InviteAccount(ctx, who, in.Body.Name, in.Body.Display)
			return &invitedOutput{Invited{accountOf(x), secret}}, err
		})
	add(a, operation("reset-account", http.MethodPost, "/accounts/{account}/reset", "accounts", "Take password, one-time codes and sessions from an account, and make a new one-time link."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *AccountPath) (*invitedOutput, error) {
			x, secret, err := a.ResetAccount(ctx, who, account.ID(in.Account))
			return &invitedOutput{Invited{accountOf(x), secret}}, err
		})
	add(a, operation("disable-account", http.MethodPut, "/accounts/{account}/disabled", "accounts", "Disable an account, which ends its sessions, or enable it."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			AccountPath
			Body struct {
				Disabled bool `json:"disabled"`
			}
		}) (*Empty, error) {
			return nil, a.DisableAccount(ctx, who, account.ID(in.Account), in.Body.Disabled)
		})
	add(a, operation("hand-over", http.MethodPost, "/accounts/{account}/hand-over", "accounts", "Give the permissions of an account to its successor (引継ぎ)."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			AccountPath
			Body struct {
				To string `json:"to" minLength:"1" maxLength:"64" doc:"The id of the successor's account."`
			}
		}) (*permissionsOutput, error) {
			moved, err := a.HandOver(ctx, who, account.ID(in.Account), account.ID(in.Body.To))
			return permissionsAnswer(moved), err
		})
}

// ListAccounts lists accounts by name, those of a page behind a name.
func (a *API) ListAccounts(ctx context.Context, who account.Who, after string, limit int) (page []account.Account, more bool, err error) {
	if err := a.somewhere(who, access.ReadAccounts); err != nil {
		return nil, false, err
	}
	page, more, err = a.Accounts.List(ctx, after, limit)
	return page, more, refusal(err)
}

// InviteAccount makes an account, and the secret of a one-time link to set its
// password.
func (a *API) InviteAccount(ctx context.Context, who account.Who, name, display string) (account.Account, string, error) {
	if err := a.somewhere(who, access.KeepAccounts); err != nil {
		return account.Account{}, "", err
	}
	x, secret, err := a.Accounts.Invite(ctx, name, display, who.Actor())
	return x, secret, refusal(err)
}

// ResetAccount takes from an account whatever signs in to it, and makes a new
// one-time link.
func (a *API) ResetAccount(ctx context.Context, who account.Who, id account.ID) (account.Account, string, error) {
	x, err := a.over(ctx, who, id)
	if err != nil {
		return x, "", refusal(err)
	}
	secret, err := a.Accounts.Reset(ctx, id, who.Actor())
	return x, secret, refusal(err)
}

// DisableAccount disables an account, which ends its sessions, or enables it.
func (a *API) DisableAccount(ctx context.Context, who account.Who, id account.ID, disabled bool) error {
	if _, err := a.over(ctx, who, id); err != nil {
		return refusal(err)
	}
	return refusal(a.Accounts.SetDisabled(ctx, id, disabled, who.Actor()))
}

// HandOver gives the permissions of an account to its successor 引継ぎ.
func (a *API) HandOver(ctx context.Context, who account.Who, from, to account.ID) ([]access.Grant, error) {
	for _, id := range []account.ID{from, to} {
		if _, err := a.over(ctx, who, id); err != nil {
			return nil, refusal(err)
		}
	}
	moved, err := a.Accounts.HandOver(ctx, from, to, who.Actor())
	return moved, refusal(err)
}

// MayKeep reports whether somebody may keep all of an account: reset it, disable
// it, hand it over.
func (a *API) MayKeep(ctx context.Context, who account.Who, id account.ID) bool {
	_, err := a.over(ctx, who, id)
	return err == nil
}

// over finds an account over all of which somebody may keep accounts: whoever
// administers a city must not reset the account of the country's administrator.
func (a *API) over(ctx context.Context, who account.Who, id account.ID) (account.Account, error) {
	if err := a.somewhere(who, access.KeepAccounts); err != nil {
		return account.Account{}, err
	}
	x, err := a.Accounts.Find(ctx, id)
	if err != nil {
		return x, err
	}
	grants, err := a.Accounts.Grants(ctx, id)
	if err != nil {
		return x, err
	}
	for _, g := range grants {
		r, err := a.resourceOf(ctx, g.Scope)
		if err != nil {
			return x, err
		}
		if err := a.allow(who, access.KeepAccounts, r); err != nil {
			return x, err
		}
	}
	return x, nil
}

// resourceOf gives what a permission in a scope is about.
func (a *API) resourceOf(ctx context.Context, scope access.Scope) (access.Resource, error) {
	if scope.Kind != access.OneStudy {
		return scope.Resource(""), nil
	}
	study, err := a.Store.Study(ctx, store.StudyID(scope.ID))
	return scope.Resource(study.Owner), err
}
