package workbench

import (
	"archive/zip"
	"sync"

	"github.com/sekisho/sekisho/internal/job"
)

// archives remembers which files the archives of jobs hold, which never changes: a
// page that is fetched every two seconds must not read all of a report each time.
type archives struct {
	mutex sync.Mutex
	of    map[job.ID][]packed
}

// packed is a file in an archive, of a size in bytes.
type packed struct {
	name string
	size int
}

// mostArchives bounds what is remembered; then it begins anew.
const mostArchives = 1000

// files gives the files of the archive that a job made; open is asked for it once.
func (a *archives) files(id job.ID, open func() (*zip.Reader, error)) ([]packed, error) {
	a.mutex.Lock()
	files, known := a.of[id]
	a.mutex.Unlock()
	if known {
		return files, nil
	}
	archive, err := open()
	if err != nil {
		return nil, err
	}
	for _, f := range archive.File {
		files = append(files, packed{f.Name, int(f.UncompressedSize64)})
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.of == nil || len(a.of) >= mostArchives {
		a.of = map[job.ID][]packed{}
	}
	a.of[id] = files
	return files, nil
}
