package studyfile_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/studyfile"
)

func TestAppend(t *testing.T) {
	item := []studyfile.Entry{{Key: "set", Text: "importance"}, {Key: "asset", Text: "a-1"}, {Key: "value", Number: 3},
		{Key: "reason", Text: "個人番号を扱う: 「重要」, #1"}, {Key: "scope", Entries: []studyfile.Entry{{Key: "assets", List: []string{"a", "b, c"}}}}}
	const flow = `{set: importance, asset: a-1, value: 3, reason: "個人番号を扱う: 「重要」, #1", scope: {assets: [a, "b, c"]}}`
	for name, tt := range map[string]struct{ path, before, after string }{
		"block list of mappings": {"judgements", "format: sekisho/1\njudgements:\n  - set: importance # 先\n    asset: x\n\n# 後ろ\nid: s\n",
			"format: sekisho/1\njudgements:\n  - set: importance # 先\n    asset: x\n  - " + flow + "\n\n# 後ろ\nid: s\n"},
		"block list of flows": {"judgements", "format: sekisho/1\njudgements:\n- {set: importance}\n- {set: x} # y\n", "format: sekisho/1\njudgements:\n- {set: importance}\n- {set: x} # y\n- " + flow + "\n"},
		"flow list":           {"judgements", "format: sekisho/1\njudgements: [{set: x}]\n", "format: sekisho/1\njudgements: [{set: x}, " + flow + "]\n"},
		"emptied list":        {"judgements", "format: sekisho/1\njudgements: [ ] # 空\nid: s\n", "format: sekisho/1\njudgements: [" + flow + " ] # 空\nid: s\n"},
		"no list":             {"judgements", "format: sekisho/1\nid: s\n", "format: sekisho/1\nid: s\njudgements: [" + flow + "]\n"},
		"within a list": {"models/1/judgements", "format: sekisho/1\nmodels:\n  - id: a\n  - id: b\n    judgements:\n      - {set: x}\n  - id: c\n",
			"format: sekisho/1\nmodels:\n  - id: a\n  - id: b\n    judgements:\n      - {set: x}\n      - " + flow + "\n  - id: c\n"},
		"first within a list": {"models/0/judgements", "format: sekisho/1\nmodels:\n  - id: a\n  - id: b\n", "format: sekisho/1\nmodels:\n  - id: a\n    judgements: [" + flow + "]\n  - id: b\n"},
		"windows":             {"judgements", "format: sekisho/1\r\njudgements:\r\n  - {set: x}\r\n", "format: sekisho/1\r\njudgements:\r\n  - {set: x}\r\n  - " + flow + "\r\n"},
		"no line end":         {"judgements", "format: sekisho/1\njudgements:\n  - {set: x}", "format: sekisho/1\njudgements:\n  - {set: x}\n  - " + flow},
	} {
		doc, found := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte(tt.before)}}, "s.yaml", studyfile.DefaultLimits())
		if found.HasErrors() {
			t.Fatalf("%s: %v", name, found.Findings)
		}
		if err := doc.Append(tt.path, item); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(tt.after, string(doc.Encode()[0].Data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestAppendValue adds to lists of values, with the mapping around them where it
// is absent.
func TestAppendValue(t *testing.T) {
	item := []studyfile.Entry{{Text: "k-1"}}
	for name, tt := range map[string]struct{ path, before, after string }{
		"a list":             {"models/0/remove/links", "format: sekisho/1\nmodels:\n  - id: a\n    remove: {links: [k-0]}\n", "format: sekisho/1\nmodels:\n  - id: a\n    remove: {links: [k-0, k-1]}\n"},
		"a block list":       {"models/0/remove/links", "format: sekisho/1\nmodels:\n  - id: a\n    remove:\n      links:\n        - k-0\n", "format: sekisho/1\nmodels:\n  - id: a\n    remove:\n      links:\n        - k-0\n        - k-1\n"},
		"no list":            {"models/0/remove/links", "format: sekisho/1\nmodels:\n  - id: a\n    remove: {zones: [z]}\n", "format: sekisho/1\nmodels:\n  - id: a\n    remove: {zones: [z], links: [k-1]}\n"},
		"no mapping, either": {"models/0/remove/links", "format: sekisho/1\nmodels:\n  - id: a\n", "format: sekisho/1\nmodels:\n  - id: a\n    remove: {links: [k-1]}\n"},
	} {
		doc, found := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte(tt.before)}}, "s.yaml", studyfile.DefaultLimits())
		if found.HasErrors() {
			t.Fatalf("%s: %v", name, found.Findings)
		}
		if err := doc.Append(tt.path, item); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(tt.after, string(doc.Encode()[0].Data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	doc, _ := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte("format: sekisho/1\nmodels:\n  - id: a\n")}}, "s.yaml", studyfile.DefaultLimits())
	if err := doc.Append("models/7/remove/links", item); !errors.Is(err, studyfile.ErrNoSuchPath) {
		t.Errorf("a model that there is not: %v", err)
	}
}
