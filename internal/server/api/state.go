package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// stateName is the record that holds the state of a branch. It is no part of the
// study's files, and written by approval alone.
const stateName = "state.json"

// state is what stateName holds.
type state struct {
	Approved *Approval `json:"approved,omitempty"`
}

// Approval tells by whom a branch was approved, and when.
type Approval struct {
	By     Actor     `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Actor is who did something.
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func actorOf(a store.Actor) Actor { return Actor{a.ID, a.Name} }

// opened is a branch of a study that somebody may do something to.
type opened struct {
	store.Line
	study store.Study
	state state
	// record of the state; its revision is 0 where the branch has never been
	// approved.
	record store.Record
}

// open finds a branch, and refuses whoever may not do o to it. Who may not even
// know of the study learns nothing: for them it is not there.
func (a *API) open(ctx context.Context, who account.Who, l store.Line, o access.Operation) (opened, error) {
	x := opened{Line: l}
	var err error
	if x.study, err = a.Store.Study(ctx, l.Study); err != nil {
		return x, err
	}
	if err := a.visible(who, access.Resource{Organisation: x.study.Owner, Study: string(l.Study)}, o); err != nil {
		return x, err
	}
	if err := x.load(ctx, a.Store); err != nil {
		return x, err
	}
	return x, a.allow(who, o, x.resource())
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

// load reads the state.
func (x *opened) load(ctx context.Context, s store.Store) error {
	if x.study.Deleted {
		return nil
	}
	record, err := s.Record(ctx, x.Line, stateName)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	x.record = record
	if err := json.Unmarshal(record.Data, &x.state); err != nil {
		return fmt.Errorf("state of study %s: %w", x.Study, err)
	}
	return nil
}

func (x opened) resource() access.Resource {
	return access.Resource{Organisation: x.study.Owner, Study: string(x.Study), Approved: x.state.Approved != nil, Deleted: x.study.Deleted}
}

// commit changes records of the branch, as long as its state is the one that
// the decision was made on: an approval that comes between wins.
func (x opened) commit(ctx context.Context, s store.Store, c store.Commit) (store.Revision, error) {
	c.Line = x.Line
	c.Changes = append(c.Changes, x.same())
	return s.Commit(ctx, c)
}

// same is a change that leaves the state as it was seen.
func (x opened) same() store.Change {
	if x.record.Revision == 0 {
		return store.Change{Name: stateName, Delete: true}
	}
	return store.Change{Name: stateName, Base: x.record.Revision, Data: x.record.Data}
}

// become writes another state.
func (x opened) become(ctx context.Context, s store.Store, next state, by store.Actor, reason string) (store.Revision, error) {
	data, err := json.Marshal(next)
	if err != nil {
		return 0, fmt.Errorf("write state: %w", err)
	}
	return s.Commit(ctx, store.Commit{Line: x.Line, By: by, Reason: reason, Changes: []store.Change{{Name: stateName, Base: x.record.Revision, Data: data}}})
}
