package workbench

import (
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
	s.soon(line, 7, func() (*reading, error) { panic("on purpose") })
	if _, err := s.at(t.Context(), b, 7); err == nil || !strings.Contains(err.Error(), "on purpose") {
		t.Errorf("who asks is told %v", err)
	}
	s.soon(line, 7, func() (*reading, error) { return &reading{revision: 7}, nil })
	if x, err := s.at(t.Context(), b, 7); err != nil || x.revision != 7 {
		t.Errorf("the next attempt gives %v, %v", x, err)
	}
}
