package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Certificate keeps the certificate of a server, in two files of PEM blocks. Its
// files are looked at again when they change, so that one renewed by somebody
// else is used without a restart.
type Certificate struct {
	cert, key string

	mutex   sync.Mutex
	changed time.Time
	current *tls.Certificate
}

// OpenCertificate reads the certificate with its chain, and its key.
func OpenCertificate(cert, key string) (*Certificate, error) {
	c := &Certificate{cert: cert, key: key}
	return c, c.read()
}

func (c *Certificate) read() error {
	info, err := os.Stat(c.cert)
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	c.current, c.changed = &pair, info.ModTime()
	return nil
}

// get gives the certificate as its file is now. One that cannot be read, perhaps
// because it is just being written, leaves the one before.
func (c *Certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if info, err := os.Stat(c.cert); err == nil && !info.ModTime().Equal(c.changed) {
		next := &Certificate{cert: c.cert, key: c.key}
		if next.read() == nil {
			c.current, c.changed = next.current, next.changed
		}
	}
	return c.current, nil
}

// Fingerprint is the SHA-256 of the certificate in hexadecimal, with which people
// compare what their browser shows.
func (c *Certificate) Fingerprint() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	sum := sha256.Sum256(c.current.Certificate[0])
	return hex.EncodeToString(sum[:])
}

// listen adds TLS to a listener.
func (c *Certificate) listen(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}})
}

// How long a certificate made by ourselves is good, and how long before its end a
// new one is made. Browsers refuse those of more than 398 days.
const (
	ownLife  = 397 * 24 * time.Hour
	ownRenew = 30 * 24 * time.Hour
)

// OwnCertificate gives the certificate that this program made for itself in a
// directory, and makes one where there is none, where its end is near, or where
// it is not for all of the hosts. It proves the server only to those who compare
// its fingerprint.
func OwnCertificate(dir string, hosts []string, now time.Time) (*Certificate, error) {
	cert, key := filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")
	c, err := OpenCertificate(cert, key)
	switch {
	case err == nil && good(c.current.Leaf, hosts, now):
		return c, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	if err := makeCertificate(cert, key, hosts, now); err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	return OpenCertificate(cert, key)
}

func good(leaf *x509.Certificate, hosts []string, now time.Time) bool {
	return leaf != nil && now.After(leaf.NotBefore) && now.Add(ownRenew).Before(leaf.NotAfter) &&
		!slices.ContainsFunc(hosts, func(h string) bool { return leaf.VerifyHostname(h) != nil })
}

func makeCertificate(cert, key string, hosts []string, now time.Time) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	t := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "sekisho"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(ownLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	data, err := x509.CreateCertificate(rand.Reader, t, t, private.Public(), private)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	// The key first: a certificate without its key is not used.
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data}), 0o644)
}
