package account

import (
	"testing"
	"time"
)

// CodeAt computes the code of a secret for tests outside of the package.
func CodeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	data, err := base32Form.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	return codeAt(data, at.Unix()/codeStep)
}

// TestCodes checks the last six digits of the test vectors of RFC 6238,
// appendix B, for SHA-1.
func TestCodes(t *testing.T) {
	for seconds, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := codeAt([]byte("12345678901234567890"), seconds/codeStep); got != want {
			t.Errorf("at %d: %s, want %s", seconds, got, want)
		}
	}
}

// TestHashForm hashes with the parameters in the hash, so that old hashes can
// still be checked when the parameters rise.
func TestHashForm(t *testing.T) {
	a := &Accounts{Config: Config{Random: zeros{}, Hash: Hash{KiB: 64, Passes: 2, Threads: 1}}, hashing: make(chan struct{}, 1)}
	hashed, err := a.hash(t.Context(), "a password")
	if err != nil {
		t.Fatal(err)
	}
	a.Hash = Hash{KiB: 8, Passes: 1, Threads: 1}
	for password, want := range map[string]bool{"a password": true, "another": false, "": false} {
		if got, err := a.matches(t.Context(), password, hashed); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	for _, damaged := range []string{"", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=18$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=1$!$AAAA", "$argon2id$v=19$m=8,t=1,p=1$AAAA$!"} {
		if ok, err := a.matches(t.Context(), "", damaged); ok || err == nil {
			t.Errorf("%q is taken", damaged)
		}
	}
}

// zeros is a source of randomness that is not random.
type zeros struct{}

// Read gives zeros.
func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
