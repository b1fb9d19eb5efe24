// Package client asks a sekisho server, by its HTTP API, for studies and jobs. It is the
// one place of the program that opens a connection to elsewhere, and only to the
// server that the user names: it follows no redirection, asks no proxy, and sends
// the token to nobody else.
package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
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
	// Findings in words, where there are several or one has a place.
	Findings []string
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

// A body over a size is announced before it is sent, so that a server that takes none
// of this size can say so; one that does not answer is sent it after some time.
const (
	large     = 1 << 20
	asksFirst = 10 * time.Second
)

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

// Request is a request to an operation.
type Request struct {
	// Method, GET if empty.
	Method string
	// Path below /api/v1, by its parts.
	Path  []string
	Query url.Values
	// Body, sent as JSON if not nil.
	Body any
}

// Do asks the server, and reads its answer as JSON into into, if that is not nil. It
// fails with [ErrAddress] and [RefusedError].
func (s Server) Do(ctx context.Context, q Request, into any) error {
	data, _, err := s.ask(ctx, q)
	if err != nil || into == nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}

// File asks the server for a file, and gives its name too. It fails as Do does.
func (s Server) File(ctx context.Context, q Request) (name string, data []byte, err error) {
	data, head, err := s.ask(ctx, q)
	if err != nil {
		return "", nil, err
	}
	_, said, err := mime.ParseMediaType(head.Get("Content-Disposition"))
	// What the server says is a name, and no way to another folder.
	if name = said["filename"]; err != nil || name == "" || strings.ContainsAny(name, `/\`) || name == "." || name == ".." {
		return "", nil, fmt.Errorf("read answer: %q names no file", head.Get("Content-Disposition"))
	}
	return name, data, nil
}

// request makes the request of HTTP.
func (s Server) request(ctx context.Context, q Request) (*http.Request, error) {
	base, err := s.address()
	if err != nil {
		return nil, err
	}
	parts := []string{"api", "v1"}
	for _, part := range q.Path {
		parts = append(parts, url.PathEscape(part))
	}
	u := base.JoinPath(parts...)
	u.RawQuery = q.Query.Encode()
	var body io.Reader
	if q.Body != nil {
		data, err := json.Marshal(q.Body)
		if err != nil {
			return nil, fmt.Errorf("ask server: %w", err)
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, cmp.Or(q.Method, http.MethodGet), u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("ask server: %w", err)
	}
	if q.Body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if r.ContentLength > large {
		r.Header.Set("Expect", "100-continue")
	}
	r.Header.Set("Accept-Language", string(s.Lang))
	if s.Token != "" {
		r.Header.Set("Authorization", "Bearer "+s.Token)
	}
	return r, nil
}

// ask makes a request and reads the answer.
func (s Server) ask(ctx context.Context, q Request) (data []byte, head http.Header, err error) {
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	r, err := s.request(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	transport := &http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: asksFirst}
	caller := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := caller.Do(r)
	if err != nil {
		return nil, nil, fmt.Errorf("ask server: %w", err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	data, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read answer: %w", err)
	}
	if len(data) > maxAnswer {
		return nil, nil, fmt.Errorf("read answer: more than %d bytes", maxAnswer)
	}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		var problem struct {
			Code     string `json:"code"`
			Detail   string `json:"detail"`
			Findings []struct {
				Message string `json:"message"`
			} `json:"findings"`
		}
		if json.Unmarshal(data, &problem) != nil || problem.Code == "" {
			problem.Detail = http.StatusText(answer.StatusCode)
		}
		refused := &RefusedError{Status: answer.StatusCode, Code: problem.Code, Detail: problem.Detail}
		for _, x := range problem.Findings {
			refused.Findings = append(refused.Findings, x.Message)
		}
		return nil, nil, refused
	}
	return data, answer.Header, nil
}
