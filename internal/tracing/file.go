package tracing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// maxBytes bounds the file: a trace that somebody forgot to end must not fill the
// disk on which the database stands.
const maxBytes = 256 << 20

// file writes spans as lines of JSON in the form of the OpenTelemetry protocol.
type file struct {
	log   *slog.Logger
	limit int64

	mutex   sync.Mutex
	out     *os.File
	size    int64
	dropped int
}

func openFile(name string, log *slog.Logger) (*file, error) {
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open traces: %w", err)
	}
	info, err := out.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open traces: %w", err), out.Close())
	}
	return &file{log: log, limit: maxBytes, out: out, size: info.Size()}, nil
}

// ExportSpans writes spans. What cannot be written is counted and told to the log,
// and never to whoever did the work: traces must not make it fail.
func (f *file) ExportSpans(_ context.Context, spans []sdk.ReadOnlySpan) error {
	line, err := json.Marshal(payloadOf(spans))
	if err != nil {
		return fmt.Errorf("write traces: %w", err)
	}
	line = append(line, '\n')
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.size+int64(len(line)) > f.limit {
		f.drop(len(spans), "the file of traces is full", "limit", f.limit)
		return nil
	}
	n, err := f.out.Write(line)
	f.size += int64(n)
	if err != nil {
		f.drop(len(spans), "traces cannot be written", "error", err.Error())
	}
	return nil
}

// drop counts spans that are lost, and tells of the first ones.
func (f *file) drop(spans int, why string, args ...any) {
	if f.dropped == 0 {
		f.log.Warn(why, args...)
	}
	f.dropped += spans
}

// Shutdown leaves the file to close.
func (f *file) Shutdown(context.Context) error { return nil }

// close ends the file, and tells how many spans it lacks.
func (f *file) close() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.dropped > 0 {
		f.log.Warn("spans are missing in the traces", "number", f.dropped)
	}
	return f.out.Close()
}
