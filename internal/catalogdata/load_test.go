package catalogdata_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"go.yaml.in/yaml/v4"
)

// data is all catalogue files laid together.
type data struct {
	sources []model.SourceSpec
	method  method.Spec
	catalog catalog.Spec
}

// load decodes every embedded file strictly: an unknown key or a section other
// than those of a catalogue file fails the test.
func load(t *testing.T) data {
	t.Helper()
	names, err := fs.Glob(catalogdata.FS, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("list the embedded files: %v, %v", names, err)
	}
	var d data
	methods := 0
	for _, name := range names {
		s := decode(t, name)
		d.sources = append(d.sources, s.Sources...)
		if s.Method != nil {
			d.method = *s.Method
			methods++
		}
		if c := s.Catalog; c != nil {
			d.catalog.DataClasses = append(d.catalog.DataClasses, c.DataClasses...)
			d.catalog.StopEffects = append(d.catalog.StopEffects, c.StopEffects...)
			d.catalog.AssetTypes = append(d.catalog.AssetTypes, c.AssetTypes...)
			d.catalog.Threats = append(d.catalog.Threats, c.Threats...)
			d.catalog.Countermeasures = append(d.catalog.Countermeasures, c.Countermeasures...)
		}
	}
	if methods != 1 {
		t.Fatalf("%d files hold a method, want 1: a section may stand in one file only", methods)
	}
	return d
}

func decode(t *testing.T, name string) model.Spec {
	t.Helper()
	text, err := fs.ReadFile(catalogdata.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	var s model.Spec
	if err := yaml.Load(text, &s, yaml.WithKnownFields()); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if s.Format != model.Format {
		t.Errorf("%s: format %q, want %q", name, s.Format, model.Format)
	}
	if !strings.HasPrefix(string(text), "format: "+model.Format+"\n") {
		t.Errorf("%s does not begin with its format", name)
	}
	rest := s
	rest.Format, rest.Sources, rest.Method, rest.Catalog = "", nil, nil, nil
	if diff := cmp.Diff(model.Spec{}, rest); diff != "" {
		t.Errorf("%s holds more than a catalogue file may (-want +got):\n%s", name, diff)
	}
	if c := s.Catalog; c != nil && !cmp.Equal(c.Remove, catalog.Removal{}) {
		t.Errorf("%s removes rows: the base has none to remove", name)
	}
	return s
}

// bilingual fails where a text lacks a language, where the English one holds
// Japanese letters or the Japanese one none.
func bilingual(t *testing.T, where string, text lang.Text) {
	t.Helper()
	switch {
	case strings.TrimSpace(text.Ja) == "" || strings.TrimSpace(text.En) == "":
		t.Errorf("%s: %+v lacks a language", where, text)
	case japanese.MatchString(text.En):
		t.Errorf("%s: English text %q holds Japanese", where, text.En)
	case text.Ja != strings.TrimSpace(text.Ja) || text.En != strings.TrimSpace(text.En):
		t.Errorf("%s: %+v has blanks at an end", where, text)
	}
}

// sentence fails where a text is no sentence in each language.
func sentence(t *testing.T, where string, text lang.Text) {
	t.Helper()
	bilingual(t, where, text)
	if !japanese.MatchString(text.Ja) || !strings.HasSuffix(text.Ja, "。") {
		t.Errorf("%s: %q is no Japanese sentence", where, text.Ja)
	}
	if last := text.En[len(text.En)-1]; last != '.' && last != '?' {
		t.Errorf("%s: %q is no English sentence", where, text.En)
	}
}

var japanese = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)

func TestSources(t *testing.T) {
	d := load(t)
	seen := map[string]bool{}
	proposals := 0
	for _, s := range d.sources {
		if seen[s.ID] {
			t.Errorf("source %s is defined twice", s.ID)
		}
		seen[s.ID] = true
		bilingual(t, "source "+s.ID, s.Text)
		if s.Proposal {
			proposals++
		}
	}
	if proposals != 1 || !d.sources[slices.IndexFunc(d.sources, func(s model.SourceSpec) bool { return s.ID == "proposal" })].Proposal {
		t.Error("exactly the source named proposal must be marked as our proposal")
	}
	used := map[string]bool{"attack-v19": true} // the technique ids of all rows are its
	for _, c := range citations(d) {
		id, place, cut := strings.Cut(c.source, "#")
		if !seen[id] {
			t.Errorf("%s cites source %q, which does not exist", c.where, id)
		}
		if cut && place == "" {
			t.Errorf("%s cites an empty place of %s", c.where, id)
		}
		used[id] = true
	}
	for _, s := range d.sources {
		if !used[s.ID] {
			t.Errorf("no row cites source %s", s.ID)
		}
	}
}

type citation struct{ where, source, confidence string }

// citations lists what every row of every list cites. A matrix cell and a
// letter have no confidence of their own.
func citations(d data) []citation {
	var out []citation
	row := func(where string, r catalog.Row) {
		out = append(out, citation{where, r.Source, string(r.Confidence)})
	}
	for _, r := range d.catalog.DataClasses {
		row("data class "+string(r.ID), r.Row)
	}
	for _, r := range d.catalog.StopEffects {
		row("stop effect "+string(r.ID), r.Row)
	}
	for _, r := range d.catalog.AssetTypes {
		row("asset type "+string(r.ID), r.Row)
	}
	for _, r := range d.catalog.Threats {
		row("threat "+string(r.ID), r.Row)
	}
	for _, r := range d.catalog.Countermeasures {
		row("countermeasure "+string(r.ID), r.Row)
	}
	for _, c := range d.method.Criteria {
		out = append(out, citation{"criterion " + c.ID, c.Source, c.Confidence})
	}
	for _, m := range d.method.Matrices {
		for _, c := range m.Cells {
			out = append(out, citation{"a cell of matrix " + m.ID, c.Source, "none"})
		}
	}
	for _, r := range d.method.RiskValues {
		out = append(out, citation{"risk value " + r.Value, r.Source, "none"})
	}
	return out
}

func TestConfidence(t *testing.T) {
	legal := []string{string(catalog.Confirmed), string(catalog.Likely), string(catalog.Unconfirmed), "none"}
	for _, c := range citations(load(t)) {
		if !slices.Contains(legal, c.confidence) {
			t.Errorf("%s: confidence %q", c.where, c.confidence)
		}
		if strings.HasPrefix(c.source, "proposal") && c.confidence == string(catalog.Confirmed) {
			t.Errorf("%s is our proposal and cannot be confirmed by a source", c.where)
		}
	}
}
