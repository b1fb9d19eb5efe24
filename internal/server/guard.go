package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/tracing"
)

// state is what a request carries through the routes.
type state struct {
	id  string
	log *slog.Logger
}

type stateKey struct{}

func stateOf(ctx context.Context) state {
	s, ok := ctx.Value(stateKey{}).(state)
	if !ok {
		return state{log: slog.New(slog.DiscardHandler)}
	}
	return s
}

// RequestID gives the name of the request that ctx belongs to.
func RequestID(ctx context.Context) string { return stateOf(ctx).id }

// policy is what pages may load: what this server gives, and nothing else; no
// script stands in a page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every route.
func (s *Server) guard() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	s.config.Routes(mux)
	origins := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(plain http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), stateKey{}, state{s.config.NewID(), s.config.Log})
		ctx, span := s.config.Traces.Begin(ctx, tracing.Request, "request")
		r = r.WithContext(ctx)
		s.fromProxy(r)
		w := &answered{ResponseWriter: plain, route: "none"}
		defer endSpan(span, r, w)
		defer s.note(r, w, time.Now())
		s.headers(w.Header())
		defer s.recover(w, r)
		if !s.known(r.Host) {
			WriteProblem(w, r, Refuse(http.StatusMisdirectedRequest, diag.RequestHost))
			return
		}
		if err := origins.Check(r); err != nil {
			WriteProblem(w, r, Refuse(http.StatusForbidden, diag.RequestCrossOrigin))
			return
		}
		release, err := s.take(w, r)
		defer release()
		if err != nil {
			WriteProblem(w, r, err)
			return
		}
		route(mux, w, r)
	})
}

// ready tells whether requests can be answered, so that a load balancer sends
// them elsewhere while the database is away.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.config.Alive != nil {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := s.config.Alive(ctx); err != nil {
			s.config.Log.WarnContext(r.Context(), "not ready", "error", err.Error())
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
	}
	plain(w, http.StatusOK, "ready\n")
}

// plain answers with a text for machines.
func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// note writes a line about a request and counts it. The line names the route and
// not the path, in which ids of people may stand.
func (s *Server) note(r *http.Request, w *answered, from time.Time) {
	took := time.Since(from)
	s.config.Metrics.observe(r.Method, w.route, w.status, took)
	level := slog.LevelInfo
	if w.route == "GET /healthz" || w.route == "GET /readyz" {
		level = slog.LevelDebug // asked every few seconds
	}
	s.config.Log.Log(r.Context(), level, "request", "request", RequestID(r.Context()), "method", knownMethod(r.Method), "route", w.route,
		"status", w.status, "bytes", w.bytes, "ms", took.Milliseconds())
}

// endSpan ends the trace of a request, under the names that the conventions of
// OpenTelemetry give to what is known of it.
func endSpan(span tracing.Span, r *http.Request, w *answered) {
	method := knownMethod(r.Method)
	path := strings.TrimPrefix(w.route, method+" ")
	span.Rename(method + " " + path)
	span.Text("http.request.method", method)
	span.Text("http.route", path)
	span.Number("http.response.status_code", w.status)
	span.Text("sekisho.request", RequestID(r.Context()))
	if w.status >= http.StatusInternalServerError {
		span.Fail()
	}
	span.End()
}

// route answers by the mux, and tells in our own form what has no route.
func route(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	handler, pattern := mux.Handler(r)
	if pattern != "" {
		noteRoute(w, pattern)
		mux.ServeHTTP(w, r)
		return
	}
	// The mux knows whether the path exists with another method.
	probe := &probe{header: http.Header{}}
	handler.ServeHTTP(probe, r)
	switch {
	case probe.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		WriteProblem(w, r, Refuse(http.StatusMethodNotAllowed, diag.RequestMethod, "method", r.Method, "allowed", probe.header.Get("Allow")))
	case probe.status >= 300 && probe.status < 400:
		w.Header().Set("Location", probe.header.Get("Location"))
		w.WriteHeader(probe.status)
	default:
		WriteProblem(w, r, Refuse(http.StatusNotFound, diag.RequestNotFound))
	}
}

// probe keeps the status and the headers of an answer, and no more.
type probe struct {
	header http.Header
	status int
}

// Header gives the headers.
func (p *probe) Header() http.Header { return p.header }

// WriteHeader keeps the status.
func (p *probe) WriteHeader(status int) { p.status = status }

// Write drops what is written.
func (p *probe) Write(data []byte) (int, error) { return len(data), nil }

func (s *Server) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), payment=()")
	if s.config.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// recover answers a request whose handler panicked. The panic is the program's
// mistake, and must not end the server for everybody else.
func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		s.config.Log.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		WriteProblem(w, r, Refuse(http.StatusInternalServerError, diag.RequestInternal, "id", RequestID(r.Context())))
	}
}

// known reports whether a Host header names this server. An address cannot be
// given to us by somebody else's name server.
func (s *Server) known(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return host == "localhost" || net.ParseIP(host) != nil || slices.Contains(s.config.Hosts, host)
}
