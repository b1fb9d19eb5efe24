package attackflow

import (
	"crypto/sha1" // UUIDs of version 5 are made with it (RFC 9562); it guards nothing
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// urlSpace is the name space of addresses (RFC 9562).
var urlSpace = [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// ours is the name from which all our ids derive.
const ours = "https://github.com/sekisho/sekisho"

// uuid5 gives the UUID of version 5 of a name in a name space.
func uuid5(space [16]byte, name string) [16]byte {
	h := sha1.New()
	h.Write(space[:])
	h.Write([]byte(name))
	var id [16]byte
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}

func format(id [16]byte) string {
	s := hex.EncodeToString(id[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// key joins parts so that different lists of parts never give the same text.
func key(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(strings.NewReplacer("\\", "\\\\", "|", "\\|").Replace(p))
		b.WriteByte('|')
	}
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
