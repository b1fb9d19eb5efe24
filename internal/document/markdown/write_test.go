package markdown_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/markdown"
	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

func write(t *testing.T, f *document.Finished) string {
	t.Helper()
	var b bytes.Buffer
	if err := markdown.Write(&b, f, markdown.Options{Picture: func(f *document.Figure) string { return "図/" + f.Anchor + ".svg" }}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSample(t *testing.T) {
	got := write(t, sampledoc.Finished(1))
	golden.CheckString(t, "testdata/sample.md.golden", got)
	if got != write(t, sampledoc.Finished(1)) {
		t.Error("two runs differ")
	}
	plain := strings.ReplaceAll(got, `\`, "")
	for _, text := range sampledoc.Hard {
		if !strings.Contains(plain, text) {
			t.Errorf("%s is not in the file", text)
		}
	}
}

// Text of people never becomes Markdown of its own.
func TestTextIsInert(t *testing.T) {
	f, _ := document.Finish(document.Document{Title: "# x", Blocks: []document.Block{
		document.Para("1. not a list"), document.Para("- not a list"), document.Para("<script>alert(1)</script>"),
		document.Para("*no* [link](x) `code` | cell"), document.Para("\x01"),
	}})
	got := write(t, f)
	for _, want := range []string{"\n1\\. not", "\n\\- not", "\\<script\\>", "\\*no\\* \\[link\\](x) \\`code\\` \\|", "\ufffd"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestErrorOfWritingIsGivenBack(t *testing.T) {
	if err := markdown.Write(broken{}, sampledoc.Finished(1), markdown.Options{}); err == nil {
		t.Error("no error")
	}
}
