package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/signon"
)

// IdentityProvider says by which provider people may sign on.
type IdentityProvider struct {
	// Issuer is its address; Client and Secret are what it knows us by.
	Issuer, Client, Secret string
	// Public is the address under which browsers reach this server, to which the
	// provider sends them back.
	Public string
}

// signOn gives the provider, nil where none is configured.
func (p IdentityProvider) signOn() (api.SignOn, error) {
	if p.Issuer == "" {
		return nil, nil
	}
	public, err := url.JoinPath(p.Public, "sign-on")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	provider, err := signon.New(signon.Config{Issuer: p.Issuer, Client: p.Client, Secret: p.Secret, Redirect: public, Now: time.Now, Random: rand.Reader,
		Caller: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{ForceAttemptHTTP2: true}}})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	return provider, nil
}

// ErrProvider reports an identity provider that cannot work as configured.
var ErrProvider = errors.New("identity provider not configured rightly")
