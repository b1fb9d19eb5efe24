// Package app puts the parts together: it is the only package that knows every
// adapter. It loads studies with the base catalogue, builds and assesses them,
// places every finding in the user's files, and writes files so that nothing
// half-written is left behind.
//
// It rates nothing, prints nothing and has no words.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/overlay"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/internal/tracing"
	"github.com/sekisho/sekisho/schema"
	"github.com/sekisho/sekisho/studies"
)

// StudySchema is the JSON Schema of study and catalogue files.
func StudySchema() []byte { return slices.Clone(schema.Study) }

// Study is a study as loaded: what could be read and built of it, and
// everything that was found on the way.
type Study struct {
	*model.Study
	// Name is the path that the user gave, or that of the embedded study.
	Name string

	base  *model.Spec
	doc   *studyfile.Document
	found diag.List // of reading alone, located
	built diag.List // of building
	opt   model.Options
}

// Open loads the study at name, a YAML file or a directory, or the embedded
// reference study when name is empty. Findings in the study are not errors: see
// [Study.Findings]. It fails when nothing can be read at name.
func Open(name string, opt model.Options) (*Study, error) {
	base, err := Base()
	if err != nil {
		return nil, err
	}
	s := &Study{Name: name, base: base, opt: opt}
	if name == "" {
		s.Name = path.Join("studies", studies.Reference)
		s.doc, s.found = studyfile.ReadAs(studies.FS, studies.Reference, s.Name, studyfile.DefaultLimits())
	} else if err := s.read(name); err != nil {
		return nil, err
	}
	s.build()
	return s, nil
}

// build decodes and builds what was read. References into a study of which
// parts could not be read cannot be checked, so such a study is not built.
func (s *Study) build() {
	spec, found := s.doc.Spec()
	s.found.Append(found)
	s.Study, s.built = &model.Study{Spec: &spec}, diag.List{}
	if s.doc.Whole() {
		s.Study, s.built = model.Build(&spec, s.base, s.opt)
	}
}

// read reads a study from the disk.
func (s *Study) read(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("open study: %w", err)
	}
	dir, file := name, "."
	if !info.IsDir() {
		dir, file = filepath.Split(filepath.Clean(name))
		dir = filepath.Clean(dir)
	}
	s.doc, s.found = studyfile.ReadAs(os.DirFS(dir), file, filepath.ToSlash(name), studyfile.DefaultLimits())
	return nil
}

// Base gives the base catalogue: the method and the reference lists on which
// every study builds. It is read once, and never changed.
func Base() (*model.Spec, error) { return base() }

var base = sync.OnceValues(readBase)

func readBase() (*model.Spec, error) {
	doc, found := studyfile.ReadAs(catalogdata.FS, ".", "internal/catalogdata", studyfile.DefaultLimits())
	spec, more := doc.Spec()
	found.Append(more)
	if found.HasErrors() {
		return nil, fmt.Errorf("embedded catalogue: %s: %s", found.Findings[0].Pos, found.Findings[0].Code)
	}
	return &spec, nil
}

// Usable reports whether the study has no errors and so can be assessed.
func (s *Study) Usable() bool {
	return s.doc.Whole() && !s.found.HasErrors() && !s.built.HasErrors()
}

// Findings gives everything found by reading and building the study, in the
// order of their places.
func (s *Study) Findings() diag.List {
	return s.place(diag.List{}, false)
}

// place adds findings of later stages to those of reading and building, marks
// those that the study accepts, and puts all in their places in its files.
func (s *Study) place(later diag.List, whole bool) diag.List {
	l := studyfile.Combine(s.found, s.built)
	l.Append(later)
	l.Sort()
	model.Accept(s.Spec, &l, whole)
	l.Locate(s.doc)
	l.Sort()
	return l
}

// Assess assesses the study, which must be usable. The findings are those of
// all stages. It fails when ctx ends or opt names a model or matrix that does
// not exist.
func (s *Study) Assess(ctx context.Context, opt assess.Options) (*assess.Result, diag.List, error) {
	if !s.Usable() {
		return nil, diag.List{}, errors.New("assess a study that has errors")
	}
	ctx, span := tracing.Step(ctx, "assess")
	defer span.End()
	r, err := assess.Run(ctx, s.Study, opt)
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("assess study: %w", err)
	}
	return r, s.place(r.Findings, false), nil
}

// Check looks for everything that can be found in the study: it builds and
// assesses it in every case of every parameter, not only those in force.
func (s *Study) Check(ctx context.Context, progress func(done, total int)) (diag.List, error) {
	if !s.Usable() {
		return s.Findings(), nil
	}
	variants := s.variants()
	var later diag.List
	whole := true
	for i, opt := range variants {
		study, found := model.Build(s.Spec, s.base, opt)
		later.Append(found)
		if found.HasErrors() {
			whole = false
			continue
		}
		r, err := assess.Run(ctx, study, assess.Options{})
		if err != nil {
			return diag.List{}, fmt.Errorf("check study: %w", err)
		}
		later.Append(r.Findings)
		if progress != nil {
			progress(i+1, len(variants))
		}
	}
	return s.place(later, whole), nil
}

// variants lists the choices of parameters that together show every case.
func (s *Study) variants() []model.Options {
	variants := []model.Options{s.opt}
	for _, p := range s.Spec.Parameters {
		for _, c := range p.Cases {
			if _, chosen := s.opt.Parameters[p.ID]; !chosen {
				variants = append(variants, model.Options{Parameters: model.When{p.ID: c.ID}})
			}
		}
	}
	return variants
}

// Exists reports whether there is anything at name.
func Exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// IDs lists the ids of the models of the study that are assessed.
func (s *Study) IDs() []model.ModelID {
	ids := make([]model.ModelID, 0, len(s.Models))
	for _, m := range s.Models {
		ids = append(ids, m.ID)
	}
	return ids
}

// Lists are the method and the reference lists in force.
type Lists struct {
	Method  *method.Method
	Catalog *catalog.Catalog
	// Sources in the order written, those of the base first.
	Sources []model.SourceSpec
}

// OpenLists gives the base lists, or those of the study at name. Where the study
// has errors there are no lists, but findings. It fails where [Open] fails.
func OpenLists(name string) (*Lists, diag.List, error) {
	if name != "" {
		s, err := Open(name, model.Options{})
		if err != nil {
			return nil, diag.List{}, err
		}
		if !s.Usable() {
			return nil, s.Findings(), nil
		}
		return &Lists{Method: s.Method, Catalog: s.Catalog, Sources: s.sources()}, diag.List{}, nil
	}
	base, err := Base()
	if err != nil {
		return nil, diag.List{}, err
	}
	m, found := method.Build(base.Method, nil)
	c, more := catalog.Build(base.Catalog, nil)
	found.Append(more)
	if found.HasErrors() {
		return nil, diag.List{}, fmt.Errorf("embedded catalogue: %s: %s", found.Findings[0].Path, found.Findings[0].Code)
	}
	return &Lists{Method: m, Catalog: c, Sources: base.Sources}, diag.List{}, nil
}

func (s *Study) sources() []model.SourceSpec {
	return overlay.Rows(s.base.Sources, s.Spec.Sources, nil, func(r model.SourceSpec) string { return r.ID })
}

// Export writes a result in one of the formats of package exchange.
// It fails when ctx ends.
func Export(ctx context.Context, format string, r *assess.Result, found diag.List) (File, error) {
	for _, f := range exchange.Formats() {
		if f.Name == format && !f.Sheets() {
			data, err := f.Encode(ctx, r, found)
			if err != nil {
				return File{}, fmt.Errorf("export %s: %w", format, err)
			}
			return File{f.File, data}, nil
		}
	}
	return File{}, fmt.Errorf("export: there is no format %q", format)
}

// ExplanationJSON writes an explanation for other programs.
func ExplanationJSON(r *assess.Result, e *assess.Explanation) ([]byte, error) {
	data, err := exchange.ExplanationJSON(r, e)
	if err != nil {
		return nil, fmt.Errorf("export explanation: %w", err)
	}
	return data, nil
}

// RoutesJSON writes the routes of a model for other programs.
func RoutesJSON(r *assess.Result, m *assess.ModelResult, routes []assess.Route, opt assess.RouteOptions) ([]byte, error) {
	data, err := exchange.RoutesJSON(r, m, routes, opt)
	if err != nil {
		return nil, fmt.Errorf("export routes: %w", err)
	}
	return data, nil
}

// GoalExplanationJSON writes the explanation of a goal for other programs.
func GoalExplanationJSON(r *assess.Result, m *assess.ModelResult, e *assess.GoalExplanation) ([]byte, error) {
	data, err := exchange.GoalExplanationJSON(r, m, e)
	if err != nil {
		return nil, fmt.Errorf("export explanation: %w", err)
	}
	return data, nil
}
