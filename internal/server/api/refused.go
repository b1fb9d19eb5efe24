package api

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
)

var problemType = reflect.TypeFor[server.Problem]()

// failureOf turns what the library refuses into a failure in our codes.
func failureOf(ctx huma.Context, e *huma.ErrorModel) *server.Failure {
	switch e.Status {
	case http.StatusBadRequest:
		return server.Refuse(e.Status, diag.RequestSyntax)
	case http.StatusUnsupportedMediaType:
		return server.Refuse(e.Status, diag.RequestMedia)
	case http.StatusRequestEntityTooLarge:
		return server.Refuse(e.Status, diag.RequestTooLarge)
	case http.StatusUnprocessableEntity:
		f := &server.Failure{Status: e.Status}
		for _, d := range e.Errors {
			f.Findings = append(f.Findings, invalid(d))
		}
		if len(f.Findings) > 0 {
			return f
		}
	}
	return server.FailureOf(ctx.Context(), e)
}

// complaints of the library about values begin with these words.
var complaints = []struct {
	begin string
	code  diag.Code
}{
	{"expected required property ", diag.RequestMissing},
	{"expected property ", diag.RequestMissing},
	{"required ", diag.RequestMissing},
	{"request body is required", diag.RequestMissing},
	{"unexpected property", diag.RequestUnexpected},
	{"unknown query parameter", diag.RequestUnexpected},
	{"expected value to be one of ", diag.RequestValue},
	{"expected length ", diag.RequestLimit},
	{"expected array length ", diag.RequestLimit},
	{"expected number ", diag.RequestLimit},
	{"expected object with ", diag.RequestLimit},
	{"expected string to ", diag.RequestForm},
	{"expected ", diag.RequestType},
	{"invalid ", diag.RequestType},
}

// invalid turns a complaint about one value into a finding.
func invalid(d *huma.ErrorDetail) diag.Finding {
	code := diag.RequestForm
	for _, c := range complaints {
		if strings.HasPrefix(d.Message, c.begin) {
			code = c.code
			break
		}
	}
	place := d.Location
	if place == "" {
		place = "body"
	}
	args := []string{"place", place}
	if name, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		args = append(args, "name", strings.TrimSuffix(name, " to be present"))
	}
	return finding(code, place, args...)
}
