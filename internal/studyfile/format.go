package studyfile

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// current is the version of the format that this program writes.
const current = 1

// checkFormat reads the version line of a file and upgrades an old one. A file
// of a version that cannot be read is dropped, so that its keys are not
// reported one by one.
func (f *file) checkFormat(out *findings) {
	f.version = current
	if f.root.kind != kindMap {
		return
	}
	k := f.root.get(formatKey)
	if k == nil {
		out.add(diag.FormatMissing, f.src.pos(int(f.root.off)), "", "allowed", f.kind.format())
		return
	}
	pos := f.src.pos(int(k.node.off))
	number, ok := strings.CutPrefix(k.node.text, f.kind.prefix())
	version, err := strconv.Atoi(number)
	switch {
	case k.node.kind != kindText || !ok || err != nil || version < 0 || number != strconv.Itoa(version):
		out.add(diag.FormatUnknown, pos, formatKey, "value", shorten(k.node.text), "allowed", f.kind.format())
		k.node.kind, k.node.text = kindText, f.kind.format() // or it would be reported as a number again
	case version > current || version < current && f.kind != nil:
		out.add(diag.FormatTooNew, pos, formatKey, "value", shorten(k.node.text), "allowed", f.kind.format())
		f.root, f.sound = nil, false
	case version < current:
		f.version = version
		f.upgrade(out)
	}
}
