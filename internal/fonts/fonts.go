// Package fonts embeds the Japanese font with which pictures and PDF files are
// drawn, so that they look alike on every machine: Noto Sans JP, regular and
// bold (SIL Open Font License 1.1, OFL.txt beside this file). The package
// decodes nothing. Pages, Word documents and workbooks name fonts of the
// reader's system instead.
package fonts

import _ "embed"

// Regular is Noto Sans JP, weight 400, as a TrueType file.
//
//go:embed NotoSansJP-Regular.ttf
var Regular []byte

// Bold is Noto Sans JP, weight 700, as a TrueType file.
//
//go:embed NotoSansJP-Bold.ttf
var Bold []byte

// Licence is the licence of both, which every copy must carry.
//
//go:embed OFL.txt
var Licence string
