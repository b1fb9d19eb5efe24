package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

type boardBody struct {
	Tabs                 []choice
	Questions            int
	MaySend, MayEdit     bool
	States               []string
	Prefectures          []prefectureRow
	Rows                 []boardRow
	All                  int
	Next, Clear          string
	Refused              []string
	Respondents, Ends    string
	Latest               string
	Earlier              []choice
	Sent                 []sentLink
	Self                 string
	NoneAsked            bool
	ActionLinks, Revoke  string
	ActionBack, Everyone string
}

type prefectureRow struct {
	Name, URL string
	Counts    []int
	All       int
}

type boardRow struct {
	Code, Name, Respondent, State, StateName, Progress, At, Effect string
	Links                                                          []linkRow
	MayBack                                                        bool
}

type linkRow struct {
	ID, Ends string
	Good     bool
}

// sentLink is a link that is shown once.
type sentLink struct{ Respondent, Name, URL string }

// boardSize is how many respondents a page of the board has.
const boardSize = 100

func statesInOrder() []stateOfAnswers { return []stateOfAnswers{notBegun, inWork, submitted, sentBack} }

func showBoard(v *visit, b *book) error { return v.boardPage(http.StatusOK, b, boardBody{}) }

// boardPage shows how far everybody has come.
func (v *visit) boardPage(status int, b *book, body boardBody) error {
	q := v.r.URL.Query()
	body.Tabs, body.Questions = v.tabs(b, "board"), len(b.asked.Questions)
	body.MaySend, body.MayEdit = v.may(b.opened, access.SendLinks), v.may(b.opened, access.EditStudy)
	body.NoneAsked = len(b.sheets) == 0
	body.ActionLinks, body.Revoke, body.ActionBack, body.Self = b.at("/links"), b.at("/revoke"), b.at("/back"), b.at("")
	latest := access.LatestEnd(v.Now())
	body.Latest = v.lastDay(latest)
	if status < http.StatusBadRequest { // what was refused is shown as it was sent
		if owner := b.Study().Owner; body.NoneAsked && owner != "" {
			body.Respondents = owner + " " // whom a study of one organisation is about; its name is to follow
		}
		body.Ends = v.dayOf(v.Now().AddDate(0, 0, timeToAnswer))
		if !v.Now().AddDate(0, 0, timeToAnswer).Before(latest) {
			body.Ends = body.Latest
		}
	}
	for _, s := range statesInOrder() {
		body.States = append(body.States, v.hearingText("state."+string(s)))
	}
	body.Prefectures = v.prefectures(b)
	rows := slices.DeleteFunc(slices.Clone(b.sheets), func(x *sheetOf) bool {
		return q.Get("pref") != "" && prefectureOf(x.respondent) != q.Get("pref") || q.Get("state") != "" && string(x.state()) != q.Get("state")
	})
	body.All = len(rows)
	from, next := pageOf(q.Get("from"), len(rows), v.pageSize(boardSize))
	if next != "" {
		body.Next = b.at("", "pref", q.Get("pref"), "state", q.Get("state"), "from", next)
	}
	for _, x := range rows[from:min(from+v.pageSize(boardSize), len(rows))] {
		body.Rows = append(body.Rows, v.boardRow(b, x))
	}
	if body.MaySend {
		names, err := v.Store.Names(v.r.Context(), b.Line, "hearings/")
		if err != nil {
			return err
		}
		for _, id := range questionnairesIn(names) {
			if id != b.id {
				body.Earlier = append(body.Earlier, choice{ID: id, Name: id, Chosen: id == v.r.PostFormValue("before")})
			}
		}
	}
	return v.bookPage(status, b, "hearing-board", v.hearingText("board.title", "id", b.id), body)
}

func prefectureOf(respondent string) string {
	return fmt.Sprintf("%02d", hearing.PrefectureOf(respondent))
}

// prefectures counts the respondents of every prefecture by state.
func (v *visit) prefectures(b *book) []prefectureRow {
	counts := map[string][]int{}
	for _, x := range b.sheets {
		p := prefectureOf(x.respondent)
		if counts[p] == nil {
			counts[p] = make([]int, len(statesInOrder()))
		}
		counts[p][slices.Index(statesInOrder(), x.state())]++
	}
	var out []prefectureRow
	for n := range 48 {
		p := fmt.Sprintf("%02d", n)
		if counts[p] == nil {
			continue
		}
		row := prefectureRow{Name: locale.Name(v.lang, locale.Prefecture, p), URL: b.at("", "pref", p), Counts: counts[p]}
		if n == 0 {
			row.Name = v.hearingText("board.elsewhere")
		}
		for _, c := range counts[p] {
			row.All += c
		}
		out = append(out, row)
	}
	return out
}

func (v *visit) boardRow(b *book, x *sheetOf) boardRow {
	code := hearing.OrganisationOf(x.respondent, "")
	row := boardRow{Code: code, Name: b.name(code), Respondent: x.respondent, State: string(x.state()), StateName: v.hearingText("state." + string(x.state())), MayBack: x.state() == submitted && x.response != nil}
	answered := 0
	if x.response != nil {
		for i := range b.asked.Questions {
			if answerIn(x.response.Answers, &b.asked.Questions[i]).Status != "" {
				answered++
			}
		}
		if code != "" {
			row.Effect = b.at("/effect", "code", code)
		}
	}
	row.Progress = v.hearingText("section.progress", "answered", answered, "all", len(b.asked.Questions))
	if !x.stand.At.IsZero() {
		row.At = v.moment(x.stand.At)
	}
	for _, l := range x.links {
		row.Links = append(row.Links, linkRow{l.ID, v.lastDay(l.Ends), !l.Revoked && l.Ends.After(v.Now())})
	}
	return row
}

// timeToAnswer is how many days respondents are suggested to be given.
const timeToAnswer = 28

// maxLinks is how many links are made at once.
const maxLinks = 2000

// wanted is one respondent to whom a link is to be sent.
type wanted struct {
	respondent string
	hearing.OrganisationSpec
}

// readRespondents reads who is to be asked, a line each, as copied from a
// spreadsheet. Everything that is wrong is told at once.
func (v *visit) readRespondents(b *book, text string) (list []wanted, refused []string) {
	for i, line := range strings.Split(text, "\n") {
		fields := strings.FieldsFunc(strings.TrimSpace(line), func(r rune) bool { return r == '\t' || r == ',' || r == ' ' || r == '　' })
		if len(fields) == 0 {
			continue
		}
		w := wanted{respondent: fold(fields[0])}
		if len(w.respondent) == 5 && hearing.ValidCode("0"+w.respondent) {
			w.respondent = "0" + w.respondent
		}
		w.Code = hearing.OrganisationOf(w.respondent, "")
		names := fields[1:]
		if len(names) > 1 {
			if n, err := strconv.Atoi(fold(names[len(names)-1])); err == nil && n >= 0 {
				w.Population, names = n, names[:len(names)-1]
			}
		}
		w.Name = strings.Join(names, " ")
		known := b.name(w.Code) != w.Code
		switch {
		case w.Code == "" || !aName.MatchString(w.respondent) || len(w.respondent) > 6 && w.respondent[6] != '-':
			refused = append(refused, v.hearingText("links.bad_code", "line", i+1, "value", fields[0]))
		case w.Name == "" && !known && !slices.ContainsFunc(list, func(x wanted) bool { return x.Code == w.Code && x.Name != "" }):
			refused = append(refused, v.hearingText("links.no_name", "line", i+1, "value", fields[0]))
		case slices.ContainsFunc(list, func(x wanted) bool { return x.respondent == w.respondent }):
			refused = append(refused, v.hearingText("links.twice", "line", i+1, "value", fields[0]))
		default:
			list = append(list, w)
		}
	}
	switch {
	case len(list)+len(refused) == 0:
		refused = append(refused, v.hearingText("links.nobody"))
	case len(list) > maxLinks:
		refused = append(refused, v.hearingText("links.too_many", "limit", locale.Number(maxLinks), "number", locale.Number(len(list))))
	}
	return list, refused
}

// sendLinks makes links for respondents, and shows them this once.
func sendLinks(v *visit, b *book) error {
	body := boardBody{Respondents: v.r.PostFormValue("respondents"), Ends: strings.TrimSpace(v.r.PostFormValue("ends"))}
	list, refused := v.readRespondents(b, body.Respondents)
	ends, _ := endOfDay(body.Ends)
	if !ends.After(v.Now()) || ends.After(access.LatestEnd(v.Now())) {
		refused = append(refused, v.hearingText("links.bad_end", "latest", v.lastDay(access.LatestEnd(v.Now()))))
	}
	if body.Refused = refused; len(refused) > 0 {
		return v.boardPage(http.StatusUnprocessableEntity, b, body)
	}
	if err := v.keepOrganisations(b, list); err != nil {
		return err
	}
	for _, w := range list {
		l, secret, err := v.Accounts.SendLink(v.r.Context(), account.Link{Study: string(b.Line.Study), Questionnaire: b.id, Respondent: w.respondent, Ends: ends}, v.who.Account)
		if err != nil {
			return err
		}
		x := b.sheet(w.respondent)
		x.links = append([]account.Link{l}, x.links...)
		body.Sent = append(body.Sent, sentLink{w.respondent, b.name(w.Code), v.address("/answer#" + secret)})
	}
	slices.SortFunc(b.sheets, func(x, y *sheetOf) int { return strings.Compare(x.respondent, y.respondent) })
	body.Respondents = ""
	return v.boardPage(http.StatusCreated, b, body)
}

// keepOrganisations adds the organisations that are asked to those of the
// questionnaire, and what they answered before to their sheets.
func (v *visit) keepOrganisations(b *book, list []wanted) error {
	var changes []store.Change
	before := len(b.organisations)
	for _, w := range list {
		if !slices.ContainsFunc(b.organisations, func(o hearing.OrganisationSpec) bool { return o.Code == w.Code }) {
			b.organisations = append(b.organisations, w.OrganisationSpec)
		}
	}
	if len(b.organisations) > before {
		slices.SortFunc(b.organisations, func(x, y hearing.OrganisationSpec) int { return strings.Compare(x.Code, y.Code) })
		data, err := app.HearingFile(&hearing.Spec{Organisations: b.organisations})
		if err != nil {
			return err
		}
		name := organisationsRecord(b.id)
		changes = append(changes, store.Change{Name: name, Base: b.revisions[name], Data: data})
	}
	if earlier := v.r.PostFormValue("before"); earlier != "" {
		old, err := v.book(b.opened, earlier)
		if err != nil {
			return err
		}
		for _, w := range list {
			x, name := b.sheet(w.respondent), api.StandingRecord(b.id, w.respondent)
			if x.response != nil || b.revisions[name] != 0 {
				continue
			}
			x.stand.State, x.stand.Before = notBegun, earlierAnswers(old, w)
			data, err := json.Marshal(x.stand)
			if err != nil {
				return err
			}
			changes = append(changes, store.Change{Name: name, Data: data})
		}
	}
	if len(changes) == 0 {
		return nil
	}
	return v.write(b.opened, changes...)
}

// earlierAnswers gives what a respondent, or else another of the same organisation,
// submitted to an earlier questionnaire.
func earlierAnswers(old *book, w wanted) []hearing.AnswerSpec {
	var answers []hearing.AnswerSpec
	for _, x := range old.sheets {
		if x.response == nil || x.state() != submitted || hearing.OrganisationOf(x.respondent, "") != w.Code {
			continue
		}
		if answers == nil || x.respondent == w.respondent {
			answers = x.response.Answers
		}
	}
	return answers
}

func revokeLink(v *visit, b *book) error {
	id := v.r.PostFormValue("link")
	if !slices.ContainsFunc(b.sheets, func(x *sheetOf) bool {
		return slices.ContainsFunc(x.links, func(l account.Link) bool { return l.ID == id })
	}) {
		return notFound()
	}
	if err := v.Accounts.RevokeLink(v.r.Context(), string(b.Line.Study), id, v.who.Actor()); err != nil {
		return err
	}
	v.redirect(b.at(""))
	return nil
}

// sendBack opens submitted answers again, and tells the respondent why.
func sendBack(v *visit, b *book) error {
	comment := strings.TrimSpace(v.r.PostFormValue("comment"))
	i := slices.IndexFunc(b.sheets, func(x *sheetOf) bool { return x.respondent == v.r.PostFormValue("respondent") })
	if i < 0 || b.sheets[i].response == nil {
		return notFound()
	}
	x := b.sheets[i]
	var refused []string
	if comment == "" {
		refused = append(refused, v.hearingText("back.no_comment", "respondent", x.respondent))
	}
	if n := utf8.RuneCountInString(comment); n > longestWords {
		refused = append(refused, v.hearingText("back.long", "limit", locale.Number(longestWords), "number", locale.Number(n)))
	}
	if x.state() != submitted {
		refused = append(refused, v.hearingText("back.not_submitted", "respondent", x.respondent))
	}
	if len(refused) > 0 {
		return v.boardPage(http.StatusUnprocessableEntity, b, boardBody{Refused: refused})
	}
	x.stand = standing{State: sentBack, Comment: comment, By: v.who.Actor().Name, At: v.Now().UTC(), Before: x.stand.Before}
	data, err := json.Marshal(x.stand)
	if err != nil {
		return err
	}
	name := api.StandingRecord(b.id, x.respondent)
	if err := v.write(b.opened, store.Change{Name: name, Base: b.revisions[name], Data: data}); err != nil {
		return err
	}
	v.redirect(b.at(""))
	return nil
}
