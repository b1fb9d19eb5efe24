package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// accountsRoom is the pages on which accounts are kept: who there is, who may do
// what and until when, and what a role permits.
func accountsRoom(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "GET /accounts", func(v *visit) error { return v.accountsPage(http.StatusOK, accountsBody{}) })
	w.page(mux, "POST /accounts", inviteAccount)
	w.page(mux, "GET /accounts/roles", showRoles)
	oneAccount(w, mux)
}

type accountsBody struct {
	Text string
	Rows []accountRow
	Next string
	// Name and Display are the form of a new account, as it was sent.
	Name, Display string
	Refused       []string
	// Audit is the audit log; empty for those who may not read it.
	Audit string
}

type accountRow struct {
	URL, Name, Display, State, Created string
	Permissions                        []string
}

// accountsShown is how many accounts a page shows; as many are read at once.
const accountsShown = 100

// accountsPage lists the accounts whose names hold the text that is asked for.
func (v *visit) accountsPage(status int, b accountsBody) error {
	q := v.r.URL.Query()
	b.Text = strings.TrimSpace(q.Get("q"))
	accounts, more, err := v.accountsWith(b.Text, q.Get("after"), v.pageSize(accountsShown))
	if err != nil {
		return err
	}
	for _, x := range accounts {
		_, grants, err := v.API.AccountPermissions(v.r.Context(), v.who, x.ID)
		if err != nil {
			return err
		}
		row := accountRow{URL: accountURL(x.ID), Name: x.Name, Display: x.Display, State: v.accountState(x), Created: v.dayOf(x.Created)}
		for _, g := range grants {
			row.Permissions = append(row.Permissions, v.permissionText(g))
		}
		b.Rows = append(b.Rows, row)
	}
	if more {
		b.Next = "/accounts?q=" + queryEscape(b.Text) + "&after=" + queryEscape(accounts[len(accounts)-1].Name)
	}
	if v.API.May(v.who, access.ReadAudit, access.Resource{}) {
		b.Audit = "/audit"
	}
	v.show(status, "accounts", frame{Title: locale.Text(v.lang, "web.accounts.title"), Wide: true, Body: b})
	return nil
}

// accountsWith reads the accounts whose names hold a text, those behind a name, and
// tells whether there are more than wanted.
func (v *visit) accountsWith(text, after string, wanted int) (found []account.Account, more bool, err error) {
	for {
		page, rest, err := v.API.ListAccounts(v.r.Context(), v.who, after, accountsShown)
		if err != nil {
			return nil, false, err
		}
		for _, x := range page {
			if !strings.Contains(fold(x.Name+"\n"+x.Display), fold(text)) {
				continue
			}
			if len(found) == wanted {
				return found, true, nil
			}
			found = append(found, x)
		}
		if !rest {
			return found, false, nil
		}
		after = page[len(page)-1].Name
	}
}

func accountURL(id account.ID) string { return "/accounts/" + string(id) }

// accountState tells in a word whether an account is in use.
func (v *visit) accountState(x account.Account) string {
	switch {
	case x.Disabled:
		return locale.Text(v.lang, "web.accounts.disabled")
	case !x.Password:
		return locale.Text(v.lang, "web.accounts.no_password")
	}
	return locale.Text(v.lang, "web.accounts.in_use")
}

// inviteAccount makes an account, and shows its one-time link this once.
func inviteAccount(v *visit) error {
	b := accountsBody{Name: strings.TrimSpace(v.r.PostFormValue("name")), Display: strings.TrimSpace(v.r.PostFormValue("display"))}
	if !account.ValidName(b.Name) {
		b.Refused = append(b.Refused, locale.Text(v.lang, "web.accounts.bad_name"))
	}
	if b.Display == "" || len([]rune(b.Display)) > longestDisplay {
		b.Refused = append(b.Refused, locale.Text(v.lang, "web.accounts.bad_display", "longest", longestDisplay))
	}
	if len(b.Refused) > 0 {
		return v.accountsPage(http.StatusUnprocessableEntity, b)
	}
	x, secret, err := v.API.InviteAccount(v.r.Context(), v.who, b.Name, b.Display)
	var failure *server.Failure
	switch {
	case err == nil:
		return v.accountPage(http.StatusOK, x.ID, oneAccountBody{Link: v.address("/setup#" + secret)})
	case errors.As(err, &failure) && failure.Status == http.StatusConflict:
		b.Refused = []string{locale.Text(v.lang, "web.accounts.exists", "name", b.Name)}
		return v.accountsPage(http.StatusConflict, b)
	}
	return err
}

// longestDisplay bounds the name that others see, as the API does.
const longestDisplay = 200

type rolesBody struct {
	Roles []string
	Rows  []roleRow
}

type roleRow struct {
	Operation string
	// May tells for each role whether it permits the operation.
	May []bool
}

// showRoles shows as a table which role permits what, for everybody who signed in.
func showRoles(v *visit) error {
	var b rolesBody
	for _, r := range access.Roles() {
		b.Roles = append(b.Roles, locale.Name(v.lang, locale.AccessRole, r))
	}
	for _, o := range access.Operations() {
		row := roleRow{Operation: locale.Name(v.lang, locale.Operation, o)}
		for _, r := range access.Roles() {
			row.May = append(row.May, slices.Contains(access.RolesFor(o), r))
		}
		b.Rows = append(b.Rows, row)
	}
	return v.ok("roles", frame{Title: locale.Text(v.lang, "web.roles.title"), Body: b})
}

// permissionText tells a role, where it holds, and until when.
func (v *visit) permissionText(g access.Grant) string {
	until := locale.Text(v.lang, "web.accounts.for_ever")
	switch {
	case g.Ended(v.Now()):
		until = locale.Text(v.lang, "web.accounts.ended", "date", v.lastDay(g.Until))
	case !g.Until.IsZero():
		until = locale.Text(v.lang, "web.accounts.until", "date", v.lastDay(g.Until))
	}
	return locale.Text(v.lang, "web.accounts.permission", "role", locale.Name(v.lang, locale.AccessRole, g.Role), "scope", scopeText(v.lang, g.Scope), "until", until)
}

// scopeText names a scope.
func scopeText(l lang.Lang, s access.Scope) string {
	kind := locale.Name(l, locale.AccessScope, s.Kind)
	switch s.Kind {
	case access.Everything:
		return kind
	case access.Prefecture:
		return locale.Name(l, locale.Prefecture, s.ID)
	}
	return locale.Text(l, "web.accounts.scope", "kind", kind, "id", s.ID)
}

// administers tells whether somebody keeps accounts somewhere, for what pages offer.
func (v *visit) administers() bool { return len(v.API.Within(v.who, access.ReadAccounts)) > 0 }
