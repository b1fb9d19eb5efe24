package mapping_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sekisho/sekisho/internal/sheet/mapping"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/schema"
)

var kind = studyfile.NewKind("sekisho-map", schema.Map)

// FuzzMapping reads anything as a mapping and goes by it: no panic, and everything
// that is found has a place in the mapping or in the workbook.
func FuzzMapping(f *testing.F) {
	sheets, m := cellSheet(f), matrix(f)
	f.Add("format: sekisho-map/1\ntables:\n  - {kind: cells, sheet: '*', header: 3, columns: [{field: asset, column: B, fill: true}, {field: threat, heading: 脅威, pattern: '(.*)'}]}\n")
	f.Add("format: sekisho-map/1\ntables: [{kind: steps, sheet: '[', last: 2, columns: [{field: step, text: x}, {field: tree, column: zzz}]}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		doc, found := studyfile.ReadKind(fstest.MapFS{"m.yaml": {Data: []byte(text)}}, "m.yaml", "m.yaml", studyfile.DefaultLimits(), kind)
		var spec mapping.Spec
		found.Append(doc.Decode(kind, &spec))
		_, more := mapping.Read(&spec, sheets, m)
		for _, f := range more.Findings {
			if f.Path == "" && !strings.Contains(f.Args["cell"], "!") {
				t.Errorf("%s has no place", f.Code)
			}
		}
	})
}
