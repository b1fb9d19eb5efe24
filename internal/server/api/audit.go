package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
)

// AuditEntry is one entry of the audit log.
type AuditEntry struct {
	Number   int64     `json:"number"`
	At       time.Time `json:"at"`
	By       Actor     `json:"by"`
	Action   string    `json:"action"`
	Study    string    `json:"study,omitempty"`
	Branch   string    `json:"branch,omitempty"`
	Record   string    `json:"record,omitempty"`
	Revision int64     `json:"revision,omitempty"`
	Before   string    `json:"before,omitempty"`
	After    string    `json:"after,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Previous string    `json:"previous"`
	Hash     string    `json:"hash"`
}

func (a *API) audit() {
	type auditList struct {
		Body struct {
			Entries []AuditEntry `json:"entries" nullable:"false"`
			Next    int64        `json:"next,omitempty" doc:"The value of after for the next page; absent on the last."`
		}
	}
	add(a, operation("list-audit", http.MethodGet, "/audit", "audit", "Read the audit log, whose entries form a chain."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			After int64 `query:"after" minimum:"0"`
			Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		}) (*auditList, error) {
			if err := a.allow(who, access.ReadAudit, access.Resource{}); err != nil {
				return nil, err
			}
			out := &auditList{}
			out.Body.Entries = []AuditEntry{}
			for e, err := range a.Store.Audit(ctx, in.After) {
				if err != nil {
					return nil, err
				}
				if len(out.Body.Entries) == in.Limit {
					out.Body.Next = e.Number - 1
					break
				}
				out.Body.Entries = append(out.Body.Entries, AuditEntry{e.Number, e.At, actorOf(e.By), string(e.Action), string(e.Study), string(e.Branch), e.Record,
					int64(e.Revision), e.Before, e.After, e.Reason, e.Previous, e.Hash})
			}
			return out, nil
		})
}
