package store

import (
	"crypto/sha256"
	"encoding/hex"
)

// Digest is the SHA-256 of data, in hexadecimal.
type Digest string

// DigestOf gives the digest of data.
func DigestOf(data []byte) Digest {
	sum := sha256.Sum256(data)
	return Digest(hex.EncodeToString(sum[:]))
}
