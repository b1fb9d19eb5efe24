package workbench

import (
	"errors"
	"net/http"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// signing is the pages to sign in and out, and the choice of the language.
func signing(w *Workbench, mux *http.ServeMux) {
	w.public(mux, "GET /sign-in", func(v *visit) error {
		return v.signInPage(http.StatusOK, signInBody{Next: v.r.URL.Query().Get("next")})
	})
	w.public(mux, "POST /sign-in", signIn)
	w.public(mux, "POST /sign-out", signOut)
	w.public(mux, "POST /language", setLanguage)
}

type signInBody struct {
	Next, Name, Refused string
	// CodeNeeded tells that the password was right and a one-time code is asked for.
	CodeNeeded bool
	SignOn     bool
}

func (v *visit) signInPage(status int, b signInBody) error {
	b.Next, b.SignOn = local(b.Next), v.SignOn
	v.show(status, "sign-in", frame{Title: locale.Text(v.lang, "web.sign_in.title"), Body: b})
	return nil
}

// signIn proves who somebody is. What is refused is said on the page, and the
// name need not be typed again.
func signIn(v *visit) error {
	b := signInBody{Next: v.r.PostFormValue("next"), Name: v.r.PostFormValue("name")}
	cookie, err := v.API.SignIn(v.r, b.Name, v.r.PostFormValue("password"), v.r.PostFormValue("code"))
	var failure *server.Failure
	switch {
	case err == nil:
		http.SetCookie(v.w, cookie)
		v.redirect(local(b.Next))
		return nil
	case errors.As(err, &failure) && failure.Status < http.StatusInternalServerError:
		b.CodeNeeded = failure.Findings[0].Code == diag.RequestCodeNeeded
		message, fix := locale.Finding(v.lang, failure.Findings[0])
		b.Refused = locale.Text(v.lang, "http.detail", "message", message, "fix", fix)
		return v.signInPage(failure.Status, b)
	}
	return err
}

func signOut(v *visit) error {
	cookie, err := v.API.SignOut(v.r)
	if err != nil {
		return err
	}
	http.SetCookie(v.w, cookie)
	v.redirect("/sign-in")
	return nil
}
