package account_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/store"
)

// TestIdentities joins identities to accounts by an invitation or a session, and
// by nothing else.
func TestIdentities(t *testing.T) {
	h := newHouse(t)
	admin := h.begun(t)
	mine, other := account.Identity{Issuer: "https://idp.example", Subject: "u-1"}, account.Identity{Issuer: "https://other.example", Subject: "u-1"}
	_, err := h.SignOn(t.Context(), mine, "")
	wantErr(t, "nobody's identity", err, account.ErrUnknown)
	who, secret, err := h.Invite(t.Context(), "sato", "佐藤", admin.Actor())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = h.SignOn(t.Context(), mine, secret); err != nil {
		t.Fatal(err)
	}
	_, err = h.SignOn(t.Context(), other, secret)
	wantErr(t, "an invitation again", err, account.ErrUnknown)
	session, err := h.SignOn(t.Context(), mine, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := h.BySession(t.Context(), session); err != nil || got.Account.ID != who.ID {
		t.Errorf("%v, %v", got, err)
	}
	wantErr(t, "an identity of somebody else", h.Connect(t.Context(), admin.Account, mine), store.ErrExists)
	if err := h.Connect(t.Context(), admin.Account, other); err != nil {
		t.Fatal(err)
	}
	if err := h.SetDisabled(t.Context(), who.ID, true, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	_, err = h.SignOn(t.Context(), mine, "")
	wantErr(t, "a disabled account", err, account.ErrUnknown)
	if _, err := h.Reset(t.Context(), admin.Account.ID, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	_, err = h.SignOn(t.Context(), other, "")
	wantErr(t, "an identity after a reset", err, account.ErrUnknown)
}

// TestBeginWithoutPassword makes no further administrator where the first one
// signs on by a provider.
func TestBeginWithoutPassword(t *testing.T) {
	h := newHouse(t)
	secret, err := h.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = h.SignOn(t.Context(), account.Identity{Issuer: "https://idp.example", Subject: "u-1"}, secret); err != nil {
		t.Fatal(err)
	}
	if secret, err = h.Begin(t.Context()); err != nil || secret != "" {
		t.Errorf("a start after that: %q, %v", secret, err)
	}
}
