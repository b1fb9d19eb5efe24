package workbench_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/testing/long"
)

var aSecret = regexp.MustCompile(`name="secret" value="([A-Z2-7]{32})"`)

// code is the code of an app with a secret, written apart from that of the server:
// RFC 6238.
func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	if err := binary.Write(mac, binary.BigEndian, at.Unix()/30); err != nil {
		t.Fatal(err)
	}
	sum := mac.Sum(nil)
	from := sum[19] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:from+4])<<1>>1%1_000_000)
}

// TestOneTimeCodes sets one-time codes on the page of the account: a wrong code sets
// nothing, and once they are set the password alone does not sign in.
func TestOneTimeCodes(t *testing.T) {
	long.Test(t)
	h := newHouse(t)
	if page := h.get(t, h.admin, "/account", "ja").Body.String(); !strings.Contains(page, "設定していません") {
		t.Errorf("%s", page)
	}
	begun := h.post(t, h.admin, "/account/codes", nil).Body.String()
	found := aSecret.FindStringSubmatch(begun)
	if found == nil || !strings.Contains(begun, found[1][:4]+" "+found[1][4:8]) || !strings.Contains(begun, "otpauth://totp/") || !strings.Contains(begun, `<svg class="qr"`) {
		t.Fatalf("no secret: %s", begun)
	}
	right := code(t, found[1], h.now)
	wrong := h.post(t, h.admin, "/account/codes/set", url.Values{"secret": {found[1]}, "code": {strings.Map(func(r rune) rune { return '0' + ('9'-r)%10 }, right)}})
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), "数字が合いません") || !strings.Contains(wrong.Body.String(), found[1]) || !strings.Contains(wrong.Body.String(), `<svg class="qr"`) {
		t.Errorf("a wrong code: %d %s", wrong.Code, wrong.Body)
	}
	if w := h.post(t, h.admin, "/account/codes/set", url.Values{"secret": {strings.Repeat("A", 8000)}, "code": {right}}); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "otpauth") {
		t.Errorf("no secret: %d", w.Code)
	}
	in := url.Values{"name": {"admin"}, "password": {password}}
	if w := h.post(t, nil, "/sign-in", in); w.Code != http.StatusSeeOther {
		t.Errorf("before they are set: %d %s", w.Code, w.Body)
	}
	if w := h.post(t, h.admin, "/account/codes/set", url.Values{"secret": {found[1]}, "code": {" " + right[:3] + " " + right[3:]}}); w.Code != http.StatusSeeOther {
		t.Fatalf("the right code: %d %s", w.Code, w.Body)
	}
	if page := h.get(t, h.admin, "/account?set=1", "ja").Body.String(); !strings.Contains(page, "設定してあります") || !strings.Contains(page, `role="status"`) {
		t.Errorf("%s", page)
	}
	if w := h.post(t, nil, "/sign-in", in); w.Code != http.StatusUnauthorized {
		t.Errorf("without a code: %d", w.Code)
	}
	h.now = h.now.Add(time.Minute)
	in.Set("code", code(t, found[1], h.now))
	if w := h.post(t, nil, "/sign-in", in); w.Code != http.StatusSeeOther {
		t.Errorf("with a code: %d %s", w.Code, w.Body)
	}
}
