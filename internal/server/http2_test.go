package server_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/sekisho/sekisho/internal/server"
)

// speaking opens a connection that speaks HTTP/2 by hand, as no well-behaved
// client does, and gives what the server says of its limits.
func speaking(t *testing.T, c server.Config) (*http2.Framer, *http2.SettingsFrame) {
	t.Helper()
	var err error
	if c.Certificate, err = server.OwnCertificate(t.TempDir(), nil, time.Now()); err != nil {
		t.Fatal(err)
	}
	c.Limits.Header = 10 * time.Second // which bounds the handshake, too
	address, _ := running(t, c)
	plain := dial(t, address)
	if err := plain.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	conn := tls.Client(plain, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	f := http2.NewFramer(conn, conn)
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if err := f.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	first, err := f.ReadFrame()
	if err != nil {
		t.Fatal(err)
	}
	settings, ok := first.(*http2.SettingsFrame)
	if !ok {
		t.Fatalf("the first frame is %v", first)
	}
	return f, settings
}

// head gives the headers of a request, encoded.
func head(t *testing.T, method, path string) []byte {
	t.Helper()
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	for _, h := range [][2]string{{":method", method}, {":path", path}, {":scheme", "https"}, {":authority", "localhost"}} {
		if err := e.WriteField(hpack.HeaderField{Name: h[0], Value: h[1]}); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// status reads frames until the answer to a stream begins, and gives its status.
func status(t *testing.T, f *http2.Framer, stream uint32) string {
	t.Helper()
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if h, ok := frame.(*http2.MetaHeadersFrame); ok && h.StreamID == stream {
			return h.PseudoValue("status")
		}
	}
}

// TestSlowlorisHTTP2 ends requests whose bodies do not come, and connections whose
// headers never end.
func TestSlowlorisHTTP2(t *testing.T) {
	c := config(io.Discard)
	f, _ := speaking(t, c)
	if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head(t, http.MethodPost, "/echo"), EndHeaders: true}); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteData(1, false, []byte("abc")); err != nil {
		t.Fatal(err)
	}
	if got := status(t, f, 1); got != "408" {
		t.Errorf("body: status %s, want 408", got)
	}

	c.Limits.Idle = 300 * time.Millisecond
	f, _ = speaking(t, c)
	if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head(t, http.MethodGet, "/hello")}); err != nil {
		t.Fatal(err)
	}
	for {
		frame, err := f.ReadFrame()
		var slow net.Error
		if errors.As(err, &slow) && slow.Timeout() {
			t.Fatal("headers: the connection stays open")
		}
		if err != nil {
			break // closed
		}
		if h, ok := frame.(*http2.MetaHeadersFrame); ok {
			t.Errorf("headers that do not end were answered: %v", h)
		}
	}
}

// TestStreamLimit tells clients how many requests one connection may have open,
// and refuses those beyond.
func TestStreamLimit(t *testing.T) {
	c := config(io.Discard)
	c.Limits.Streams, c.Limits.Body = 2, 10*time.Second
	f, settings := speaking(t, c)
	if n, ok := settings.Value(http2.SettingMaxConcurrentStreams); !ok || n != 2 {
		t.Errorf("%d streams are allowed, want 2", n)
	}
	if err := f.WriteSettingsAck(); err != nil { // only who has heard of the limit is bound by it
		t.Fatal(err)
	}
	for _, stream := range []uint32{1, 3, 5} {
		if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: head(t, http.MethodPost, "/echo"), EndHeaders: true}); err != nil {
			t.Fatal(err)
		}
	}
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := frame.(*http2.RSTStreamFrame); ok {
			if r.StreamID != 5 {
				t.Errorf("stream %d was refused (%v), want 5", r.StreamID, r.ErrCode)
			}
			return
		}
	}
}

// TestManyBodies refuses bodies that would take more memory together than the
// server gives them, and takes others when those are gone.
func TestManyBodies(t *testing.T) {
	c := config(io.Discard)
	c.Limits.BodiesBytes, c.Limits.Body, c.Limits.Header = 1500, 30*time.Second, 30*time.Second
	address, _ := running(t, c)
	const begin = "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
	hold := func() net.Conn {
		conn := dial(t, address)
		if _, err := io.WriteString(conn, begin+string(bytes.Repeat([]byte("a"), 999))); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	first := hold()
	ask := func() string {
		conn := dial(t, address)
		if _, err := io.WriteString(conn, begin+string(bytes.Repeat([]byte("b"), 1000))); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		if err != nil && len(answer) == 0 {
			t.Fatal(err)
		}
		return string(answer)
	}
	wait(t, "503 while the first is held", func() bool {
		answer := ask()
		if answered(t, first) { // on a busy machine it came second, and was the one refused
			first = hold()
			return false
		}
		return bytes.Contains([]byte(answer), []byte(" 503 ")) && bytes.Contains([]byte(answer), []byte("Retry-After: 5"))
	})
	if _, err := io.WriteString(first, "a"); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(first); err != nil || !bytes.Contains(answer, []byte(" 200 ")) {
		t.Errorf("the first: %q, %v", answer, err)
	}
	wait(t, "200 after it", func() bool { return bytes.Contains([]byte(ask()), []byte(" 200 ")) })
}

// answered reports whether an answer has begun to come over a connection, of which it
// reads a byte then.
func answered(t *testing.T, conn net.Conn) bool {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	_, err := conn.Read(make([]byte, 1))
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	var slow net.Error
	return !errors.As(err, &slow) || !slow.Timeout()
}

// wait asks until something holds.
func wait(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
