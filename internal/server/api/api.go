// Package api is the HTTP API below /api/v1: sign-in, accounts and permissions,
// studies with their records, branches and revisions, respondents' answers, jobs,
// the audit log, and events. Each operation is declared with its types, out of which
// the OpenAPI document is made; it asks package access, in one place, before it
// does anything; and it refuses in the codes of package diag.
//
// It keeps nothing itself and rates nothing.
package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
)

// Base is the path below which the operations stand.
const Base = "/api/v1"

// Config says what the API needs.
type Config struct {
	Store    store.Store
	Accounts *account.Accounts
	Jobs     *job.Queue
	// Check gives what is found in the files of a study, by name.
	Check func(ctx context.Context, files map[string][]byte) (diag.List, error)
	// CheckAnswers gives what is found in answers that somebody sends.
	CheckAnswers func(context.Context, Sent) (diag.List, error)
	Now          func() time.Time
	// SignOn, if not nil, is the identity provider.
	SignOn SignOn
	// Secure tells that browsers reach the server by HTTPS.
	Secure bool
	// Poll is how often changes are looked for while somebody waits for events.
	Poll time.Duration
	// BodyBytes bounds bodies, as the server does.
	BodyBytes int64
}

// API is the operations.
type API struct {
	Config
	huma     huma.API
	attempts *limiter
	events   *broker
}

// Register adds the operations to a mux.
func Register(mux *http.ServeMux, c Config) *API {
	a := &API{Config: c, attempts: newLimiter(c.Now), events: newBroker(c)}
	config := huma.DefaultConfig("sekisho", "1")
	config.Info.Description = "Studies, answers, accounts and permissions of a sekisho server. Errors are problem details (RFC 9457) in Japanese or English, as Accept-Language asks, with stable codes."
	config.CreateHooks = nil
	config.DocsPath, config.OpenAPIPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = true
	config.Transformers = []huma.Transformer{describe}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: cookieName(c.Secure), Description: "Set by signing in."},
		"token":   {Type: "http", Scheme: "bearer", Description: "A token of an account, or the secret of a respondent's link."},
	}
	a.huma = humago.New(mux, config)
	a.huma.UseMiddleware(a.identify)
	a.sessions()
	a.signOn()
	a.passkeys()
	a.accounts()
	a.permissions()
	a.tokens()
	a.studies()
	a.branches()
	a.records()
	a.approval()
	a.links()
	a.answers()
	a.jobs()
	a.audit()
	a.stream()
	mux.HandleFunc("GET "+Base+"/openapi.json", a.document)
	a.viewer(mux)
	return a
}

// document writes the OpenAPI document.
func (a *API) document(w http.ResponseWriter, r *http.Request) {
	data, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		server.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	_, _ = w.Write(data)
}

// describe turns what was refused into problem details in the language of the
// request.
func describe(ctx huma.Context, _ string, v any) (any, error) {
	var failure *server.Failure
	switch v := v.(type) {
	case *server.Failure:
		failure = v
	case *huma.ErrorModel:
		failure = failureOf(ctx, v)
	default:
		return v, nil
	}
	r, _ := humago.Unwrap(ctx)
	return failure.Describe(server.LangOf(r), server.RequestID(r.Context())), nil
}

// operation describes an operation to the library.
func operation(id, method, path, tag, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: Base + path, Tags: []string{tag}, Summary: summary}
}

// add registers an operation for those whose identity is proven.
func add[I, O any](a *API, op huma.Operation, status int, do func(context.Context, account.Who, *I) (*O, error)) {
	op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	open(a, op, status, func(ctx context.Context, in *I) (*O, error) {
		who, ok := ctx.Value(whoKey{}).(account.Who)
		if !ok {
			return nil, server.Refuse(http.StatusUnauthorized, diag.RequestUnauthenticated)
		}
		return do(ctx, who, in)
	})
}

// open registers an operation for everybody.
func open[I, O any](a *API, op huma.Operation, status int, do func(context.Context, *I) (*O, error)) {
	op.DefaultStatus = status
	op.MaxBodyBytes = a.BodyBytes + 1
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = a.problem()
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, server.FailureOf(ctx, refusal(err))
		}
		return out, nil
	})
}

// problem describes what a refused request is answered with.
func (a *API) problem() *huma.Response {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(problemType, true, "Problem")
	return &huma.Response{Description: "The request is refused.", Content: map[string]*huma.MediaType{server.ProblemType: {Schema: schema}}}
}

// refusal turns the errors that stores and accounts name into failures.
func refusal(err error) error {
	var conflict *store.ConflictError
	var locked *account.LockedError
	switch {
	case errors.As(err, &conflict):
		f := &server.Failure{Status: http.StatusPreconditionFailed}
		for _, c := range conflict.Conflicts {
			f.Findings = append(f.Findings, finding(diag.RequestStale, "", "name", c.Name, "now", strconv.FormatInt(int64(c.Now.Revision), 10), "seen", strconv.FormatInt(int64(c.Base), 10)))
		}
		return f
	case errors.As(err, &locked):
		return server.Refuse(http.StatusTooManyRequests, diag.RequestLocked, "until", locked.Until.UTC().Format(time.RFC3339))
	case errors.Is(err, store.ErrNotFound), errors.Is(err, job.ErrNotFound):
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	case errors.Is(err, store.ErrExists):
		return server.Refuse(http.StatusConflict, diag.RequestExists)
	case errors.Is(err, job.ErrState):
		return server.Refuse(http.StatusConflict, diag.RequestJobState)
	case errors.Is(err, approval.ErrApproved):
		return server.Refuse(http.StatusForbidden, diag.RequestApproved)
	case errors.Is(err, store.ErrInvalid):
		return server.Refuse(http.StatusUnprocessableEntity, diag.RequestForm, "place", "body")
	case errors.Is(err, account.ErrLast):
		return server.Refuse(http.StatusConflict, diag.RequestLastAdmin)
	case errors.Is(err, account.ErrWeak):
		return server.Refuse(http.StatusUnprocessableEntity, diag.RequestWeak)
	case errors.Is(err, account.ErrCodeNeeded):
		return server.Refuse(http.StatusUnauthorized, diag.RequestCodeNeeded)
	case errors.Is(err, account.ErrUnknown):
		return server.Refuse(http.StatusUnauthorized, diag.RequestUnauthenticated)
	}
	return err
}

func finding(code diag.Code, path string, kv ...string) diag.Finding {
	var l diag.List
	l.Add(code, path, kv...)
	return l.Findings[0]
}

// reasons are the codes of denials.
var reasons = map[access.Reason]diag.Code{
	access.NoRole: diag.RequestDenied, access.NothingPermits: diag.RequestDenied, access.Expired: diag.RequestEnded, access.StudyApproved: diag.RequestApproved,
	access.StudyDeleted: diag.RequestDeleted, access.BeyondToken: diag.RequestBeyondToken, access.BeyondLink: diag.RequestBeyondLink,
}

// allow refuses what access does not permit.
func (a *API) allow(who account.Who, o access.Operation, r access.Resource) error {
	ok, why := access.Decide(who.Subject, o, r, a.Now())
	if ok {
		return nil
	}
	return server.Refuse(http.StatusForbidden, reasons[why])
}

// somewhere refuses what is permitted nowhere.
func (a *API) somewhere(who account.Who, o access.Operation) error {
	ok, why := access.DecideSomewhere(who.Subject, o, a.Now())
	if ok {
		return nil
	}
	return server.Refuse(http.StatusForbidden, reasons[why])
}
