package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
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
		ended <- app.Serve(ctx, app.ServeOptions{Listen: "127.0.0.1:0", Database: database, Log: slog.New(slog.DiscardHandler), Ready: func(a, invitation string) { ready <- a; secret <- invitation }})
	}()
	var address string
	select {
	case address = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
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
