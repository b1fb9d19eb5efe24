package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sekisho/sekisho/internal/server"
)

// certificate gives the certificate with which the server speaks HTTPS itself; nil
// where it does not.
func (o *ServeOptions) certificate() (*server.Certificate, error) {
	if !o.Own {
		if o.Certificate == "" {
			return nil, nil //nolint:nilnil // said above
		}
		return usable(server.OpenCertificate(o.Certificate, o.Key))
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return nil, fmt.Errorf("find the user's directory: %w", err)
	}
	return usable(server.OwnCertificate(filepath.Join(dir, "sekisho", "tls"), o.Hosts, time.Now()))
}

// spoken gives the scheme that the server speaks, and the fingerprint of a
// certificate that it made itself. Where it has one, browsers reach it by HTTPS.
func (o *ServeOptions) spoken(c *server.Certificate) (scheme, own string) {
	if c == nil {
		return "http://", ""
	}
	o.Secure = true
	if o.Own {
		own = c.Fingerprint()
	}
	return "https://", own
}

// ErrCertificate reports files that hold no certificate, or one and the key of
// another.
var ErrCertificate = errors.New("no certificate with its key")

func usable(c *server.Certificate, err error) (*server.Certificate, error) {
	var path *fs.PathError
	if err != nil && !errors.As(err, &path) {
		err = fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	return c, err
}
