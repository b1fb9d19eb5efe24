package app

import (
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/client"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// remoteStudies are the studies of a server, as far as the token allows; who changes
// something is the account of the token. Its methods fail with [*RemoteError].
type remoteStudies struct{ server client.Server }

// Studies gives the studies of the server.
func (r Remote) Studies() Studies { return remoteStudies{r.server()} }

// of gives the path of something that belongs to a study.
func of(study store.StudyID, parts ...string) []string {
	return append([]string{"studies", string(study)}, parts...)
}

// ofBranch gives the path of something that belongs to a branch.
func ofBranch(l store.Line, part string) []string {
	return of(l.Study, "branches", string(l.Branch), part)
}

// content gives bytes as the API takes them: as text where they are one.
func content(data []byte) api.Content {
	if utf8.Valid(data) {
		text := string(data)
		return api.Content{Text: &text}
	}
	coded := base64.StdEncoding.EncodeToString(data)
	return api.Content{Data: &coded}
}

// revised is what the API answers to a change.
type revised struct{ Revision int64 }

func (r remoteStudies) Create(ctx context.Context, study store.Study, c store.Commit) (store.Revision, error) {
	records := make([]api.NewRecord, len(c.Changes))
	for i, x := range c.Changes {
		records[i] = api.NewRecord{Name: x.Name, Content: content(x.Data)}
	}
	body := map[string]any{"id": study.ID, "title": study.Title, "reason": c.Reason, "records": records}
	if study.Owner != "" {
		body["organisation"] = study.Owner
	}
	var made revised
	err := r.server.Do(ctx, client.Request{Method: http.MethodPost, Path: []string{"studies"}, Body: body}, &made)
	return store.Revision(made.Revision), err
}

// pageSize is how many studies or revisions are asked for at once.
const pageSize = 200

func (r remoteStudies) Studies(ctx context.Context, q store.Query) (page []store.Study, more bool, err error) {
	query := url.Values{"limit": {strconv.Itoa(min(q.Limit, pageSize))}, "deleted": {strconv.FormatBool(q.Deleted)}}
	if q.Text != "" {
		query.Set("text", q.Text)
	}
	if q.After != "" {
		query.Set("after", string(q.After))
	}
	var answer struct {
		Studies []api.Study
		Next    string
	}
	if err := r.server.Do(ctx, client.Request{Path: []string{"studies"}, Query: query}, &answer); err != nil {
		return nil, false, err
	}
	for _, x := range answer.Studies {
		page = append(page, toldStudy(x))
	}
	return page, answer.Next != "", nil
}

func (r remoteStudies) Study(ctx context.Context, id store.StudyID) (store.Study, error) {
	var x api.Study
	err := r.server.Do(ctx, client.Request{Path: of(id)}, &x)
	return toldStudy(x), err
}

func toldStudy(x api.Study) store.Study {
	return store.Study{ID: store.StudyID(x.ID), Title: x.Title, Owner: x.Organisation, Created: x.Created, Updated: x.Updated, Deleted: x.Deleted}
}

func (r remoteStudies) Rename(ctx context.Context, a store.Act, title string) error {
	now, err := r.Study(ctx, a.Study)
	if err != nil || now.Title == title {
		return err
	}
	return r.server.Do(ctx, client.Request{Method: http.MethodPut, Path: of(a.Study, "title"), Body: map[string]string{"title": title, "reason": a.Reason}}, nil)
}

func (r remoteStudies) Change(ctx context.Context, c store.Commit) (store.Revision, error) {
	if len(c.Changes) == 0 {
		return r.head(ctx, c.Line)
	}
	changes := make([]api.Change, len(c.Changes))
	for i, x := range c.Changes {
		changes[i] = api.Change{Name: x.Name, Base: int64(x.Base), Delete: x.Delete}
		if !x.Delete {
			changes[i].Content = content(x.Data)
		}
	}
	var made revised
	err := r.server.Do(ctx, client.Request{Method: http.MethodPost, Path: ofBranch(c.Line, "commits"), Body: map[string]any{"changes": changes, "reason": c.Reason}}, &made)
	return store.Revision(made.Revision), err
}

// head gives the last revision of a branch.
func (r remoteStudies) head(ctx context.Context, l store.Line) (store.Revision, error) {
	branches, err := r.Branches(ctx, l.Study)
	if err != nil {
		return 0, err
	}
	for _, b := range branches {
		if b.Name == l.Branch {
			return b.Head, nil
		}
	}
	return 0, fmt.Errorf("branch %s of study %s: %w", l.Branch, l.Study, store.ErrNotFound)
}

func (r remoteStudies) Remove(ctx context.Context, a store.Act) error {
	return r.server.Do(ctx, client.Request{Method: http.MethodDelete, Path: of(a.Study), Query: why(a.Reason)}, nil)
}

func (r remoteStudies) Restore(ctx context.Context, a store.Act) error {
	return r.server.Do(ctx, client.Request{Method: http.MethodPost, Path: of(a.Study, "restore"), Query: why(a.Reason)}, nil)
}

// why gives a reason as operations without a body take it.
func why(reason string) url.Values {
	if reason == "" {
		return nil
	}
	return url.Values{"reason": {reason}}
}

func (r remoteStudies) Records(ctx context.Context, l store.Line, c store.Choice) ([]store.Record, error) {
	query := url.Values{"content": {strconv.FormatBool(c.Data)}}
	if c.Prefix != "" {
		query.Set("prefix", c.Prefix)
	}
	if c.At != 0 {
		query.Set("at", strconv.FormatInt(int64(c.At), 10))
	}
	var answer struct{ Records []api.Record }
	if err := r.server.Do(ctx, client.Request{Path: ofBranch(l, "records"), Query: query}, &answer); err != nil {
		return nil, err
	}
	var records []store.Record
	for _, x := range answer.Records {
		record := store.Record{Name: x.Name, Revision: store.Revision(x.Revision), Digest: store.Digest(x.Digest), Size: x.Size}
		if c.Data {
			var err error
			if record.Data, err = toldContent(x); err != nil {
				return nil, err
			}
		}
		records = append(records, record)
	}
	return records, nil
}

// toldContent gives the content of a record, which is checked against its digest.
func toldContent(x api.Record) (data []byte, err error) {
	switch {
	case x.Text != nil:
		data = []byte(*x.Text)
	case x.Data != nil:
		if data, err = base64.StdEncoding.DecodeString(*x.Data); err != nil {
			return nil, fmt.Errorf("read answer: %s: %w", x.Name, err)
		}
	}
	if store.DigestOf(data) != store.Digest(x.Digest) {
		return nil, fmt.Errorf("read answer: the content of %s is not what its digest says", x.Name)
	}
	return data, nil
}

func (r remoteStudies) History(ctx context.Context, l store.Line, q store.HistoryQuery) ([]store.Entry, error) {
	limit := q.Limit
	if limit == 0 {
		limit = store.PageSize
	}
	var entries []store.Entry
	for len(entries) < limit {
		query := url.Values{"limit": {strconv.Itoa(min(limit-len(entries), pageSize))}, "before": {strconv.FormatInt(int64(q.Before), 10)}}
		if q.Record != "" {
			query.Set("record", q.Record)
		}
		var answer struct {
			Revisions []api.Revision
			Next      int64
		}
		if err := r.server.Do(ctx, client.Request{Path: ofBranch(l, "revisions"), Query: query}, &answer); err != nil {
			return nil, err
		}
		for _, x := range answer.Revisions {
			entries = append(entries, store.Entry{Revision: store.Revision(x.Revision), Line: store.Line{Study: l.Study, Branch: store.Branch(x.Branch)},
				At: x.At, By: store.Actor{ID: x.By.ID, Name: x.By.Name}, Reason: x.Reason, Changed: x.Records})
		}
		if q.Before = store.Revision(answer.Next); answer.Next == 0 {
			break
		}
	}
	return entries, nil
}

func (r remoteStudies) Fork(ctx context.Context, from store.Line, to store.Branch, _ store.Actor, reason string) error {
	return r.server.Do(ctx, client.Request{Method: http.MethodPost, Path: of(from.Study, "branches"),
		Body: map[string]string{"name": string(to), "from": string(from.Branch), "reason": reason}}, nil)
}

func (r remoteStudies) Branches(ctx context.Context, id store.StudyID) ([]store.BranchInfo, error) {
	var answer struct{ Branches []api.Branch }
	if err := r.server.Do(ctx, client.Request{Path: of(id, "branches")}, &answer); err != nil {
		return nil, err
	}
	list := make([]store.BranchInfo, len(answer.Branches))
	for i, x := range answer.Branches {
		list[i] = store.BranchInfo{Name: store.Branch(x.Name), From: store.Branch(x.From), At: store.Revision(x.At), Head: store.Revision(x.Head)}
	}
	return list, nil
}

// auditPage is how many entries of the audit log are asked for at once.
const auditPage = 1000

func (r remoteStudies) Audit(ctx context.Context, after int64) iter.Seq2[store.AuditEntry, error] {
	return func(yield func(store.AuditEntry, error) bool) {
		for {
			var answer struct {
				Entries []api.AuditEntry
				Next    int64
			}
			query := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(auditPage)}}
			if err := r.server.Do(ctx, client.Request{Path: []string{"audit"}, Query: query}, &answer); err != nil {
				yield(store.AuditEntry{}, err)
				return
			}
			for _, x := range answer.Entries {
				if !yield(toldEntry(x), nil) {
					return
				}
			}
			if after = answer.Next; after == 0 {
				return
			}
		}
	}
}

func toldEntry(x api.AuditEntry) store.AuditEntry {
	return store.AuditEntry{Number: x.Number, At: x.At, By: store.Actor{ID: x.By.ID, Name: x.By.Name}, Action: store.Action(x.Action),
		Line: store.Line{Study: store.StudyID(x.Study), Branch: store.Branch(x.Branch)}, Record: x.Record, Revision: store.Revision(x.Revision),
		Before: x.Before, After: x.After, Reason: x.Reason, Previous: x.Previous, Hash: x.Hash}
}
