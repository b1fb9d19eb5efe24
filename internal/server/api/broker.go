package api

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/store"
)

// broker looks for new entries of the audit log and for jobs that moved, whichever
// process wrote them, while somebody waits for them, once for all who wait.
type broker struct {
	store store.Store
	queue *job.Queue
	now   func() time.Time
	poll  time.Duration

	mutex sync.Mutex
	who   map[chan struct{}]bool
	stop  context.CancelFunc
	// moved holds the last move of each job, and count numbers the moves.
	moved map[job.ID]move
	count int64
}

// move is how a job stands after it was made, came further or ended.
type move struct {
	number int64
	job    job.Job
	// seen is when, by the monotonic clock of this process.
	seen time.Time
}

// Jobs that were made and ended between two looks are found as long after they
// were made as newJobs, which the clocks of the machines may differ by; how a job
// ended is kept for keptMoves for those who wait.
const (
	newJobs   = time.Minute
	keptMoves = 5 * time.Minute
)

func newBroker(c Config) *broker {
	return &broker{store: c.Store, queue: c.Jobs, now: c.Now, poll: c.Poll, who: map[chan struct{}]bool{}, moved: map[job.ID]move{}}
}

// join gives a channel on which something comes when there is something new.
func (b *broker) join() (news chan struct{}, leave func()) {
	news = make(chan struct{}, 1)
	news <- struct{}{} // what came before this
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.who[news] = true
	if len(b.who) == 1 {
		ctx, stop := context.WithCancel(context.Background())
		b.stop = stop
		go b.watch(ctx)
	}
	return news, func() {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		delete(b.who, news)
		if len(b.who) == 0 {
			b.stop()
		}
	}
}

func (b *broker) watch(ctx context.Context) {
	ticker := time.NewTicker(b.poll)
	defer ticker.Stop()
	var seen int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		end, err := b.store.AuditEnd(ctx)
		entries := err == nil && end != seen // where it fails, the next look may succeed
		if entries {
			seen = end
		}
		if b.look(ctx) || entries {
			b.wake()
		}
	}
}

func (b *broker) wake() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for news := range b.who {
		select {
		case news <- struct{}{}:
		default:
		}
	}
}

// look finds the jobs that moved since the last look.
func (b *broker) look(ctx context.Context) bool {
	jobs, err := b.queue.Active(ctx, b.now().Add(-newJobs))
	if err != nil {
		return false
	}
	for _, id := range b.ended(jobs) {
		// It has ended, or is one more than are listed.
		j, err := b.queue.Job(ctx, id)
		switch {
		case err == nil:
			j.Payload = nil
			jobs = append(jobs, j)
		case errors.Is(err, job.ErrNotFound):
			b.forget(id) // it ended long ago, and was removed
		}
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	before, now := b.count, time.Now()
	for _, j := range jobs {
		if m, known := b.moved[j.ID]; known && same(m.job, j) {
			continue
		}
		b.count++
		b.moved[j.ID] = move{b.count, j, now}
	}
	listed := map[job.ID]bool{}
	for _, j := range jobs {
		listed[j.ID] = true
	}
	maps.DeleteFunc(b.moved, func(id job.ID, m move) bool {
		return !listed[id] && m.job.State.Final() && now.Sub(m.seen) > keptMoves
	})
	return b.count != before
}

func (b *broker) forget(id job.ID) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	delete(b.moved, id)
}

// ended lists the jobs that had not ended when they were seen last, and are not
// among those listed now.
func (b *broker) ended(listed []job.Job) []job.ID {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	var ids []job.ID
	for id, m := range b.moved {
		if !m.job.State.Final() && !slices.ContainsFunc(listed, func(j job.Job) bool { return j.ID == id }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// same reports whether two looks at a job tell the same.
func same(a, b job.Job) bool {
	return a.State == b.State && a.Attempt == b.Attempt && a.Done == b.Done && a.Total == b.Total && a.Cancel == b.Cancel && a.Fault == b.Fault
}

// moves gives the moves behind a number, in their order.
func (b *broker) moves(after int64) []move {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	var list []move
	for _, m := range b.moved {
		if m.number > after {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(x, y move) int { return cmp.Compare(x.number, y.number) })
	return list
}
