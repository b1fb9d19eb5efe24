package tracing

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read gives the spans of a file by their names.
func read(t *testing.T, name string) map[string]spanJSON {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	spans := map[string]spanJSON{}
	for line := range strings.Lines(string(data)) {
		var p payload
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&p); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, s := range p.ResourceSpans[0].ScopeSpans[0].Spans {
			spans[s.Name] = s
		}
	}
	return spans
}

func open(t *testing.T, log *slog.Logger) (*Recorder, string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "traces.jsonl")
	r, err := Open(name, "1.2.3", log)
	if err != nil {
		t.Fatal(err)
	}
	return r, name
}

func TestSpansOfOneTraceHangTogether(t *testing.T) {
	r, name := open(t, slog.New(slog.DiscardHandler))
	ctx, request := r.Begin(t.Context(), Request, "request")
	_, step := Step(ctx, "step")
	step.Number("rows", 3)
	step.End()
	request.Rename("GET /page")
	request.Text("route", "/page")
	request.Fail()
	request.End()
	_, job := r.Begin(ctx, Job, "job")
	job.End()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	spans := read(t, name)
	top, part, other := spans["GET /page"], spans["step"], spans["job"]
	if len(spans) != 3 || part.ParentID != top.SpanID || part.TraceID != top.TraceID || top.ParentID != "" {
		t.Errorf("spans = %+v, want step within GET /page", spans)
	}
	if other.TraceID == top.TraceID || other.ParentID != "" {
		t.Errorf("job = %+v, want a trace of its own", other)
	}
	if top.Kind != 2 || part.Kind != 1 || other.Kind != 5 || top.Status.Code != 2 || part.Status.Code != 0 {
		t.Errorf("kinds %d %d %d, states %d %d; want 2 1 5, 2 0", top.Kind, part.Kind, other.Kind, top.Status.Code, part.Status.Code)
	}
	if got := *part.Attributes[0].Value.Number; got != "3" {
		t.Errorf("number = %s, want 3", got)
	}
	if got := *top.Attributes[0].Value.Text; got != "/page" {
		t.Errorf("text = %s, want /page", got)
	}
	if top.Start > part.Start || part.End > top.End {
		t.Errorf("step %s–%s is not within its request %s–%s", part.Start, part.End, top.Start, top.End)
	}
}

func TestNothingIsRecordedWhereTracesAreOff(t *testing.T) {
	var r *Recorder
	ctx, request := r.Begin(t.Context(), Request, "request")
	within, step := Step(ctx, "step")
	if ctx != t.Context() || within != ctx {
		t.Error("the context was changed")
	}
	step.Text("a", "b")
	step.End()
	request.Rename("other")
	request.Fail()
	request.End()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// A second process, or the same one after a restart, goes on behind what stands
// in the file.
func TestFileIsContinued(t *testing.T) {
	r, name := open(t, slog.New(slog.DiscardHandler))
	_, s := r.Begin(t.Context(), Request, "first")
	s.End()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(name, "1.2.3", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, s = r.Begin(t.Context(), Request, "second")
	s.End()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if spans := read(t, name); len(spans) != 2 {
		t.Errorf("%d spans, want 2", len(spans))
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v, %v; want nobody else to read it", info.Mode(), err)
	}
}

func TestFullFileIsTold(t *testing.T) {
	var log bytes.Buffer
	r, name := open(t, slog.New(slog.NewTextHandler(&log, nil)))
	r.file.limit = 1000
	for range 5 {
		_, s := r.Begin(context.Background(), Request, "request")
		s.End()
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil || info.Size() > 1000 || info.Size() == 0 {
		t.Errorf("size %v, %v; want some of at most 1000", info.Size(), err)
	}
	read(t, name) // no line is cut
	if n := strings.Count(log.String(), "the file of traces is full"); n != 1 {
		t.Errorf("told %d times, want once:\n%s", n, log.String())
	}
	if !strings.Contains(log.String(), "spans are missing") || !strings.Contains(log.String(), "number=3") {
		t.Errorf("the number of missing spans is not told:\n%s", log.String())
	}
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "no", "such"), "", slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "such") {
		t.Errorf("error = %v, want one that names the file", err)
	}
}
