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
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// rowHistory is what people say about a row of the asset-based sheet, and who judged
// it how and when.
func rowHistory(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/why/history", "asset", showRowHistory)
	w.edits(mux, "POST /s/{study}/why/comment", takeComment)
}

type rowHistoryBody struct {
	Where, Back string
	Changes     []rowChange
	// Looked is how many revisions were looked at, More that there are earlier ones.
	Looked int
	More   bool
}

type rowChange struct{ Revision, At, By, Subject, Before, After, Reason string }

// lookedRevisions bounds the revisions of which a study is read for the history of a
// row: each takes some hundredths of a second.
const lookedRevisions = 40

func showRowHistory(v *visit, s *opened) error {
	x, err := s.asked(v.r)
	if err != nil {
		return err
	}
	b := rowHistoryBody{Where: locale.Text(v.lang, "web.row_history.where", "asset", x.asset.In(v.lang), "threat", x.threat.In(v.lang)), Back: s.rowURL(x.model, x.cell, x.filter)}
	entries, err := v.studyRevisions(s.Line)
	if err != nil {
		return err
	}
	if len(entries) > lookedRevisions {
		b.More, entries = true, entries[:lookedRevisions]
	}
	b.Looked = len(entries)
	var after *app.Study
	for i, e := range entries {
		study, _, err := v.shelf.studyAt(v.r.Context(), s.Line, e.Revision)
		if err != nil {
			return err
		}
		if i > 0 {
			b.Changes = append(b.Changes, v.rowChanges(x, entries[i-1], study, after)...)
		}
		after = study
	}
	if !b.More && after != nil {
		b.Changes = append(b.Changes, v.rowChanges(x, entries[len(entries)-1], nil, after)...)
	}
	f := s.frame(v.lang, "asset", locale.Text(v.lang, "web.row_history.title"))
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

// rowChanges are the judgements of a row that a revision made others; before is nil
// for the first revision.
func (v *visit) rowChanges(x row, e store.Entry, before, after *app.Study) []rowChange {
	var changes []rowChange
	for _, set := range subjects {
		judged := func(s *app.Study) (j model.JudgementSpec) {
			if s != nil {
				j, _ = s.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
			}
			return j
		}
		was, is := judged(before), judged(after)
		if was == is {
			continue
		}
		reason := is.Reason
		if reason == "" {
			reason = e.Reason
		}
		changes = append(changes, rowChange{strconv.FormatInt(int64(e.Revision), 10), v.moment(e.At), e.By.Name, locale.Name(v.lang, locale.Subject, set), v.judgedText(was), v.judgedText(is), reason})
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

func commentsName(x row) string {
	return "comments/" + string(x.model.Model.ID) + "/" + string(x.asset.ID) + "/" + string(x.threat.ID) + ".json"
}

// commentsOn reads the comments on a row, the oldest first, and the revision that
// wrote them.
func (v *visit) commentsOn(l store.Line, x row) ([]comment, store.Revision, error) {
	r, err := v.Store.Record(v.r.Context(), l, commentsName(x))
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

// takeComment adds a comment to those on a row; where others do the same meanwhile
// it comes after theirs.
func takeComment(v *visit, s *opened) error {
	x, err := s.asked(v.r)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(v.r.PostFormValue("text"))
	var problems []string
	switch {
	case text == "":
		problems = []string{locale.Text(v.lang, "web.row_history.no_text")}
	case len([]rune(text)) > longestReason:
		problems = []string{locale.Text(v.lang, "web.row_history.long_text", "longest", longestReason)}
	}
	for i := 0; len(problems) == 0; i++ {
		list, base, err := v.commentsOn(s.Line, x)
		if err != nil {
			return err
		}
		if len(list) >= mostComments {
			problems = []string{locale.Text(v.lang, "web.row_history.too_many", "most", mostComments)}
			break
		}
		err = v.writeComments(s, x, base, append(list, comment{v.who.Actor().ID, v.who.Actor().Name, v.Now().UTC(), text}))
		var conflict *store.ConflictError
		if errors.As(err, &conflict) && i < attempts {
			continue
		}
		if err != nil {
			return err
		}
		v.redirect(s.rowURL(x.model, x.cell, x.filter) + "#comments")
		return nil
	}
	return v.whyRow(http.StatusUnprocessableEntity, s, x, &refusedEdit{problems: problems, comment: text})
}

func (v *visit) writeComments(s *opened, x row, base store.Revision, list []comment) error {
	data, err := json.Marshal(list)
	if err != nil {
		return err
	}
	reason := locale.Text(v.lang, "web.row_history.revision", "asset", x.asset.In(v.lang), "threat", x.threat.In(v.lang))
	at, err := s.Commit(v.r.Context(), store.Commit{By: v.who.Actor(), Reason: reason, Changes: []store.Change{{Name: commentsName(x), Base: base, Data: data}}})
	if err == nil && at == s.revision+1 {
		v.shelf.same(s, at) // nothing that is rated has changed
	}
	return err
}

// comments puts what was said about a row on its page.
func (v *visit) comments(s *opened, x row, b *whyBody, refused *refusedEdit) error {
	list, _, err := v.commentsOn(s.Line, x)
	if err != nil {
		return err
	}
	for _, c := range list {
		b.Comments = append(b.Comments, commentRow{c.Name, v.moment(c.At), c.Text})
	}
	b.History = s.url("/why/history") + "?" + v.r.URL.RawQuery
	if v.API.May(v.who, access.EditStudy, s.Resource()) {
		b.Comment = &commentForm{Action: s.url("/why/comment") + "?" + v.r.URL.RawQuery, Longest: longestReason}
		if refused != nil {
			b.Comment.Text = refused.comment
		}
	}
	return nil
}
