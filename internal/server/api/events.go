package api

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// Changed is the event that something of a study changed.
type Changed struct {
	Study    string    `json:"study"`
	Branch   string    `json:"branch,omitempty"`
	Record   string    `json:"record,omitempty"`
	Revision int64     `json:"revision,omitempty"`
	Action   string    `json:"action"`
	By       Actor     `json:"by"`
	At       time.Time `json:"at"`
}

// Alive is the event that nothing happened for a while.
type Alive struct {
	At time.Time `json:"at"`
}

// aliveAfter is how long a stream is silent at most, so that nothing between
// takes it for dead.
const aliveAfter = 15 * time.Second

// stream is the operation that tells of others' changes. The number of an event
// is that of its audit entry, so that a browser that comes again goes on where
// it was, at whatever process it arrives.
func (a *API) stream() {
	op := operation("stream-events", http.MethodGet, "/events", "events", "Changes of the studies that one may read, as server-sent events.")
	op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	op.Responses = map[string]*huma.Response{"default": a.problem()}
	op.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		who, ok := ctx.Context().Value(whoKey{}).(account.Who)
		if !ok {
			server.WriteProblem(w, r, server.Refuse(http.StatusUnauthorized, diag.RequestUnauthenticated))
			return
		}
		if err := a.somewhere(who, access.ReadStudy); err != nil {
			server.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		next(ctx)
	}}
	sse.Register(a.huma, op, map[string]any{"change": Changed{}, "alive": Alive{}}, func(ctx context.Context, in *struct {
		Origin
		Study       string `query:"study" maxLength:"64" doc:"Only changes of this study."`
		LastEventID string `header:"Last-Event-ID" maxLength:"20"`
	}, send sse.Sender) {
		// The stream outlasts the time that an answer has; sending sets its own.
		_ = http.NewResponseController(in.writer).SetWriteDeadline(time.Time{})
		a.tell(ctx, in.request, in.Study, in.LastEventID, send)
	})
}

// tell sends events until the client goes, or may not see them any more.
func (a *API) tell(ctx context.Context, r *http.Request, study, last string, send sse.Sender) {
	entries, leave := a.events.join()
	defer leave()
	after, err := strconv.ParseInt(last, 10, 64)
	if err != nil || after < 0 {
		if after, err = a.Store.AuditEnd(ctx); err != nil {
			return
		}
	}
	if send(sse.Message{ID: int(after), Data: Alive{a.Now().UTC()}}) != nil {
		return
	}
	silence := time.NewTicker(aliveAfter)
	defer silence.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-silence.C:
			if send.Data(Alive{a.Now().UTC()}) != nil {
				return
			}
			continue
		case <-entries:
		}
		// Who asks is proven again: the session may have ended meanwhile.
		who, err := a.Who(r)
		if err != nil {
			return
		}
		for e, err := range a.Store.Audit(ctx, after) {
			if err != nil {
				return
			}
			after = e.Number
			if e.Study == "" || study != "" && string(e.Study) != study || !a.sees(ctx, who, e.Study) {
				continue
			}
			if send(sse.Message{ID: int(after), Data: Changed{string(e.Study), string(e.Branch), e.Record, int64(e.Revision), string(e.Action), actorOf(e.By), e.At}}) != nil {
				return
			}
		}
	}
}

func (a *API) sees(ctx context.Context, who account.Who, id store.StudyID) bool {
	study, err := a.Store.Study(ctx, id)
	return err == nil && a.allow(who, access.ReadStudy, access.Resource{Organisation: study.Owner, Study: string(id)}) == nil
}

// broker looks for new entries of the audit log, whichever process wrote them,
// while somebody waits for them, once for all who wait.
type broker struct {
	store store.Store
	poll  time.Duration
	mutex sync.Mutex
	who   map[chan struct{}]bool
	stop  context.CancelFunc
}

func newBroker(s store.Store, poll time.Duration) *broker {
	return &broker{store: s, poll: poll, who: map[chan struct{}]bool{}}
}

// join gives a channel on which something comes when there are new entries.
func (b *broker) join() (entries chan struct{}, leave func()) {
	entries = make(chan struct{}, 1)
	entries <- struct{}{} // what came before this
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.who[entries] = true
	if len(b.who) == 1 {
		ctx, stop := context.WithCancel(context.Background())
		b.stop = stop
		go b.watch(ctx)
	}
	return entries, func() {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		delete(b.who, entries)
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
		if err != nil || end == seen {
			continue // the next look may succeed
		}
		seen = end
		b.mutex.Lock()
		for entries := range b.who {
			select {
			case entries <- struct{}{}:
			default:
			}
		}
		b.mutex.Unlock()
	}
}
