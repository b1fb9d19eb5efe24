package server

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// Failure refuses a request, for reasons that the client can understand. Its
// words are made when it is written, in the language of the client.
type Failure struct {
	Status int
	// Findings, at least one; the first is the reason, and with several each
	// stands for one value of the request.
	Findings []diag.Finding
	// Dropped counts further findings, which are not listed.
	Dropped int
	// After, if set, is when the same request may succeed.
	After time.Duration
}

// Refuse gives a failure with one finding; kv are its arguments, by turns.
func Refuse(status int, code diag.Code, kv ...string) *Failure {
	var l diag.List
	l.Add(code, "", kv...)
	return &Failure{Status: status, Findings: l.Findings}
}

// Error tells the status and the codes.
func (f *Failure) Error() string {
	codes := make([]string, len(f.Findings))
	for i, x := range f.Findings {
		codes[i] = string(x.Code)
	}
	return strconv.Itoa(f.Status) + " " + strings.Join(codes, ", ")
}

// GetStatus gives the status.
func (f *Failure) GetStatus() int { return f.Status }

// ContentType gives the media type in which it is written.
func (f *Failure) ContentType(string) string { return ProblemType }

// GetHeaders gives the headers that go with it.
func (f *Failure) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	if f.After > 0 {
		h.Set("Retry-After", strconv.Itoa(int((f.After+time.Second-1)/time.Second)))
	}
	if f.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="sekisho"`)
	}
	return h
}

// Problem is a failure as clients read it: problem details of RFC 9457, with
// the codes of the findings.
type Problem struct {
	Type   string `json:"type" doc:"Always about:blank: the code tells the kind of problem." example:"about:blank"`
	Title  string `json:"title" doc:"What the status means, in the language of the request."`
	Status int    `json:"status" doc:"The HTTP status." minimum:"400" maximum:"599"`
	Detail string `json:"detail" doc:"What is wrong and what to do, in the language of the request."`
	// Instance names the request in the log of the server.
	Instance string `json:"instance" doc:"The name of the request in the log of the server."`
	Code     string `json:"code" doc:"The stable code of the first finding." example:"request.not_found"`
	// Findings, where there are several.
	Findings []ProblemFinding `json:"findings,omitempty" doc:"Every finding, where there are several or one has a place." maxItems:"10000"`
	// Dropped counts those that are not listed.
	Dropped int `json:"dropped,omitempty" minimum:"1" doc:"How many more findings there are; absent where all are listed."`
}

// ProblemFinding is one finding of a problem.
type ProblemFinding struct {
	Code     string `json:"code" doc:"A stable code."`
	Severity string `json:"severity" enum:"note,warning,error"`
	Place    string `json:"place,omitempty" doc:"Where: a value of the request, or file:line:column."`
	Message  string `json:"message" doc:"What is the case."`
	Fix      string `json:"fix" doc:"What to do about it."`
}

// ProblemType is the media type of problems.
const ProblemType = "application/problem+json"

// Describe gives a failure in words.
func (f *Failure) Describe(l lang.Lang, request string) Problem {
	p := Problem{Type: "about:blank", Title: locale.Text(l, "http.status."+strconv.Itoa(f.Status)), Status: f.Status, Instance: "urn:sekisho:request:" + request, Dropped: f.Dropped}
	for i, x := range f.Findings {
		message, fix := locale.Finding(l, x)
		if i == 0 {
			p.Code, p.Detail = string(x.Code), locale.Text(l, "http.detail", "message", message, "fix", fix)
		}
		if len(f.Findings) > 1 || x.Path != "" || x.Pos.File != "" {
			p.Findings = append(p.Findings, ProblemFinding{string(x.Code), x.Severity.String(), PlaceOf(x), message, fix})
		}
	}
	return p
}

// PlaceOf tells where a finding is: file:line:column, or else its path.
func PlaceOf(f diag.Finding) string {
	if f.Pos.File != "" {
		return f.Pos.String()
	}
	return f.Path
}

// WriteProblem answers a request with what went wrong; see [FailureOf].
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	failure := FailureOf(r.Context(), err)
	h := w.Header()
	maps.Copy(h, failure.GetHeaders())
	h.Set("Content-Type", ProblemType)
	data, err := json.Marshal(failure.Describe(LangOf(r), RequestID(r.Context())))
	if err != nil {
		panic(err) // strings and numbers alone
	}
	w.WriteHeader(failure.Status)
	// Nobody is left to be told where the client has gone.
	_, _ = w.Write(append(data, '\n'))
}

// FailureOf gives the failure that an error is. An error that is none is the
// program's: it is logged, and the client learns the name of the request alone.
func FailureOf(ctx context.Context, err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	if ctx.Err() != nil {
		return Refuse(http.StatusServiceUnavailable, diag.RequestTimeout)
	}
	s := stateOf(ctx)
	s.log.ErrorContext(ctx, "request failed", "request", s.id, "error", err)
	return Refuse(http.StatusInternalServerError, diag.RequestInternal, "id", s.id)
}

// languages that clients can ask for; the first is the default.
var languages = language.NewMatcher([]language.Tag{language.Japanese, language.English})

// LangOf gives the language that a request asks for.
func LangOf(r *http.Request) lang.Lang {
	header := r.Header.Get("Accept-Language")
	if len(header) > 1000 {
		return lang.Ja
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return lang.Ja
	}
	if _, i, confidence := languages.Match(tags...); confidence >= language.High && i == 1 {
		return lang.En
	}
	return lang.Ja
}
