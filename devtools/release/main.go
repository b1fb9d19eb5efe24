// Command release builds sekisho for Linux, Windows and macOS and packs it into
// archives that are the same, byte for byte, whoever builds them from one commit:
// with a list of parts (SBOM, CycloneDX) for each and the checksums of all.
package main

import (
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// target is a system that sekisho is built for.
type target struct{ system, processor string }

var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"}, {"windows", "amd64"}, {"darwin", "amd64"}, {"darwin", "arm64"},
}

// with are the files that every archive holds beside the program.
var with = []string{
	"LICENSE", "NOTICE", "THIRD_PARTY_NOTICES.md", "README.md", "README.en.md", "SECURITY.md", "docs/operations.md", "docs/operations.en.md", "packaging/sekisho.service",
}

func main() {
	out := flag.String("out", "dist", "directory to write to; it must not exist")
	only := flag.String("only", "", "one target, such as linux/amd64; empty: all")
	flag.Parse()
	if err := release(*out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func release(out, only string) error {
	version, at, err := source()
	if err != nil {
		return err
	}
	if err := os.Mkdir(out, 0o755); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	var names []string
	for _, t := range targets {
		if only != "" && only != t.system+"/"+t.processor {
			continue
		}
		made, err := t.make(out, version, at)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", t.system, t.processor, err)
		}
		names = append(names, made...)
	}
	if len(names) == 0 {
		return fmt.Errorf("there is no target %q", only)
	}
	return checksums(out, names)
}

// source names the commit: its tag, or its place behind the last one, and its
// time, which is the time of every file in the archives.
func source() (version string, at time.Time, err error) {
	if version, err = git("describe", "--tags", "--always", "--dirty", "--abbrev=12"); err != nil {
		return "", at, err
	}
	text, err := git("show", "--no-patch", "--format=%ct", "HEAD")
	if err != nil {
		return "", at, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return "", at, fmt.Errorf("time of the commit: %w", err)
	}
	return version, time.Unix(seconds, 0).UTC(), nil
}

func git(args ...string) (string, error) {
	out, err := exec.Command("git", args...).Output() //nolint:noctx // runs to its end
	if err != nil {
		return "", fmt.Errorf("git %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

// make builds the program and gives the names of the files made.
func (t target) make(out, version string, at time.Time) ([]string, error) {
	program := "sekisho"
	if t.system == "windows" {
		program += ".exe"
	}
	temp, err := os.MkdirTemp("", "release")
	if err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	binary := filepath.Join(temp, program)
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w -buildid=", "-o", binary, "./cmd/sekisho") //nolint:noctx // runs to its end
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.system, "GOARCH="+t.processor, "GOFLAGS=-mod=readonly")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	if err := stamped(binary); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("sekisho-%s-%s-%s", version, t.system, t.processor)
	files := []entry{{name: program, path: binary, mode: 0o755}}
	for _, f := range with {
		files = append(files, entry{name: f, path: f, mode: 0o644})
	}
	archived := name + ".tar.gz"
	pack := packTar
	if t.system == "windows" {
		archived, pack = name+".zip", packZip
	}
	if err := write(filepath.Join(out, archived), func(f *os.File) error { return pack(f, name, files, at) }); err != nil {
		return nil, err
	}
	parts := name + ".cdx.json"
	if err := write(filepath.Join(out, parts), func(f *os.File) error { return writeParts(f, binary, version, at) }); err != nil {
		return nil, err
	}
	fmt.Println(archived)
	return []string{archived, parts}, nil
}

// stamped makes sure that the program names its commit, and that nothing else was
// built: others could not build the same. In a second work tree of a repository the
// Go tools name none.
func stamped(binary string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("read program: %w", err)
	}
	head, err := git("rev-parse", "HEAD")
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if settings["vcs.revision"] != head || settings["vcs.modified"] != "false" {
		return errors.New("the program does not name its commit; build in a clone in which nothing is changed")
	}
	return nil
}
