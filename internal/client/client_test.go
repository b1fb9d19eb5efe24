package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
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

// studies asks for the studies of a server.
func studies(t *testing.T, s client.Server) (string, error) {
	t.Helper()
	var answer struct{ Studies string }
	err := s.Do(t.Context(), client.Request{Path: []string{"studies", "s/1"}, Query: url.Values{"a": {"b c"}}}, &answer)
	return answer.Studies, err
}

// TestAsk sends the token and the language; how the real server answers is tested in
// package app.
func TestAsk(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.Header.Get("Accept-Language") != "en" || r.URL.EscapedPath() != "/api/v1/studies/s%2F1" || r.URL.RawQuery != "a=b+c" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		fmt.Fprint(w, `{"studies":"題"}`)
	})
	if got, err := studies(t, s); err != nil || got != "題" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestRefused tells the words of the server, and of what is no server of ours.
func TestRefused(t *testing.T) {
	for body, want := range map[string]client.RefusedError{
		`{"code":"request.denied","detail":"you have no permission"}`:                                    {Status: 403, Code: "request.denied", Detail: "you have no permission"},
		`{"code":"request.stale","detail":"a","findings":[{"place":"p","message":"a"},{"message":"b"}]}`: {Status: 403, Code: "request.stale", Detail: "a", Findings: []string{"a", "b"}},
		`<html>`: {Status: 403, Detail: "Forbidden"},
	} {
		s := serving(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403); fmt.Fprint(w, body) })
		_, err := studies(t, s)
		var refused *client.RefusedError
		if !errors.As(err, &refused) {
			t.Fatalf("%s: %v", body, err)
		}
		if diff := cmp.Diff(want, *refused); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
	for _, body := range []string{"", "[]", `{"studies":1}`} {
		s := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		if got, err := studies(t, s); err == nil {
			t.Errorf("%q gives %q", body, got)
		}
	}
}

// TestRedirection does not carry the token to where the server points.
func TestRedirection(t *testing.T) {
	other := serving(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirection was followed") })
	s := serving(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	var refused *client.RefusedError
	if _, err := studies(t, s); !errors.As(err, &refused) || refused.Status != 302 {
		t.Errorf("%v", err)
	}
}

// TestAddresses refuses addresses that would show the token to a network.
func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "localhost", "http://sekisho.example", "http://10.0.0.1:8610", "ftp://localhost", "https://user:word@sekisho.example", "http://localhost.evil.example", "://"} {
		if _, err := studies(t, client.Server{URL: address}); !errors.Is(err, client.ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
