package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// server starts a server on the database FILE, puts its address into SERVER, and
// makes its first administrator, whose session the command "token" uses. It ends with
// the script.
func server(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: server FILE")
	}
	c := exec.Command("sekisho", "serve", "--listen", "127.0.0.1:0", "--db", args[0], "--lang", "en") //nolint:noctx // it is ended below
	c.Dir, c.Env = ts.MkAbs("."), []string{"HOME=" + ts.Getenv("HOME")}
	lines, err := c.StderrPipe()
	ts.Check(err)
	ts.Check(c.Start())
	ts.Defer(func() {
		ts.Check(c.Process.Signal(syscall.SIGTERM))
		ts.Check(c.Wait())
	})
	scanner := bufio.NewScanner(lines)
	for first := regexp.MustCompile(`(http://\S+)/setup#(\S+)`); scanner.Scan(); {
		m := first.FindStringSubmatch(scanner.Text())
		if m == nil {
			continue
		}
		go func() { _, _ = io.Copy(io.Discard, lines) }() // so that it can go on writing
		ts.Setenv("SERVER", m[1])
		ask(ts, "/invitations/accept", map[string]any{"secret": m[2], "password": "correct horse battery"}, nil)
		return
	}
	ts.Fatalf("the server ended before it was ready: %v", scanner.Err())
}

// token OPERATION… makes a token of the administrator for some operations, and puts it
// into SEKISHO_TOKEN.
func token(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: token OPERATION…")
	}
	var made struct{ Secret string }
	ask(ts, "/me/tokens", map[string]any{"name": "script", "operations": args, "ends": time.Now().Add(time.Hour)}, &made)
	ts.Setenv("SEKISHO_TOKEN", made.Secret)
}

// ask sends JSON to the server by the session of the administrator.
func ask(ts *testscript.TestScript, path string, body, into any) {
	data, err := json.Marshal(body)
	ts.Check(err)
	r, err := http.NewRequest(http.MethodPost, ts.Getenv("SERVER")+"/api/v1"+path, bytes.NewReader(data)) //nolint:noctx // the server has limits of its own
	ts.Check(err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", ts.Getenv("SESSION"))
	answer, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(answer.Body)
	ts.Check(err)
	if answer.StatusCode >= 300 {
		ts.Fatalf("%s: %d %s", path, answer.StatusCode, text)
	}
	for _, c := range answer.Cookies() {
		ts.Setenv("SESSION", c.Name+"="+c.Value)
	}
	if into != nil {
		ts.Check(json.NewDecoder(strings.NewReader(string(text))).Decode(into))
	}
}

// revisionOf NAME puts the newest revision of the history in stdout into a variable.
func revisionOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: revisionof NAME")
	}
	var entries []struct{ Revision int64 }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &entries))
	ts.Setenv(args[0], strconv.FormatInt(entries[0].Revision, 10))
}
