package workbench

import (
	"context"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// A mistake of the program in a reading that is begun early is told to who asks for
// it, ends nothing else, and is not kept.
func TestReadingThatBreaksOff(t *testing.T) {
	t.Parallel()
	s, line := newShelf(nil), store.Line{Study: "s", Branch: store.Main}
	var b api.Opened
	b.Line = line
	s.soon(t.Context(), line, 7, func(context.Context) (*reading, error) { panic("on purpose") })
	if _, err := s.at(t.Context(), b, 7); err == nil || !strings.Contains(err.Error(), "on purpose") {
		t.Errorf("who asks is told %v", err)
	}
	s.soon(t.Context(), line, 7, func(context.Context) (*reading, error) { return &reading{revision: 7}, nil })
	if x, err := s.at(t.Context(), b, 7); err != nil || x.revision != 7 {
		t.Errorf("the next attempt gives %v, %v", x, err)
	}
}

// A reading that nobody has asked for is given up when the branch goes on; one that
// somebody waits for is not.
func TestSupersededReading(t *testing.T) {
	t.Parallel()
	s, line := newShelf(nil), store.Line{Study: "s", Branch: store.Main}
	var b api.Opened
	b.Line = line
	ended, go9 := make(chan error, 1), make(chan struct{})
	s.soon(t.Context(), line, 7, func(ctx context.Context) (*reading, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	})
	s.soon(t.Context(), line, 8, func(ctx context.Context) (*reading, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-go9:
			return &reading{revision: 8}, nil
		}
	})
	if err := <-ended; err == nil {
		t.Error("the reading of revision 7 ends without being given up")
	}
	got := make(chan error, 1)
	go func() {
		_, err := s.at(t.Context(), b, 8)
		got <- err
	}()
	for wanted := false; !wanted; {
		s.mutex.Lock()
		for _, k := range s.kept {
			wanted = wanted || k.revision == 8 && k.wanted
		}
		s.mutex.Unlock()
	}
	s.soon(t.Context(), line, 9, func(context.Context) (*reading, error) { return &reading{revision: 9}, nil })
	close(go9)
	if err := <-got; err != nil {
		t.Errorf("who waits for revision 8 is told %v", err)
	}
}
