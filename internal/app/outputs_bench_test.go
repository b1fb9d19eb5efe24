package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// BenchmarkOutputs makes each output of a study whose model is one, three and ten
// times model ①a: copies of it joined in a chain. Its rows of the asset-based
// analysis and its pages grow like the model; what lists routes grows faster, since
// each goal is reached from each copy: the form has the trees of a bounded number of
// routes to each goal, and a row for every pair. So the time per unit that an output holds is
// reported (rows, pages, lines: see units), and growth, which is that time over the
// one of the smallest model: at most about 1 where an output is linear.
//
//	go test ./internal/app -run '^$' -bench Outputs -benchtime 1x
//
// Reports and charts tell of plans and of what more money buys, which is looked for once
// for all of them: plans says how long that takes. Its search is exact, and its time is
// not bound by the size of the model alone.
//
// SEKISHO_KEEP names a folder in which to leave the studies, for measuring whole
// processes.
func BenchmarkOutputs(b *testing.B) {
	first := filepath.Join(b.TempDir(), "first")
	if err := app.WriteDir(first, newStudy()); err != nil {
		b.Fatal(err)
	}
	benchOutputs(b, chain{dir: first, model: "m1a", asset: "a-lg-pc"})
}

// BenchmarkSmall is the same of a study that is as large as the example that comes
// with Threagile: 13 assets, 30 links and 6 zones.
func BenchmarkSmall(b *testing.B) {
	benchOutputs(b, chain{dir: filepath.Join("testdata", "small"), model: "m1", asset: "a-desk"})
}

func benchOutputs(b *testing.B, of chain) {
	first := map[string]float64{}
	for _, n := range []int{1, 3, 10} {
		s, r := of.copied(b, n)
		chapters := app.NewChapters(r, nil)
		b.Run(fmt.Sprintf("plans/size=%d", n), func(b *testing.B) {
			for b.Loop() {
				chapters = app.NewChapters(r, nil)
				if err := chapters.Prepare(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
		for _, o := range measured(chapters) {
			b.Run(fmt.Sprintf("%s/size=%d", o.name, n), func(b *testing.B) {
				b.ReportAllocs()
				rows := len(r.Models[0].Cells)
				var names []string
				for b.Loop() {
					outputs, err := o.of(b, s, r)
					if err != nil {
						b.Fatal(err)
					}
					made, err := app.WriteOutputs(b.Context(), filepath.Join(b.TempDir(), "out"), outputs, true, nil)
					if err != nil {
						b.Fatal(err)
					}
					for _, m := range made.Made {
						if m.Err != nil {
							b.Fatal(m.Output.Name, m.Err)
						}
					}
					names = made.Names
				}
				held, size := units(b, names)
				each := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(max(held, 1))
				if n == 1 {
					first[o.name] = each
				}
				b.ReportMetric(each, "ns/unit")
				b.ReportMetric(each/first[o.name], "growth")
				b.ReportMetric(float64(held), "units")
				b.ReportMetric(float64(size)/1e6, "MB")
				b.ReportMetric(float64(rows), "rows")
			})
		}
	}
}

// output is what is measured by itself, with all that it needs.
type output struct {
	name string
	of   func(*testing.B, *app.Study, *assess.Result) ([]app.Output, error)
}

// measured lists every output.
func measured(chapters *app.Chapters) []output {
	var all []output
	for _, kind := range app.ReportKinds() {
		for _, format := range app.ReportFormats() {
			if kind == "full" && format == "pptx" {
				continue // there is none, unless asked for
			}
			all = append(all, output{"report-" + kind + "-" + format, func(_ *testing.B, s *app.Study, r *assess.Result) ([]app.Output, error) {
				outputs, _, err := s.Reports(r, app.ReportOptions{Kind: kind, Formats: []string{format}, Lang: lang.Ja, Chapters: chapters})
				return outputs, err
			}})
		}
	}
	for _, kind := range app.DiagramKinds() {
		all = append(all, output{"diagram-" + kind, func(b *testing.B, _ *app.Study, r *assess.Result) ([]app.Output, error) {
			return app.NewPictures(r, app.PictureOptions{Lang: lang.Ja, Chapters: chapters}).Diagrams(b.Context(), []string{kind}, nil), nil
		}})
	}
	all = append(all, output{"chart", func(_ *testing.B, _ *app.Study, r *assess.Result) ([]app.Output, error) {
		return app.NewPictures(r, app.PictureOptions{Lang: lang.Ja, Chapters: chapters}).Charts(nil, nil), nil
	}})
	for _, kind := range app.SheetKinds() {
		all = append(all, output{"sheet-" + kind, func(_ *testing.B, s *app.Study, r *assess.Result) ([]app.Output, error) {
			return []app.Output{{Name: kind, Make: func(ctx context.Context) ([]app.File, diag.List, error) {
				files, _, err := app.Sheets(ctx, r, s.Findings(), app.SheetOptions{Kind: kind, Lang: lang.Ja, Digest: s.Digest()})
				return files, diag.List{}, err
			}}}, nil
		}})
	}
	all = append(all, output{"json", func(_ *testing.B, s *app.Study, r *assess.Result) ([]app.Output, error) {
		return []app.Output{{Name: "json", Make: func(ctx context.Context) ([]app.File, diag.List, error) {
			file, err := app.Export(ctx, "json", r, s.Findings())
			return []app.File{file}, diag.List{}, err
		}}}, nil
	}}, output{"attack", func(_ *testing.B, _ *app.Study, r *assess.Result) ([]app.Output, error) {
		return []app.Output{{Name: "layer", Make: func(ctx context.Context) ([]app.File, diag.List, error) {
			layer, err := app.AttackLayer(ctx, r, lang.Ja, r.Models[0].Model.ID, "")
			if err != nil {
				return nil, diag.List{}, err
			}
			return []app.File{{Name: "layer.json", Data: layer.Data}}, diag.List{}, nil
		}}}, nil
	}})
	return all
}

// chain says which study is copied, and which asset of its model is linked to the
// same of the copy before.
type chain struct {
	dir   string
	model model.ModelID
	asset model.AssetID
}

// copied opens a study of n copies of a study joined in a chain.
func (of chain) copied(b *testing.B, n int) (*app.Study, *assess.Result) {
	b.Helper()
	base := b.TempDir()
	if keep := os.Getenv("SEKISHO_KEEP"); keep != "" {
		base = filepath.Join(keep, fmt.Sprintf("%s-%d", of.model, n))
	}
	s, err := app.Open(of.dir, model.Options{})
	if err != nil {
		b.Fatal(err)
	}
	spec := *s.Spec
	spec.AcceptedFindings, spec.Layout = nil, nil
	for i := 2; i <= n; i++ {
		of.join(&spec, renamed(reflect.ValueOf(*s.Spec), fmt.Sprintf("-%d", i)).Interface().(model.Spec), i)
	}
	data, err := yaml.Marshal(&spec)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.MkdirAll(base, 0o755); err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(base, "study.yaml")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		b.Fatal(err)
	}
	if s, err = app.Open(name, model.Options{}); err != nil {
		b.Fatal(err)
	}
	if !s.Usable() {
		b.Fatal(s.Findings().Findings[0])
	}
	r, _, err := s.Assess(b.Context(), assess.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return s, r
}

// join lays a copy of a study beside it, linked to the copy before.
func (of chain) join(s *model.Spec, c model.Spec, i int) {
	s.Assets = append(slices.Clone(s.Assets), c.Assets...)
	s.Judgements = append(slices.Clone(s.Judgements), c.Judgements...)
	s.Models = slices.Clone(s.Models)
	for k := range s.Models {
		m, x := &s.Models[k], &c.Models[k]
		m.Zones = append(slices.Clone(m.Zones), x.Zones...)
		m.Placements = append(slices.Clone(m.Placements), x.Placements...)
		m.Links = append(slices.Clone(m.Links), x.Links...)
		m.Flows = append(slices.Clone(m.Flows), x.Flows...)
		m.Goals = append(slices.Clone(m.Goals), x.Goals...)
		m.Deployments = append(slices.Clone(m.Deployments), x.Deployments...)
		m.Judgements = append(slices.Clone(m.Judgements), x.Judgements...)
		m.Scenarios, m.Layout = nil, nil
		m.Entries = slices.Clone(m.Entries)
		for e := range m.Entries {
			m.Entries[e].Assets = append(slices.Clone(m.Entries[e].Assets), x.Entries[e].Assets...)
		}
		if m.ID == of.model {
			before := of.asset
			if i > 2 {
				before += model.AssetID(fmt.Sprintf("-%d", i-1))
			}
			m.Links = append(m.Links, model.LinkSpec{ID: model.LinkID(fmt.Sprintf("k-chain-%d", i)), From: before,
				To: of.asset + model.AssetID(fmt.Sprintf("-%d", i)), Data: model.Both})
		}
	}
}

// renamed copies a value with every id of an asset, zone, link, flow, goal or
// deployment changed.
func renamed(v reflect.Value, suffix string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.String:
		text := v.String()
		switch v.Interface().(type) {
		case model.AssetID, model.ZoneID, model.LinkID, model.FlowID, model.GoalID, model.DeploymentID:
			if text != "" {
				text += suffix
			}
		}
		out.SetString(text)
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(renamed(v.Elem(), suffix))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(renamed(v.Index(i), suffix))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(renamed(v.Field(i), suffix))
			}
		}
	default:
		out.Set(v)
	}
	return out
}
