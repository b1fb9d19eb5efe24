package e2e_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// program is the sekisho that is tested, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sekisho-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "sekisho")
	build := exec.Command("go", "build", "-o", program, "./cmd/sekisho")
	build.Dir = ".."
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	code := 1
	if err := build.Run(); err == nil {
		code = m.Run()
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// site is a server with a database of its own.
type site struct {
	// Address such as http://127.0.0.1:12345, without a slash at the end.
	Address string
	// Invitation is the one-time link of the first administrator.
	Invitation string
}

var anAddress = regexp.MustCompile(`https?://[^\s]+`)

// serve starts a server with an empty database, and stops it with the test.
func serve(t testing.TB) site {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, "serve", "--listen", "127.0.0.1:0", "--db", filepath.Join(t.TempDir(), "studies.db"))
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 20 * time.Second
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	lines := make(chan string, 100)
	go func() {
		defer close(ended)
		for scanner := bufio.NewScanner(said); scanner.Scan(); {
			select {
			case lines <- scanner.Text():
			default: // nobody listens any more
			}
		}
		_ = command.Wait()
	}()
	t.Cleanup(func() { _ = command.Process.Signal(os.Interrupt); <-ended })
	var s site
	for s.Invitation == "" {
		select {
		case line := <-lines:
			found := anAddress.FindString(line)
			switch {
			case strings.Contains(found, "/setup#"):
				s.Invitation = found
			case found != "" && s.Address == "":
				s.Address = strings.TrimSuffix(found, "/")
			}
		case <-ended:
			t.Fatal("the server ended")
		case <-time.After(60 * time.Second):
			t.Fatal("the server does not answer")
		}
	}
	return s
}
