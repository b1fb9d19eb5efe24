package diagram

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// Basis is what all pictures of a study share, so that they can be compared:
// the size of the boxes, where zones stand beside each other, and the order of
// assets in them. It may be used from several goroutines.
type Basis struct {
	study *model.Study
	opt   Options

	// Size of an asset's box in cells.
	boxW, boxH int
	gaps       gaps
	// tall is by how much the box of an asset is taller, for a long name.
	tall map[model.AssetID]int
	// slots of the zones inside each zone; those of the outermost under "".
	slots map[model.ZoneID]*arrangement
	// place tells where in its zone an asset wants to stand: from 0 to 1, right
	// and down; by zone, for an asset may stand in several over the models.
	place map[inZone]fraction

	mu   sync.Mutex
	laid map[*model.Model]*canvas
}

// inZone is an asset in a zone, or an empty cell of one.
type inZone struct {
	zone  model.ZoneID
	asset model.AssetID
	empty int
}

type fraction struct{ x, y float64 }

// arrangement is the rows of a zone's parts, each a list of cells, each a stack.
type arrangement struct {
	rows [][][]model.ZoneID
}

// own stands in an arrangement for the assets that lie in the zone itself.
const own = model.ZoneID("")

// NewBasis looks at all models of the study at once and decides what their
// pictures share.
func NewBasis(study *model.Study, opt Options) *Basis {
	if opt.Page == (Page{}) {
		opt.Page = A4Landscape()
	}
	if opt.Lang == "" {
		opt.Lang = lang.Ja
	}
	b := &Basis{study: study, opt: opt, laid: map[*model.Model]*canvas{}, tall: map[model.AssetID]int{}, slots: map[model.ZoneID]*arrangement{}, place: map[inZone]fraction{}}
	b.measureBoxes()
	most := 0
	for _, m := range study.Models {
		most = max(most, len(wires(m)))
	}
	b.gaps = gapsFor(most)
	u := union(study)
	b.arrange(u)
	b.order(u)
	return b
}

// Bounds of the size of boxes, in cells, and what a line more of a name takes.
const (
	leastBox, mostBox = 11, 16
	boxLines          = 3
	tallMore          = 2
)

// measureBoxes chooses the narrowest box in which nearly all names of assets
// take at most three lines; those that take more get a taller one.
func (b *Basis) measureBoxes() {
	lines := func(a *model.AssetSpec) int {
		lines, _ := fitted(b.name(a), b.labelWidth(), math.Inf(1), drawing.Font{Size: labelSize, Tight: true})
		return len(lines)
	}
	for b.boxW = leastBox; b.boxW < mostBox; b.boxW++ {
		over := 0
		for i := range b.study.Spec.Assets {
			if lines(&b.study.Spec.Assets[i]) > boxLines {
				over++
			}
		}
		if over*8 <= len(b.study.Spec.Assets) {
			break
		}
	}
	most := 1
	for i := range b.study.Spec.Assets {
		a := &b.study.Spec.Assets[i]
		n := lines(a)
		b.tall[a.ID] = tallMore * min(max(n-boxLines, 0), 3)
		most = max(most, min(n, boxLines))
	}
	b.boxH = []int{0, 4, 5, 6}[most]
}

// tallIn adds up by how much the boxes of each zone's assets are taller.
func (b *Basis) tallIn(assets map[model.ZoneID][]model.AssetID) map[model.ZoneID]int {
	out := map[model.ZoneID]int{}
	for z, list := range assets {
		for _, a := range list {
			out[z] += b.tall[a]
		}
	}
	return out
}

// labelWidth is the width that a name may take in a box, before scaling.
func (b *Basis) labelWidth() float64 { return float64(b.boxW)*unit - 2*labelSide }

func zoneName(z *model.Zone, l lang.Lang) string {
	if name := z.In(l); name != "" {
		return name
	}
	return string(z.ID)
}

// unionOf is all models laid over each other.
type unionOf struct {
	// zones in the order in which they are first met, with their parents.
	zones  []*model.Zone
	parent map[model.ZoneID]model.ZoneID
	// assets of each zone over all models, in the order of the asset master.
	assets map[model.ZoneID][]model.AssetID
	// most is the highest number of assets that a zone holds in one model.
	most map[model.ZoneID]int
	// wires between assets, with the number of models that have them; zoneOf the
	// zones in which an asset stands, in order.
	wires  map[wire]int
	order  []wire
	zoneOf map[model.AssetID][]model.ZoneID
}

func union(study *model.Study) *unionOf {
	u := &unionOf{parent: map[model.ZoneID]model.ZoneID{}, assets: map[model.ZoneID][]model.AssetID{}, most: map[model.ZoneID]int{},
		wires: map[wire]int{}, zoneOf: map[model.AssetID][]model.ZoneID{}}
	master := map[model.AssetID]int{}
	for i, a := range study.Spec.Assets {
		master[a.ID] = i
	}
	for _, m := range study.Models {
		for _, z := range m.Zones {
			if _, ok := u.parent[z.ID]; ok {
				continue
			}
			u.zones = append(u.zones, z)
			u.parent[z.ID] = own
			if z.Parent != nil {
				u.parent[z.ID] = z.Parent.ID
			}
		}
		count := map[model.ZoneID]int{}
		for _, a := range m.Assets {
			z := a.Zone.ID
			count[z]++
			u.most[z] = max(u.most[z], count[z])
			if !slices.Contains(u.assets[z], a.ID) {
				u.assets[z] = append(u.assets[z], a.ID)
				u.zoneOf[a.ID] = append(u.zoneOf[a.ID], z)
			}
		}
		for _, w := range wires(m) {
			if u.wires[w.wire]++; u.wires[w.wire] == 1 {
				u.order = append(u.order, w.wire)
			}
		}
	}
	for _, list := range u.assets {
		slices.SortStableFunc(list, func(a, b model.AssetID) int { return cmp.Compare(master[a], master[b]) })
	}
	return u
}
