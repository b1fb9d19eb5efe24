package workbench

import (
	"net/http"

	"github.com/sekisho/sekisho/internal/locale"
)

// ownAccount is the page of one's own account, with its passkeys パスキー. Making one
// needs the browser's script; looking at them and removing them does not.
func ownAccount(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "GET /account", showAccount)
	w.page(mux, "POST /account/passkeys/remove", func(v *visit) error {
		if err := v.API.RemovePasskey(v.r.Context(), v.who, v.r.PostFormValue("passkey")); err != nil {
			return err
		}
		v.redirect("/account?removed=1")
		return nil
	})
}

type accountBody struct {
	Name     string
	Removed  bool
	Passkeys []passkeyRow
}

type passkeyRow struct{ ID, Name, Created, Used string }

func showAccount(v *visit) error {
	keys, err := v.API.Passkeys(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	b := accountBody{Name: v.who.Account.Name, Removed: v.r.URL.Query().Has("removed")}
	for _, k := range keys {
		row := passkeyRow{ID: k.ID, Name: k.Name, Created: v.moment(k.Created), Used: locale.Text(v.lang, "web.account.never")}
		if !k.Used.IsZero() {
			row.Used = v.moment(k.Used)
		}
		b.Passkeys = append(b.Passkeys, row)
	}
	return v.ok("account", frame{Title: locale.Text(v.lang, "web.account.title"), Body: b})
}
