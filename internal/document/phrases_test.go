package document_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
)

// TestPhrased: short cells are broken between phrases, names with hyphens stay whole, and
// long cells and those whose rows would be higher are left as they are.
func TestPhrased(t *testing.T) {
	long := strings.Repeat("長い文を読む。", 9)
	for _, tt := range []struct {
		text, want string
		kind       document.CellKind
		characters float64
		row        int
	}{
		{"クラウドにおけるアクセス制御", "クラウドにおける\nアクセス制御", document.TextCell, 11, 1},
		{"光ディスク（CD-R・DVD-R）", "光ディスク\n（CD-R・\nDVD-R）", document.TextCell, 7, 1},
		{"クラウドストレージ", "クラウド\nストレージ", document.HeadCell, 8, 1},
		{"USBメモリ等による受渡し", "USBメモリ等に\nよる受渡し", document.TextCell, 7.8, 1},
		{"USBメモリ等による受渡し", "USB\nメモリ等に\nよる受渡し", document.TextCell, 6.9, 1},
		{"（令和8年6月8日）", "（令和8年6月8日）", document.TextCell, 9, 1},
		{"対策が一つの層に偏る（多層防御でない）", "対策が一つの層に偏る（多層防御でない）", document.TextCell, 6.4, 1},
		{"対策が一つの層に偏る（多層防御でない）", "対策が\n一つの層に\n偏る（多層\n防御でない）", document.TextCell, 6.4, 4},
		{"短い欄", "短い欄", document.TextCell, 8, 1},
		{long, long, document.TextCell, 20, 1},
	} {
		c := document.Cell{Kind: tt.kind, Text: document.Plain(tt.text)}
		if got := document.TextOf(c.Phrased(10*tt.characters, 10, tt.row).Text); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		if got := document.TextOf(c.Text); got != tt.text {
			t.Errorf("the cell itself is %q now", got)
		}
	}
}
