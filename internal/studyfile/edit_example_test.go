package studyfile_test

import (
	"errors"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/studyfile"
)

const editable = `# 表紙
# 作成: 情報政策課
format: sekisho/1

id: mic-r8        # 変えない
title: {ja: 元の題, en: "Title"}   # 題
models:
  # 比較の基準
  - id: m0        # USB
    ja: 現在の方法
    zones: []

  # 検証モデル①
  # （境界に連携サーバ）
  - {id: m1, ja: 検証モデル①,
     role: candidate}  # 候補

  - id: m2
    # 名前
    ja: |-
      検証モデル②
# 末尾
`

// Edits as they are made when a study is copied with only some of its models.
func TestEditExamples(t *testing.T) {
	cases := []struct {
		why  string
		edit func(*studyfile.Document) error
		want string
	}{
		{"an id and one language of a title", func(d *studyfile.Document) error {
			return errors.Join(d.Set("id", "my-city"), d.Set("title/ja", "私たちの市: 2026"))
		}, `# 表紙
# 作成: 情報政策課
format: sekisho/1

id: my-city        # 変えない
title: {ja: "私たちの市: 2026", en: "Title"}   # 題
models:
  # 比較の基準
  - id: m0        # USB
    ja: 現在の方法
    zones: []

  # 検証モデル①
  # （境界に連携サーバ）
  - {id: m1, ja: 検証モデル①,
     role: candidate}  # 候補

  - id: m2
    # 名前
    ja: |-
      検証モデル②
# 末尾
`},
		{"two models go with their comments, from the end", func(d *studyfile.Document) error {
			return errors.Join(d.Remove("models/2"), d.Remove("models/0"))
		}, `# 表紙
# 作成: 情報政策課
format: sekisho/1

id: mic-r8        # 変えない
title: {ja: 元の題, en: "Title"}   # 題
models:

  # 検証モデル①
  # （境界に連携サーバ）
  - {id: m1, ja: 検証モデル①,
     role: candidate}  # 候補

# 末尾
`},
		{"the first key of a row goes and the comment of the next stays", func(d *studyfile.Document) error {
			return errors.Join(d.Remove("models/2/id"), d.Set("models/0/role", "baseline"), d.Set("marking", "取扱注意"))
		}, `# 表紙
# 作成: 情報政策課
format: sekisho/1

id: mic-r8        # 変えない
title: {ja: 元の題, en: "Title"}   # 題
models:
  # 比較の基準
  - id: m0        # USB
    ja: 現在の方法
    zones: []
    role: baseline

  # 検証モデル①
  # （境界に連携サーバ）
  - {id: m1, ja: 検証モデル①,
     role: candidate}  # 候補

  - ` + `
    # 名前
    ja: |-
      検証モデル②
marking: 取扱注意
# 末尾
`},
	}
	for _, c := range cases {
		t.Run(c.why, func(t *testing.T) {
			doc, _ := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte(editable)}}, "s.yaml", studyfile.DefaultLimits())
			if err := c.edit(doc); err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(c.want, string(doc.Encode()[0].Data)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// A model in a file of its own takes the file along; the other files stay.
func TestRemoveDropsEmptiedFiles(t *testing.T) {
	fsys := study(
		"a.yaml", "format: sekisho/1\nid: x\n",
		"m1.yaml", "# モデル①\nformat: sekisho/1\nmodels:\n  - {id: m1, ja: 一}\n",
		"m2.yaml", "format: sekisho/1\nmodels:\n  - {id: m2, ja: 二}\n  - {id: m3, ja: 三}\n",
	)
	doc, _ := studyfile.Read(fsys, "s", studyfile.DefaultLimits())
	if err := errors.Join(doc.Remove("models/0"), doc.Remove("models/0")); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range doc.Encode() {
		got[f.Name] = string(f.Data)
	}
	want := map[string]string{
		"a.yaml":  "format: sekisho/1\nid: x\n",
		"m2.yaml": "format: sekisho/1\nmodels:\n  - {id: m3, ja: 三}\n",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if pos := doc.Locate("models/0/id").String(); pos != "s/m2.yaml:3:10" {
		t.Errorf("the remaining model stands at %s", pos)
	}
	if err := doc.Drop("a.yaml"); err != nil || len(doc.Encode()) != 1 {
		t.Errorf("Drop: %v, %d files left", err, len(doc.Encode()))
	}
}

// What cannot be edited is refused, and the text stays as it was.
func TestEditsThatAreRefused(t *testing.T) {
	cases := []struct {
		why, text string
		edit      func(*studyfile.Document) error
		want      error
	}{
		{"no such row", editable, func(d *studyfile.Document) error { return d.Remove("models/9") }, studyfile.ErrNoSuchPath},
		{"no such mapping", editable, func(d *studyfile.Document) error { return d.Set("method/id", "x") }, studyfile.ErrNoSuchPath},
		{"no such file", editable, func(d *studyfile.Document) error { return d.Drop("x.yaml") }, studyfile.ErrNoSuchPath},
		{"a key of a list", editable, func(d *studyfile.Document) error { return d.Set("models/id", "x") }, studyfile.ErrNoSuchPath},
		{"a list", editable, func(d *studyfile.Document) error { return d.Set("models", "x") }, studyfile.ErrCannotEdit},
		{"a file with errors", "format: sekisho/1\nid: a\nid: b\n",
			func(d *studyfile.Document) error { return d.Set("id", "x") }, studyfile.ErrCannotEdit},
		{"a file in the draft notation", "format: sekisho/0\nid: a\n",
			func(d *studyfile.Document) error { return d.Set("id", "x") }, studyfile.ErrCannotEdit},
	}
	for _, c := range cases {
		doc, _ := studyfile.Read(fstest.MapFS{"s.yaml": {Data: []byte(c.text)}}, "s.yaml", studyfile.DefaultLimits())
		if err := c.edit(doc); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.why, err, c.want)
		}
		if got := string(doc.Encode()[0].Data); got != c.text {
			t.Errorf("%s: the text changed to %q", c.why, got)
		}
	}
}
