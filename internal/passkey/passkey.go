// Package passkey proves who somebody is by a passkey パスキー, with WebAuthn: a key
// that a device keeps and that it uses only after its owner has shown to be there, by a
// PIN, a finger or a face. It keeps nothing and knows no account: what a browser begins
// and ends with is given to whoever keeps it.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Site is the server as a browser reaches it. A passkey is good for the name of one
// site alone, and browsers make none for a bare IP address.
type Site struct {
	// Host is the name, with the port where it is not the usual one.
	Host string
	// Secure tells that it is reached by HTTPS. Without, browsers take localhost only.
	Secure bool
}

// Owner is whose passkey it is.
type Owner struct {
	// ID never changes, and tells nothing about its owner.
	ID string
	// Name and Display are what the device shows.
	Name, Display string
}

// Ceremony is what has begun in a browser: Options go to it, and Kept comes back when
// it ends, untouched by anybody, and once.
type Ceremony struct{ Options, Kept json.RawMessage }

// Key is a passkey as it is kept: its name that is unique, and what checks proofs by it.
type Key struct {
	ID   string
	Data []byte
}

// Proof is a proven passkey. Key is as it must be kept from now on.
type Proof struct {
	Owner string
	Key   Key
	// Copied tells that somebody else seems to use a copy of it.
	Copied bool
}

var (
	// ErrRefused reports what does not prove anything.
	ErrRefused = errors.New("passkey refused")
	// ErrSite reports a site for which there are no passkeys.
	ErrSite = errors.New("no passkeys for this site")
)

// challengeBytes is twice what the specification asks for.
const challengeBytes = 32

// party gives the site in the words of the library.
func (s Site) party() (*webauthn.WebAuthn, error) {
	name, scheme := s.Host, "http://"
	if host, _, err := net.SplitHostPort(s.Host); err == nil {
		name = host
	}
	if s.Secure {
		scheme = "https://"
	}
	if name == "" || net.ParseIP(name) != nil || !s.Secure && name != "localhost" {
		return nil, ErrSite
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: name, RPDisplayName: "sekisho", RPOrigins: []string{scheme + s.Host}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSite, err)
	}
	return w, nil
}

// user is an owner with keys in the words of the library.
type user struct {
	Owner

	keys []webauthn.Credential
}

// WebAuthnID gives the id.
func (u user) WebAuthnID() []byte { return []byte(u.ID) }

// WebAuthnName gives the name.
func (u user) WebAuthnName() string { return u.Name }

// WebAuthnDisplayName gives the name to be shown.
func (u user) WebAuthnDisplayName() string { return u.Display }

// WebAuthnCredentials gives the keys.
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.keys }

// owner reads the keys that an owner has.
func owner(o Owner, keys ...Key) (user, error) {
	u := user{Owner: o, keys: make([]webauthn.Credential, len(keys))}
	for i, k := range keys {
		if err := json.Unmarshal(k.Data, &u.keys[i]); err != nil {
			return u, fmt.Errorf("passkey %s: %w", k.ID, err)
		}
	}
	return u, nil
}

// Make begins to make a passkey; have are those that the owner has already, of which
// no device shall make a second one.
func Make(s Site, o Owner, have []Key, random io.Reader) (Ceremony, error) {
	w, err := s.party()
	if err != nil {
		return Ceremony{}, err
	}
	u, err := owner(o, have...)
	if err != nil {
		return Ceremony{}, err
	}
	own, err := challenge(random)
	if err != nil {
		return Ceremony{}, err
	}
	creation, kept, err := w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, fmt.Errorf("make passkey: %w", err)
	}
	creation.Response.Challenge, kept.Challenge = own, own.String()
	return ceremony(creation.Response, kept)
}

// Made checks what a browser sends when it has made a passkey. It fails with
// [ErrRefused].
func Made(s Site, o Owner, kept, answer []byte) (Key, error) {
	w, session, err := s.resume(kept)
	if err != nil {
		return Key{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, refused(err)
	}
	key, err := w.CreateCredential(user{Owner: o}, session, parsed)
	if err != nil {
		return Key{}, refused(err)
	}
	return keyOf(key)
}

// Ask begins to ask for a passkey, whoever's it is.
func Ask(s Site, random io.Reader) (Ceremony, error) {
	w, err := s.party()
	if err != nil {
		return Ceremony{}, err
	}
	own, err := challenge(random)
	if err != nil {
		return Ceremony{}, err
	}
	assertion, kept, err := w.BeginDiscoverableLogin(webauthn.WithChallenge(own))
	if err != nil {
		return Ceremony{}, fmt.Errorf("ask for passkey: %w", err)
	}
	return ceremony(assertion.Response, kept)
}

// Prove checks what a browser sends when somebody has used a passkey. find gives the
// key of an owner by its name. It fails with [ErrRefused], and as find does.
func Prove(s Site, kept, answer []byte, find func(owner, key string) (Key, error)) (Proof, error) {
	w, session, err := s.resume(kept)
	if err != nil {
		return Proof{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Proof{}, refused(err)
	}
	var failed error
	whose, used, err := w.ValidatePasskeyLogin(func(raw, handle []byte) (webauthn.User, error) {
		var k Key
		if k, failed = find(string(handle), nameOf(raw)); failed != nil {
			return nil, failed
		}
		var u user
		u, failed = owner(Owner{ID: string(handle)}, k)
		return u, failed
	}, session, parsed)
	if failed != nil {
		return Proof{}, failed
	}
	if err != nil {
		return Proof{}, refused(err)
	}
	k, err := keyOf(used)
	return Proof{Owner: string(whose.WebAuthnID()), Key: k, Copied: used.Authenticator.CloneWarning}, err
}

// challenge makes what a device signs, so that an answer fits one question only.
func challenge(random io.Reader) (protocol.URLEncodedBase64, error) {
	data := make(protocol.URLEncodedBase64, challengeBytes)
	if _, err := io.ReadFull(random, data); err != nil {
		return nil, fmt.Errorf("make challenge: %w", err)
	}
	return data, nil
}

func ceremony(options any, kept *webauthn.SessionData) (Ceremony, error) {
	told, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, fmt.Errorf("write options: %w", err)
	}
	data, err := json.Marshal(kept)
	if err != nil {
		return Ceremony{}, fmt.Errorf("write ceremony: %w", err)
	}
	return Ceremony{told, data}, nil
}

// resume reads what was kept.
func (s Site) resume(kept []byte) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var session webauthn.SessionData
	w, err := s.party()
	if err != nil {
		return nil, session, err
	}
	if err := json.Unmarshal(kept, &session); err != nil {
		return nil, session, fmt.Errorf("read ceremony: %w", err)
	}
	return w, session, nil
}

func keyOf(c *webauthn.Credential) (Key, error) {
	// What a device says of itself when it makes a key is not needed to check proofs.
	c.Attestation = webauthn.CredentialAttestation{}
	data, err := json.Marshal(c)
	if err != nil {
		return Key{}, fmt.Errorf("write passkey: %w", err)
	}
	return Key{nameOf(c.ID), data}, nil
}

func nameOf(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func refused(err error) error { return fmt.Errorf("%w: %w", ErrRefused, err) }
