package server_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/server"
)

// TestReady tells a load balancer when the database is away, and does not say why
// to strangers.
func TestReady(t *testing.T) {
	var log bytes.Buffer
	c := config(&log)
	if w := ask(t, c, request("GET", "/readyz", nil)); w.Code != http.StatusOK || w.Body.String() != "ready\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	c.Alive = func(context.Context) error { return errors.New("connection refused") }
	w := ask(t, c, request("GET", "/readyz", nil))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "refused") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "refused") {
		t.Errorf("the operator is not told: %s", &log)
	}
}

// TestMetrics counts answers by route, and names no path and no invented method.
func TestMetrics(t *testing.T) {
	c := config(io.Discard)
	var fails error
	c.Metrics = server.NewMetrics(func() (map[string]float64, error) {
		return map[string]float64{`sekisho_jobs{state="waiting"}`: 3}, fails
	})
	s := server.New(c)
	for _, r := range []*http.Request{request("GET", "/hello", nil), request("GET", "/hello", nil), request("GET", "/secret/安藤", nil),
		request("BREW", "/hello", nil), request("GET", "/panic", nil)} {
		s.Handler().ServeHTTP(&discard{header: http.Header{}}, r)
	}
	text := scrape(c.Metrics)
	for _, line := range []string{
		`sekisho_requests_total{method="GET",route="GET /hello",status="200"} 2`,
		`sekisho_requests_total{method="GET",route="none",status="404"} 1`,
		`sekisho_requests_total{method="other",route="none",status="405"} 1`,
		`sekisho_requests_total{method="GET",route="GET /panic",status="500"} 1`,
		`sekisho_request_seconds_count{method="GET",route="GET /hello"} 2`,
		`sekisho_jobs{state="waiting"} 3`,
		`sekisho_database_up 1`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	if strings.Contains(text, "安藤") || strings.Contains(text, "secret") || strings.Contains(text, "BREW") {
		t.Errorf("a path or an invented method is told:\n%s", text)
	}
	fails = errors.New("away")
	if text := scrape(c.Metrics); !strings.Contains(text, "sekisho_database_up 0\n") {
		t.Errorf("the database is up:\n%s", text)
	}
}

func scrape(m *server.Metrics) string {
	d := &discard{header: http.Header{}}
	m.ServeHTTP(d, nil)
	return d.text.String()
}

// discard is an answer that nobody reads but its text.
type discard struct {
	header http.Header
	text   bytes.Buffer
}

func (d *discard) Header() http.Header                { return d.header }
func (d *discard) WriteHeader(int)                    {}
func (d *discard) Write(data []byte) (n int, _ error) { return d.text.Write(data) }

// TestLogNamesNobody writes a line per request with the route, and nothing by
// which a person could be known.
func TestLogNamesNobody(t *testing.T) {
	var log bytes.Buffer
	c := config(&log)
	ask(t, c, request("GET", "/hello?name=安藤&token=abc", nil, "Authorization", "Bearer xyz", "Cookie", "session=s3", "User-Agent", "ua1"))
	for _, part := range []string{"request=r1", `route="GET /hello"`, "status=200", "bytes=5", "ms="} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("no %s in %s", part, &log)
		}
	}
	for _, secret := range []string{"安藤", "%E5", "abc", "xyz", "s3", "ua1", "192.0.2.1"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s stands in the log: %s", secret, &log)
		}
	}
}

// TestProxy believes those proxies alone that it is told to.
func TestProxy(t *testing.T) {
	c := config(io.Discard)
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	var seen string
	c.Routes = func(mux *http.ServeMux) {
		mux.HandleFunc("GET /who", func(_ http.ResponseWriter, r *http.Request) { seen, _, _ = net.SplitHostPort(r.RemoteAddr) })
	}
	for _, tt := range []struct{ remote, forwarded, want string }{
		{"10.1.2.3:99", "203.0.113.7", "203.0.113.7"},
		{"10.1.2.3:99", "1.1.1.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"}, // 1.1.1.1 is what the client says of itself
		{"10.1.2.3:99", "", "10.1.2.3"},
		{"10.1.2.3:99", "203.0.113.7, nonsense", "10.1.2.3"},
		{"198.51.100.1:99", "203.0.113.7", "198.51.100.1"}, // not a proxy of ours
		{"[::ffff:10.1.2.3]:99", "2001:db8::1", "2001:db8::1"},
	} {
		r := request("GET", "/who", nil, "X-Forwarded-For", tt.forwarded)
		r.RemoteAddr = tt.remote
		ask(t, c, r)
		if seen != tt.want {
			t.Errorf("from %s for %q: %s, want %s", tt.remote, tt.forwarded, seen, tt.want)
		}
	}
}

// TestOwnCertificate is made once, is good for the hosts, and is made anew before
// its end and for a new host.
func TestOwnCertificate(t *testing.T) {
	dir, now := filepath.Join(t.TempDir(), "tls"), time.Date(2026, 6, 8, 0, 0, 0, 0, time.UTC)
	own := func(now time.Time, hosts ...string) *server.Certificate {
		t.Helper()
		c, err := server.OwnCertificate(dir, hosts, now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := own(now, "sekisho.example", "192.0.2.9")
	if again := own(now.Add(300*24*time.Hour), "sekisho.example"); again.Fingerprint() != first.Fingerprint() {
		t.Error("made again while it is good")
	}
	if later := own(now.Add(390*24*time.Hour), "sekisho.example"); later.Fingerprint() == first.Fingerprint() {
		t.Error("not made anew before its end")
	}
	if info, err := os.Stat(filepath.Join(dir, "key.pem")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key: %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, "key.pem"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := server.OwnCertificate(dir, nil, now); err == nil {
		t.Error("a damaged key is replaced without a word")
	}
}

// TestTLS serves by HTTPS, speaks no old version, and takes up a certificate that
// was renewed while it runs.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	certificate, err := server.OwnCertificate(dir, nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	plain, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	secure := config(io.Discard)
	secure.Certificate = certificate
	go func() { ended <- server.New(secure).Serve(ctx, plain) }()
	address := plain.Addr().String()
	get := func(pool *x509.CertPool, version int) error {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: version == 2}
		defer transport.CloseIdleConnections()
		client := &http.Client{Transport: transport}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+address+"/hello", nil)
		if err != nil {
			return err
		}
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(answer.Body)
		if string(body) != "hello" || answer.ProtoMajor != version {
			t.Errorf("%q in %s", body, answer.Proto)
		}
		return errors.Join(err, answer.Body.Close())
	}
	for _, version := range []int{1, 2} { // as programs and as browsers speak
		if err := get(pool(t, dir), version); err != nil {
			t.Error(err)
		}
	}
	if _, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}); err == nil { //nolint:noctx // a refusal
		t.Error("speaks TLS 1.1")
	}
	old := pool(t, dir)
	for _, name := range []string{"certificate.pem", "key.pem"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := server.OwnCertificate(dir, nil, time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := get(pool(t, dir), 2); err != nil {
		t.Errorf("a renewed certificate is not taken up: %v", err)
	}
	if err := get(old, 2); err == nil {
		t.Error("the old certificate is still good")
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func pool(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "certificate.pem"))
	if err != nil {
		t.Fatal(err)
	}
	p := x509.NewCertPool()
	p.AppendCertsFromPEM(data)
	return p
}
