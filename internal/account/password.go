package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Hash says how costly it is to try a password: the parameters of Argon2id.
type Hash struct {
	KiB     uint32
	Passes  uint32
	Threads uint8
}

// DefaultHash is the second choice of RFC 9106, chapter 4, for machines without
// memory to spare.
func DefaultHash() Hash { return Hash{KiB: 64 << 10, Passes: 3, Threads: 4} }

// The lengths of RFC 9106.
const saltBytes, keyBytes = 16, 32

// hash gives a password as it is kept: in the form of the reference
// implementation, with its parameters.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(a.Random, salt); err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	h := a.Hash
	key, err := a.derive(ctx, password, salt, h)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.KiB, h.Passes, h.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// derive computes a key, at most a few at once.
func (a *Accounts) derive(ctx context.Context, password string, salt []byte, h Hash) ([]byte, error) {
	select {
	case a.hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-a.hashing }()
	return argon2.IDKey([]byte(password), salt, h.Passes, h.KiB, h.Threads, keyBytes), nil
}

// matches compares a password with a hash, in a time that does not depend on
// where they differ.
func (a *Accounts) matches(ctx context.Context, password, hashed string) (bool, error) {
	var h Hash
	var version int
	parts := strings.Split(hashed, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("password in the database: unknown form")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &h.KiB, &h.Passes, &h.Threads); err != nil || version != argon2.Version {
		return false, fmt.Errorf("password in the database: version %d, %v", version, err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("password in the database: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("password in the database: %w", err)
	}
	got, err := a.derive(ctx, password, salt, h)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// Bounds of passwords. Length is what makes them strong; the upper bound keeps
// hashing cheap.
const minPassword, maxPassword = 12, 256

// acceptable reports whether a password may be chosen: long, not the name, and
// not of a few characters only.
func acceptable(password, name string) bool {
	n := utf8.RuneCountInString(password)
	if n < minPassword || n > maxPassword || !utf8.ValidString(password) {
		return false
	}
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	return len(different) >= 6 && !strings.Contains(strings.ToLower(password), name)
}
