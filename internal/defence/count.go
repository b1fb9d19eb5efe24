package defence

import (
	"math/bits"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
)

// Counter is a counted countermeasure against a threat.
type Counter struct {
	// Index in Catalog.Countermeasures.
	Index int
	// Layer has the bit of its layer of defence.
	Layer uint32
}

// Counters lists for each threat of the catalogue, by index, the countermeasures
// against it that count.
func Counters(cat *catalog.Catalog) [][]Counter {
	layers := map[string]uint32{}
	out := make([][]Counter, len(cat.Threats))
	for t := range cat.Threats {
		for _, i := range cat.Countering(t) {
			c := &cat.Countermeasures[i]
			if !c.Counted() {
				continue
			}
			if layers[c.Layer] == 0 {
				layers[c.Layer] = 1 << len(layers)
			}
			out[t] = append(out[t], Counter{i, layers[c.Layer]})
		}
	}
	return out
}

// Count is how many countermeasures count against one threat.
type Count struct {
	// Full are in place and effective, Partial partly so.
	Full, Partial int
	// Layers has a bit for each layer of those in full.
	Layers uint32
}

// Add counts one countermeasure by its standing.
func (n *Count) Add(standing uint8, layer uint32) {
	switch standing {
	case InPlace:
		n.Full++
		n.Layers |= layer
	case Partly:
		n.Partial++
	}
}

// InOneLayer reports whether several count in full, all in one layer.
func (n Count) InOneLayer() bool { return n.Full >= 2 && bits.OnesCount32(n.Layers) == 1 }

// Level gives the countermeasure level of the count (source: the ministry's
// table 対策レベル: two or more effective 3, one or an insufficient one 2, none 1).
func (n Count) Level(rule method.LayerRule) method.CountermeasureLevel {
	switch {
	case n.InOneLayer() && rule == method.LayerLevel2:
		return 2
	case n.Full >= 2:
		return 3
	case n.Full == 1 || n.Partial > 0:
		return 2
	}
	return 1
}
