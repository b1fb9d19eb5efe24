package app

import (
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// Slots asks for the cells of assets in the pictures of a model, in what is written
// of the model itself.
func (d *Draft) Slots(in model.ModelID, slots []model.AssetSlotSpec) error {
	for _, s := range slots {
		list, at, now := d.slot(in, s.Asset)
		var err error
		if at < 0 {
			err = d.study.doc.Append(list, slotItem(s))
		} else {
			err = d.put(diag.Join(list, at), slotItem(now), slotItem(s))
		}
		if err != nil {
			return fmt.Errorf("place %s on the picture: %w", s.Asset, err)
		}
	}
	return nil
}

// Unslot takes back what is written of the place of an asset in a model itself; what
// the models that it inherits from ask for counts again.
func (d *Draft) Unslot(in model.ModelID, a model.AssetID) error {
	list, at, _ := d.slot(in, a)
	if at < 0 {
		return nil
	}
	if err := d.study.doc.Remove(diag.Join(list, at)); err != nil {
		return fmt.Errorf("unplace %s on the picture: %w", a, err)
	}
	return nil
}

// slot finds the slot of an asset among a model's own; at is -1 where there is none.
func (d *Draft) slot(in model.ModelID, a model.AssetID) (list string, at int, now model.AssetSlotSpec) {
	d.read()
	i := d.study.modelIndex(in)
	list = diag.Join("models", i, "layout", "assets")
	l := d.study.Spec.Models[i].Layout
	if l == nil {
		return list, -1, now
	}
	at = slices.IndexFunc(l.Assets, func(s model.AssetSlotSpec) bool { return s.Asset == a })
	if at >= 0 {
		now = l.Assets[at]
	}
	return list, at, now
}

func slotItem(s model.AssetSlotSpec) []studyfile.Entry {
	item := append(texts(nil, "asset", string(s.Asset)), numbered("row", s.Row)...)
	return append(item, numbered("column", s.Column)...)
}
