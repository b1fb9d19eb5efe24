package workbook

import "io"

// Watch gives a reader that tells how many bytes were read of r so far, for progress,
// and stops with the error that tell gives. [ErrTooLarge] comes out of [Inspect] as
// it is; a caller who gives another error must know it himself.
func Watch(r io.ReaderAt, tell func(read int64) error) io.ReaderAt {
	return &watched{r: r, tell: tell}
}

type watched struct {
	r    io.ReaderAt
	tell func(int64) error
	read int64
}

// ReadAt implements [io.ReaderAt].
func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	if err := w.tell(w.read); err != nil {
		return 0, err
	}
	n, err := w.r.ReadAt(p, off)
	w.read += int64(n)
	return n, err
}
