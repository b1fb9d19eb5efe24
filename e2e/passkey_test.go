package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// TestPasskey adds a passkey to the account, signs in by it, and removes it.
func TestPasskey(t *testing.T) {
	t.Parallel()
	s := serve(t)
	// Browsers make no passkeys for a bare address.
	s.Address = strings.Replace(s.Address, "127.0.0.1", "localhost", 1)
	s.Invitation = strings.Replace(s.Invitation, "127.0.0.1", "localhost", 1)
	b := beginAt(t, s, "ja-JP")
	if _, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}); err != nil {
		t.Fatal(err)
	}
	b.visit("/account")
	b.axe()
	b.shot("account")
	b.do(chromedp.SendKeys(chromedp.CSS("#device"), "庁内の端末"))
	b.follow("ra-passkey button")
	b.do(chromedp.WaitVisible(chromedp.CSS("tbody th")))
	b.shot("added")
	b.axe()
	b.follow(".bar-user button")
	b.shot("sign-in")
	b.axe()
	b.follow("ra-passkey button")
	b.do(chromedp.WaitVisible(chromedp.CSS(".bar-user button")))
	b.visit("/account")
	if text := b.text("tbody"); !strings.Contains(text, "庁内の端末") || strings.Contains(text, "まだ使っていません") {
		t.Errorf("the use of the passkey is not told: %s", text)
	}
	b.follow("tbody form button")
	b.do(chromedp.WaitVisible(chromedp.CSS("[role=status].note")))
	b.follow(".bar-user button")
	b.do(
		chromedp.Click(chromedp.CSS("ra-passkey button")),
		chromedp.WaitVisible(chromedp.CSS("ra-passkey .error")),
	)
	b.shot("refused")
	if text := b.text("ra-passkey .error"); text == "" {
		t.Error("nothing tells why the removed passkey is refused")
	}
}
