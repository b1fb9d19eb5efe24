package app_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
)

// TestServe starts a server with a new database in a directory that is not
// there, asks whether it lives, and ends it.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ready, secret, ended := make(chan string, 1), make(chan string, 1), make(chan error, 1)
	database := filepath.Join(t.TempDir(), "a", "studies.db")
	go func() {
		ended <- app.Serve(ctx, app.ServeOptions{Listen: "127.0.0.1:0", Database: database, Log: slog.New(slog.DiscardHandler), Ready: func(a, _, invitation string) { ready <- a; secret <- invitation }})
	}()
	var address string
	select {
	case address = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || string(body) != "ok\n" {
		t.Errorf("%d %q, %v", answer.StatusCode, body, err)
	}
	_ = answer.Body.Close()
	if <-secret == "" {
		t.Error("no one-time link for the first administrator")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(database); err != nil {
		t.Error(err)
	}
}

// TestServeSecurely speaks HTTPS with a certificate of its own, does jobs, and
// gives figures on an address of their own.
func TestServeSecurely(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	free, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	figures := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan [2]string, 1), make(chan error, 1)
	go func() {
		ended <- app.Serve(ctx, app.ServeOptions{Listen: "127.0.0.1:0", Database: filepath.Join(t.TempDir(), "studies.db"), Own: true, Observation: app.Observation{Metrics: figures}, Worker: 1,
			Log: slog.New(slog.DiscardHandler), Ready: func(a, fingerprint, _ string) { ready <- [2]string{a, fingerprint} }})
	}()
	var address, fingerprint string
	select {
	case r := <-ready:
		address, fingerprint = r[0], r[1]
	case err := <-ended:
		t.Fatal(err)
	}
	var shown string
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
		sum := sha256.Sum256(raw[0])
		shown = hex.EncodeToString(sum[:])
		return nil
	}}}}
	read := func(url string) string {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if got := read(address + "/readyz"); got != "ready\n" || shown != fingerprint {
		t.Errorf("%q with the certificate %s, told is %s", got, shown, fingerprint)
	}
	got := read("http://" + figures + "/metrics")
	for _, line := range []string{`sekisho_requests_total{method="GET",route="GET /readyz",status="200"} 1`, `sekisho_jobs{state="waiting"} 0`, "sekisho_database_up 1"} {
		if !strings.Contains(got, line) {
			t.Errorf("no %s in\n%s", line, got)
		}
	}
	client.CloseIdleConnections()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestServeMakesNothing fails before a database is made where a port or a file
// cannot be used.
func TestServeMakesNothing(t *testing.T) {
	dir := t.TempDir()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	port := taken.Addr().String()
	for name, o := range map[string]app.ServeOptions{
		"port":    {Listen: port},
		"metrics": {Listen: "127.0.0.1:0", Observation: app.Observation{Metrics: port}},
		"traces":  {Listen: "127.0.0.1:0", Observation: app.Observation{Traces: filepath.Join(dir, "no", "such", "file")}},
	} {
		o.Database, o.Log = filepath.Join(dir, "made", "studies.db"), slog.New(slog.DiscardHandler)
		if err := app.Serve(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: %v, %v are left behind", name, left, err)
		}
	}
}
