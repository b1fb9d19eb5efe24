package api

import (
	"context"
	"net/http"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
)

func (a *API) approval() {
	type approvalOutput struct {
		Body struct {
			Approved *Approval `json:"approved,omitempty" doc:"The approval; absent for a draft."`
		}
	}
	add(a, operation("get-approval", http.MethodGet, "/studies/{study}/branches/{branch}/approval", "approval", "Whether a branch is approved, by whom and why."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *BranchPath) (*approvalOutput, error) {
			x, err := a.open(ctx, who, in.line(), access.ReadStudy)
			out := &approvalOutput{}
			out.Body.Approved = x.state.Approved
			return out, err
		})
	add(a, operation("approve-study", http.MethodPut, "/studies/{study}/branches/{branch}/approval", "approval", "Approve a branch; it cannot be edited any more."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			BranchPath
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"10000"`
			}
		}) (*approvalOutput, error) {
			x, err := a.open(ctx, who, in.line(), access.ApproveStudy)
			if err != nil {
				return nil, err
			}
			out := &approvalOutput{}
			out.Body.Approved = &Approval{By: actorOf(who.Actor()), At: a.Now().UTC(), Reason: in.Body.Reason}
			_, err = x.become(ctx, a.Store, out.Body.Approved, who.Actor(), in.Body.Reason)
			return out, err
		})
	add(a, operation("reopen-study", http.MethodDelete, "/studies/{study}/branches/{branch}/approval", "approval", "Take the approval back, so that the branch can be edited."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			BranchPath
			Reasoned
		}) (*Empty, error) {
			x, err := a.open(ctx, who, in.line(), access.ApproveStudy)
			if err != nil || x.state.Approved == nil {
				return nil, err
			}
			_, err = x.become(ctx, a.Store, nil, who.Actor(), in.Reason)
			return nil, err
		})
}
