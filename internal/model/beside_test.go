package model_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/model"
)

// TestBeside holds every two models of the reference study beside each other: the joint
// model has each row of both once, but for assets in other zones, its rows point at rows
// of its own, and the same pair the other way round says the same.
func TestBeside(t *testing.T) {
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for _, m := range s.Models {
		for _, other := range s.Models {
			name := string(m.ID) + " " + string(other.ID)
			b, back := model.NewBeside(m, other), model.NewBeside(other, m)
			if len(b.HereAssets) != len(back.ThereAssets) || len(b.HereLinks) != len(back.ThereLinks) || len(b.HereZones) != len(back.ThereZones) || len(b.Moved) != len(back.Moved) {
				t.Errorf("%s: turned round it says something else", name)
			}
			if m == other && len(b.HereAssets)+len(b.ThereAssets)+len(b.HereLinks)+len(b.ThereLinks)+len(b.HereZones)+len(b.ThereZones)+len(b.Moved) > 0 {
				t.Errorf("%s: a model differs from itself", name)
			}
			if got, want := len(b.Joint.Assets), len(m.Assets)+len(b.ThereAssets)+len(b.Moved); got != want {
				t.Errorf("%s: %d assets of %d", name, got, want)
			}
			moved += len(b.Moved)
			whole(t, name, b.Joint)
			for i, a := range m.Assets {
				if b.Joint.Assets[i] != a {
					t.Errorf("%s: %s is not the model's own", name, a.ID)
				}
			}
		}
	}
	if moved == 0 {
		t.Error("no asset of the reference study stands in other zones")
	}
}

// whole checks that rows of a model point at its own rows, by their places.
func whole(t *testing.T, name string, m *model.Model) {
	t.Helper()
	has := func(a *model.Asset) bool {
		x, ok := m.Asset(a.ID)
		return ok && x == a && m.Assets[a.Index] == a
	}
	for _, z := range m.Zones {
		if x, ok := m.Zone(z.ID); !ok || x != z || m.Zones[z.Index] != z || z.Parent != nil && m.Zones[z.Parent.Index] != z.Parent {
			t.Errorf("%s: zone %s", name, z.ID)
		}
	}
	for _, a := range m.Assets {
		if !has(a) || m.Zones[a.Zone.Index] != a.Zone {
			t.Errorf("%s: asset %s", name, a.ID)
		}
	}
	for _, k := range m.Links {
		if m.Links[k.Index] != k || !has(k.From) || !has(k.To) || slices.ContainsFunc(k.Via, func(a *model.Asset) bool { return !has(a) }) {
			t.Errorf("%s: link %s", name, k.ID)
		}
	}
}
