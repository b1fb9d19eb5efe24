package workbench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// opened is a branch of a study as it is now, read and assessed. It is shared
// between requests and read-only, but for the branch, which is of one request.
type opened struct {
	api.Opened
	*reading
}

// reading is what was read and worked out of one state of a branch.
type reading struct {
	revision store.Revision
	// bases are what a change of its files is based on.
	bases bases
	study *app.Study
	// result is nil where the study has errors.
	result *assess.Result
	found  diag.List
	comparedOnce
	basisOnce
	routesOnce
}

// shelf keeps the readings used last, so that a click does not read and assess a
// study again.
type shelf struct {
	store store.Store
	mutex sync.Mutex
	kept  []*kept // the one used last at the end
}

// shelfSize bounds the memory of the shelf: a reading of the reference study is
// some 20 MB.
const shelfSize = 8

type kept struct {
	line     store.Line
	revision store.Revision
	// make gives the reading where it need not be read from the store.
	make func() (*reading, error)
	// stop ends the making of a reading that was begun before anybody asked for it;
	// wanted tells that somebody has asked since. The shelf's mutex guards both.
	stop    context.CancelFunc
	wanted  bool
	once    sync.Once
	reading *reading
	err     error
}

// read makes the reading, once. A mistake of the program ends as an error: no request
// stands behind a reading that is begun early, and the server must not end with it.
func (k *kept) read() {
	k.once.Do(func() {
		defer func() {
			if p := recover(); p != nil {
				k.err = fmt.Errorf("read study: panic: %v\n%s", p, debug.Stack())
			}
		}()
		k.reading, k.err = k.make()
	})
}

func newShelf(s store.Store) *shelf { return &shelf{store: s} }

// take gives the reading of a branch as it is now. Several requests for the same
// wait for one reading.
func (s *shelf) take(ctx context.Context, b api.Opened) (*opened, error) {
	head, err := s.head(ctx, b.Line)
	if err != nil {
		return nil, err
	}
	return s.at(ctx, b, head)
}

// at gives the reading of a branch as it was at a revision.
func (s *shelf) at(ctx context.Context, b api.Opened, r store.Revision) (*opened, error) {
	// Not of this request alone: another may wait for it.
	k := s.place(b.Line, r, func() (*reading, error) { return s.read(context.WithoutCancel(ctx), b.Line, r) })
	k.read()
	if k.err != nil {
		s.drop(k)
		if errors.Is(k.err, context.Canceled) && ctx.Err() == nil {
			return s.at(ctx, b, r) // it was given up just before somebody asked for it
		}
		return nil, k.err
	}
	return &opened{b, k.reading}, nil
}

// asOf gives an opened branch as it was at an earlier revision, or as it is now
// where there was none then that could be assessed.
func (s *shelf) asOf(ctx context.Context, now *opened, r store.Revision) (*opened, error) {
	if r < 1 || r >= now.revision {
		return now, nil
	}
	x, err := s.at(ctx, now.Opened, r)
	if err != nil || x.result == nil {
		return now, err
	}
	return x, nil
}

// head gives the last revision of a branch.
func (s *shelf) head(ctx context.Context, l store.Line) (store.Revision, error) {
	branches, err := s.store.Branches(ctx, l.Study)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(branches, func(b store.BranchInfo) bool { return b.Name == l.Branch })
	if i < 0 {
		return 0, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return branches[i].Head, nil
}

// place finds or makes the place of a reading, and drops the one that was used
// longest ago where there are too many.
func (s *shelf) place(l store.Line, r store.Revision, read func() (*reading, error)) *kept {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	k := s.put(l, r, read)
	k.wanted = true
	return k
}

// put does so with the mutex held.
func (s *shelf) put(l store.Line, r store.Revision, read func() (*reading, error)) *kept {
	i := slices.IndexFunc(s.kept, func(k *kept) bool { return k.line == l && k.revision == r })
	k := &kept{line: l, revision: r, make: read}
	if i >= 0 {
		k = s.kept[i]
		s.kept = slices.Delete(s.kept, i, i+1)
	}
	s.kept = append(s.kept, k)
	if len(s.kept) > shelfSize {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	return k
}

// soon begins to make the reading of a branch at a revision, of which the study is
// known; whoever asks for it meanwhile waits for it. What was begun of earlier
// revisions of the branch, and nobody has asked for, is given up.
func (s *shelf) soon(ctx context.Context, l store.Line, at store.Revision, read func(context.Context) (*reading, error)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, k := range s.kept {
		if k.line == l && k.revision < at && k.stop != nil && !k.wanted {
			k.stop()
		}
	}
	ctx, stop := context.WithCancel(ctx)
	k := s.put(l, at, func() (*reading, error) { return read(ctx) })
	if k.stop == nil {
		k.stop = stop
	}
	go func() {
		defer stop()
		k.read()
	}()
}

// same takes over an opened reading for the next revision, which changed nothing that
// is rated.
func (s *shelf) same(o *opened, at store.Revision) {
	next := &reading{revision: at, bases: o.bases, study: o.study, result: o.result, found: o.found}
	s.place(o.Line, at, func() (*reading, error) { return next, nil })
}

// drop forgets a reading that failed.
func (s *shelf) drop(k *kept) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(x *kept) bool { return x == k })
}

// studyFolder is where the files of a study stand among its records.
const studyFolder = "study/"

// read reads a branch as of a revision, and assesses it where it can be.
func (s *shelf) read(ctx context.Context, l store.Line, at store.Revision) (*reading, error) {
	study, written, err := s.studyAt(ctx, l, at)
	if err != nil {
		return nil, err
	}
	x := &reading{revision: at, bases: written, study: study, found: study.Findings()}
	if !study.Usable() || len(study.Models) == 0 {
		return x, nil
	}
	return x.assessed(ctx, assess.Options{})
}

// studyAt reads the files of a branch as of a revision, and by which revisions they
// were written; nothing is assessed, and nothing kept.
func (s *shelf) studyAt(ctx context.Context, l store.Line, at store.Revision) (*app.Study, bases, error) {
	records, err := s.store.Records(ctx, l, store.Choice{At: at, Prefix: studyFolder, Data: true})
	if err != nil {
		return nil, nil, err
	}
	files, written := map[string][]byte{}, bases{}
	for _, r := range records {
		files[r.Name] = r.Data
		written[strings.TrimPrefix(r.Name, studyFolder)] = r.Revision
	}
	study, err := app.OpenFiles(files, strings.TrimSuffix(studyFolder, "/"), string(l.Study), model.Options{})
	return study, written, err
}

// assessed gives a reading like this one with its result.
func (x *reading) assessed(ctx context.Context, o assess.Options) (*reading, error) {
	next := &reading{revision: x.revision, bases: x.bases, study: x.study}
	var err error
	next.result, next.found, err = x.study.Assess(ctx, o)
	return next, err
}

// of gives the model that the request asks for, or the first that is no baseline.
func (s *opened) of(r *http.Request) (*assess.ModelResult, error) {
	id := model.ModelID(r.URL.Query().Get("m"))
	if id != "" {
		m, ok := s.result.Model(id)
		if !ok {
			return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		return m, nil
	}
	for _, m := range s.result.Models {
		if m.Model.Role != model.Baseline {
			return m, nil
		}
	}
	return s.result.Models[0], nil
}
