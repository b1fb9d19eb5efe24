package workbench

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// oneAccount is the page of an account: its permissions, and what those who keep it
// may do with it.
func oneAccount(w *Workbench, mux *http.ServeMux) {
	const one = "/accounts/{account}"
	w.page(mux, "GET "+one, func(v *visit) error { return v.accountPage(http.StatusOK, v.account(), oneAccountBody{}) })
	w.back(mux, "GET "+one+"/{form}", func(v *visit) string { return accountURL(v.account()) })
	w.page(mux, "POST "+one+"/permissions", grantPermission)
	w.page(mux, "POST "+one+"/revoke", revokePermission)
	w.page(mux, "POST "+one+"/reset", resetAccount)
	w.page(mux, "POST "+one+"/disabled", disableAccount)
	w.page(mux, "POST "+one+"/hand-over", handOver)
}

// account gives the account that the path names.
func (v *visit) account() account.ID { return account.ID(v.r.PathValue("account")) }

type oneAccountBody struct {
	URL, Name, Display, State, Created string
	Disabled, Codes                    bool
	Permissions                        []permissionRow
	// MayGive tells that the visitor may give permissions at all, MayKeep that they
	// may do everything with this account.
	MayGive, MayKeep bool
	Form             permissionForm
	// Successor is the form of the hand-over, as it was sent.
	Successor string
	// Link is the one-time link that was made just now; it is shown this once.
	Link string
	// Done tells what was done just now, Refused why something was not.
	Done    string
	Refused []string
}

type permissionRow struct {
	Role, Scope, Until string
	Ended              bool
	// Values name the permission in the form that takes it.
	RoleID, Kind, ID string
	MayTake          bool
}

// permissionForm gives a permission, as it was sent.
type permissionForm struct {
	Roles, Kinds, Prefectures []choice
	ID, Until, Latest         string
}

// accountPage shows an account.
func (v *visit) accountPage(status int, id account.ID, b oneAccountBody) error {
	x, grants, err := v.API.AccountPermissions(v.r.Context(), v.who, id)
	if err != nil {
		return err
	}
	b.URL, b.Name, b.Display, b.State, b.Created = accountURL(id), x.Name, x.Display, v.accountState(x), v.dayOf(x.Created)
	b.Disabled, b.Codes = x.Disabled, x.TOTP
	for _, g := range grants {
		row := permissionRow{Role: locale.Name(v.lang, locale.AccessRole, g.Role), Scope: scopeText(v.lang, g.Scope), Until: locale.Text(v.lang, "web.accounts.for_ever"), Ended: g.Ended(v.Now()),
			RoleID: string(g.Role), Kind: string(g.Scope.Kind), ID: g.Scope.ID, MayTake: v.API.MayGrant(v.r.Context(), v.who, g.Scope)}
		if !g.Until.IsZero() {
			row.Until = v.lastDay(g.Until)
		}
		b.Permissions = append(b.Permissions, row)
	}
	b.MayGive = len(v.API.Within(v.who, access.KeepAccounts)) > 0
	b.MayKeep = v.API.MayKeep(v.r.Context(), v.who, id)
	b.Form = v.permissionForm()
	if b.Done == "" && b.Link == "" && slices.Contains([]string{"granted", "revoked", "disabled", "enabled", "handed"}, v.r.URL.Query().Get("done")) {
		b.Done = locale.Text(v.lang, "web.accounts.done."+v.r.URL.Query().Get("done"))
	}
	v.show(status, "account-page", frame{Title: locale.Text(v.lang, "web.accounts.one", "display", x.Display), Body: b})
	return nil
}

// permissionForm gives the form as it was sent, or as it is at first.
func (v *visit) permissionForm() permissionForm {
	sent := v.r.PostFormValue
	f := permissionForm{ID: sent("id"), Until: sent("until"), Latest: v.lastDay(access.LatestEnd(v.Now()))}
	for _, r := range access.Roles() {
		f.Roles = append(f.Roles, choice{ID: string(r), Name: locale.Name(v.lang, locale.AccessRole, r), Chosen: sent("role") == string(r)})
	}
	for _, k := range []access.Kind{access.Organisation, access.Prefecture, access.OneStudy, access.Everything} {
		f.Kinds = append(f.Kinds, choice{ID: string(k), Name: locale.Name(v.lang, locale.AccessScope, k), Chosen: sent("kind") == string(k)})
	}
	f.Prefectures = prefectureChoices(v.lang, sent("prefecture"))
	return f
}

// prefectureChoices lists the prefectures 都道府県 in the order of their numbers.
func prefectureChoices(l lang.Lang, chosen string) []choice {
	var list []choice
	for n := range lastPrefecture {
		id := fmt.Sprintf("%02d", n+1)
		list = append(list, choice{ID: id, Name: locale.Name(l, locale.Prefecture, id), Chosen: id == chosen})
	}
	return list
}

// lastPrefecture is the number of the last prefecture.
const lastPrefecture = 47

// again shows the page of the account with what was refused, or fails for other
// reasons.
func (v *visit) again(err error) error {
	var failure *server.Failure
	if !errors.As(err, &failure) || failure.Status >= http.StatusInternalServerError || failure.Status == http.StatusForbidden {
		return err
	}
	return v.accountPage(failure.Status, v.account(), oneAccountBody{Refused: v.problems(failure), Successor: v.r.PostFormValue("to")})
}

// settled goes back to the account, or shows what was refused.
func (v *visit) settled(done string, err error) error {
	if err != nil {
		return v.again(err)
	}
	v.redirect(accountURL(v.account()) + "?done=" + done)
	return nil
}

// grantPermission gives a role in a scope, and tells everything that is wrong with
// the form.
func grantPermission(v *visit) error {
	g, refused := v.wantedGrant()
	if len(refused) > 0 {
		return v.accountPage(http.StatusUnprocessableEntity, v.account(), oneAccountBody{Refused: refused})
	}
	return v.settled("granted", v.API.GrantPermission(v.r.Context(), v.who, v.account(), g))
}

// wantedGrant reads the form of a permission.
func (v *visit) wantedGrant() (g access.Grant, refused []string) {
	sent := func(name string) string { return narrow(v.r.PostFormValue(name)) }
	say := func(key string, args ...any) {
		refused = append(refused, locale.Text(v.lang, "web.accounts."+key, args...))
	}
	g.Role, g.Scope = access.Role(sent("role")), access.Scope{Kind: access.Kind(sent("kind")), ID: sent("id")}
	if !slices.Contains(access.Roles(), g.Role) {
		say("bad_role")
	}
	switch g.Scope.Kind {
	case access.Everything:
		g.Scope.ID = ""
	case access.Prefecture:
		g.Scope.ID = sent("prefecture")
	}
	if !g.Scope.Valid() {
		say("bad_scope")
	}
	until := sent("until")
	never := g.Role == access.Administrator && g.Scope.Kind == access.Everything
	latest := access.LatestEnd(v.Now())
	switch end, ok := endOfDay(until); {
	case until == "" && never:
	case until == "":
		g.Until = latest
	case !ok, !end.After(v.Now()), end.After(latest):
		say("bad_until", "latest", v.lastDay(latest))
	default:
		g.Until = end
	}
	return g, refused
}

func revokePermission(v *visit) error {
	g := access.Grant{Role: access.Role(v.r.PostFormValue("role")), Scope: access.Scope{Kind: access.Kind(v.r.PostFormValue("kind")), ID: v.r.PostFormValue("id")}}
	return v.settled("revoked", v.API.RevokePermission(v.r.Context(), v.who, v.account(), g))
}

// resetAccount makes a new one-time link, and shows it this once.
func resetAccount(v *visit) error {
	x, secret, err := v.API.ResetAccount(v.r.Context(), v.who, v.account())
	if err != nil {
		return v.again(err)
	}
	return v.accountPage(http.StatusOK, x.ID, oneAccountBody{Link: v.address("/setup#" + secret)})
}

func disableAccount(v *visit) error {
	disabled, done := v.r.PostFormValue("disabled") == "yes", "enabled"
	if disabled {
		done = "disabled"
	}
	return v.settled(done, v.API.DisableAccount(v.r.Context(), v.who, v.account(), disabled))
}

// handOver gives the permissions of the account to the one that is named 引継ぎ.
func handOver(v *visit) error {
	name := strings.TrimSpace(v.r.PostFormValue("to"))
	found, _, err := v.accountsWith(name, "", 1<<30)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(found, func(x account.Account) bool { return x.Name == name })
	if i < 0 || found[i].ID == v.account() || found[i].Disabled {
		return v.accountPage(http.StatusUnprocessableEntity, v.account(), oneAccountBody{Refused: []string{locale.Text(v.lang, "web.accounts.no_successor", "name", name)}, Successor: name})
	}
	_, err = v.API.HandOver(v.r.Context(), v.who, v.account(), found[i].ID)
	return v.settled("handed", err)
}
