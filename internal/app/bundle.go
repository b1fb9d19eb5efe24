package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// Kinds of outputs of a bundle.
const (
	KindJSON   = "json"
	KindSheet  = "sheet"
	KindAttack = "attack"
)

// BundleKinds lists the kinds of outputs that a bundle can hold, in the order in
// which they are made.
func BundleKinds() []string {
	return []string{KindJSON, KindReport, KindDiagram, KindChart, KindSheet, KindAttack}
}

// BundleOptions say what a bundle holds.
type BundleOptions struct {
	// Kinds of BundleKinds; empty: all.
	Kinds []string
	Lang  lang.Lang
	// Chosen tells that the user chose models, so that nothing is made of the study
	// as a whole that would look complete.
	Chosen bool
	// Hearing is what organisations answered; nil: none were asked.
	Hearing *Nation
	// Overwrite files that are there.
	Overwrite bool
	// Program is the version of sekisho.
	Program string
	// Progress, if set, is called with the number of outputs made and their total,
	// from one goroutine at a time.
	Progress func(done, total int)
	// Extra outputs, for tests.
	Extra []Output
}

// Bundle is everything that was made of a result.
type Bundle struct {
	Made []Made
	// Names of the files written, with their directory.
	Names []string
}

// Whole reports whether every output was made, and none has a hole.
func (b *Bundle) Whole() bool {
	return !slices.ContainsFunc(b.Made, func(m Made) bool { return !m.Whole() })
}

// WriteBundle makes everything of a result that o asks for, and writes it to dir
// with a manifest. An output that fails does not stop the others; see
// [Bundle.Made]. It fails, and writes nothing, when ctx ends or when a file stands
// in the way that must not be overwritten.
func (s *Study) WriteBundle(ctx context.Context, dir string, r *assess.Result, found diag.List, o BundleOptions) (b *Bundle, err error) {
	stage, err := NewStage(dir, o.Overwrite)
	if err != nil {
		return nil, err
	}
	defer func() {
		if tidy := stage.Discard(); err == nil {
			err = tidy
		}
	}()
	for _, name := range []string{exchange.Formats()[0].File, exchange.ManifestFile} { // before the work, not after it
		if err := stage.Free(name); err != nil {
			return nil, err
		}
	}
	outputs, err := s.outputs(ctx, r, found, o)
	if err != nil {
		return nil, err
	}
	made, err := Produce(ctx, stage, outputs, o.Progress)
	if err != nil {
		return nil, err
	}
	manifest := exchange.NewManifest(r, s.Digest(), o.Program, o.Lang)
	for _, m := range made {
		if m.Err != nil {
			manifest.AddFailure(m.Output.Name, m.Err)
		}
		for _, f := range m.Files {
			manifest.AddFile(m.Output.Name, f.Name, f.Bytes, f.SHA256)
		}
		manifest.AddFindings(m.Output.Name, m.Found)
	}
	data, err := manifest.Encode()
	if err != nil {
		return nil, err
	}
	if _, err := stage.Add(File{exchange.ManifestFile, data}); err != nil {
		return nil, err
	}
	names, err := stage.Commit(exchange.ManifestFile)
	return &Bundle{made, names}, err
}

// outputs lists what a bundle holds.
func (s *Study) outputs(ctx context.Context, r *assess.Result, found diag.List, o BundleOptions) ([]Output, error) {
	var all []Output
	chapters := NewChapters(r, o.Hearing)
	drawn := NewPictures(r, PictureOptions{Lang: o.Lang, Chapters: chapters})
	for _, kind := range BundleKinds() {
		if !chosen(o.Kinds, kind) {
			continue
		}
		switch kind {
		case KindJSON:
			all = append(all, jsonOutput(r, found))
		case KindReport:
			reports, err := s.reportOutputs(r, o, drawn, chapters)
			if err != nil {
				return nil, err
			}
			all = append(all, reports...)
		case KindDiagram:
			all = append(all, drawn.Diagrams(ctx, nil, nil)...)
		case KindChart:
			all = append(all, drawn.Charts(nil, nil)...)
		case KindSheet:
			all = append(all, s.sheetOutputs(r, found, o, chapters)...)
		case KindAttack:
			all = append(all, layerOutputs(r, o.Lang)...)
		}
	}
	return append(all, o.Extra...), nil
}

// reportOutputs make the reports of both kinds in both editions and all formats.
func (s *Study) reportOutputs(r *assess.Result, o BundleOptions, drawn *Pictures, chapters *Chapters) ([]Output, error) {
	var all []Output
	for _, public := range []bool{false, true} {
		for _, kind := range ReportKinds() {
			outputs, found, err := s.Reports(r, ReportOptions{Kind: kind, Public: public, Lang: o.Lang, Pictures: drawn, Chapters: chapters})
			if err != nil {
				return nil, err
			}
			if found.HasErrors() {
				return nil, fmt.Errorf("embedded template %s: %s", kind, found.Findings[0].Code)
			}
			all = append(all, outputs...)
		}
	}
	for i := range all {
		all[i].Dir = KindReport
	}
	return all, nil
}

// jsonOutput makes the result for other programs.
func jsonOutput(r *assess.Result, found diag.List) Output {
	return Output{Name: KindJSON, Make: func(ctx context.Context) ([]File, diag.List, error) {
		file, err := Export(ctx, "json", r, found)
		return []File{file}, diag.List{}, err
	}}
}

// sheetOutputs make the analysis sheets of the models, and the data for other
// programs.
func (s *Study) sheetOutputs(r *assess.Result, found diag.List, o BundleOptions, chapters *Chapters) []Output {
	var all []Output
	for _, kind := range SheetKinds() {
		all = append(all, Output{Name: KindSheet + "/" + kind, Dir: KindSheet + "/" + kind, Make: func(ctx context.Context) ([]File, diag.List, error) {
			files, report, err := Sheets(ctx, r, found, SheetOptions{Kind: kind, Lang: o.Lang, Chosen: o.Chosen, Chapters: chapters, Digest: s.Digest(), Program: o.Program})
			var lacks diag.List
			if report.Partial > 0 {
				lacks.Add(diag.OutputTrees, "", "routes", strconv.Itoa(report.Routes), "partial", strconv.Itoa(report.Partial))
			}
			for _, cell := range report.Cut {
				lacks.Add(diag.OutputCut, "", "cell", cell)
			}
			return files, lacks, err
		}})
	}
	return all
}

// layerOutputs make a layer of the ATT&CK Navigator for each model, and one for
// its difference from the baseline.
func layerOutputs(r *assess.Result, l lang.Lang) []Output {
	var all []Output
	add := func(name string, m, against *assess.ModelResult) {
		all = append(all, Output{Name: KindAttack + "/" + name, Dir: "attack", Make: func(ctx context.Context) ([]File, diag.List, error) {
			layer, err := AttackLayer(ctx, r, l, m.Model.ID, idOf(against))
			if err != nil {
				return nil, diag.List{}, err
			}
			var lacks diag.List
			if len(layer.Unknown) > 0 {
				lacks.Add(diag.OutputLayer, "", "techniques", joined(layer.Unknown))
			}
			return []File{{fmt.Sprintf("layer-%s.json", name), layer.Data}}, lacks, nil
		}})
	}
	base := baseline(r)
	for _, m := range r.Models {
		add(string(m.Model.ID), m, nil)
		if base != nil && m != base {
			add(string(m.Model.ID)+"-"+string(base.Model.ID), m, base)
		}
	}
	return all
}

// baseline gives the model with which the others are compared, or nil.
func baseline(r *assess.Result) *assess.ModelResult {
	for _, m := range r.Models {
		if m.Model.Role == model.Baseline {
			return m
		}
	}
	return nil
}

func idOf(m *assess.ModelResult) model.ModelID {
	if m == nil {
		return ""
	}
	return m.Model.ID
}

func joined[S ~string](list []S) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}
