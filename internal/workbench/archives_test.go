package workbench

import (
	"archive/zip"
	"bytes"
	"errors"
	"testing"
)

// TestArchivesAreReadOnce reads an archive once for each job, and again after a
// failure.
func TestArchivesAreReadOnce(t *testing.T) {
	var data bytes.Buffer
	z := zip.NewWriter(&data)
	w, err := z.Create("a.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("text")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var a archives
	reads, lost := 0, errors.New("lost")
	for i := range 5 {
		files, err := a.files("j1", func() (*zip.Reader, error) {
			if reads++; reads == 1 {
				return nil, lost
			}
			return zip.NewReader(bytes.NewReader(data.Bytes()), int64(data.Len()))
		})
		if i == 0 {
			if !errors.Is(err, lost) {
				t.Errorf("%v", err)
			}
			continue
		}
		if err != nil || len(files) != 1 || files[0] != (packed{"a.txt", 4}) {
			t.Errorf("%v, %v", files, err)
		}
	}
	if reads != 2 {
		t.Errorf("read %d times", reads)
	}
}
