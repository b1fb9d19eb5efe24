package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
)

// Approval tells by whom a branch was approved, and when.
type Approval = approval.Approval

// Actor is who did something.
type Actor = approval.Actor

func actorOf(a store.Actor) Actor { return Actor{ID: a.ID, Name: a.Name} }

// opened is a branch of a study that somebody may do something to.
type opened struct {
	store.Line
	study store.Study
	state approval.State
	// records that were asked for and are there.
	records map[string]store.Record
}

// open finds a branch, and refuses whoever may not do o to it. Who may not even
// know of the study learns nothing: for them it is not there.
func (a *API) open(ctx context.Context, who account.Who, l store.Line, o access.Operation) (opened, error) {
	x, err := a.look(ctx, l, wanted{})
	if err != nil {
		return x, err
	}
	if err := a.visible(who, access.Resource{Organisation: x.study.Owner, Study: string(l.Study)}, o); err != nil {
		return x, err
	}
	return x, a.allow(who, o, x.resource())
}

// wanted are records that are read with a branch: some with their contents.
type wanted struct{ contents, heads []string }

// look reads a branch of a study with its state, and records of it, all as of one
// moment. It decides nothing.
func (a *API) look(ctx context.Context, l store.Line, w wanted) (opened, error) {
	v, err := a.Store.View(ctx, l, append([]string{approval.RecordName}, w.contents...), w.heads)
	if err != nil {
		return opened{Line: l}, err
	}
	x := opened{Line: l, study: v.Study, records: v.Records}
	if !v.Deleted { // of what is deleted it is not looked at
		x.state, err = approval.Of(v)
	}
	return x, err
}

// record gives a record that was asked for.
func (x opened) record(name string) (store.Record, error) {
	r, ok := x.records[name]
	if !ok {
		return r, fmt.Errorf("record %s of study %s: %w", name, x.Study, store.ErrNotFound)
	}
	return r, nil
}

// visible refuses whoever may do none of what would show them a study: for them
// it is not there, unless they once knew of it.
func (a *API) visible(who account.Who, r access.Resource, asked access.Operation) error {
	refusal := server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	for _, o := range []access.Operation{access.ListStudies, access.ReadStudy, asked} {
		ok, why := access.Decide(who.Subject, o, r, a.Now())
		if ok {
			return nil
		}
		if why == access.Expired {
			refusal = server.Refuse(http.StatusForbidden, diag.RequestEnded)
		}
	}
	return refusal
}

func (x opened) resource() access.Resource {
	return access.Resource{Organisation: x.study.Owner, Study: string(x.Study), Approved: x.state.Approved != nil, Deleted: x.study.Deleted}
}

// commit changes records of the branch, as long as its state is the one that
// the decision was made on: an approval that comes between wins.
func (x opened) commit(ctx context.Context, s store.Store, c store.Commit) (store.Revision, error) {
	c.Line = x.Line
	c.Changes = append(c.Changes, x.state.Same())
	return s.Commit(ctx, c)
}

// act is what somebody does to the study as a whole, as long as its state is the
// one that the decision was made on.
func (x opened) act(who account.Who, reason string) store.Act {
	a := store.Act{Study: x.Study, By: who.Actor(), Reason: reason}
	if !x.study.Deleted { // the state of what is deleted was not looked at
		a.While = []store.Seen{x.state.Seen(x.Branch)}
	}
	return a
}

// become writes another state.
func (x opened) become(ctx context.Context, s store.Store, next *Approval, by store.Actor, reason string) (store.Revision, error) {
	change, err := x.state.Become(next)
	if err != nil {
		return 0, err
	}
	return s.Commit(ctx, store.Commit{Line: x.Line, By: by, Reason: reason, Changes: []store.Change{change}})
}
