package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/workbook"
)

// maxSheet bounds a workbook that is read back, in bytes.
const maxSheet = 64 << 20

// readSheet reads a workbook with a function, which gets no more of it than it asks
// for. A file that is no workbook, or too large a one, is a finding; outside tells
// that it was not sekisho that wrote it. Progress, if set, gets the share that is
// read, of [progressScale]. It fails when the file cannot be read and when ctx ends.
func readSheet(ctx context.Context, name string, outside bool, progress func(done, total int), read func(io.ReaderAt, int64) error) (found diag.List, err error) {
	f, err := os.Open(name)
	if err != nil {
		return found, fmt.Errorf("read sheet: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return found, fmt.Errorf("read sheet: %w", err)
	}
	size := info.Size()
	failed := workbook.ErrTooLarge
	if info.IsDir() {
		failed = workbook.ErrNotWorkbook
	} else if size <= maxSheet {
		failed = read(workbook.Watch(f, func(done int64) error {
			if progress != nil {
				progress(int(min(done, size)*progressScale/max(size, 1)), progressScale)
			}
			return ctx.Err()
		}), size)
	}
	switch {
	case ctx.Err() != nil:
		return found, fmt.Errorf("read sheet: %w", ctx.Err())
	case failed == nil:
		return found, nil
	case errors.Is(failed, workbook.ErrTooLarge):
		found = unreadable(name, "large", outside)
	case errors.Is(failed, workbook.ErrNotWorkbook):
		found = unreadable(name, "kind", outside)
	default:
		return found, failed
	}
	return found, nil
}

// unreadable reports a file that cannot be read.
func unreadable(name, problem string, outside bool) (found diag.List) {
	by := "sekisho"
	if outside {
		by = "others"
	}
	found.Add(diag.SheetUnreadable, "", "problem", problem, "by", by).Pos = diag.Pos{File: name}
	return found
}
