// Package signon proves who somebody is by an identity provider, with OpenID
// Connect: single sign-on. It connects to the configured provider and to nobody
// else, and knows no account: which identity belongs to which account is package
// account's business.
package signon

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config says which provider is asked, and as whom.
type Config struct {
	// Issuer is the address of the provider; it begins with https://.
	Issuer string
	// Client and Secret are what the provider knows this server by.
	Client, Secret string
	// Redirect is the address of our page to which the provider sends browsers back.
	Redirect string
	Now      func() time.Time
	// Random is a source of unpredictable bytes.
	Random io.Reader
	// Caller makes the requests to the provider.
	Caller *http.Client
}

// Provider is an identity provider. It is asked when somebody signs on, so that
// the server also starts while the provider is away.
type Provider struct {
	config Config
	mutex  sync.Mutex
	known  *oidc.Provider
}

// New gives a provider. It fails where the configuration cannot work.
func New(c Config) (*Provider, error) {
	for _, address := range []string{c.Issuer, c.Redirect} {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
			return nil, fmt.Errorf("identity provider: %q is no address https://", address)
		}
	}
	if c.Client == "" {
		return nil, errors.New("identity provider: no client id")
	}
	return &Provider{config: c}, nil
}

// Identity is who signed on, in the provider's words.
type Identity struct {
	Issuer, Subject string
	// Name to be shown, empty where the provider tells none.
	Name string
}

// flow is what a browser keeps between leaving for the provider and coming back.
type flow struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	Ends     time.Time `json:"e"`
}

// flowLasts is how long somebody may take at the provider.
const flowLasts = 10 * time.Minute

// ErrRefused reports a sign-on that did not come back as it left, or that the
// provider refused.
var ErrRefused = errors.New("the sign-on is not valid")

// ErrAway reports that the provider cannot be reached.
var ErrAway = errors.New("the identity provider cannot be reached")

// Begin gives the provider's address to which a browser goes, and what it keeps
// meanwhile.
func (p *Provider) Begin(ctx context.Context) (address, kept string, err error) {
	o, err := p.client(ctx)
	if err != nil {
		return "", "", err
	}
	f := flow{Verifier: oauth2.GenerateVerifier(), Ends: p.config.Now().Add(flowLasts)}
	for _, secret := range []*string{&f.State, &f.Nonce} {
		var data [16]byte
		if _, err := io.ReadFull(p.config.Random, data[:]); err != nil {
			return "", "", fmt.Errorf("make secret: %w", err)
		}
		*secret = base64.RawURLEncoding.EncodeToString(data[:])
	}
	data, err := json.Marshal(f)
	if err != nil {
		return "", "", fmt.Errorf("keep sign-on: %w", err)
	}
	return o.AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), base64.RawURLEncoding.EncodeToString(data), nil
}

// Finish proves who came back with a code. It fails with [ErrRefused] and
// [ErrAway].
func (p *Provider) Finish(ctx context.Context, kept, state, code string) (Identity, error) {
	var f flow
	data, err := base64.RawURLEncoding.DecodeString(kept)
	if err != nil || json.Unmarshal(data, &f) != nil || f.State == "" || f.Nonce == "" ||
		subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) != 1 || !p.config.Now().Before(f.Ends) {
		return Identity{}, ErrRefused
	}
	o, err := p.client(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.config.Caller)
	tokens, err := o.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	var answered *oauth2.RetrieveError
	switch {
	case errors.As(err, &answered):
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	case err != nil:
		return Identity{}, fmt.Errorf("%w: %w", ErrAway, err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w: no id token", ErrRefused)
	}
	token, err := p.known.Verifier(&oidc.Config{ClientID: p.config.Client, Now: p.config.Now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if token.Subject == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(f.Nonce)) != 1 {
		return Identity{}, fmt.Errorf("%w: nonce or subject", ErrRefused)
	}
	var claims struct {
		Name string `json:"name"`
	}
	if err := token.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return Identity{Issuer: token.Issuer, Subject: token.Subject, Name: claims.Name}, nil
}

// client gives the client of the provider, which it asks once where its
// endpoints are.
func (p *Provider) client(ctx context.Context) (*oauth2.Config, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.known == nil {
		// The provider's keys are fetched later, too: the context of the request that
		// comes first must not end them.
		known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.config.Caller), p.config.Issuer)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAway, err)
		}
		p.known = known
	}
	return &oauth2.Config{ClientID: p.config.Client, ClientSecret: p.config.Secret, RedirectURL: p.config.Redirect, Endpoint: p.known.Endpoint(),
		Scopes: []string{oidc.ScopeOpenID, "profile"}}, nil
}
