package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
)

// config is that of a server with a few routes and small limits.
func config(log io.Writer) server.Config {
	limits := server.DefaultLimits()
	limits.BodyBytes, limits.Header, limits.Body, limits.Drain = 1000, 100*time.Millisecond, 100*time.Millisecond, 5*time.Second
	var n atomic.Int64
	return server.Config{
		Routes: func(mux *http.ServeMux) {
			mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
			mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
			mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("secret") })
			mux.HandleFunc("GET /broken", func(w http.ResponseWriter, r *http.Request) {
				server.WriteProblem(w, r, fmt.Errorf("open /secret/file: %w", io.ErrUnexpectedEOF))
			})
			mux.HandleFunc("GET /late", func(w http.ResponseWriter, r *http.Request) {
				server.WriteProblem(w, r, &server.Failure{Status: 429, Findings: []diag.Finding{{Code: diag.RequestTooMany, Severity: diag.Error}}, After: 1500 * time.Millisecond})
			})
		},
		Hosts: []string{"sekisho.example"}, Limits: limits, NewID: func() string { return fmt.Sprintf("r%d", n.Add(1)) },
		Log: slog.New(slog.NewTextHandler(log, nil)),
	}
}

// ask sends one request to a server and gives its answer.
func ask(t *testing.T, c server.Config, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	server.New(c).Handler().ServeHTTP(w, r)
	return w
}

func request(method, path string, body io.Reader, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, body)
	r.Host = "localhost:8610"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// wantProblem checks an answer that is a problem, in both languages.
func wantProblem(t *testing.T, w *httptest.ResponseRecorder, status int, code diag.Code) server.Problem {
	t.Helper()
	var p server.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if w.Code != status || p.Status != status || p.Code != string(code) || w.Header().Get("Content-Type") != server.ProblemType {
		t.Errorf("status %d, %s %+v; want %d %s", w.Code, w.Header().Get("Content-Type"), p, status, code)
	}
	if p.Title == "" || p.Detail == "" || p.Instance == "" || p.Type != "about:blank" {
		t.Errorf("a problem without words: %+v", p)
	}
	return p
}

func TestHealth(t *testing.T) {
	w := ask(t, config(io.Discard), request("GET", "/healthz", nil))
	if w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

// TestHeaders wants the headers that browsers obey on every answer, refused
// requests included.
func TestHeaders(t *testing.T) {
	for _, path := range []string{"/healthz", "/hello", "/panic", "/nowhere"} {
		h := ask(t, config(io.Discard), request("GET", path, nil)).Header()
		for name, part := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if !strings.HasPrefix(h.Get(name), part) {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") || h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	c := config(io.Discard)
	c.Secure = true
	if h := ask(t, c, request("GET", "/hello", nil)).Header(); h.Get("Strict-Transport-Security") == "" {
		t.Error("HTTPS without Strict-Transport-Security")
	}
}

// TestHostRebinding refuses names that others may have given to our address.
func TestHostRebinding(t *testing.T) {
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8610": 200, "127.0.0.1:8610": 200, "[::1]:8610": 200, "10.1.2.3": 200, "sekisho.example": 200, "SEKISHO.example:443": 200,
		"evil.example": 421, "localhost.evil.example": 421, "": 421, "127.0.0.1.evil.example:8610": 421,
	} {
		r := request("GET", "/hello", nil)
		r.Host = host
		if w := ask(t, config(io.Discard), r); w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
	}
}

// TestCSRF refuses what pages of other sites let a browser send.
func TestCSRF(t *testing.T) {
	for _, tt := range []struct {
		headers []string
		want    int
	}{
		{nil, 200},
		{[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		{[]string{"Origin", "http://localhost:8610"}, 200},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Origin", "http://evil.example"}, 403},
		{[]string{"Origin", "null"}, 403},
	} {
		w := ask(t, config(io.Discard), request("POST", "/echo", strings.NewReader("x"), tt.headers...))
		if w.Code != tt.want {
			t.Errorf("%v: %d, want %d", tt.headers, w.Code, tt.want)
		}
		if tt.want == 403 {
			wantProblem(t, w, 403, diag.RequestCrossOrigin)
		}
	}
}

func TestNoRoute(t *testing.T) {
	wantProblem(t, ask(t, config(io.Discard), request("GET", "/nowhere", nil)), 404, diag.RequestNotFound)
	w := ask(t, config(io.Discard), request("DELETE", "/echo", nil))
	wantProblem(t, w, 405, diag.RequestMethod)
	if w.Header().Get("Allow") != "POST" {
		t.Errorf("Allow: %q", w.Header().Get("Allow"))
	}
}

// TestOversizedBody refuses a body over the limit, announced or not.
func TestOversizedBody(t *testing.T) {
	if w := ask(t, config(io.Discard), request("POST", "/echo", strings.NewReader(strings.Repeat("x", 1000)))); w.Code != 200 || w.Body.Len() != 1000 {
		t.Errorf("a body at the limit: %d, %d bytes", w.Code, w.Body.Len())
	}
	wantProblem(t, ask(t, config(io.Discard), request("POST", "/echo", strings.NewReader(strings.Repeat("x", 1001)))), 413, diag.RequestTooLarge)
	r := request("POST", "/echo", io.MultiReader(strings.NewReader(strings.Repeat("x", 1001))))
	r.ContentLength = -1
	wantProblem(t, ask(t, config(io.Discard), r), 413, diag.RequestTooLarge)
}

// TestInnerErrors hides what went wrong inside, and logs it under the name of
// the request.
func TestInnerErrors(t *testing.T) {
	for _, path := range []string{"/panic", "/broken"} {
		var log bytes.Buffer
		w := ask(t, config(&log), request("GET", path, nil))
		p := wantProblem(t, w, 500, diag.RequestInternal)
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s tells the client: %s", path, w.Body)
		}
		if p.Instance != "urn:sekisho:request:r1" || !strings.Contains(log.String(), "request=r1") || !strings.Contains(log.String(), "secret") {
			t.Errorf("%s: instance %s, log %s", path, p.Instance, log.String())
		}
	}
}

func TestLanguages(t *testing.T) {
	for header, want := range map[string]string{
		"": "見つから", "en-US,en;q=0.9,ja;q=0.8": "Not found", "ja,en": "見つから", "fr": "見つから", "fr,en;q=0.5": "Not found",
		"nonsense;;;": "見つから", strings.Repeat("en,", 1000): "見つから",
	} {
		p := wantProblem(t, ask(t, config(io.Discard), request("GET", "/nowhere", nil, "Accept-Language", header)), 404, diag.RequestNotFound)
		if !strings.Contains(p.Title, want) {
			t.Errorf("%.40q: %q", header, p.Title)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	if h := ask(t, config(io.Discard), request("GET", "/late", nil)).Header(); h.Get("Retry-After") != "2" {
		t.Errorf("Retry-After: %q", h.Get("Retry-After"))
	}
}

// running starts a server on a free port, and gives its address and what ends it.
func running(t *testing.T, c server.Config) (address string, stop func() error) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.New(c).Serve(ctx, l) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = stop() })
	return l.Addr().String(), stop
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// TestSlowloris ends connections whose headers or bodies drip in.
func TestSlowloris(t *testing.T) {
	address, _ := running(t, config(io.Discard))
	for name, tt := range map[string]struct{ send, want string }{
		"headers": {"GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: ", ""},
		"body":    {"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 408 "},
	} {
		conn := dial(t, address)
		if _, err := io.WriteString(conn, tt.send); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(answer), tt.want) || tt.want == "" && strings.Contains(string(answer), " 200 ") {
			t.Errorf("%s: %q, %v", name, answer, err)
		}
	}
}

// TestOversizedHeaders refuses headers over the limit.
func TestOversizedHeaders(t *testing.T) {
	address, _ := running(t, config(io.Discard))
	conn := dial(t, address)
	if _, err := fmt.Fprintf(conn, "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: %s\r\n\r\n", strings.Repeat("a", 40<<10)); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, " 431 ") {
		t.Errorf("%q, %v", line, err)
	}
}

// TestHeaderInjection sends line breaks where they could end a header, and wants
// none in an answer.
func TestHeaderInjection(t *testing.T) {
	c := config(io.Discard)
	address, _ := running(t, c)
	for _, target := range []string{"/hello/%0d%0aSet-Cookie:%20a=b", "/%0d%0aX-Injected:%20yes/../hello", "/hello?a=%0d%0aX-Injected:%20yes"} {
		conn := dial(t, address)
		if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en%%0d%%0aX-Injected: yes\r\nConnection: close\r\n\r\n", target); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.Header.Get("X-Injected") != "" || answer.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", target, answer.Header)
		}
	}
}

// TestShutdown finishes a request under way, ends a stream, and takes no more.
func TestShutdown(t *testing.T) {
	c := config(io.Discard)
	begun, finish := make(chan struct{}, 2), make(chan struct{})
	c.Routes = func(mux *http.ServeMux) {
		mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
			begun <- struct{}{}
			<-finish
			_, _ = io.WriteString(w, "whole")
		})
		mux.HandleFunc("GET /stream", func(_ http.ResponseWriter, r *http.Request) {
			begun <- struct{}{}
			<-r.Context().Done()
		})
	}
	address, stop := running(t, c)
	got := make(chan string, 1)
	for _, path := range []string{"/slow", "/stream"} {
		go func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
			if err != nil {
				t.Error(err)
				return
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = answer.Body.Close() }()
			if body, err := io.ReadAll(answer.Body); path == "/slow" {
				got <- fmt.Sprint(string(body), err)
			}
		}()
		<-begun
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	time.Sleep(20 * time.Millisecond) // the end has begun
	close(finish)
	if body := <-got; body != "whole<nil>" {
		t.Errorf("the request under way got %q", body)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestConnectionLimit lets connections beyond the limit wait for a place.
func TestConnectionLimit(t *testing.T) {
	c := config(io.Discard)
	c.Limits.Connections, c.Limits.Header = 1, 10*time.Second
	address, _ := running(t, c)
	first, second := dial(t, address), dial(t, address)
	if _, err := io.WriteString(second, "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := second.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := second.Read(make([]byte, 1)); err == nil {
		t.Errorf("the second connection was answered (%d bytes) while the first held the only place", n)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(second); err != nil || !bytes.Contains(answer, []byte("200 OK")) {
		t.Errorf("%q, %v", answer, err)
	}
}
