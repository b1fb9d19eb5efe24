package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/store"
)

// Study is what is known of a study without opening it.
type Study struct {
	ID           string    `json:"id"`
	Title        string    `json:"title"`
	Organisation string    `json:"organisation,omitempty" doc:"The code of the organisation to which it belongs; absent for studies of the whole country."`
	Created      time.Time `json:"created"`
	Updated      time.Time `json:"updated"`
	Deleted      bool      `json:"deleted"`
}

func studyOf(s store.Study) Study {
	return Study{string(s.ID), s.Title, s.Owner, s.Created, s.Updated, s.Deleted}
}

// StudyPath names a study in a path.
type StudyPath struct {
	Study string `path:"study" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
}

func (o StudyPath) main() store.Line {
	return store.Line{Study: store.StudyID(o.Study), Branch: store.Main}
}

type studyOutput struct{ Body Study }

// Reasoned is a reason in the query, for operations without a body.
type Reasoned struct {
	Reason string `query:"reason" maxLength:"10000" doc:"Why, for the audit log."`
}

// created answers where something new stands, and its revision.
type created struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     struct {
		Revision int64 `json:"revision"`
	}
}

func (a *API) studies() {
	type studyList struct {
		Body struct {
			Studies []Study `json:"studies" nullable:"false"`
			Next    string  `json:"next,omitempty" doc:"The value of after for the next page; absent on the last."`
		}
	}
	add(a, operation("list-studies", http.MethodGet, "/studies", "studies", "List or search studies by id."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			Text    string `query:"text" maxLength:"200" doc:"A text that title or id contain; widths and cases are the same."`
			Deleted bool   `query:"deleted" doc:"List deleted studies instead."`
			After   string `query:"after" maxLength:"64"`
			Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
		}) (*studyList, error) {
			if err := a.somewhere(who, access.ListStudies); err != nil {
				return nil, err
			}
			page, more, err := a.Store.Studies(ctx, store.Query{Text: in.Text, Deleted: in.Deleted, After: store.StudyID(in.After), Limit: in.Limit,
				Within: within(access.Where(who.Subject, access.ListStudies, a.Now()))})
			out := &studyList{}
			out.Body.Studies = []Study{}
			for _, s := range page {
				out.Body.Studies = append(out.Body.Studies, studyOf(s))
			}
			if more {
				out.Body.Next = string(page[len(page)-1].ID)
			}
			return out, err
		})
	add(a, operation("create-study", http.MethodPost, "/studies", "studies", "Make a study of an organisation, with its first records."), http.StatusCreated, a.create)
	add(a, operation("get-study", http.MethodGet, "/studies/{study}", "studies", "What is known of a study."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *StudyPath) (*studyOutput, error) {
			x, err := a.open(ctx, who, in.main(), access.ListStudies)
			return &studyOutput{studyOf(x.study)}, err
		})
	add(a, operation("rename-study", http.MethodPut, "/studies/{study}/title", "studies", "Give a study another title."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			StudyPath
			Body struct {
				Title  string `json:"title" minLength:"1" maxLength:"1000"`
				Reason string `json:"reason,omitempty" maxLength:"10000"`
			}
		}) (*Empty, error) {
			x, err := a.open(ctx, who, in.main(), access.EditStudy)
			if err != nil {
				return nil, err
			}
			return nil, a.Store.Rename(ctx, x.act(who, in.Body.Reason), in.Body.Title)
		})
	add(a, operation("delete-study", http.MethodDelete, "/studies/{study}", "studies", "Take a study out of lists; nothing is lost."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			StudyPath
			Reasoned
		}) (*Empty, error) {
			x, err := a.open(ctx, who, in.main(), access.DeleteStudy)
			if err != nil {
				return nil, err
			}
			return nil, a.Store.Delete(ctx, x.act(who, in.Reason))
		})
	add(a, operation("restore-study", http.MethodPost, "/studies/{study}/restore", "studies", "Bring a deleted study back."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			StudyPath
			Reasoned
		}) (*Empty, error) {
			x, err := a.open(ctx, who, in.main(), access.DeleteStudy)
			if err != nil {
				return nil, err
			}
			return nil, a.Store.Restore(ctx, x.act(who, in.Reason))
		})
}

// within turns scopes into parts of all studies.
func within(scopes []access.Scope) []store.Within {
	parts := []store.Within{}
	for _, s := range scopes {
		if s.Kind == access.OneStudy {
			parts = append(parts, store.Within{Study: store.StudyID(s.ID)})
			continue
		}
		parts = append(parts, store.Within{Owner: s.ID})
	}
	return parts
}

func (a *API) create(ctx context.Context, who account.Who, in *struct {
	Body struct {
		ID           string      `json:"id" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
		Title        string      `json:"title" minLength:"1" maxLength:"1000"`
		Organisation string      `json:"organisation,omitempty" pattern:"^(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{4}$"`
		Reason       string      `json:"reason,omitempty" maxLength:"10000"`
		Records      []NewRecord `json:"records,omitempty" maxItems:"10000"`
	}
}) (*created, error) {
	if err := a.allow(who, access.CreateStudy, access.Resource{Organisation: in.Body.Organisation}); err != nil {
		return nil, err
	}
	c := store.Commit{By: who.Actor(), Reason: in.Body.Reason}
	for i, r := range in.Body.Records {
		change, err := r.change(i)
		if err != nil {
			return nil, err
		}
		c.Changes = append(c.Changes, change)
	}
	revision, err := a.Store.Create(ctx, store.Study{ID: store.StudyID(in.Body.ID), Title: in.Body.Title, Owner: in.Body.Organisation}, c)
	if err != nil {
		return nil, err
	}
	out := &created{Location: Base + "/studies/" + in.Body.ID, ETag: etag(revision)}
	out.Body.Revision = int64(revision)
	return out, nil
}
