package app_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestEnglishReportIsEnglish: nothing in the English report and overview of the
// reference study is Japanese, its pictures included; and no translation is left over
// from a text that has changed since.
func TestEnglishReportIsEnglish(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, r, _ := assessed(t)
	japanese := func(c rune) bool { return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana) }
	tags := regexp.MustCompile(`<[^>]*>`)
	pages := map[string][]byte{}
	for _, kind := range app.ReportKinds() {
		pages[kind] = reportFiles(t, s, r, app.ReportOptions{Kind: kind, Formats: []string{"md"}, Lang: lang.En})["md"]
	}
	pictures := app.NewPictures(r, app.PictureOptions{Lang: lang.En})
	for _, o := range append(pictures.Diagrams(t.Context(), []string{"network", "flow-matrix"}, []string{"svg"}), pictures.Charts([]string{"totals", "matrix", "coverage"}, []string{"svg"})...) {
		made, _, err := o.Make(t.Context())
		if err != nil {
			t.Fatal(o.Name, err)
		}
		for _, f := range made {
			pages[f.Name] = f.Data
		}
	}
	var left []string
	for name, page := range pages {
		for text := range strings.SplitSeq(tags.ReplaceAllString(string(page), "\n"), "\n") {
			if strings.IndexFunc(text, japanese) >= 0 && !slices.Contains(left, text) {
				left = append(left, text)
				t.Errorf("%s: %q is not English (studies/mic-r8/english.yaml)", name, text)
			}
		}
	}
	if len(pages["full"]) < 100_000 || len(pages) < 20 {
		t.Errorf("%d pages, the report with %d bytes", len(pages), len(pages["full"]))
	}
	written := map[string]bool{}
	spec := *s.Spec
	spec.Translations = nil
	texts(reflect.ValueOf(spec), written)
	texts(reflect.ValueOf(r.Method.Criteria), written)
	for _, x := range s.Spec.Translations {
		if !written[x.Ja] {
			t.Errorf("nothing says %q, which is translated", x.Ja)
		}
	}
}

// texts collects the texts in a value, and the places that sources name.
func texts(v reflect.Value, out map[string]bool) {
	switch v.Kind() {
	case reflect.String:
		out[v.String()] = true
		if _, place, ok := strings.Cut(v.String(), "#"); ok {
			out[place] = true
		}
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), out)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(v.Field(i), out)
			}
		}
	}
}
