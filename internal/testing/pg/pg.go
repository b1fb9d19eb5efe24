// Package pg starts PostgreSQL servers of their own for tests, from the programs
// that Debian's package postgresql installs. They listen on a socket in a
// temporary directory only, and end with the test, or with the tests of the
// package where they are shared.
package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/store/sqlstore" // with the driver "pgx"
)

// Server is a running server.
type Server struct {
	bin, dir, options string
	as                *syscall.Credential
	next              atomic.Int32
	// prepared is made once, and copied for each database.
	once  sync.Once
	fault error
}

// Start starts a server that flushes every commit, as one does in use, or fails
// the test with what to install. It ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Shared is a server for all tests of a package that need no server of their
// own; starting one takes longer than most of them. It starts when first asked
// for, and leaves flushing to the operating system, so it is quick, and nothing
// for tests of what a loss of power does.
type Shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Server gives the server, on which each test makes databases of its own.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	s.once.Do(func() { s.server, s.err = start(" -c fsync=off -c full_page_writes=off -c synchronous_commit=off") })
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}

// Main runs the tests of a package, stops the server and gives the exit code.
// TestMain calls it.
func (s *Shared) Main(m *testing.M, errs io.Writer) int {
	code := m.Run()
	if s.server == nil {
		return code
	}
	if err := s.server.stop(); err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	return code
}

func start(options string) (*Server, error) {
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(programs) == 0 {
		return nil, errors.New("PostgreSQL is not installed; run scripts/install-test-tools")
	}
	slices.Sort(programs)
	// A socket's path must be short, and t.TempDir is not.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: filepath.Dir(programs[len(programs)-1]), dir: dir, options: options}
	err = s.unprivileged()
	if err == nil {
		err = s.run("initdb", "-D", filepath.Join(dir, "data"), "-U", "sekisho", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	}
	if err == nil {
		err = s.start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// stop ends the server and takes away its files.
func (s *Server) stop() error {
	err := s.run("pg_ctl", "stop", "-m", "immediate", "-D", filepath.Join(s.dir, "data"))
	return errors.Join(err, os.RemoveAll(s.dir))
}

func (s *Server) start() error {
	return s.run("pg_ctl", "start", "-w", "-D", filepath.Join(s.dir, "data"), "-l", filepath.Join(s.dir, "log"),
		"-o", "-k "+s.dir+" -c listen_addresses='' -c max_connections=200"+s.options)
}

// Restart starts the server again after [Server.Kill].
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the server at once, as a loss of power would.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.run("pg_ctl", "stop", "-m", "immediate", "-D", filepath.Join(s.dir, "data")); err != nil {
		t.Fatal(err)
	}
}

// unprivileged chooses the user who runs the server, which root must not.
func (s *Server) unprivileged() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("%w; run scripts/install-test-tools", err)
	}
	uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
	if uerr != nil || gerr != nil {
		return fmt.Errorf("user postgres has the ids %s and %s", u.Uid, u.Gid)
	}
	s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

func (s *Server) run(program string, args ...string) error {
	// A test's context has ended when its server is stopped.
	cmd := exec.Command(filepath.Join(s.bin, program), args...) //nolint:noctx // said above
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	// The server inherits its output, so that is a file and not a pipe.
	log, err := os.CreateTemp("", "pg-*.log")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(log.Name()) }()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, text)
	}
	return log.Close()
}

// prepared is the database of which those of tests are copies.
const prepared = "prepared"

// prepare makes the database of which others are copies: to copy it costs less than
// all migrations.
func (s *Server) prepare(ctx context.Context) error {
	if err := s.create(ctx, prepared); err != nil {
		return err
	}
	d, err := sqlstore.Open(ctx, s.address(prepared), sqlstore.Config{Now: time.Now})
	if err != nil {
		return err
	}
	return d.Close() // nobody may be connected to what is copied
}

// Database makes a database with the tables of a store, none of them filled, and
// gives its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.fault = s.prepare(t.Context()) })
	if s.fault != nil {
		t.Fatal(s.fault)
	}
	return s.database(t, " TEMPLATE "+prepared)
}

// Empty makes an empty database and gives its address.
func (s *Server) Empty(t testing.TB) string {
	t.Helper()
	return s.database(t, "")
}

func (s *Server) database(t testing.TB, options string) string {
	t.Helper()
	name := fmt.Sprintf("test%d", s.next.Add(1))
	if err := s.create(t.Context(), name+options); err != nil {
		t.Fatal(err)
	}
	return s.address(name)
}

// create makes a database; text is its name, and what else is said of it.
func (s *Server) create(ctx context.Context, text string) (err error) {
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+text)
	return err
}

func (s *Server) address(database string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("sekisho"), Path: "/" + database, RawQuery: url.Values{"host": {s.dir}}.Encode()}).String()
}
