package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// NewStudy says which study is to be made from the reference study.
type NewStudy struct {
	// Models to keep, with those that they inherit from; empty: all.
	Models []model.ModelID
	// WithoutBaseline leaves the baseline out unless it is one of Models.
	WithoutBaseline bool
	// ID and Title of the study; empty: those of the reference study.
	ID, Title string
}

// Derive makes a new study from the reference study: only the chosen models,
// what they inherit from and the baseline stay, and whatever no kept model uses
// goes. All else, comments included, stays as it was written. The study is in
// memory; [Study.Files] gives its files.
func Derive(ctx context.Context, want NewStudy) (*Study, error) {
	s, err := Open("", model.Options{})
	if err != nil {
		return nil, err
	}
	if !s.Usable() {
		return nil, fmt.Errorf("derive study: the reference study has errors")
	}
	if err := s.rename(want); err != nil {
		return nil, fmt.Errorf("derive study: %w", err)
	}
	keep := s.kept(want)
	for i := len(s.Spec.Models) - 1; i >= 0; i-- {
		if !keep[s.Spec.Models[i].ID] {
			if err := s.doc.Remove(diag.Join("models", i)); err != nil {
				return nil, fmt.Errorf("derive study: %w", err)
			}
		}
	}
	return s.prune(ctx)
}

func (s *Study) rename(want NewStudy) error {
	if want.ID != "" {
		if err := s.doc.Set("id", want.ID); err != nil {
			return err
		}
	}
	if want.Title == "" {
		return nil
	}
	if s.Spec.Description != nil {
		if err := s.doc.Remove("description"); err != nil { // it tells of the reference study
			return err
		}
	}
	if err := s.doc.Set("title/ja", want.Title); err != nil {
		return err
	}
	if s.Spec.Title.En == "" {
		return nil
	}
	return s.doc.Remove("title/en") // it would still name the reference study
}

// kept gives the models that stay.
func (s *Study) kept(want NewStudy) map[model.ModelID]bool {
	keep := map[model.ModelID]bool{}
	inherits := map[model.ModelID]model.ModelID{}
	for _, m := range s.Spec.Models {
		inherits[m.ID] = m.Inherits
		if len(want.Models) == 0 || slices.Contains(want.Models, m.ID) || m.Role == model.Baseline && !want.WithoutBaseline {
			keep[m.ID] = true
		}
	}
	for _, m := range s.Spec.Models {
		if !keep[m.ID] {
			continue
		}
		for id := m.Inherits; id != "" && !keep[id]; id = inherits[id] {
			keep[id] = true
		}
	}
	return keep
}

// pruneRounds bounds the rounds of pruning: taking out a row can leave another
// unused, but never more than a few times in a row.
const pruneRounds = 10

// prune takes out the rows that have lost their use, until a check finds none.
func (s *Study) prune(ctx context.Context) (*Study, error) {
	for range pruneRounds {
		next := &Study{Name: s.Name, base: s.base, doc: s.doc}
		next.build()
		all, err := next.Check(ctx, nil)
		if err != nil {
			return nil, err
		}
		paths := unused(next.Spec, all)
		if len(paths) == 0 {
			if !next.Usable() {
				return nil, fmt.Errorf("derive study: the outcome has errors, the first %s at %s", all.Findings[0].Code, all.Findings[0].Pos)
			}
			return next, nil
		}
		for _, path := range paths {
			if err := s.doc.Remove(path); err != nil {
				return nil, fmt.Errorf("derive study: remove %s: %w", path, err)
			}
		}
	}
	return nil, fmt.Errorf("derive study: rows are still unused after %d rounds", pruneRounds)
}

// unused lists the paths of rows without use, the last first, so that taking
// one out does not move those that follow.
func unused(spec *model.Spec, found diag.List) []string {
	var paths []string
	for _, f := range found.Findings {
		switch f.Code {
		case diag.AssetUnused, diag.AcceptedNothing, diag.JudgementNotApplied, diag.DeploymentScope:
			paths = append(paths, f.Path)
		case diag.RefUnknown:
			paths = append(paths, dangling(spec, f.Path))
		}
	}
	groups := map[model.GroupID]bool{}
	for _, m := range spec.Models {
		groups[m.Group] = true
	}
	for i, g := range spec.Groups {
		if !groups[g.ID] {
			paths = append(paths, diag.Join("groups", i))
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return -comparePaths(a, b) })
	return outermost(slices.Compact(paths))
}

// outermost leaves out the paths that lie below others of the list.
func outermost(paths []string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(p string) bool {
		return slices.ContainsFunc(paths, func(q string) bool { return strings.HasPrefix(p, q+"/") })
	})
}

// dangling gives what must go when the reference at path has lost its target:
// the one name where the row can do without it, else the whole row. Shared
// models hold optional rows for assets that the kept models do not place.
func dangling(spec *model.Spec, path string) string {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) == 4 && parts[2] == "models":
		return statement(spec, parts)
	case len(parts) >= 6 && parts[0] == "models" && (parts[4] == "scope" || parts[2] == "entries" || parts[2] == "placements"):
		return path
	case len(parts) >= 5 && parts[0] == "models":
		return strings.Join(parts[:4], "/")
	}
	return path
}

// statement gives what must go when an assumption or exclusion names a model
// that went: the one name, or the whole row when it names no other. An empty
// list would make the row hold for every model.
func statement(spec *model.Spec, parts []string) string {
	rows := spec.Assumptions
	if parts[0] == "exclusions" {
		rows = spec.Exclusions
	}
	i, err := strconv.Atoi(parts[1])
	if err != nil || i >= len(rows) || len(rows[i].Models) > 1 {
		return strings.Join(parts, "/")
	}
	return strings.Join(parts[:2], "/")
}

// comparePaths orders paths by their segments, numbers by value.
func comparePaths(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), func(x, y string) int {
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return m - n
		}
		return strings.Compare(x, y)
	})
}

// Files gives the files of the study as they are to be written.
func (s *Study) Files() []File {
	var out []File
	for _, f := range s.doc.Encode() {
		out = append(out, File{f.Name, f.Data})
	}
	return out
}
