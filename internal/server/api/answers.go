package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// hearings is the folder of questionnaires: hearings/ID.yaml holds the
// questions, hearings/ID/RESPONDENT.yaml the answers of one respondent.
const hearings = "hearings/"

// Link is a respondent's link to a questionnaire, without its secret.
type Link struct {
	ID            string    `json:"id"`
	Questionnaire string    `json:"questionnaire"`
	Respondent    string    `json:"respondent"`
	Created       time.Time `json:"created"`
	Ends          time.Time `json:"ends"`
	Revoked       bool      `json:"revoked"`
	Answered      bool      `json:"answered" doc:"Whether there are answers of the respondent."`
}

func linkOf(l account.Link, answered bool) Link {
	return Link{l.ID, l.Questionnaire, l.Respondent, l.Created, l.Ends, l.Revoked, answered}
}

// AnswersPath names a respondent's answers in a path.
type AnswersPath struct {
	StudyPath
	Questionnaire string `path:"questionnaire" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
	Respondent    string `path:"respondent" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
}

func (o AnswersPath) questions() string { return hearings + o.Questionnaire + ".yaml" }
func (o AnswersPath) record() string {
	return hearings + o.Questionnaire + "/" + o.Respondent + ".yaml"
}

func (a *API) links() {
	type linkList struct {
		Body struct {
			Links []Link `json:"links" nullable:"false"`
		}
	}
	type newLink struct {
		Body struct {
			Link   Link   `json:"link"`
			Secret string `json:"secret" doc:"The secret of the link; it is shown once."`
		}
	}
	add(a, operation("list-links", http.MethodGet, "/studies/{study}/links", "answers", "List the links sent to respondents, and whether they have answered."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *StudyPath) (*linkList, error) {
			x, err := a.open(ctx, who, in.main(), access.SendLinks)
			if err != nil {
				return nil, err
			}
			links, err := a.Accounts.Links(ctx, in.Study)
			if err != nil {
				return nil, err
			}
			names, err := a.Store.Names(ctx, x.Line, hearings)
			answered := make(map[string]bool, len(names))
			for _, name := range names {
				answered[name] = true
			}
			out := &linkList{}
			out.Body.Links = []Link{}
			for _, l := range links {
				out.Body.Links = append(out.Body.Links, linkOf(l, answered[AnswersPath{Questionnaire: l.Questionnaire, Respondent: l.Respondent}.record()]))
			}
			return out, err
		})
	add(a, operation("send-link", http.MethodPost, "/studies/{study}/links", "answers", "Make a link by which a respondent without an account answers one questionnaire."), http.StatusCreated,
		func(ctx context.Context, who account.Who, in *struct {
			StudyPath
			Body struct {
				Questionnaire string    `json:"questionnaire" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
				Respondent    string    `json:"respondent" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
				Ends          time.Time `json:"ends" doc:"Until the end of the fiscal year at the latest."`
			}
		}) (*newLink, error) {
			x, err := a.open(ctx, who, in.main(), access.SendLinks)
			if err != nil {
				return nil, err
			}
			if err := a.mayEnd(in.Body.Ends, "body.ends"); err != nil {
				return nil, err
			}
			// A link to a questionnaire that is not there would tell the respondent
			// nothing.
			of := AnswersPath{Questionnaire: in.Body.Questionnaire, Respondent: in.Body.Respondent}
			if _, err := a.read(ctx, x.Line, of.questions()); err != nil {
				return nil, err
			}
			l, secret, err := a.Accounts.SendLink(ctx, account.Link{Study: in.Study, Questionnaire: of.Questionnaire, Respondent: of.Respondent, Ends: in.Body.Ends}, who.Account)
			out := &newLink{}
			out.Body.Link, out.Body.Secret = linkOf(l, false), secret
			return out, err
		})
	add(a, operation("revoke-link", http.MethodDelete, "/studies/{study}/links/{link}", "answers", "End a link."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			StudyPath
			Link string `path:"link" minLength:"1" maxLength:"64"`
		}) (*Empty, error) {
			if _, err := a.open(ctx, who, in.main(), access.SendLinks); err != nil {
				return nil, err
			}
			return nil, a.Accounts.RevokeLink(ctx, in.Study, in.Link, who.Actor())
		})
}

// respond finds a study, and refuses whoever may do o neither to the answers of
// the respondent nor to all answers of the study. A respondent that is an
// organisation is named by its code, so that its own people may answer. It reads
// records with or without contents beside.
func (a *API) respond(ctx context.Context, who account.Who, of AnswersPath, o access.Operation, w wanted) (opened, error) {
	x, err := a.look(ctx, of.main(), w)
	if err != nil {
		return x, err
	}
	r := x.resource()
	r.Questionnaire = &access.Questionnaire{Study: of.Study, ID: of.Questionnaire, Respondent: of.Respondent}
	own := r
	own.Organisation = of.Respondent
	if a.allow(who, o, own) == nil {
		return x, nil
	}
	if err := a.allow(who, o, r); err != nil {
		return x, a.hidden(who, r, err)
	}
	return x, nil
}

// hidden tells why, or that nothing is there to those who may not know of it.
func (a *API) hidden(who account.Who, r access.Resource, why error) error {
	plain := access.Resource{Organisation: r.Organisation, Study: r.Study, Questionnaire: r.Questionnaire}
	own := plain
	own.Organisation = r.Questionnaire.Respondent
	for _, r := range []access.Resource{plain, own} {
		if a.allow(who, access.ReadAnswers, r) == nil || a.allow(who, access.ListStudies, r) == nil {
			return why
		}
	}
	return refusal(store.ErrNotFound)
}

// AnswersSubmitted is the state of answers that were submitted 提出: they stay as they
// are until they are sent back.
const AnswersSubmitted = "submitted"

// StandingRecord names the record that tells how far a respondent has come. It lies one
// folder deeper than the answers, so that no respondent can be named like it.
func StandingRecord(questionnaire, respondent string) string {
	return hearings + questionnaire + "/room/" + respondent + ".json"
}

// Sent is answers that somebody sends, and what they answer.
type Sent struct {
	// Name of the record that will hold them, and its text.
	Name string
	Text []byte
	// Respondent, and the owner of the study.
	Respondent, Owner string
	// Questions is the record of the questionnaire, of which Read reads the content.
	Questions store.Record
	Read      func() ([]byte, error)
}

// checked refuses answers in which there is an error, and tells all that is found at
// once, the errors first.
func (a *API) checked(ctx context.Context, x opened, of AnswersPath, text []byte, asked store.Record) error {
	found, err := a.CheckAnswers(ctx, Sent{Name: of.record(), Text: text, Respondent: of.Respondent, Owner: x.study.Owner, Questions: asked,
		Read: func() ([]byte, error) {
			r, err := a.Store.Record(ctx, x.Line, asked.Name)
			return r.Data, err
		}})
	if err != nil || !found.HasErrors() {
		return err
	}
	slices.SortStableFunc(found.Findings, func(a, b diag.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return &server.Failure{Status: http.StatusUnprocessableEntity, Findings: found.Findings, Dropped: found.Dropped()}
}

// unsealed refuses to change answers that were submitted, and gives a change that keeps
// it so that they are not: a submission that comes between wins.
func (x opened) unsealed(of AnswersPath) (store.Change, error) {
	name := StandingRecord(of.Questionnaire, of.Respondent)
	r, ok := x.records[name]
	if !ok {
		return store.Change{Name: name, Delete: true}, nil
	}
	var standing struct {
		State string `json:"state"`
	}
	if err := json.Unmarshal(r.Data, &standing); err != nil {
		return store.Change{}, fmt.Errorf("standing %s: %w", name, err)
	}
	if standing.State == AnswersSubmitted {
		return store.Change{}, server.Refuse(http.StatusConflict, diag.RequestSubmitted)
	}
	return store.Change{Name: name, Base: r.Revision, Data: r.Data}, nil
}

// save writes the answers of a respondent, and gives the record as it then is. Where
// nothing changed that is what was there; else it is known without being read.
func (a *API) save(ctx context.Context, x opened, who account.Who, c store.Change, others ...store.Change) (*recordOutput, error) {
	before := x.records[c.Name]
	revision, err := x.commit(ctx, a.Store, store.Commit{By: who.Actor(), Changes: append([]store.Change{c}, others...)})
	if err != nil {
		return nil, err
	}
	digest := store.DigestOf(c.Data)
	if before.Revision != c.Base || before.Digest == digest {
		return a.read(ctx, x.Line, c.Name)
	}
	return contentOf(store.Record{Name: c.Name, Revision: revision, Digest: digest, Size: int64(len(c.Data)), Data: c.Data}), nil
}

// contentOf answers a record with its content.
func contentOf(r store.Record) *recordOutput {
	return &recordOutput{etag(r.Revision), recordOf(r, true)}
}

// respondWith reads a record for a respondent.
func (a *API) respondWith(ctx context.Context, who account.Who, of AnswersPath, name string) (*recordOutput, error) {
	x, err := a.respond(ctx, who, of, access.ReadAnswers, wanted{contents: []string{name}})
	if err != nil {
		return nil, err
	}
	r, err := x.record(name)
	if err != nil {
		return nil, err
	}
	return contentOf(r), nil
}

func (a *API) answers() {
	const path = "/studies/{study}/questionnaires/{questionnaire}/respondents/{respondent}"
	add(a, operation("get-questions", http.MethodGet, path+"/questions", "answers", "Read the questions that a respondent is asked."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *AnswersPath) (*recordOutput, error) {
			return a.respondWith(ctx, who, *in, in.questions())
		})
	add(a, operation("get-answers", http.MethodGet, path+"/answers", "answers", "Read the answers of a respondent."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *AnswersPath) (*recordOutput, error) {
			return a.respondWith(ctx, who, *in, in.record())
		})
	add(a, operation("put-answers", http.MethodPut, path+"/answers", "answers", "Save the answers of a respondent, based on a revision."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			AnswersPath
			Conditions
			Body struct {
				Text string `json:"text" maxLength:"2000000" doc:"The answers, in the format of hearing files: one response. What the commands find in such a file is found here too."`
			}
		}) (*recordOutput, error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			x, err := a.respond(ctx, who, in.AnswersPath, access.WriteAnswers, wanted{
				contents: []string{StandingRecord(in.Questionnaire, in.Respondent)}, heads: []string{in.questions(), in.record()}})
			if err != nil {
				return nil, err
			}
			asked, err := x.record(in.questions())
			if err != nil {
				return nil, err
			}
			unsealed, err := x.unsealed(in.AnswersPath)
			if err != nil {
				return nil, err
			}
			if err := a.checked(ctx, x, in.AnswersPath, []byte(in.Body.Text), asked); err != nil {
				return nil, err
			}
			return a.save(ctx, x, who, store.Change{Name: in.record(), Base: base, Data: []byte(in.Body.Text)}, unsealed)
		})
}
