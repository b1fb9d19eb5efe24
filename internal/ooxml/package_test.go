package ooxml_test

import (
	"bytes"
	"testing"

	"github.com/sekisho/sekisho/internal/ooxml"
)

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ in, want, why string }{
		{"abc 日本", "abc 日本", "plain text stays"},
		{`<a href="x">&`, "&lt;a href=&quot;x&quot;&gt;&amp;", "marks of XML"},
		{"a\x00\x1b\x7fb", "a\ufffd\ufffd\ufffdb", "what XML cannot hold"},
		{"\ufffe\uffff！", "\ufffd\ufffd！", "no characters, beside one that looks alike in bytes"},
		{"a\xffb", "a\ufffdb", "broken UTF-8"},
		{"𠮷葛󠄀", "𠮷葛󠄀", "letters beyond 16 bits and variations"},
	} {
		if got := ooxml.Escape(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.why, got, tt.want)
		}
	}
}

func TestSameCallsSameBytes(t *testing.T) {
	make := func() []byte {
		p := &ooxml.Package{}
		p.Add("word/document.xml", "application/x", []byte("<x/>"))
		p.Add("word/media/1.png", "", []byte("png"))
		p.Relate("", ooxml.OfficeDocument, "word/document.xml")
		p.Relate("word/document.xml", ooxml.Image, "word/media/1.png")
		var b bytes.Buffer
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(make(), make()) {
		t.Error("two runs differ")
	}
}
