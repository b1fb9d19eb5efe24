// Package device is a device with passkeys and the browser before it, for tests: it
// answers as the specification of WebAuthn says, or lies where a test asks it to.
package device

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// Device is a device with at most one passkey.
type Device struct {
	// Origin is where the browser says that its page comes from.
	Origin string
	// Count is how often the key was used, as the device tells it.
	Count uint32
	// Careless devices do not ask their owner for a PIN.
	Careless bool

	key    *ecdsa.PrivateKey
	id     []byte
	handle string
	site   string
}

// options are what a site asks for, as far as a device looks at it.
type options struct {
	Challenge string `json:"challenge"`
	RPID      string `json:"rpId"`
	RP        struct {
		ID string `json:"id"`
	} `json:"rp"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
}

func read(t testing.TB, publicKey any) options {
	t.Helper()
	data, err := json.Marshal(publicKey)
	if err != nil {
		t.Fatal(err)
	}
	var o options
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func text(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// client is what the browser tells about the page.
func (d *Device) client(t testing.TB, kind, challenge string) []byte {
	t.Helper()
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Flags of what a device says.
const (
	present  = 1
	verified = 4
	made     = 64
)

// says is what the device tells about itself.
func (d *Device) says(flags byte) []byte {
	sum := sha256.Sum256([]byte(d.site))
	if !d.Careless {
		flags |= verified
	}
	return binary.BigEndian.AppendUint32(append(sum[:], flags|present), d.Count)
}

// Make makes a passkey as a site asks for it, and gives what the browser sends.
func (d *Device) Make(t testing.TB, publicKey any) map[string]any {
	t.Helper()
	o := read(t, publicKey)
	var err error
	if d.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	d.id, d.handle, d.site = []byte(rand.Text()), o.User.ID, o.RP.ID
	says := append(d.says(made), make([]byte, 16)...) // of no known make
	says = binary.BigEndian.AppendUint16(says, uint16(len(d.id)))
	says = append(says, d.id...)
	// The key in COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
	says = append(says, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32)
	says = append(says, point[1:33]...)
	says = append(says, 0x22, 0x58, 32)
	says = append(says, point[33:]...)
	// In CBOR: {"fmt": "none", "attStmt": {}, "authData": says}.
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"), 0x58, byte(len(says)))
	object = append(object, says...)
	return map[string]any{"id": text(d.id), "rawId": text(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": text(d.client(t, "webauthn.create", o.Challenge)), "attestationObject": text(object), "transports": []string{"internal"}}}
}

// Use uses the passkey as a site asks for it, and gives what the browser sends.
func (d *Device) Use(t testing.TB, publicKey any) map[string]any {
	t.Helper()
	client := d.client(t, "webauthn.get", read(t, publicKey).Challenge)
	says, of := d.says(0), sha256.Sum256(client)
	sum := sha256.Sum256(append(says, of[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"id": text(d.id), "rawId": text(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": text(client), "authenticatorData": text(says), "signature": text(signature), "userHandle": d.handle}}
}
