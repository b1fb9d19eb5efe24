package app

import (
	"context"
	"fmt"
	"iter"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
)

// Studies are the studies of a database, or of a server. Their methods do what those
// of [store.Store] do, but for Change and Remove, which leave alone what is approved.
type Studies interface {
	Create(ctx context.Context, study store.Study, c store.Commit) (store.Revision, error)
	Studies(ctx context.Context, q store.Query) (page []store.Study, more bool, err error)
	Study(ctx context.Context, id store.StudyID) (store.Study, error)
	Rename(ctx context.Context, a store.Act, title string) error
	// Change makes the changes of c unless its branch is approved.
	Change(ctx context.Context, c store.Commit) (store.Revision, error)
	// Remove takes a study out of lists unless it is approved.
	Remove(ctx context.Context, a store.Act) error
	Restore(ctx context.Context, a store.Act) error
	Records(ctx context.Context, l store.Line, c store.Choice) ([]store.Record, error)
	History(ctx context.Context, l store.Line, q store.HistoryQuery) ([]store.Entry, error)
	// Fork makes a branch, which is not approved whatever the other is.
	Fork(ctx context.Context, from store.Line, to store.Branch, by store.Actor, reason string) error
	Branches(ctx context.Context, id store.StudyID) ([]store.BranchInfo, error)
	Audit(ctx context.Context, after int64) iter.Seq2[store.AuditEntry, error]
}

// InDatabase gives the studies of a database.
func InDatabase(s store.Store) Studies { return inDatabase{s} }

type inDatabase struct{ store.Store }

// Change fails with [approval.ErrApproved].
func (d inDatabase) Change(ctx context.Context, c store.Commit) (store.Revision, error) {
	return approval.Commit(ctx, d.Store, c)
}

// Remove fails with [approval.ErrApproved].
func (d inDatabase) Remove(ctx context.Context, a store.Act) error {
	state, err := approval.Load(ctx, d.Store, store.Line{Study: a.Study, Branch: store.Main})
	if err != nil {
		return err
	}
	if state.Approved != nil {
		return fmt.Errorf("delete study %s: %w", a.Study, approval.ErrApproved)
	}
	a.While = append(a.While, state.Seen(store.Main))
	return d.Delete(ctx, a)
}

func (d inDatabase) Fork(ctx context.Context, from store.Line, to store.Branch, by store.Actor, reason string) error {
	return approval.Fork(ctx, d.Store, store.Act{Study: from.Study, By: by, Reason: reason}, from.Branch, to)
}
