// Package approval keeps whether a branch of a study is approved 承認: in a record
// of the branch itself, so that a change and the approval on which it was decided
// are compared in one transaction. Whoever changes a study takes the state with
// [Load], decides, and adds [State.Same] to the commit: an approval that comes
// between wins.
//
// Who may approve, and what is then forbidden, is package access's to decide.
package approval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// RecordName is the record that holds the state of a branch. It is no part of the
// study's files.
const RecordName = "state.json"

// Actor is who did something.
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Approval tells by whom a branch was approved, and when.
type Approval struct {
	By     Actor     `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// State is the state of a branch as it was seen.
type State struct {
	// Approved is nil for a draft.
	Approved *Approval
	// record that holds it; its revision is 0 where the branch has never been
	// approved.
	record store.Record
}

// content is what the record holds.
type content struct {
	Approved *Approval `json:"approved,omitempty"`
}

// Load reads the state of a branch. A branch that is not there has never been
// approved.
func Load(ctx context.Context, s store.Store, l store.Line) (State, error) {
	record, err := s.Record(ctx, l, RecordName)
	if errors.Is(err, store.ErrNotFound) {
		return State{}, nil
	}
	if err != nil {
		return State{}, err
	}
	return stateOf(l.Study, record)
}

// Of gives the state of a branch of which the record [RecordName] was read, if it
// is there.
func Of(v store.View) (State, error) {
	record, ok := v.Records[RecordName]
	if !ok {
		return State{}, nil
	}
	return stateOf(v.ID, record)
}

func stateOf(id store.StudyID, record store.Record) (State, error) {
	var c content
	if err := json.Unmarshal(record.Data, &c); err != nil {
		return State{}, fmt.Errorf("state of study %s: %w", id, err)
	}
	return State{c.Approved, record}, nil
}

// Same is a change that leaves the state as it was seen.
func (s State) Same() store.Change {
	if s.record.Revision == 0 {
		return store.Change{Name: RecordName, Delete: true}
	}
	return store.Change{Name: RecordName, Base: s.record.Revision, Data: s.record.Data}
}

// Seen is the record of the state as it was seen.
func (s State) Seen(b store.Branch) store.Seen {
	return store.Seen{Branch: b, Name: RecordName, Revision: s.record.Revision}
}

// Become is a change to another state; nil is a draft.
func (s State) Become(approved *Approval) (store.Change, error) {
	data, err := json.Marshal(content{approved})
	if err != nil {
		return store.Change{}, fmt.Errorf("write state: %w", err)
	}
	return store.Change{Name: RecordName, Base: s.record.Revision, Data: data}, nil
}

// ErrApproved reports a branch that is approved, so that it is not changed.
var ErrApproved = errors.New("the branch is approved")

// Commit makes the changes of c unless its branch is approved, or becomes so
// meanwhile: then it fails with [ErrApproved]. A commit that was made before under
// the same name succeeds whatever the state is now.
func Commit(ctx context.Context, s store.Store, c store.Commit) (store.Revision, error) {
	state, err := Load(ctx, s, c.Line)
	if err != nil {
		return 0, err
	}
	guard := state.Same()
	if state.Approved != nil {
		guard = store.Change{Name: RecordName, Delete: true} // in conflict with the record that is there
	}
	c.Changes = append(slices.Clone(c.Changes), guard)
	revision, err := s.Commit(ctx, c)
	var conflict *store.ConflictError
	if errors.As(err, &conflict) && slices.ContainsFunc(conflict.Conflicts, func(x store.Conflict) bool { return x.Name == RecordName }) {
		return 0, fmt.Errorf("change branch %s of study %s: %w", c.Branch, c.Study, ErrApproved)
	}
	return revision, err
}

// Fork makes a branch out of another of the study, for a what-if scenario. The
// approval is of the branch that was approved: it is taken from the new one, which
// until then cannot be changed.
func Fork(ctx context.Context, s store.Store, a store.Act, from, to store.Branch) error {
	if err := s.Fork(ctx, store.Line{Study: a.Study, Branch: from}, to, a.By, a.Reason); err != nil {
		return err
	}
	made := store.Line{Study: a.Study, Branch: to}
	state, err := Load(ctx, s, made)
	if err != nil || state.Approved == nil {
		return err
	}
	change, err := state.Become(nil)
	if err != nil {
		return err
	}
	_, err = s.Commit(ctx, store.Commit{Line: made, By: a.By, Reason: a.Reason, Changes: []store.Change{change}})
	return err
}
