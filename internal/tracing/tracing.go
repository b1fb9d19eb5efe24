// Package tracing writes what a server and its workers spend their time on to a
// file, one span a line, for whoever looks for what is slow. It is off unless a
// file is named, and sends nothing anywhere.
//
// A span names a route, a kind of job or a step, and never a person, an address
// or a study: what the log may not hold, a trace may not hold either.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// scope names the maker of our spans.
const scope = "sekisho"

// Recorder begins traces. A nil Recorder records nothing.
type Recorder struct {
	provider *sdk.TracerProvider
	file     *file
}

// Open begins to write spans to a file, behind those that stand in it. Program is
// the version of sekisho; log is told what cannot be written.
func Open(name, program string, log *slog.Logger) (*Recorder, error) {
	f, err := openFile(name, log)
	if err != nil {
		return nil, err
	}
	about := resource.NewSchemaless(attribute.String("service.name", scope), attribute.String("service.version", program))
	return &Recorder{sdk.NewTracerProvider(sdk.WithSyncer(f), sdk.WithSampler(sdk.AlwaysSample()), sdk.WithResource(about)), f}, nil
}

// Close ends the file.
func (r *Recorder) Close() error {
	if r == nil {
		return nil
	}
	if err := errors.Join(r.provider.Shutdown(context.Background()), r.file.close()); err != nil {
		return fmt.Errorf("close traces: %w", err)
	}
	return nil
}

// Kinds of what begins a trace.
const (
	Request = trace.SpanKindServer
	Job     = trace.SpanKindConsumer
)

// Begin begins a trace; what is done with the context it gives belongs to it.
func (r *Recorder) Begin(ctx context.Context, kind trace.SpanKind, name string) (context.Context, Span) {
	if r == nil {
		return ctx, Span{trace.SpanFromContext(context.Background())}
	}
	ctx, s := r.provider.Tracer(scope).Start(ctx, name, trace.WithNewRoot(), trace.WithSpanKind(kind))
	return ctx, Span{s}
}

// Step begins a part of the trace that ctx belongs to. Where it belongs to none,
// nothing is recorded.
func Step(ctx context.Context, name string) (context.Context, Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, Span{parent}
	}
	ctx, s := parent.TracerProvider().Tracer(scope).Start(ctx, name)
	return ctx, Span{s}
}

// Span is the time between the beginning and the end of something.
type Span struct{ span trace.Span }

// Rename gives it the name that was not known when it began.
func (s Span) Rename(name string) { s.span.SetName(name) }

// Text notes a value that says what was done.
func (s Span) Text(key, value string) { s.span.SetAttributes(attribute.String(key, value)) }

// Number notes a number.
func (s Span) Number(key string, value int) { s.span.SetAttributes(attribute.Int(key, value)) }

// Fail marks that it failed. How it failed stands in the log: an error may name
// what a trace must not.
func (s Span) Fail() { s.span.SetStatus(codes.Error, "") }

// End ends it.
func (s Span) End() { s.span.End() }
