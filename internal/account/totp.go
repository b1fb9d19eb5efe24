package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // what RFC 6238 and every app for one-time codes use
	"crypto/subtle"
	"database/sql"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// One-time codes by time (TOTP), RFC 6238 with its defaults.
const (
	codeStep   = 30 // seconds
	codeDigits = 6
	codeSecret = 20 // bytes
)

var base32Form = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewCodeSecret makes a secret for one-time codes, and its address for apps,
// which is shown as text or as a picture. Nothing is kept until [Accounts.SetCodes].
func (a *Accounts) NewCodeSecret(who Account) (secret, address string, err error) {
	data := make([]byte, codeSecret)
	if _, err := io.ReadFull(a.Random, data); err != nil {
		return "", "", fmt.Errorf("make secret: %w", err)
	}
	secret = base32Form.EncodeToString(data)
	return secret, CodeAddress(who, secret), nil
}

// CodeAddress gives the address of a secret for apps; none for a text that is no
// secret.
func CodeAddress(who Account, secret string) string {
	if _, ok := codeKey(secret); !ok {
		return ""
	}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/sekisho:" + who.Name, RawQuery: url.Values{"secret": {secret}, "issuer": {"sekisho"}}.Encode()}
	return u.String()
}

// codeKey gives the bytes of a secret.
func codeKey(secret string) ([]byte, bool) {
	data, err := base32Form.DecodeString(secret)
	return data, err == nil && len(data) == codeSecret
}

// SetCodes makes one-time codes of a secret necessary for an account, once a
// code proves that the secret arrived. It fails with [ErrUnknown] where the code
// does not fit.
func (a *Accounts) SetCodes(ctx context.Context, who Account, secret, code string) error {
	data, ok := codeKey(secret)
	if !ok {
		return ErrUnknown
	}
	used := checkCode(data, code, a.Now(), 0)
	if used == 0 {
		return ErrUnknown
	}
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		err := change(ctx, tx, "UPDATE account SET totp = $2, totp_used = $3 WHERE id = $1", string(who.ID), secret, used)
		return []store.AuditEntry{entry(who.Actor(), codesSet, who, "", "")}, err
	})
}

// checkCode gives the step to which a code belongs, which lies behind used and
// at most one step away from now; 0 where the code does not fit. A code is good
// once.
func checkCode(secret []byte, code string, now time.Time, used int64) int64 {
	step := now.Unix() / codeStep
	for _, s := range []int64{step - 1, step, step + 1} {
		if s > used && subtle.ConstantTimeCompare([]byte(codeAt(secret, s)), []byte(code)) == 1 {
			return s
		}
	}
	return 0
}

// codeAt computes the code of a step, RFC 4226 chapter 5.3.
func codeAt(secret []byte, step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	value := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, value%1_000_000)
}
