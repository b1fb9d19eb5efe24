package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// File is one file to be written, with a slash-separated name within a directory.
type File struct {
	Name string
	Data []byte
}

// ErrExists reports that something stands where a file should be written. It is
// wrapped in an [fs.PathError] that names it.
var ErrExists = fs.ErrExist

// WriteFile writes a file in dir, which is made if it is missing. The file
// appears whole or not at all. Where one exists already it fails with
// [ErrExists], unless overwrite is set.
func WriteFile(dir string, file File, overwrite bool) (name string, err error) {
	name = filepath.Join(dir, filepath.FromSlash(file.Name))
	if !overwrite && Exists(name) {
		return name, &fs.PathError{Op: "write", Path: name, Err: ErrExists}
	}
	made, err := makeDir(filepath.Dir(name))
	if err != nil {
		return name, fmt.Errorf("make directory: %w", err)
	}
	defer func() {
		if err != nil {
			removeMade(made)
		}
	}()
	temp := temporary(name)
	if err := create(temp, file.Data); err != nil {
		return name, errors.Join(fmt.Errorf("write file: %w", err), remove(temp))
	}
	if err := os.Rename(temp, name); err != nil {
		return name, errors.Join(fmt.Errorf("put file in place: %w", err), remove(temp))
	}
	return name, nil
}

// WriteFiles writes files in dir, which is made if it is missing, each whole or
// not at all. Where one of them exists already it fails with [ErrExists] before
// anything is written, unless overwrite is set.
func WriteFiles(dir string, files []File, overwrite bool) (names []string, err error) {
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if !overwrite && Exists(name) {
			return nil, &fs.PathError{Op: "write", Path: name, Err: ErrExists}
		}
	}
	for _, f := range files {
		name, err := WriteFile(dir, f, overwrite)
		if err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}

// streamed is a file to be written as it comes.
type streamed struct {
	name  string
	write func(io.Writer) error
}

// writeStreams is [WriteFiles] for files that are not held in memory: each goes to a
// temporary file beside its place, and all are put there when the last is whole.
func writeStreams(dir string, files []streamed, overwrite bool) (names []string, err error) {
	var temps []string
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		if !overwrite && Exists(name) {
			return nil, &fs.PathError{Op: "write", Path: name, Err: ErrExists}
		}
		names, temps = append(names, name), append(temps, temporary(name))
	}
	made, err := makeDir(dir)
	if err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	defer func() {
		if err == nil {
			return
		}
		for _, temp := range temps {
			err = errors.Join(err, remove(temp))
		}
		removeMade(made)
	}()
	for i, f := range files {
		if err := createFrom(temps[i], f.write); err != nil {
			return nil, fmt.Errorf("write file: %w", err)
		}
	}
	for i, temp := range temps {
		if err := os.Rename(temp, names[i]); err != nil {
			return names[:i], fmt.Errorf("put file in place: %w", err)
		}
	}
	return names, nil
}

// WriteDir writes files to a new directory, or to one that is empty. All appear
// or none. It fails with [ErrExists] where there is anything else.
func WriteDir(dir string, files []File) (err error) {
	dir = filepath.Clean(dir)
	if err := checkFree(dir); err != nil {
		return err
	}
	if Exists(dir) {
		return fillDir(dir, files)
	}
	made, err := makeDir(filepath.Dir(dir))
	if err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	temp := temporary(dir)
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temp))
			removeMade(made)
		}
	}()
	if err := createAll(temp, files); err != nil {
		return err
	}
	if err := os.Rename(temp, dir); err != nil {
		return fmt.Errorf("put directory in place: %w", err)
	}
	return nil
}

// fillDir writes files to an empty directory, which may be the one in which the
// user stands or on a file system of its own.
func fillDir(dir string, files []File) (err error) {
	temp := temporary(filepath.Join(dir, "files"))
	var moved []string
	defer func() {
		err = errors.Join(err, os.RemoveAll(temp))
		for _, name := range moved {
			if err != nil {
				err = errors.Join(err, os.RemoveAll(name))
			}
		}
	}()
	if err := createAll(temp, files); err != nil {
		return err
	}
	entries, err := os.ReadDir(temp)
	if err != nil {
		return fmt.Errorf("put files in place: %w", err)
	}
	for _, e := range entries {
		to := filepath.Join(dir, e.Name())
		if err := os.Rename(filepath.Join(temp, e.Name()), to); err != nil {
			return fmt.Errorf("put files in place: %w", err)
		}
		moved = append(moved, to)
	}
	return nil
}

// createAll writes files below dir, which it makes.
func createAll(dir string, files []File) error {
	for _, file := range files {
		name := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return fmt.Errorf("make directory: %w", err)
		}
		if err := create(name, file.Data); err != nil {
			return fmt.Errorf("write file: %w", err)
		}
	}
	return nil
}

// checkFree makes sure that dir does not exist or is an empty directory.
func checkFree(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil && Exists(dir) || err == nil && len(entries) > 0:
		return &fs.PathError{Op: "write", Path: dir, Err: ErrExists}
	}
	return err
}

// temporary names a file or directory beside name, on the same file system.
func temporary(name string) string {
	return filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+strconv.Itoa(os.Getpid())+".tmp")
}

// create writes a new file and makes sure that it reached the disk.
func create(name string, data []byte) error {
	return createFrom(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// createFrom is create for what a function writes.
func createFrom(name string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

func remove(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// makeDir makes dir with its parents, and lists those that it made, the
// innermost first.
func makeDir(dir string) (made []string, err error) {
	for d := dir; !Exists(d); d = filepath.Dir(d) {
		made = append(made, d)
		if filepath.Dir(d) == d {
			break
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		removeMade(made)
		return nil, err
	}
	return made, nil
}

// removeMade takes back directories that were made, as far as they are empty.
func removeMade(made []string) {
	for _, dir := range made {
		if os.Remove(dir) != nil {
			return
		}
	}
}
