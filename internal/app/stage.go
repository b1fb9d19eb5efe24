package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Stage is where the files of one run wait until all of them are ready, beside
// the place where they belong. They appear there at the end, or never.
type Stage struct {
	dir, temp string
	overwrite bool
	made      []string // directories, the innermost first

	mutex sync.Mutex
	files []Written
}

// Written tells of a file that was written.
type Written struct {
	Name   string
	Bytes  int
	SHA256 string
}

// NewStage prepares writing to dir, which is made if it is missing. Call Discard
// when done, whether or not Commit was called.
func NewStage(dir string, overwrite bool) (*Stage, error) {
	dir = filepath.Clean(dir)
	made, err := makeDir(dir)
	if err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	s := &Stage{dir: dir, temp: temporary(filepath.Join(dir, "files")), overwrite: overwrite, made: made}
	if err := os.Mkdir(s.temp, 0o777); err != nil {
		removeMade(made)
		return nil, fmt.Errorf("make directory: %w", err)
	}
	return s, nil
}

// Add puts a file on the stage. A name that was used already, and one that stands
// in dir where nothing may be overwritten, is an error. It may be called from
// several goroutines.
func (s *Stage) Add(f File) (Written, error) {
	if err := s.Free(f.Name); err != nil {
		return Written{}, err
	}
	name := filepath.Join(s.temp, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return Written{}, fmt.Errorf("make directory: %w", err)
	}
	if err := create(name, f.Data); err != nil {
		return Written{}, fmt.Errorf("write file: %w", err)
	}
	sum := sha256.Sum256(f.Data)
	w := Written{f.Name, len(f.Data), hex.EncodeToString(sum[:])}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.files = append(s.files, w)
	return w, nil
}

// Free makes sure that a file may be written in dir.
func (s *Stage) Free(name string) error {
	if to := filepath.Join(s.dir, filepath.FromSlash(name)); !s.overwrite && Exists(to) {
		return &fs.PathError{Op: "write", Path: to, Err: ErrExists}
	}
	return nil
}

// Commit puts all files in their places, in the order of their names, the last
// ones being those named last. It gives the names written. Where a move fails,
// the files that were moved stay: each is whole.
func (s *Stage) Commit(last ...string) ([]string, error) {
	files := slices.Clone(s.files)
	slices.SortFunc(files, func(a, b Written) int {
		if d := slices.Index(last, a.Name) - slices.Index(last, b.Name); d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
	for _, f := range files {
		if err := s.Free(f.Name); err != nil {
			return nil, err
		}
	}
	var names []string
	for _, f := range files {
		name := filepath.Join(s.dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return names, fmt.Errorf("make directory: %w", err)
		}
		if err := os.Rename(filepath.Join(s.temp, filepath.FromSlash(f.Name)), name); err != nil {
			return names, fmt.Errorf("put file in place: %w", err)
		}
		names = append(names, name)
	}
	return names, nil
}

// Discard takes away whatever was not put in its place, and directories that were
// made for nothing.
func (s *Stage) Discard() error {
	err := os.RemoveAll(s.temp)
	removeMade(s.made)
	if err != nil {
		return errors.Join(fmt.Errorf("tidy up %s", s.temp), err)
	}
	return nil
}
