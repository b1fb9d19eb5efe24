package studyfile_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// study makes a file system of a study called "s" from names and texts by turns.
func study(namesAndTexts ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(namesAndTexts); i += 2 {
		fsys["s/"+namesAndTexts[i]] = &fstest.MapFile{Data: []byte(namesAndTexts[i+1])}
	}
	return fsys
}

// Lists of several files follow each other in the order of the file names, and
// paths of the merged study lead back to the files.
func TestReadMergesFiles(t *testing.T) {
	fsys := study(
		"b.yaml", "format: sekisho/1\nassets:\n  - {id: a-3, ja: 三, type: server}\ncatalog:\n  threats: []\n",
		"a.yaml", "format: sekisho/1\nid: x\nassets:\n  - {id: a-1, ja: 一, type: server}\n  - {id: a-2, ja: 二, type: server}\ncatalog:\n  data_classes: []\n",
		"notes.txt", "not read",
		".hidden/c.yaml", "id: not read",
	)
	doc, found := studyfile.ReadAs(fsys, "s", "studies/s", studyfile.DefaultLimits())
	if len(found.Findings) > 0 {
		t.Fatalf("reading: %v", found.Findings)
	}
	spec, found := doc.Spec()
	if len(found.Findings) > 0 {
		t.Fatalf("checking: %v", found.Findings)
	}
	got := []string{}
	for _, a := range spec.Assets {
		got = append(got, string(a.ID)+" "+a.Ja)
	}
	if diff := gocmp.Diff([]string{"a-1 一", "a-2 二", "a-3 三"}, got); diff != "" {
		t.Errorf("assets (-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{
		"assets/1/ja":         "studies/s/a.yaml:5:19",
		"assets/2":            "studies/s/b.yaml:3:5",
		"assets/2/type":       "studies/s/b.yaml:3:28",
		"assets/2/importance": "studies/s/b.yaml:3:5", // absent: the asset
		"assets":              "studies/s/a.yaml:3:1",
		"catalog/threats":     "studies/s/b.yaml:5:12",
		"models/0":            "studies/s/a.yaml:1:1", // absent: the study
	} {
		if got := doc.Locate(path).String(); got != want {
			t.Errorf("Locate(%q) = %s, want %s", path, got, want)
		}
	}
	var _ diag.Locator = doc
}

// sortedNames gives the keys of a map in order.
func sortedNames[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
