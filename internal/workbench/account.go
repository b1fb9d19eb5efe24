package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// ownAccount is the pages of one's own account, with its passkeys パスキー and its
// one-time codes ワンタイムコード. Making a passkey needs the browser's script; all
// else does not.
func ownAccount(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "GET /account", showAccount)
	w.page(mux, "POST /account/passkeys/remove", func(v *visit) error {
		if err := v.API.RemovePasskey(v.r.Context(), v.who, v.r.PostFormValue("passkey")); err != nil {
			return err
		}
		v.redirect("/account?removed=1")
		return nil
	})
	w.page(mux, "POST /account/codes", func(v *visit) error {
		secret, _, err := v.API.NewCodes(v.who)
		if err != nil {
			return err
		}
		return v.codesPage(http.StatusOK, codesBody{Secret: secret})
	})
	w.page(mux, "POST /account/codes/set", setCodes)
}

type accountBody struct {
	Name string
	// Removed tells that a passkey was removed just now, Set that codes were set.
	Removed, Set bool
	Passkeys     []passkeyRow
	// Codes tells that one-time codes are needed to sign in.
	Codes bool
}

// codesBody is the page on which one-time codes are set: their secret goes into an
// app, and a code out of the app proves that it arrived.
type codesBody struct {
	Secret string
	// Address is the secret as apps take it when it is pasted; none where what was sent
	// is no secret.
	Address string
	// Picture is the address for a phone's camera.
	Picture *qrPicture
	// Groups are the secret in parts that can be typed.
	Groups []string
	// Wrong tells that the code did not fit.
	Wrong bool
}

// group is how many characters of a secret stand together, so that they can be
// typed.
const group = 4

func (v *visit) codesPage(status int, b codesBody) error {
	for chunk := range slices.Chunk([]byte(b.Secret), group) {
		b.Groups = append(b.Groups, string(chunk))
	}
	if b.Address = account.CodeAddress(v.who.Account, b.Secret); b.Address != "" {
		var err error
		if b.Picture, err = qrOf(b.Address); err != nil {
			return err
		}
	}
	v.show(status, "account-codes", frame{Title: locale.Text(v.lang, "web.account.codes"), Body: b})
	return nil
}

// setCodes sets the codes, or shows the page again where the code does not fit.
func setCodes(v *visit) error {
	secret, code := v.r.PostFormValue("secret"), v.r.PostFormValue("code")
	err := v.API.SetCodes(v.r.Context(), v.who, secret, strings.ReplaceAll(strings.TrimSpace(code), " ", ""))
	var failure *server.Failure
	switch {
	case err == nil:
		v.redirect("/account?set=1")
		return nil
	case errors.As(err, &failure) && failure.Findings[0].Code == diag.RequestWrongProof:
		return v.codesPage(http.StatusUnprocessableEntity, codesBody{Secret: secret, Wrong: true})
	}
	return err
}

type passkeyRow struct{ ID, Name, Created, Used string }

func showAccount(v *visit) error {
	keys, err := v.API.Passkeys(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	b := accountBody{Name: v.who.Account.Name, Removed: q.Has("removed"), Set: q.Has("set"), Codes: v.who.Account.TOTP}
	for _, k := range keys {
		row := passkeyRow{ID: k.ID, Name: k.Name, Created: v.moment(k.Created), Used: locale.Text(v.lang, "web.account.never")}
		if !k.Used.IsZero() {
			row.Used = v.moment(k.Used)
		}
		b.Passkeys = append(b.Passkeys, row)
	}
	return v.ok("account", frame{Title: locale.Text(v.lang, "web.account.title"), Body: b})
}
