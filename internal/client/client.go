// Package client reads studies from a sekisho server, by its HTTP API. It is the
// one place of the program that opens a connection to elsewhere, and only to the
// server that the user names: it follows no redirection, asks no proxy, and sends
// the token to nobody else.
package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/sekisho/sekisho/internal/lang"
)

// Server is a server as its user names it.
type Server struct {
	// URL under which it is reached, such as https://sekisho.city.example.
	URL string
	// Token proves who asks.
	Token string
	// Lang is the language of what it says.
	Lang lang.Lang
}

// ErrAddress reports an address that is none, or one that would send the token
// in clear over a network.
var ErrAddress = errors.New("not an address https://…, nor http:// of this machine")

// RefusedError is a refusal in the server's words.
type RefusedError struct {
	Status int
	// Code of the first finding, empty where the answer was no problem of ours.
	Code   string
	Detail string
}

// Error gives the words.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("the server refuses (%d %s): %s", e.Status, e.Code, e.Detail)
}

// Limits of an answer: whole studies with their contents, and the time for them.
const (
	maxAnswer = 256 << 20
	maxTime   = 2 * time.Minute
)

// Files gives the files of a branch of a study by their names, which begin with
// "study/". It fails with [ErrAddress] and [RefusedError].
func (s Server) Files(ctx context.Context, study, branch string) (map[string][]byte, error) {
	base, err := s.address()
	if err != nil {
		return nil, err
	}
	var answer struct {
		Records []struct {
			Name string  `json:"name"`
			Text *string `json:"text"`
			Data *string `json:"data"`
		} `json:"records"`
	}
	u := base.JoinPath("api", "v1", "studies", url.PathEscape(study), "branches", url.PathEscape(branch), "records")
	u.RawQuery = "content=true&prefix=study/"
	if err := s.get(ctx, u.String(), &answer); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, r := range answer.Records {
		switch {
		case r.Text != nil:
			files[r.Name] = []byte(*r.Text)
		case r.Data != nil:
			if files[r.Name], err = base64.StdEncoding.DecodeString(*r.Data); err != nil {
				return nil, fmt.Errorf("read answer: %s: %w", r.Name, err)
			}
		default:
			return nil, fmt.Errorf("read answer: %s has no content", r.Name)
		}
	}
	return files, nil
}

// address checks the address of the server.
func (s Server) address() (*url.URL, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, ErrAddress
	}
	name := u.Hostname()
	here := name == "localhost" || net.ParseIP(name).IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return nil, ErrAddress
	}
	return u, nil
}

// get reads JSON.
func (s Server) get(ctx context.Context, address string, into any) (err error) {
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask server: %w", err)
	}
	r.Header.Set("Accept-Language", string(s.Lang))
	if s.Token != "" {
		r.Header.Set("Authorization", "Bearer "+s.Token)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	caller := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := caller.Do(r)
	if err != nil {
		return fmt.Errorf("ask server: %w", err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if len(data) > maxAnswer {
		return fmt.Errorf("read answer: more than %d bytes", maxAnswer)
	}
	if answer.StatusCode != http.StatusOK {
		var problem struct {
			Code   string `json:"code"`
			Detail string `json:"detail"`
		}
		if json.Unmarshal(data, &problem) != nil || problem.Code == "" {
			problem.Detail = http.StatusText(answer.StatusCode)
		}
		return &RefusedError{answer.StatusCode, problem.Code, problem.Detail}
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}
