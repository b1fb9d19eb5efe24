package signon_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/signon"
	"github.com/sekisho/sekisho/internal/testing/idp"
)

// clock is a clock that tests set.
type clock struct{ now time.Time }

// Now gives the time that was set.
func (c *clock) Now() time.Time { return c.now }

func start(t *testing.T) (*signon.Provider, *idp.Provider, *clock) {
	t.Helper()
	c := &clock{time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	provider := idp.Start(t, c.Now)
	p, err := signon.New(signon.Config{Issuer: provider.URL, Client: provider.Client, Secret: provider.Secret, Redirect: "https://sekisho.example/sign-on",
		Now: c.Now, Random: rand.Reader, Caller: http.DefaultClient})
	if err != nil {
		t.Fatal(err)
	}
	return p, provider, c
}

func TestSignOn(t *testing.T) {
	p, provider, _ := start(t)
	address, kept, err := p.Begin(t.Context())
	if err != nil || !strings.HasPrefix(address, provider.URL+"/auth?") {
		t.Fatalf("%s, %v", address, err)
	}
	code, state := provider.Authorize(t, address)
	got, err := p.Finish(t.Context(), kept, state, code)
	if want := (signon.Identity{Issuer: provider.URL, Subject: "u-1", Name: "佐藤"}); err != nil || got != want {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := p.Finish(t.Context(), kept, state, code); !errors.Is(err, signon.ErrRefused) {
		t.Errorf("the code again: %v", err)
	}
}

// TestRefused brings back what did not leave, or what the provider did not say.
func TestRefused(t *testing.T) {
	for name, spoil := range map[string]func(p *idp.Provider, c *clock, kept, state, code *string){
		"another state":    func(_ *idp.Provider, _ *clock, _, state, _ *string) { *state += "x" },
		"another code":     func(_ *idp.Provider, _ *clock, _, _, code *string) { *code = "x" },
		"nothing kept":     func(_ *idp.Provider, _ *clock, kept, _, _ *string) { *kept = "" },
		"nonsense kept":    func(_ *idp.Provider, _ *clock, kept, _, _ *string) { *kept = "e30" },
		"too late":         func(_ *idp.Provider, c *clock, _, _, _ *string) { c.now = c.now.Add(10 * time.Minute) },
		"another nonce":    func(p *idp.Provider, _ *clock, _, _, _ *string) { p.Claims["nonce"] = "x" },
		"another audience": func(p *idp.Provider, _ *clock, _, _, _ *string) { p.Claims["aud"] = "other" },
		"another issuer":   func(p *idp.Provider, _ *clock, _, _, _ *string) { p.Claims["iss"] = "https://evil.example" },
		"an ended token":   func(p *idp.Provider, c *clock, _, _, _ *string) { p.Claims["exp"] = c.now.Unix() - 1 },
		"nobody":           func(p *idp.Provider, _ *clock, _, _, _ *string) { p.Claims["sub"] = "" },
		"a forged token":   func(p *idp.Provider, _ *clock, _, _, _ *string) { p.Forge() },
		"a wrong client":   func(p *idp.Provider, _ *clock, _, _, _ *string) { p.Secret = "other" },
	} {
		p, provider, c := start(t)
		address, kept, err := p.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		code, state := provider.Authorize(t, address)
		spoil(provider, c, &kept, &state, &code)
		if got, err := p.Finish(t.Context(), kept, state, code); !errors.Is(err, signon.ErrRefused) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestConfiguration(t *testing.T) {
	for _, c := range []signon.Config{
		{Issuer: "http://idp.example", Client: "c", Redirect: "https://sekisho.example/"}, {Issuer: "https://idp.example", Client: "c", Redirect: "sekisho"},
		{Issuer: "", Client: "c", Redirect: "https://sekisho.example/"}, {Issuer: "https://idp.example", Redirect: "https://sekisho.example/"},
	} {
		if _, err := signon.New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	p, err := signon.New(signon.Config{Issuer: "https://127.0.0.1:1", Client: "c", Redirect: "https://sekisho.example/", Now: time.Now, Random: rand.Reader, Caller: http.DefaultClient})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Begin(t.Context()); !errors.Is(err, signon.ErrAway) {
		t.Errorf("a provider that is away: %v", err)
	}
}
