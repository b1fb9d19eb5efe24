// Package pg starts a PostgreSQL server of its own for tests, from the programs
// that Debian's package postgresql installs. The server listens on a socket in a
// temporary directory only, and ends with the test.
package pg

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
)

// Server is a running server.
type Server struct {
	bin, dir string
	as       *syscall.Credential
	next     atomic.Int32
}

// Start starts a server, or fails the test with what to install.
func Start(t testing.TB) *Server {
	t.Helper()
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(programs) == 0 {
		t.Fatal("PostgreSQL is not installed; run scripts/install-test-tools")
	}
	slices.Sort(programs)
	// A socket's path must be short, and t.TempDir is not.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{bin: filepath.Dir(programs[len(programs)-1]), dir: dir}
	t.Cleanup(func() {
		s.run(t, "pg_ctl", "stop", "-m", "immediate", "-D", filepath.Join(dir, "data"))
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	s.unprivileged(t)
	s.run(t, "initdb", "-D", filepath.Join(dir, "data"), "-U", "sekisho", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	s.Restart(t)
	return s
}

// Restart starts the server, or starts it again after [Server.Kill].
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.run(t, "pg_ctl", "start", "-w", "-D", filepath.Join(s.dir, "data"), "-l", filepath.Join(s.dir, "log"),
		"-o", "-k "+s.dir+" -c listen_addresses='' -c max_connections=200")
}

// Kill ends the server at once, as a loss of power would.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.run(t, "pg_ctl", "stop", "-m", "immediate", "-D", filepath.Join(s.dir, "data"))
}

// unprivileged chooses the user who runs the server, which root must not.
func (s *Server) unprivileged(t testing.TB) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatalf("%v; run scripts/install-test-tools", err)
	}
	uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
	if uerr != nil || gerr != nil {
		t.Fatalf("user postgres has the ids %s and %s", u.Uid, u.Gid)
	}
	s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	if err := os.Chown(s.dir, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) run(t testing.TB, program string, args ...string) {
	t.Helper()
	// The test's context has ended when the server is stopped.
	cmd := exec.Command(filepath.Join(s.bin, program), args...) //nolint:noctx // said above
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	// The server inherits its output, so that is a file and not a pipe.
	log, err := os.CreateTemp("", "pg-*.log")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Remove(log.Name()) }()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		t.Fatalf("%s: %v\n%s", program, err, text)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
}

// Database makes an empty database and gives its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test%d", s.next.Add(1))
	s.run(t, "createdb", "-h", s.dir, "-U", "sekisho", name)
	return (&url.URL{Scheme: "postgres", User: url.User("sekisho"), Path: "/" + name, RawQuery: url.Values{"host": {s.dir}}.Encode()}).String()
}
