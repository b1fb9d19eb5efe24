package account

import (
	"sync"
	"time"
)

// maxStrangers bounds the names that are remembered.
const maxStrangers = 10_000

// strangers counts failures of names by which nobody can sign in, and locks them
// as accounts are locked: whether a name locks must not tell whether it exists. It
// does so in memory, for each process of its own; the zero value is ready.
type strangers struct {
	mutex sync.Mutex
	by    map[string]stranger
}

type stranger struct {
	failures int
	until    time.Time
}

// locked gives until when a name is locked.
func (s *strangers) locked(name string) time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.by[name].until
}

// failed counts a failure. Where there are too many names those are forgotten that
// are not locked, and where that does not help, all.
func (s *strangers) failed(name string, now time.Time) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, known := s.by[name]; !known && len(s.by) >= maxStrangers {
		for other, x := range s.by {
			if !x.until.After(now) {
				delete(s.by, other)
			}
		}
		if len(s.by) >= maxStrangers {
			clear(s.by)
		}
	}
	if s.by == nil {
		s.by = map[string]stranger{}
	}
	x := s.by[name]
	x.failures++
	if lock := lockFor(x.failures); lock > 0 {
		x.until = now.Add(lock)
	}
	s.by[name] = x
}
