package attack

import "github.com/sekisho/sekisho/internal/attacktree"

// ValueOf gives tests the value of any fact, not only of goals.
func (x *Solution) ValueOf(f attacktree.Fact) uint8 {
	a, ok := x.g.Model.Asset(f.Asset)
	if !ok {
		return 0
	}
	return x.value[x.g.fact(kindIndex[f.Kind], int32(a.Index))]
}
