package account

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// kind is what a secret is for. It begins the secret, so that people, and
// programs that look for leaked secrets, can tell.
type kind string

const (
	sessionSecret    kind = "sekisho_s_"
	invitationSecret kind = "sekisho_i_"
	tokenSecret      kind = "sekisho_t_"
	linkSecret       kind = "sekisho_l_"
	ceremonySecret   kind = "sekisho_c_"
)

// newSecret makes a secret of 256 unpredictable bits.
func (a *Accounts) newSecret(k kind) (string, error) {
	var data [32]byte
	if _, err := io.ReadFull(a.Random, data[:]); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return string(k) + base64.RawURLEncoding.EncodeToString(data[:]), nil
}

// newID makes a name that is not secret and never comes twice.
func (a *Accounts) newID() (string, error) {
	var data [10]byte
	if _, err := io.ReadFull(a.Random, data[:]); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return hex.EncodeToString(data[:]), nil
}

// digestOf is what is kept of a secret. Secrets are random and long, so that a
// plain hash cannot be searched. ok tells whether the secret is of the kind.
func digestOf(k kind, secret string) (digest string, ok bool) {
	if !strings.HasPrefix(secret, string(k)) || len(secret) > 100 {
		return "", false
	}
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:]), true
}
