package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/client"
	"github.com/sekisho/sekisho/internal/lang"
)

// serving gives a server that answers in one way.
func serving(t *testing.T, answer func(http.ResponseWriter, *http.Request)) client.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(answer))
	t.Cleanup(s.Close)
	return client.Server{URL: s.URL, Token: "secret", Lang: lang.En}
}

// TestFiles reads texts and data; how the real server answers is tested in
// package app.
func TestFiles(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.Header.Get("Accept-Language") != "en" || r.URL.EscapedPath() != "/api/v1/studies/s%2F1/branches/main/records" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		fmt.Fprint(w, `{"records":[{"name":"study/a.yaml","text":"題"},{"name":"study/b","data":"AP8="}]}`)
	})
	got, err := s.Files(t.Context(), "s/1", "main")
	if diff := cmp.Diff(map[string][]byte{"study/a.yaml": []byte("題"), "study/b": {0, 255}}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

// TestRefused tells the words of the server, and of what is no server of ours.
func TestRefused(t *testing.T) {
	for body, want := range map[string]client.RefusedError{
		`{"code":"request.denied","detail":"you have no permission"}`: {Status: 403, Code: "request.denied", Detail: "you have no permission"},
		`<html>`: {Status: 403, Detail: "Forbidden"},
	} {
		s := serving(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403); fmt.Fprint(w, body) })
		_, err := s.Files(t.Context(), "s", "main")
		var refused *client.RefusedError
		if !errors.As(err, &refused) || *refused != want {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{"", "[]", `{"records":[{"name":"a"}]}`, `{"records":[{"name":"a","data":"!"}]}`} {
		s := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		if files, err := s.Files(t.Context(), "s", "main"); err == nil {
			t.Errorf("%q gives %v", body, files)
		}
	}
}

// TestRedirection does not carry the token to where the server points.
func TestRedirection(t *testing.T) {
	other := serving(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirection was followed") })
	s := serving(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	var refused *client.RefusedError
	if _, err := s.Files(t.Context(), "s", "main"); !errors.As(err, &refused) || refused.Status != 302 {
		t.Errorf("%v", err)
	}
}

// TestAddresses refuses addresses that would show the token to a network.
func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "localhost", "http://sekisho.example", "http://10.0.0.1:8610", "ftp://localhost", "https://user:word@sekisho.example", "http://localhost.evil.example", "://"} {
		if _, err := (client.Server{URL: address}).Files(t.Context(), "s", "main"); !errors.Is(err, client.ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
