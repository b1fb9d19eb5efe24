package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name, path string
	mode       int64
}

// packTar packs files below a directory: in the order given, of nobody, all of
// one time.
func packTar(w io.Writer, dir string, files []entry, at time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, f := range files {
		data, err := os.ReadFile(f.path)
		if err == nil {
			err = t.WriteHeader(&tar.Header{Name: path.Join(dir, f.name), Mode: f.mode, Size: int64(len(data)), ModTime: at, Format: tar.FormatUSTAR})
		}
		if err == nil {
			_, err = t.Write(data)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	return errors.Join(t.Close(), z.Close())
}

// packZip is packTar for systems without tar.
func packZip(w io.Writer, dir string, files []entry, at time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		data, err := os.ReadFile(f.path)
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.name, err)
		}
		h := &zip.FileHeader{Name: path.Join(dir, f.name), Method: zip.Deflate, Modified: at}
		h.SetMode(os.FileMode(f.mode))
		to, err := z.CreateHeader(h)
		if err == nil {
			_, err = to.Write(data)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	return z.Close()
}

// write makes a file with what do writes into it.
func write(name string, do func(*os.File) error) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return do(f)
}

// checksums writes the SHA-256 of files in the form that sha256sum -c reads.
func checksums(dir string, names []string) error {
	slices.Sort(names)
	return write(filepath.Join(dir, "SHA256SUMS"), func(to *os.File) error {
		for _, name := range names {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return fmt.Errorf("read file: %w", err)
			}
			if _, err := fmt.Fprintf(to, "%x  %s\n", sha256.Sum256(data), name); err != nil {
				return fmt.Errorf("write checksums: %w", err)
			}
		}
		return nil
	})
}
