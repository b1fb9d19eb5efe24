package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/testing/device"
)

// makePasskey gives an account a passkey on a device.
func (h *house) makePasskey(t testing.TB, who session, d *device.Device) answer {
	t.Helper()
	begun := h.call(t, who, "POST /me/passkeys/begin", nil)
	begun.want(t, 200)
	return h.call(t, who, "POST /me/passkeys", map[string]any{"ceremony": begun.text("ceremony"), "name": "庁内の端末", "credential": d.Make(t, begun.at("publicKey"))})
}

// usePasskey signs in by one.
func (h *house) usePasskey(t testing.TB, d *device.Device) answer {
	t.Helper()
	begun := h.call(t, session{}, "POST /session/passkey", nil)
	begun.want(t, 200)
	d.Count++
	return h.call(t, session{}, "POST /session/passkey/finish", map[string]any{"ceremony": begun.text("ceremony"), "credential": d.Use(t, begun.at("publicKey"))})
}

// passkeysWork makes a passkey, signs in by it and takes it away.
func (h *house) passkeysWork(t *testing.T) {
	who := h.member(t, "yamada")
	d := &device.Device{Origin: "http://localhost"}
	made := h.makePasskey(t, who, d)
	made.want(t, 201)
	in := h.usePasskey(t, d)
	in.want(t, 200)
	if in.text("account", "name") != "yamada" {
		t.Errorf("%s", in.Body)
	}
	h.call(t, session{cookie: cookieOf(t, in)}, "GET /me", nil).want(t, 200)
	if a := h.call(t, who, "GET /me/passkeys", nil); a.text("passkeys", 0, "name") != "庁内の端末" || a.at("passkeys", 0, "used") == nil {
		t.Errorf("%s", a.Body)
	}
	h.call(t, who, "DELETE /me/passkeys/"+made.text("id"), nil).want(t, 204)
	h.usePasskey(t, d).refused(t, 401, diag.RequestWrongPasskey)
	audit := h.call(t, h.admin, "GET /audit?limit=1000", nil).Body.String()
	if !strings.Contains(audit, `"passkey.add"`) || !strings.Contains(audit, `"passkey.remove"`) {
		t.Errorf("the audit log lacks passkeys: %s", audit)
	}
}

// TestPasskeyAttacks uses ceremonies twice, late, of others, and copied devices.
func TestPasskeyAttacks(t *testing.T) {
	h := newHouse(t)
	who, other := h.member(t, "sato"), h.member(t, "mallory")
	d := &device.Device{Origin: "http://localhost"}
	h.makePasskey(t, who, d).want(t, 201)

	begun := h.call(t, session{}, "POST /session/passkey", nil)
	d.Count++
	proof := map[string]any{"ceremony": begun.text("ceremony"), "credential": d.Use(t, begun.at("publicKey"))}
	h.call(t, session{}, "POST /session/passkey/finish", proof).want(t, 200)
	h.call(t, session{}, "POST /session/passkey/finish", proof).refused(t, 401, diag.RequestWrongPasskey)

	begun = h.call(t, session{}, "POST /session/passkey", nil)
	late := map[string]any{"ceremony": begun.text("ceremony"), "credential": d.Use(t, begun.at("publicKey"))}
	h.now = h.now.Add(5 * time.Minute)
	h.call(t, session{}, "POST /session/passkey/finish", late).refused(t, 401, diag.RequestWrongPasskey)

	// What one has begun is not ended by another, and making is not signing in.
	begun = h.call(t, who, "POST /me/passkeys/begin", nil)
	mine := map[string]any{"ceremony": begun.text("ceremony"), "name": "x", "credential": (&device.Device{Origin: "http://localhost"}).Make(t, begun.at("publicKey"))}
	h.call(t, other, "POST /me/passkeys", mine).refused(t, 401, diag.RequestWrongPasskey)
	h.call(t, session{}, "POST /session/passkey/finish", map[string]any{"ceremony": begun.text("ceremony"), "credential": d.Use(t, begun.at("publicKey"))}).refused(t, 401, diag.RequestWrongPasskey)
	id := h.call(t, who, "GET /me/passkeys", nil).text("passkeys", 0, "id")
	h.call(t, other, "DELETE /me/passkeys/"+id, nil).refused(t, 404, diag.RequestNotFound)

	d.Count -= 2 // a copy that does not know of the later uses
	h.usePasskey(t, d).refused(t, 401, diag.RequestWrongPasskey)
	if audit := h.call(t, h.admin, "GET /audit?limit=1000", nil).Body.String(); !strings.Contains(audit, `"passkey.suspect"`) {
		t.Error("nobody is told of the copy")
	}
	d.Count += 2
	h.usePasskey(t, d).want(t, 200)
	account := h.call(t, who, "GET /me", nil).text("account", "id")
	h.call(t, h.admin, "PUT /accounts/"+account+"/disabled", map[string]any{"disabled": true}).want(t, 204)
	h.usePasskey(t, d).refused(t, 401, diag.RequestWrongPasskey)
	h.call(t, h.admin, "PUT /accounts/"+account+"/disabled", map[string]any{"disabled": false}).want(t, 204)
	h.usePasskey(t, d).want(t, 200)
	h.call(t, h.admin, "POST /accounts/"+account+"/reset", nil).want(t, 200)
	h.usePasskey(t, d).refused(t, 401, diag.RequestWrongPasskey)
}

// TestPasskeySite refuses addresses for which browsers make no passkeys.
func TestPasskeySite(t *testing.T) {
	h := newHouse(t)
	h.call(t, session{}, "POST /session/passkey", nil, "Host", "127.0.0.1").refused(t, 409, diag.RequestPasskeySite)
	h.call(t, h.admin, "POST /me/passkeys/begin", nil, "Host", "127.0.0.1").refused(t, 409, diag.RequestPasskeySite)
}

// TestOwnSignIn lets tokens try to change how their owner signs in.
func TestOwnSignIn(t *testing.T) {
	h := newHouse(t)
	token := h.call(t, h.admin, "POST /me/tokens", map[string]any{"name": "x", "operations": []string{"study.list", "account.keep"}, "ends": h.now.Add(time.Hour)})
	token.want(t, 201)
	tried := 0
	for _, o := range h.document.operations() {
		if !strings.Contains(o.path, "/me/") {
			continue
		}
		tried++
		h.call(t, session{token: token.text("secret")}, o.method+" "+o.to("s1"), o.body()).refused(t, 403, diag.RequestBeyondToken)
	}
	if tried < 10 {
		t.Errorf("only %d operations tried", tried)
	}
}
