package drawing_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/drawing"
)

// TestPhrases: text is cut before phrases and after words, and nothing is lost.
func TestPhrases(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":      "",
		"対策レベル": "対策レベル",
		"個人番号利用事務系を守る対策": "個人番号利用事務系を|守る|対策",
		"Attack goal met": "Attack |goal |met",
		"届く。次の行":          "届く。|次の|行",
	} {
		if got := strings.Join(drawing.Phrases(text), "|"); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
	for _, text := range []string{"髙橋①㈱𠮷田サーバ№2", "（CD-R・DVD-R）、その他", "a\u200bb  c", "\xff"} {
		if got := strings.Join(drawing.Phrases(text), ""); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
