package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/passkey"
	"github.com/sekisho/sekisho/internal/server"
)

// Passkey is a key on a device by which the owner of an account signs in.
type Passkey struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Created time.Time  `json:"created"`
	Used    *time.Time `json:"used,omitempty" doc:"When it was last used; absent if never."`
}

func passkeyOf(p account.Passkey) Passkey {
	x := Passkey{ID: p.ID, Name: p.Name, Created: p.Created}
	if !p.Used.IsZero() {
		x.Used = &p.Used
	}
	return x
}

// PasskeyBegun is what a browser needs to make or to use a passkey.
type PasskeyBegun struct {
	Body struct {
		Ceremony  string         `json:"ceremony" doc:"What to send back with the credential; it is good once, for five minutes."`
		PublicKey map[string]any `json:"publicKey" doc:"The options for navigator.credentials, in the JSON form of WebAuthn."`
	}
}

// PasskeyAnswer is what a browser gives back.
type PasskeyAnswer struct {
	Ceremony   string         `json:"ceremony" minLength:"1" maxLength:"100"`
	Credential map[string]any `json:"credential" doc:"The PublicKeyCredential in the JSON form of WebAuthn."`
}

// site gives this server as the browser reaches it; the guard knows its names.
func (a *API) site(r *http.Request) passkey.Site { return passkey.Site{Host: r.Host, Secure: a.Secure} }

// keyRefusal tells what went wrong with a passkey.
func keyRefusal(err error) error {
	switch {
	case errors.Is(err, passkey.ErrRefused):
		return account.ErrUnknown
	case errors.Is(err, passkey.ErrSite):
		return server.Refuse(http.StatusConflict, diag.RequestPasskeySite)
	}
	return err
}

// wrongKey tells a passkey that proves nothing apart from a request without proof.
func wrongKey(err error) error {
	if errors.Is(err, account.ErrUnknown) {
		return server.Refuse(http.StatusUnauthorized, diag.RequestWrongPasskey)
	}
	return err
}

// begun keeps what has begun, and tells the browser.
func (a *API) begun(ctx context.Context, id account.ID, c passkey.Ceremony) (*PasskeyBegun, error) {
	out := &PasskeyBegun{}
	if err := json.Unmarshal(c.Options, &out.Body.PublicKey); err != nil {
		return nil, fmt.Errorf("read options: %w", err)
	}
	var err error
	out.Body.Ceremony, err = a.Accounts.KeepCeremony(ctx, id, c.Kept)
	return out, err
}

// resumed takes what has begun, with the answer of the browser as it was sent.
func (a *API) resumed(ctx context.Context, id account.ID, c PasskeyAnswer) (kept, answer []byte, err error) {
	if kept, err = a.Accounts.TakeCeremony(ctx, id, c.Ceremony); err != nil {
		return nil, nil, err
	}
	if answer, err = json.Marshal(c.Credential); err != nil {
		return nil, nil, fmt.Errorf("write credential: %w", err)
	}
	return kept, answer, nil
}

func (a *API) passkeys() {
	open(a, operation("begin-passkey", http.MethodPost, "/session/passkey", "session", "Begin to sign in by a passkey."), http.StatusOK,
		func(ctx context.Context, in *struct{ Origin }) (*PasskeyBegun, error) {
			c, err := passkey.Ask(a.site(in.request), a.Accounts.Random)
			if err != nil {
				return nil, keyRefusal(err)
			}
			return a.begun(ctx, "", c)
		})
	open(a, operation("finish-passkey", http.MethodPost, "/session/passkey/finish", "session", "Sign in by a passkey; the session is in a cookie."), http.StatusOK,
		func(ctx context.Context, in *struct {
			Origin
			Body PasskeyAnswer
		}) (*SignedIn, error) {
			var secret string
			if _, err := a.attempt(in.request, func(ctx context.Context) (account.Who, error) {
				var err error
				secret, err = a.signInByPasskey(ctx, in.request, in.Body)
				return account.Who{}, err
			}); err != nil {
				return nil, wrongKey(err)
			}
			return a.signedIn(ctx, secret)
		})
	a.ownPasskeys()
}

// signInByPasskey proves a passkey, and opens a session for its owner.
func (a *API) signInByPasskey(ctx context.Context, r *http.Request, c PasskeyAnswer) (string, error) {
	kept, answer, err := a.resumed(ctx, "", c)
	if err != nil {
		return "", err
	}
	var was account.Passkey
	proof, err := passkey.Prove(a.site(r), kept, answer, func(owner, key string) (passkey.Key, error) {
		var err error
		was, err = a.Accounts.Passkey(ctx, account.ID(owner), key)
		return passkey.Key{ID: was.ID, Data: was.Data}, err
	})
	if err != nil {
		return "", keyRefusal(err)
	}
	return a.Accounts.SignInByPasskey(ctx, account.ID(proof.Owner), was, proof.Key.Data, proof.Copied)
}

// ownPasskeys are the operations on one's own passkeys.
func (a *API) ownPasskeys() {
	type passkeyList struct {
		Body struct {
			Passkeys []Passkey `json:"passkeys" nullable:"false"`
		}
	}
	type newPasskey struct{ Body Passkey }
	add(a, operation("list-passkeys", http.MethodGet, "/me/passkeys", "session", "List one's own passkeys, the oldest first."), http.StatusOK,
		func(ctx context.Context, who account.Who, _ *struct{}) (*passkeyList, error) {
			keys, err := a.Passkeys(ctx, who)
			out := &passkeyList{}
			out.Body.Passkeys = []Passkey{}
			for _, k := range keys {
				out.Body.Passkeys = append(out.Body.Passkeys, passkeyOf(k))
			}
			return out, err
		})
	add(a, operation("new-passkey", http.MethodPost, "/me/passkeys/begin", "session", "Begin to make a passkey for one's own account."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct{ Origin }) (*PasskeyBegun, error) {
			keys, err := a.Passkeys(ctx, who)
			if err != nil {
				return nil, err
			}
			var have []passkey.Key
			for _, k := range keys {
				have = append(have, passkey.Key{ID: k.ID, Data: k.Data})
			}
			c, err := passkey.Make(a.site(in.request), ownerOf(who.Account), have, a.Accounts.Random)
			if err != nil {
				return nil, keyRefusal(err)
			}
			return a.begun(ctx, who.Account.ID, c)
		})
	add(a, operation("add-passkey", http.MethodPost, "/me/passkeys", "session", "Keep a passkey that a browser has made."), http.StatusCreated,
		func(ctx context.Context, who account.Who, in *struct {
			Origin
			Body struct {
				PasskeyAnswer
				Name string `json:"name" minLength:"1" maxLength:"200" doc:"What to call the device."`
			}
		}) (*newPasskey, error) {
			if err := ownAccount(who); err != nil {
				return nil, err
			}
			kept, answer, err := a.resumed(ctx, who.Account.ID, in.Body.PasskeyAnswer)
			if err != nil {
				return nil, wrongKey(err)
			}
			key, err := passkey.Made(a.site(in.request), ownerOf(who.Account), kept, answer)
			if err != nil {
				return nil, wrongKey(keyRefusal(err))
			}
			p, err := a.Accounts.AddPasskey(ctx, who.Account, account.Passkey{ID: key.ID, Name: in.Body.Name, Data: key.Data})
			return &newPasskey{passkeyOf(p)}, err
		})
	add(a, operation("remove-passkey", http.MethodDelete, "/me/passkeys/{passkey}", "session", "Take a passkey from one's own account."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			Passkey string `path:"passkey" minLength:"1" maxLength:"1400"`
		}) (*Empty, error) {
			return nil, a.RemovePasskey(ctx, who, in.Passkey)
		})
}

// Passkeys lists somebody's own passkeys, the oldest first.
func (a *API) Passkeys(ctx context.Context, who account.Who) ([]account.Passkey, error) {
	if err := ownAccount(who); err != nil {
		return nil, err
	}
	return a.Accounts.Passkeys(ctx, who.Account)
}

// RemovePasskey takes a passkey from somebody's own account.
func (a *API) RemovePasskey(ctx context.Context, who account.Who, id string) error {
	if err := ownAccount(who); err != nil {
		return err
	}
	return a.Accounts.RemovePasskey(ctx, who.Account, id)
}

func ownerOf(a account.Account) passkey.Owner {
	return passkey.Owner{ID: string(a.ID), Name: a.Name, Display: a.Display}
}
