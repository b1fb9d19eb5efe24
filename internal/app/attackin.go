package app

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attackflow"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/replay"
)

// FlowReport is what can be said of an Attack Flow that came in.
type FlowReport struct {
	Name string
	// Numbers of objects, of references between them, and of actions.
	Objects, Edges, Actions int
	Problems                []attackflow.Problem
	// Unknown are the techniques of its actions that the ATT&CK lists in force do
	// not have.
	Unknown []catalog.TechniqueID
	// Trees that it tells, where this program wrote it.
	Trees []ReplayedTree
}

// ReplayedTree is a tree with what the independent checker has against it.
type ReplayedTree struct {
	attacktree.Tree
	Objections []replay.Objection
}

// Sound reports whether nothing is wrong with the flow and its trees hold.
func (f *FlowReport) Sound() bool {
	return len(f.Problems) == 0 && !slices.ContainsFunc(f.Trees, func(t ReplayedTree) bool { return len(t.Objections) > 0 })
}

// ReadFlow reads an Attack Flow and holds it against a model: whether it is
// sound, whether its techniques are known, and whether the trees that this
// program wrote into it still hold. It fails where the file cannot be opened,
// and with [ErrNotFlow] where it holds no bundle.
func ReadFlow(r *assess.Result, m *assess.ModelResult, name string) (*FlowReport, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read attack flow: %w", err)
	}
	b, err := attackflow.Decode(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFlow, err)
	}
	out := &FlowReport{Objects: len(b.Objects), Edges: len(b.Edges()), Problems: b.Check()}
	for i := range b.Objects {
		o := &b.Objects[i]
		switch o.Type {
		case "attack-flow":
			out.Name = o.Text("name")
		case "attack-action":
			out.Actions++
			id := catalog.TechniqueID(o.Text("technique_id"))
			if _, known := r.Study.Catalog.Technique(id); id != "" && !known {
				out.Unknown = append(out.Unknown, id)
			}
		}
	}
	slices.Sort(out.Unknown)
	out.Unknown = slices.Compact(out.Unknown)
	trees, err := b.Trees()
	if err != nil && !errors.Is(err, attackflow.ErrNoTrees) {
		return nil, fmt.Errorf("%w: %w", ErrNotFlow, err)
	}
	for _, t := range trees {
		out.Trees = append(out.Trees, ReplayedTree{t, replay.Check(m.Model, r.Study.Catalog, t)})
	}
	return out, nil
}

// ErrNotFlow reports a file that is no Attack Flow.
var ErrNotFlow = errors.New("not an attack flow")
