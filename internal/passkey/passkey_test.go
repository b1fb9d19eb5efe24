package passkey_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"testing"

	"github.com/sekisho/sekisho/internal/passkey"
	"github.com/sekisho/sekisho/internal/testing/device"
)

var (
	site  = passkey.Site{Host: "sekisho.example", Secure: true}
	owner = passkey.Owner{ID: "0123456789", Name: "sato", Display: "佐藤"}
)

func written(t *testing.T, value any) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// made makes a passkey.
func made(t *testing.T, d *device.Device) (passkey.Key, error) {
	t.Helper()
	c, err := passkey.Make(site, owner, nil, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return passkey.Made(site, owner, c.Kept, written(t, d.Make(t, c.Options)))
}

// TestPasskeys makes a passkey and uses it, rightly and in every way that must be
// refused.
func TestPasskeys(t *testing.T) {
	for name, d := range map[string]*device.Device{
		"another site's page":    {Origin: "https://evil.example"},
		"a page without HTTPS":   {Origin: "http://sekisho.example"},
		"a device without a PIN": {Origin: "https://sekisho.example", Careless: true},
	} {
		if _, err := made(t, d); !errors.Is(err, passkey.ErrRefused) {
			t.Errorf("%s makes one: %v", name, err)
		}
	}
	d := &device.Device{Origin: "https://sekisho.example"}
	key, err := made(t, d)
	if err != nil {
		t.Fatal(err)
	}
	other := &device.Device{Origin: d.Origin}
	if _, err := made(t, other); err != nil {
		t.Fatal(err)
	}
	find := func(id, name string) (passkey.Key, error) {
		if id != owner.ID || name != key.ID {
			return passkey.Key{}, errNobody
		}
		return key, nil
	}
	// prove uses a device after somebody changed what it said.
	prove := func(d *device.Device, count uint32, lie func(answer map[string]any)) (passkey.Proof, error) {
		c, err := passkey.Ask(site, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		d.Count = count
		answer := d.Use(t, c.Options)
		if lie != nil {
			lie(answer)
		}
		return passkey.Prove(site, c.Kept, written(t, answer), find)
	}
	p, err := prove(d, 1, nil)
	if err != nil || p.Owner != owner.ID || p.Copied || p.Key.ID != key.ID {
		t.Fatalf("%+v, %v", p, err)
	}
	key = p.Key
	if p, err = prove(d, 1, nil); err != nil || !p.Copied {
		t.Errorf("a count that stands still: %+v, %v", p, err)
	}
	if _, err := prove(other, 2, nil); !errors.Is(err, errNobody) {
		t.Errorf("a key that nobody has: %v", err)
	}
	part := func(name, value string) func(map[string]any) {
		return func(a map[string]any) { a["response"].(map[string]any)[name] = value }
	}
	stranger := other.Use(t, map[string]any{"challenge": "AAAA"})["response"].(map[string]any)
	for name, lie := range map[string]func(map[string]any){
		"another's signature": part("signature", stranger["signature"].(string)),
		"an older challenge":  part("clientDataJSON", stranger["clientDataJSON"].(string)),
		"no owner":            part("userHandle", ""),
		"nothing":             func(a map[string]any) { clear(a) },
		"half":                func(a map[string]any) { delete(a, "response") },
	} {
		if _, err := prove(d, 3, lie); !errors.Is(err, passkey.ErrRefused) {
			t.Errorf("%s proves: %v", name, err)
		}
	}
	d.Careless = true
	if _, err := prove(d, 4, nil); !errors.Is(err, passkey.ErrRefused) {
		t.Errorf("a device that asks for no PIN proves: %v", err)
	}
	d.Careless, d.Origin = false, "https://evil.example"
	if _, err := prove(d, 5, nil); !errors.Is(err, passkey.ErrRefused) {
		t.Errorf("another site's page proves: %v", err)
	}
	if c, err := passkey.Make(site, owner, []passkey.Key{key}, rand.Reader); err != nil || !json.Valid(c.Options) || !contains(t, c.Options, key.ID) {
		t.Errorf("a device may make a second passkey: %v", err)
	}
}

var errNobody = errors.New("nobody")

// contains tells whether the options exclude a key.
func contains(t *testing.T, options []byte, id string) bool {
	t.Helper()
	var o struct {
		Exclude []struct {
			ID string `json:"id"`
		} `json:"excludeCredentials"`
	}
	if err := json.Unmarshal(options, &o); err != nil {
		t.Fatal(err)
	}
	return len(o.Exclude) == 1 && o.Exclude[0].ID == id
}

// TestSites tells for which addresses there are passkeys.
func TestSites(t *testing.T) {
	for _, tt := range []struct {
		site passkey.Site
		good bool
	}{
		{passkey.Site{Host: "localhost:8610"}, true},
		{passkey.Site{Host: "sekisho.example:8443", Secure: true}, true},
		{passkey.Site{Host: "sekisho.example"}, false},
		{passkey.Site{Host: "127.0.0.1:8610"}, false},
		{passkey.Site{Host: "[::1]:8610", Secure: true}, false},
		{passkey.Site{}, false},
	} {
		if _, err := passkey.Ask(tt.site, rand.Reader); (err == nil) != tt.good || err != nil && !errors.Is(err, passkey.ErrSite) {
			t.Errorf("%+v: %v", tt.site, err)
		}
	}
}
