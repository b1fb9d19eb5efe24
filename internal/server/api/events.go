package api

import (
	"context"
	"net/http"
	"strconv"
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

// JobMoved is the event that a job was made, came further or ended.
type JobMoved struct{ Job }

// Alive is the event that nothing happened for a while.
type Alive struct {
	At time.Time `json:"at"`
}

// aliveAfter is how long a stream is silent at most, so that nothing between
// takes it for dead.
const aliveAfter = 15 * time.Second

// stream is the operation that tells of others' changes. The number of an event
// is that of its audit entry, so that a browser that comes again goes on where
// it was, at whatever process it arrives. Events of jobs have none: whoever comes
// hears first how those stand that have not ended.
func (a *API) stream() {
	op := operation("stream-events", http.MethodGet, "/events", "events", "Changes of the studies that one may read and the progress of their jobs, as server-sent events.")
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
	sse.Register(a.huma, op, map[string]any{"change": Changed{}, "job": JobMoved{}, "alive": Alive{}}, func(ctx context.Context, in *struct {
		Origin
		Study       string `query:"study" maxLength:"64" doc:"Only what concerns this study."`
		LastEventID string `header:"Last-Event-ID" maxLength:"20"`
	}, send sse.Sender) {
		// The stream outlasts the time that an answer has. Sending sets its own, which
		// in HTTP/2 would end the stream, however silent it is.
		lasting := func() { _ = http.NewResponseController(in.writer).SetWriteDeadline(time.Time{}) }
		lasting()
		a.tell(ctx, in.request, in.Study, in.LastEventID, func(m sse.Message) error {
			defer lasting()
			return send(m)
		})
	})
}

// tell sends events until the client goes, or may not see them any more.
func (a *API) tell(ctx context.Context, r *http.Request, study, last string, send sse.Sender) {
	news, leave := a.events.join()
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
	a.events.look(ctx)
	t := &telling{api: a, study: study, after: after, send: send}
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
		case <-news:
		}
		// Who asks is proven again: the session may have ended meanwhile.
		who, err := a.Who(r)
		if err != nil || t.changes(ctx, who) != nil || t.jobs(ctx, who) != nil {
			return
		}
	}
}

// telling is how far one stream has told.
type telling struct {
	api   *API
	study string
	// after is the number of the last audit entry told, moved that of the last move
	// of a job.
	after, moved int64
	// begun tells that the jobs that had not ended at the beginning were told.
	begun bool
	send  sse.Sender
}

// changes tells of new entries of the audit log.
func (t *telling) changes(ctx context.Context, who account.Who) error {
	for e, err := range t.api.Store.Audit(ctx, t.after) {
		if err != nil {
			return err
		}
		t.after = e.Number
		if !t.wanted(ctx, who, e.Study) {
			continue
		}
		if err := t.send(sse.Message{ID: int(e.Number), Data: Changed{string(e.Study), string(e.Branch), e.Record, int64(e.Revision), string(e.Action), actorOf(e.By), e.At}}); err != nil {
			return err
		}
	}
	return nil
}

// jobs tells of jobs that moved: at first only of those that have not ended.
func (t *telling) jobs(ctx context.Context, who account.Who) error {
	first := !t.begun
	t.begun = true
	for _, m := range t.api.events.moves(t.moved) {
		t.moved = m.number
		if first && m.job.State.Final() || !t.wanted(ctx, who, m.job.Study) {
			continue
		}
		if err := t.send(sse.Message{Data: JobMoved{JobOf(m.job)}}); err != nil {
			return err
		}
	}
	return nil
}

func (t *telling) wanted(ctx context.Context, who account.Who, id store.StudyID) bool {
	return id != "" && (t.study == "" || string(id) == t.study) && t.api.sees(ctx, who, id)
}

func (a *API) sees(ctx context.Context, who account.Who, id store.StudyID) bool {
	study, err := a.Store.Study(ctx, id)
	return err == nil && a.allow(who, access.ReadStudy, access.Resource{Organisation: study.Owner, Study: string(id)}) == nil
}
