package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
)

// Permission is a role in a scope, for a time.
type Permission struct {
	Role  string     `json:"role" enum:"view,answer,analyse,approve,administer"`
	Kind  string     `json:"kind" enum:"all,prefecture,organisation,study"`
	Scope string     `json:"scope,omitempty" maxLength:"64" doc:"The prefecture's two digits, the organisation's six, or the study's id; absent for all."`
	Until *time.Time `json:"until,omitempty" doc:"When it ends; absent: never, which the administration of everything alone may."`
}

func permissionsOf(grants []access.Grant) []Permission {
	list := []Permission{}
	for _, g := range grants {
		p := Permission{Role: string(g.Role), Kind: string(g.Scope.Kind), Scope: g.Scope.ID}
		if !g.Until.IsZero() {
			p.Until = &g.Until
		}
		list = append(list, p)
	}
	return list
}

func (p Permission) scope() access.Scope {
	return access.Scope{Kind: access.Kind(p.Kind), ID: p.Scope}
}

type permissionsOutput struct {
	Body struct {
		Permissions []Permission `json:"permissions" nullable:"false"`
	}
}

func permissionsAnswer(grants []access.Grant) *permissionsOutput {
	out := &permissionsOutput{}
	out.Body.Permissions = permissionsOf(grants)
	return out
}

func (a *API) permissions() {
	add(a, operation("list-permissions", http.MethodGet, "/accounts/{account}/permissions", "accounts", "List the permissions of an account."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *AccountPath) (*permissionsOutput, error) {
			_, grants, err := a.AccountPermissions(ctx, who, account.ID(in.Account))
			return permissionsAnswer(grants), err
		})
	add(a, operation("grant-permission", http.MethodPut, "/accounts/{account}/permissions", "accounts", "Give a role in a scope to an account, or change its end."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			AccountPath
			Body Permission
		}) (*Empty, error) {
			g := access.Grant{Role: access.Role(in.Body.Role), Scope: in.Body.scope()}
			if in.Body.Until != nil {
				g.Until = *in.Body.Until
			}
			return nil, a.GrantPermission(ctx, who, account.ID(in.Account), g)
		})
	add(a, operation("revoke-permission", http.MethodDelete, "/accounts/{account}/permissions", "accounts", "Take a role in a scope from an account."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			AccountPath
			Role  string `query:"role" required:"true" enum:"view,answer,analyse,approve,administer"`
			Kind  string `query:"kind" required:"true" enum:"all,prefecture,organisation,study"`
			Scope string `query:"scope" maxLength:"64"`
		}) (*Empty, error) {
			p := Permission{Role: in.Role, Kind: in.Kind, Scope: in.Scope}
			return nil, a.RevokePermission(ctx, who, account.ID(in.Account), access.Grant{Role: access.Role(p.Role), Scope: p.scope()})
		})
}

// AccountPermissions finds an account and its permissions, those that have ended
// included.
func (a *API) AccountPermissions(ctx context.Context, who account.Who, id account.ID) (account.Account, []access.Grant, error) {
	if err := a.somewhere(who, access.ReadAccounts); err != nil {
		return account.Account{}, nil, err
	}
	x, err := a.Accounts.Find(ctx, id)
	if err != nil {
		return x, nil, refusal(err)
	}
	grants, err := a.Accounts.Grants(ctx, id)
	return x, grants, refusal(err)
}

// GrantPermission gives a role in a scope to an account, or changes its end.
func (a *API) GrantPermission(ctx context.Context, who account.Who, id account.ID, g access.Grant) error {
	if err := a.mayGrant(ctx, who, g.Scope); err != nil {
		return refusal(err)
	}
	if !g.MayEnd(a.Now()) {
		return a.tooLong("body.until")
	}
	return refusal(a.Accounts.Grant(ctx, id, g, who.Actor()))
}

// tooLong refuses an end for which nothing can be given now.
func (a *API) tooLong(place string) error {
	return refuseValue(diag.RequestLimit, place, "limit", access.LatestEnd(a.Now()).Format(time.RFC3339))
}

// mayEnd refuses an end in the past or beyond the fiscal year.
func (a *API) mayEnd(ends time.Time, place string) error {
	if now := a.Now(); !ends.After(now) || ends.After(access.LatestEnd(now)) {
		return a.tooLong(place)
	}
	return nil
}

// RevokePermission takes the role in the scope of a grant from an account.
func (a *API) RevokePermission(ctx context.Context, who account.Who, id account.ID, g access.Grant) error {
	if err := a.mayGrant(ctx, who, g.Scope); err != nil {
		return refusal(err)
	}
	return refusal(a.Accounts.Revoke(ctx, id, g.Role, g.Scope, who.Actor()))
}

// MayGrant reports whether somebody may give and take roles in a scope.
func (a *API) MayGrant(ctx context.Context, who account.Who, scope access.Scope) bool {
	return a.mayGrant(ctx, who, scope) == nil
}

// mayGrant refuses whoever does not administer the whole of a scope.
func (a *API) mayGrant(ctx context.Context, who account.Who, scope access.Scope) error {
	if err := a.somewhere(who, access.KeepAccounts); err != nil {
		return err
	}
	if !scope.Valid() {
		return &server.Failure{Status: http.StatusUnprocessableEntity, Findings: []diag.Finding{finding(diag.RequestForm, "scope", "place", "scope")}}
	}
	r, err := a.resourceOf(ctx, scope)
	if err != nil {
		return err
	}
	return a.allow(who, access.KeepAccounts, r)
}
