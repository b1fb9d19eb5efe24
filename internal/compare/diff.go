package compare

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// Difference holds two versions of a study against each other, in the terms of
// the method: which inputs differ, and which letters by them. Words, sources and
// the order of rows are no inputs.
type Difference struct {
	Old, New *assess.Result
	// Added and Removed are models that only one version has.
	Added, Removed []*assess.ModelResult
	// Pairs hold each model of both versions against its older self, in the order
	// of the newer one.
	Pairs []*Pair
	// Inputs lists what differs, each once, with the models that it concerns.
	Inputs []InputChange
}

// InputChange is a changed input with the models in which it changes.
type InputChange struct {
	Change
	Models []model.ModelID
}

// Same reports whether no input and no letter differs.
func (d *Difference) Same() bool {
	return len(d.Added)+len(d.Removed) == 0 && !slices.ContainsFunc(d.Pairs, func(p *Pair) bool { return !p.Same() })
}

// SameLetters reports whether no letter differs in the models of both versions.
func (d *Difference) SameLetters() bool {
	return !slices.ContainsFunc(d.Pairs, func(p *Pair) bool { return !p.SameLetters() })
}

// Diff compares two results, model by model. It fails when ctx ends.
func Diff(ctx context.Context, old, now *assess.Result) (*Difference, error) {
	d := &Difference{Old: old, New: now}
	var before []*assess.ModelResult
	var after []*assess.ModelResult
	for _, m := range now.Models {
		if o, ok := old.Model(m.Model.ID); ok {
			before, after = append(before, o), append(after, m)
		} else {
			d.Added = append(d.Added, m)
		}
	}
	for _, m := range old.Models {
		if _, ok := now.Model(m.Model.ID); !ok {
			d.Removed = append(d.Removed, m)
		}
	}
	d.Pairs = make([]*Pair, len(after))
	errs := make([]error, len(after))
	var wait sync.WaitGroup
	for i := range after {
		wait.Go(func() { d.Pairs[i], errs[i] = newPair(ctx, side{old, before[i]}, side{now, after[i]}, true) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	d.inputs()
	return d, nil
}

// inputs gathers the changes of all models.
func (d *Difference) inputs() {
	type print struct {
		key
		what  What
		value string
	}
	at := map[print]int{}
	for _, p := range d.Pairs {
		for _, c := range p.Changes {
			id := print{key: c.key, what: c.What}
			for _, a := range c.Attributes {
				id.value += string(a.Name) + ":" + a.Before + ">" + a.After + ";"
			}
			i, ok := at[id]
			if !ok {
				i = len(d.Inputs)
				at[id] = i
				d.Inputs = append(d.Inputs, InputChange{Change: c})
			}
			d.Inputs[i].Models = append(d.Inputs[i].Models, p.To.Model.ID)
		}
	}
	d.rescope()
}

// rescope tells a deployment that covers something else as one change. By what it
// means it is another deployment; whoever edited its row sees the same one.
func (d *Difference) rescope() {
	for i := 0; i < len(d.Inputs); i++ {
		gone := &d.Inputs[i]
		if gone.Kind != KindDeployment || gone.What != Removed {
			continue
		}
		j := slices.IndexFunc(d.Inputs, func(c InputChange) bool {
			return c.Kind == KindDeployment && c.What == Added && c.ID == gone.ID && c.Subject == gone.Subject && slices.Equal(c.Models, gone.Models)
		})
		if j < 0 {
			continue
		}
		now := d.Inputs[j]
		now.What, now.Attributes = Altered, joinAttributes(gone.Attributes, now.Attributes)
		d.Inputs[i] = now
		d.Inputs = slices.Delete(d.Inputs, j, j+1)
	}
}

// joinAttributes gives the values of a row that was taken away beside those of the
// row that came, where they differ.
func joinAttributes(before, after []AttributeChange) []AttributeChange {
	values := func(list []AttributeChange, of func(AttributeChange) string) []Attribute {
		out := make([]Attribute, 0, len(list))
		for _, a := range list {
			out = append(out, Attribute{a.Name, of(a)})
		}
		return out
	}
	return attributeChanges(values(before, func(a AttributeChange) string { return a.Before }), values(after, func(a AttributeChange) string { return a.After }))
}
