package workbench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// edits serves what edits a study below /s/{study}, to those who may edit it.
func (w *Workbench) edits(mux *http.ServeMux, pattern string, do func(*visit, *opened) error) {
	w.study(mux, pattern, access.EditStudy, func(v *visit, s *opened) error {
		if s.result == nil {
			return v.findings(s, "asset")
		}
		return do(v, s)
	})
}

// attempts is how often an edit is made anew because others changed the same
// files meanwhile.
const attempts = 5

// change edits a study and gives it as it is then. edit gathers the edits in the
// study as it is now; where others change the same files meanwhile it is asked
// again, so that edits of different values never stand in each other's way. Where
// the study would have errors nothing is written, and they are what is refused.
func (v *visit) change(s *opened, reason string, edit func(*opened, *app.Editing) error) (*opened, error) {
	return v.changeFor(s, "", reason, edit)
}

// changeFor is [visit.change] for a page that shows one model: the study that it
// gives is assessed for that model alone, so that the page need not wait for the
// others. No model stands for all.
func (v *visit) changeFor(s *opened, shown model.ModelID, reason string, edit func(*opened, *app.Editing) error) (*opened, error) {
	for i := 0; ; i++ {
		next, err := v.changeOnce(s, shown, reason, edit)
		var conflict *store.ConflictError
		if !errors.As(err, &conflict) || i == attempts {
			return next, err
		}
		if s, err = v.open(access.EditStudy); err != nil {
			return nil, err
		}
		if s.result == nil {
			return nil, server.Refuse(http.StatusConflict, diag.RequestStale)
		}
	}
}

func (v *visit) changeOnce(s *opened, shown model.ModelID, reason string, edit func(*opened, *app.Editing) error) (*opened, error) {
	e := s.study.Edit()
	if err := edit(s, e); err != nil {
		return nil, err
	}
	study, files, err := e.Make()
	if err != nil {
		return nil, err
	}
	if !study.Usable() {
		return nil, &server.Failure{Status: http.StatusUnprocessableEntity, Findings: study.Findings().Findings}
	}
	if len(files) == 0 {
		return s, nil
	}
	c := store.Commit{By: v.who.Actor(), Reason: reason}
	for _, f := range files {
		c.Changes = append(c.Changes, store.Change{Name: studyFolder + f.Name, Base: s.bases[f.Name], Data: f.Data, Delete: f.Data == nil})
	}
	at, err := s.Commit(v.r.Context(), c)
	if err != nil {
		return nil, err
	}
	if at != s.revision+1 {
		return v.shelf.take(v.r.Context(), s.Opened)
	}
	// Nobody else changed anything between: what was made is what is there now.
	ctx, made := context.WithoutCancel(v.r.Context()), &reading{revision: at, study: study, bases: s.bases.after(c.Changes, at)}
	v.shelf.soon(ctx, s.Line, at, func(ctx context.Context) (*reading, error) { return made.assessed(ctx, assess.Options{}) })
	if shown == "" {
		return v.shelf.at(ctx, s.Opened, at)
	}
	x, err := made.assessed(ctx, assess.Options{Models: []model.ModelID{shown}})
	if err != nil {
		return nil, err
	}
	return &opened{s.Opened, x}, nil
}

// bases are the revisions that wrote the files of a study, by their names.
type bases map[string]store.Revision

// after gives them as they are after a commit.
func (b bases) after(changes []store.Change, at store.Revision) bases {
	next := maps.Clone(b)
	for _, c := range changes {
		next[strings.TrimPrefix(c.Name, studyFolder)] = at
	}
	return next
}

// errMeanwhile ends an edit of what somebody else changed meanwhile.
var errMeanwhile = errors.New("changed meanwhile")

// revOf names a state by what it consists of.
func revOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// refuseEdit shows the page about a row with what would be wrong with the study,
// and fails for other reasons.
func (v *visit) refuseEdit(s *opened, x row, err error, refused *refusedEdit) error {
	var failure *server.Failure
	if !errors.As(err, &failure) || failure.Status != http.StatusUnprocessableEntity {
		return err
	}
	refused.problems = v.problems(failure)
	return v.whyRow(failure.Status, s, x, refused)
}

// problems tells what is wrong in words.
func (v *visit) problems(f *server.Failure) []string {
	var list []string
	for _, x := range f.Findings {
		if x.Severity == diag.Error {
			message, fix := locale.Finding(v.lang, x)
			list = append(list, message+" "+fix)
		}
	}
	return list
}
