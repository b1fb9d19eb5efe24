package workbench

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// rowHistory is what people say about a row of the asset-based sheet or a route of the
// other one, and who judged it how and when.
func rowHistory(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/why/history", "asset", showRowHistory)
	w.edits(mux, "POST /s/{study}/why/comment", takeComment)
}

type rowHistoryBody struct {
	Where, Back string
	// None is said where nothing changed.
	None    string
	Changes []rowChange
	// Looked is how many revisions were looked at, More that there are earlier ones.
	Looked int
	More   bool
}

type rowChange struct{ Revision, At, By, Subject, Before, After, Reason string }

// lookedRevisions bounds the revisions of which a study is read for the history of a
// row: each takes some hundredths of a second.
const lookedRevisions = 40

func showRowHistory(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	if v.r.URL.Query().Get("goal") != "" {
		return v.routeHistory(s, m)
	}
	x, err := s.row(v.r, m)
	if err != nil {
		return err
	}
	b, err := v.changesOf(s.Line, func(before, after *app.Study) []rowChange { return v.rowChanges(x, before, after) })
	if err != nil {
		return err
	}
	b.Where, b.Back = locale.Text(v.lang, "web.row_history.where", "asset", x.asset.In(v.lang), "threat", x.threat.In(v.lang)), s.rowURL(x.model, x.cell, x.filter)
	return v.showHistory(s, "asset", "none", b)
}

// changesOf gathers the changes that compare finds between one revision and the next,
// the newest first. Nothing is before the first revision.
func (v *visit) changesOf(l store.Line, compare func(before, after *app.Study) []rowChange) (b rowHistoryBody, err error) {
	entries, err := v.studyRevisions(l)
	if err != nil {
		return b, err
	}
	if len(entries) > lookedRevisions {
		b.More, entries = true, entries[:lookedRevisions]
	}
	b.Looked = len(entries)
	var after *app.Study
	add := func(e store.Entry, before *app.Study) {
		for _, c := range compare(before, after) {
			c.Revision, c.At, c.By = strconv.FormatInt(int64(e.Revision), 10), v.moment(e.At), e.By.Name
			if c.Reason == "" {
				c.Reason = e.Reason
			}
			b.Changes = append(b.Changes, c)
		}
	}
	for i, e := range entries {
		study, _, err := v.shelf.studyAt(v.r.Context(), l, e.Revision)
		if err != nil {
			return b, err
		}
		if i > 0 {
			add(entries[i-1], study)
		}
		after = study
	}
	if !b.More && after != nil {
		add(entries[len(entries)-1], nil)
	}
	return b, nil
}

func (v *visit) showHistory(s *opened, step, none string, b rowHistoryBody) error {
	b.None = locale.Text(v.lang, "web.row_history."+none)
	f := s.frame(v.lang, step, locale.Text(v.lang, "web.row_history.title"))
	f.Body = b
	return v.ok("row-history", f)
}

// studyRevisions gives the newest revisions that changed files of the study, one more
// than are looked at where there are so many.
func (v *visit) studyRevisions(l store.Line) (entries []store.Entry, err error) {
	before := store.Revision(0)
	for len(entries) <= lookedRevisions {
		page, err := v.Store.History(v.r.Context(), l, store.HistoryQuery{Before: before})
		if err != nil || len(page) == 0 {
			return entries, err
		}
		for _, e := range page {
			if slices.ContainsFunc(e.Changed, func(name string) bool { return strings.HasPrefix(name, studyFolder) }) {
				entries = append(entries, e)
			}
		}
		before = page[len(page)-1].Revision
	}
	return entries, nil
}

// rowChanges are the judgements of a row that differ between two states of a study;
// before is nil for what is before the first.
func (v *visit) rowChanges(x row, before, after *app.Study) []rowChange {
	var changes []rowChange
	for _, set := range subjects {
		judged := func(s *app.Study) (j model.JudgementSpec) {
			if s != nil {
				j, _ = s.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
			}
			return j
		}
		if was, is := judged(before), judged(after); was != is {
			changes = append(changes, rowChange{Subject: locale.Name(v.lang, locale.Subject, set), Before: v.judgedText(was), After: v.judgedText(is), Reason: is.Reason})
		}
	}
	return changes
}

// judgedText is a judged level, or that it is derived.
func (v *visit) judgedText(j model.JudgementSpec) string {
	if j.Value == 0 {
		return locale.Text(v.lang, "web.sheet.derived")
	}
	return strconv.Itoa(j.Value)
}

// Comments are records beside the study, one for each row that has any: they rate
// nothing, and no revision of the study rests on them.

// comment is what somebody says about a row.
type comment struct {
	By   string    `json:"by"`
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// mostComments bounds the comments on a row.
const mostComments = 200

// commented is what is commented on: the record of its comments, the reason of their
// revisions, and the page that shows them.
type commented struct {
	name, reason, page string
	// where it is, in words, and the route where it is one.
	where string
	route route
}

func (x row) commented(v *visit, s *opened) commented {
	return commented{
		name:   "comments/" + string(x.model.Model.ID) + "/" + string(x.asset.ID) + "/" + string(x.threat.ID) + ".json",
		reason: locale.Text(v.lang, "web.row_history.revision", "asset", x.asset.In(v.lang), "threat", x.threat.In(v.lang)),
		page:   s.rowURL(x.model, x.cell, x.filter),
	}
}

// routeCommented is the route that a request names. Its record is named by what the
// way in is, not by its number among the others, which other ways in can move.
func (v *visit) routeCommented(s *opened, m *assess.ModelResult) (commented, error) {
	q := v.r.URL.Query()
	g := slices.IndexFunc(m.Damage.Goals, func(g assess.GoalResult) bool { return string(g.Goal.ID) == q.Get("goal") })
	start, err := strconv.Atoi(q.Get("entry"))
	if err != nil || g < 0 || start < 0 || start >= len(m.Damage.Goals[g].Starts) {
		return commented{}, notFound()
	}
	goal, from := m.Damage.Goals[g].Goal, m.Damage.Goals[g].Starts[start].Start
	where := locale.Text(v.lang, "web.row_history.where", "asset", goalName(v.lang, goal), "threat", v.waysIn(s, m)[start])
	way := strings.Join([]string{string(from.Entry.Point.ID), string(from.At.ID), string(from.Rule.ID)}, "/")
	return commented{
		name:   "comments/" + string(m.Model.ID) + "/goals/" + string(goal.ID) + "/" + way + ".json",
		reason: locale.Text(v.lang, "web.row_history.revision", "asset", goalName(v.lang, goal), "threat", v.waysIn(s, m)[start]),
		page:   s.whyGoalURL(m, goal.ID, start),
		where:  where, route: route{from.Entry.Point.ID, from.Rule.ID, *goal},
	}, nil
}

// commentsOn reads the comments of a record, the oldest first, and the revision that
// wrote them.
func (v *visit) commentsOn(l store.Line, name string) ([]comment, store.Revision, error) {
	r, err := v.Store.Record(v.r.Context(), l, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	var list []comment
	if err := json.Unmarshal(r.Data, &list); err != nil {
		return nil, 0, fmt.Errorf("read comments %s: %w", r.Name, err)
	}
	return list, r.Revision, nil
}

// commentRow is a comment as it is shown.
type commentRow struct{ By, At, Text string }

// commentForm is the form to comment on a row, as it was sent.
type commentForm struct {
	Action, Text string
	Longest      int
}

// takeComment adds a comment to a row of the asset-based sheet, or to a route.
func takeComment(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	if v.r.URL.Query().Get("goal") != "" {
		about, err := v.routeCommented(s, m)
		if err != nil {
			return err
		}
		refused, err := v.addComment(s, about)
		if err != nil || refused == nil {
			return err
		}
		return v.whyGoal(http.StatusUnprocessableEntity, s, m, refused)
	}
	x, err := s.row(v.r, m)
	if err != nil {
		return err
	}
	refused, err := v.addComment(s, x.commented(v, s))
	if err != nil || refused == nil {
		return err
	}
	return v.whyRow(http.StatusUnprocessableEntity, s, x, refused)
}

// addComment adds the comment that was sent, and goes to the page that shows it;
// where others do the same meanwhile it comes after theirs. What is wrong with it is
// told.
func (v *visit) addComment(s *opened, about commented) (*refusedEdit, error) {
	text := strings.TrimSpace(v.r.PostFormValue("text"))
	refuse := func(key string, args ...any) (*refusedEdit, error) {
		return &refusedEdit{problems: []string{locale.Text(v.lang, "web.row_history."+key, args...)}, comment: text}, nil
	}
	switch {
	case text == "":
		return refuse("no_text")
	case len([]rune(text)) > longestReason:
		return refuse("long_text", "longest", longestReason)
	}
	for i := 0; ; i++ {
		list, base, err := v.commentsOn(s.Line, about.name)
		if err != nil {
			return nil, err
		}
		if len(list) >= mostComments {
			return refuse("too_many", "most", mostComments)
		}
		err = v.writeComments(s, about, base, append(list, comment{v.who.Actor().ID, v.who.Actor().Name, v.Now().UTC(), text}))
		var conflict *store.ConflictError
		if errors.As(err, &conflict) && i < attempts {
			continue
		}
		if err != nil {
			return nil, err
		}
		v.redirect(about.page + "#comments")
		return nil, nil
	}
}

func (v *visit) writeComments(s *opened, about commented, base store.Revision, list []comment) error {
	data, err := json.Marshal(list)
	if err != nil {
		return err
	}
	at, err := s.Commit(v.r.Context(), store.Commit{By: v.who.Actor(), Reason: about.reason, Changes: []store.Change{{Name: about.name, Base: base, Data: data}}})
	if err == nil && at == s.revision+1 {
		v.shelf.same(s, at) // nothing that is rated has changed
	}
	return err
}

// comments puts what was said about a row or a route on its page.
func (v *visit) comments(s *opened, about commented, b *whyBody, refused *refusedEdit) error {
	list, _, err := v.commentsOn(s.Line, about.name)
	if err != nil {
		return err
	}
	for _, c := range list {
		b.Comments = append(b.Comments, commentRow{c.Name, v.moment(c.At), c.Text})
	}
	if v.API.May(v.who, access.EditStudy, s.Resource()) {
		b.Comment = &commentForm{Action: s.url("/why/comment") + "?" + v.r.URL.RawQuery, Longest: longestReason}
		if refused != nil {
			b.Comment.Text = refused.comment
		}
	}
	if refused != nil {
		b.Refused = refused.problems
	}
	return nil
}
