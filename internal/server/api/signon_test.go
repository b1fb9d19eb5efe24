package api_test

import (
	"crypto/rand"
	"net/http"
	"testing"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/signon"
	"github.com/sekisho/sekisho/internal/testing/idp"
)

// provided gives the house an identity provider.
func provided(t testing.TB, h *house) *idp.Provider {
	t.Helper()
	p := idp.Start(t, h.clock)
	s, err := signon.New(signon.Config{Issuer: p.URL, Client: p.Client, Secret: p.Secret, Redirect: "http://localhost/sign-on", Now: h.clock, Random: rand.Reader, Caller: http.DefaultClient})
	if err != nil {
		t.Fatal(err)
	}
	h.signOn = s
	return p
}

// leave begins a sign-on, and gives what a browser brings back.
func (h *house) leave(t testing.TB, p *idp.Provider) (flow string, back map[string]any) {
	t.Helper()
	a := h.call(t, session{}, "POST /session/sign-on", nil)
	a.want(t, 200)
	code, state := p.Authorize(t, a.text("address"))
	return cookieOf(t, a), map[string]any{"code": code, "state": state}
}

// signOnWorks uses single sign-on: with an invitation, again, and joined to an
// account by its owner.
func (h *house) signOnWorks(t *testing.T) {
	p := provided(t, h)
	flow, back := h.leave(t, p)
	h.call(t, session{cookie: flow}, "POST /session/sign-on/finish", back).refused(t, 401, diag.RequestWrongProof)
	invited := h.call(t, h.admin, "POST /accounts", map[string]any{"name": "tanaka", "display": "田中"})
	flow, back = h.leave(t, p)
	back["invitation"] = invited.text("secret")
	a := h.call(t, session{cookie: flow}, "POST /session/sign-on/finish", back)
	a.want(t, 200)
	if a.text("account", "name") != "tanaka" {
		t.Errorf("%s", a.Body)
	}
	flow, back = h.leave(t, p)
	h.call(t, session{}, "POST /session/sign-on/finish", back).refused(t, 401, diag.RequestWrongProof)
	h.call(t, session{cookie: flow}, "POST /session/sign-on/finish", back).want(t, 200)

	p.Claims["sub"] = "u-2"
	flow, back = h.leave(t, p)
	h.call(t, session{cookie: h.admin.cookie + "; " + flow}, "POST /me/identity", back).want(t, 204)
	flow, back = h.leave(t, p)
	h.call(t, session{cookie: h.admin.cookie + "; " + flow}, "POST /me/identity", back).refused(t, 409, diag.RequestExists)
	flow, back = h.leave(t, p)
	if a := h.call(t, session{cookie: flow}, "POST /session/sign-on/finish", back); a.text("account", "name") != "admin" {
		t.Errorf("%s", a.Body)
	}
	h.signOn = nil
	h.call(t, session{}, "POST /session/sign-on", nil).refused(t, 404, diag.RequestNotFound)
}
