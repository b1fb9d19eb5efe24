package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
)

// DefaultDatabase gives the file in which studies are kept where none is named,
// in the user's own directory.
func DefaultDatabase() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the user's directory: %w", err)
	}
	return filepath.Join(dir, "sekisho", "sekisho.db"), nil
}

// OpenStore opens the database at an address: postgres://…, or the name of an
// SQLite file. With make, a file that is missing is made with its directory;
// otherwise it fails with [fs.ErrNotExist], so that a mistyped name is not taken
// for an empty database.
func OpenStore(ctx context.Context, address string, make bool) (store.Store, error) {
	return openStore(ctx, address, make)
}

func openStore(ctx context.Context, address string, make bool) (*sqlstore.Store, error) {
	if !sqlstore.IsAddress(address) {
		if _, err := os.Stat(address); err != nil && !make {
			return nil, fmt.Errorf("open database: %w", err)
		}
		if err := os.MkdirAll(filepath.Dir(address), 0o700); err != nil {
			return nil, fmt.Errorf("make directory: %w", err)
		}
	}
	s, err := sqlstore.Open(ctx, address, sqlstore.Config{Now: time.Now})
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return s, nil
}

// Operator gives who acts from the command line: the user of the machine, shown
// by the name given, or else by the machine's.
func Operator(name string) store.Actor {
	id := "unknown"
	if u, err := user.Current(); err == nil {
		id = u.Username
	}
	if name == "" {
		name = id
	}
	return store.Actor{ID: "os:" + id, Name: name}
}

// Backup writes a copy of everything in the database to a file, as of one
// moment, while others go on writing. The file appears whole or not at all; where
// there is one already it fails with [ErrExists] unless overwrite is set.
func Backup(ctx context.Context, s store.Store, name string, overwrite bool) error {
	if !overwrite && Exists(name) {
		return &fs.PathError{Op: "write", Path: name, Err: ErrExists}
	}
	temp := temporary(name)
	if err := writeStream(temp, func(w io.Writer) error { return s.Backup(ctx, w) }); err != nil {
		return errors.Join(fmt.Errorf("write file: %w", err), remove(temp))
	}
	if err := os.Rename(temp, name); err != nil {
		return errors.Join(fmt.Errorf("put file in place: %w", err), remove(temp))
	}
	return nil
}

// writeStream writes a new file that only its user may read, and makes sure that
// it reached the disk.
func writeStream(name string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := write(f); err != nil {
		return err
	}
	return f.Sync()
}

// RestoreBackup fills the database at an address, which must hold no study, from
// a backup, all or nothing. It fails with [store.ErrBackup] or
// [store.ErrNotEmpty].
func RestoreBackup(ctx context.Context, address, name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open backup: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	s, err := openStore(ctx, address, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.RestoreBackup(ctx, f)
}
