package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
)

// Branch is a line of revisions of a study.
type Branch struct {
	Name string `json:"name"`
	From string `json:"from,omitempty" doc:"The branch out of which it was made."`
	At   int64  `json:"at,omitempty" doc:"The revision at which it was made."`
	Head int64  `json:"head" doc:"Its last revision."`
}

// Revision is one change of a branch.
type Revision struct {
	Revision int64     `json:"revision"`
	Branch   string    `json:"branch"`
	At       time.Time `json:"at"`
	By       Actor     `json:"by"`
	Reason   string    `json:"reason"`
	Records  []string  `json:"records" nullable:"false" doc:"The names of the records that it changed."`
}

// Findings is what is found in the files of a study.
type Findings struct {
	Errors   int                     `json:"errors"`
	Warnings int                     `json:"warnings"`
	Notes    int                     `json:"notes"`
	Dropped  int                     `json:"dropped" doc:"How many are counted and not listed."`
	Findings []server.ProblemFinding `json:"findings" nullable:"false"`
}

func (a *API) branches() {
	type branchList struct {
		Body struct {
			Branches []Branch `json:"branches" nullable:"false"`
		}
	}
	add(a, operation("list-branches", http.MethodGet, "/studies/{study}/branches", "branches", "List the branches of a study."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *StudyPath) (*branchList, error) {
			x, err := a.open(ctx, who, in.main(), access.ReadStudy)
			if err != nil {
				return nil, err
			}
			branches, err := a.Store.Branches(ctx, x.Study)
			out := &branchList{}
			out.Body.Branches = []Branch{}
			for _, b := range branches {
				out.Body.Branches = append(out.Body.Branches, Branch{string(b.Name), string(b.From), int64(b.At), int64(b.Head)})
			}
			return out, err
		})
	add(a, operation("fork-study", http.MethodPost, "/studies/{study}/branches", "branches", "Make a branch out of another, for a what-if scenario; it can be edited though the other is approved."), http.StatusCreated, a.fork)
	a.revisions()
	a.findings()
}

func (a *API) fork(ctx context.Context, who account.Who, in *struct {
	StudyPath
	Body struct {
		Name   string `json:"name" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
		From   string `json:"from" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
		Reason string `json:"reason,omitempty" maxLength:"10000"`
	}
}) (*struct {
	Location string `header:"Location"`
}, error) {
	from := store.Line{Study: store.StudyID(in.Study), Branch: store.Branch(in.Body.From)}
	x, err := a.open(ctx, who, from, access.ForkStudy)
	if err != nil {
		return nil, err
	}
	if err := approval.Fork(ctx, a.Store, store.Act{Study: x.Study, By: who.Actor(), Reason: in.Body.Reason}, from.Branch, store.Branch(in.Body.Name)); err != nil {
		return nil, err
	}
	return &struct {
		Location string `header:"Location"`
	}{Base + "/studies/" + in.Study + "/branches/" + in.Body.Name + "/records"}, nil
}

// revisions is the operation that reads the history of a branch.
func (a *API) revisions() {
	type revisionList struct {
		Body struct {
			Revisions []Revision `json:"revisions" nullable:"false"`
			Next      int64      `json:"next,omitempty" doc:"The value of before for the next page; absent on the last."`
		}
	}
	add(a, operation("list-revisions", http.MethodGet, "/studies/{study}/branches/{branch}/revisions", "branches", "List the revisions of a branch, the newest first."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			BranchPath
			Record string `query:"record" maxLength:"512" doc:"Only those that changed this record."`
			Before int64  `query:"before" minimum:"0"`
			Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
		}) (*revisionList, error) {
			x, err := a.open(ctx, who, in.line(), access.ReadStudy)
			if err != nil {
				return nil, err
			}
			entries, err := a.Store.History(ctx, x.Line, store.HistoryQuery{Record: in.Record, Before: store.Revision(in.Before), Limit: in.Limit + 1})
			out := &revisionList{}
			out.Body.Revisions = []Revision{}
			for _, e := range entries {
				if len(out.Body.Revisions) == in.Limit {
					out.Body.Next = out.Body.Revisions[in.Limit-1].Revision
					break
				}
				records := append([]string{}, e.Changed...)
				out.Body.Revisions = append(out.Body.Revisions, Revision{int64(e.Revision), string(e.Branch), e.At, actorOf(e.By), e.Reason, records})
			}
			return out, err
		})
}

// findings is the operation that checks the files of a study.
func (a *API) findings() {
	type findingsOutput struct{ Body Findings }
	add(a, operation("check-study", http.MethodGet, "/studies/{study}/branches/{branch}/findings", "branches", "Check the files of a branch, with everything found at once."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			BranchPath
			Origin
		}) (*findingsOutput, error) {
			x, err := a.open(ctx, who, in.line(), access.ReadStudy)
			if err != nil {
				return nil, err
			}
			records, err := a.Store.Records(ctx, x.Line, store.Choice{Prefix: "study/", Data: true})
			if err != nil {
				return nil, err
			}
			files := map[string][]byte{}
			for _, r := range records {
				files[r.Name] = r.Data
			}
			found, err := a.Check(ctx, files)
			if err != nil {
				return nil, err
			}
			out := &findingsOutput{Findings{Errors: found.Count(diag.Error), Warnings: found.Count(diag.Warning), Notes: found.Count(diag.Note), Dropped: found.Dropped(), Findings: []server.ProblemFinding{}}}
			l := server.LangOf(in.request)
			for _, f := range found.Findings {
				message, fix := locale.Finding(l, f)
				out.Body.Findings = append(out.Body.Findings, server.ProblemFinding{Code: string(f.Code), Severity: f.Severity.String(), Place: server.PlaceOf(f), Message: message, Fix: fix})
			}
			return out, nil
		})
}
