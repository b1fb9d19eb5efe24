package workbench

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/store"
)

// book is one questionnaire with everything that was answered.
type book struct {
	*opened
	id string
	// asked holds the questions and what they are about.
	asked         *hearing.Spec
	organisations []hearing.OrganisationSpec
	adopted       []hearing.AdoptedSpec
	// sheets are the respondents in the order of their names.
	sheets []*sheetOf
	// revisions of the records of the room, by name.
	revisions map[string]store.Revision
}

// sheetOf is the answers of one respondent as the room sees them.
type sheetOf struct {
	respondent string
	// response is nil where nothing was saved yet.
	response *hearing.ResponseSpec
	stand    standing
	links    []account.Link
}

// state gives the state of the answers. Answers that a program sent have no
// standing, and count as submitted.
func (x *sheetOf) state() stateOfAnswers {
	if x.stand.State == "" && x.response != nil {
		return submitted
	}
	if x.stand.State == "" || x.stand.State == inWork && x.response == nil {
		return notBegun
	}
	return x.stand.State
}

// readSheets keeps answers that were read, by what they are, so that a page about
// many organisations reads again what has changed alone.
type readSheets struct {
	mutex sync.Mutex
	by    map[store.Digest]*hearing.ResponseSpec
}

// maxSheets bounds the answers that are kept: those of every organisation of the
// nation, ten times.
const maxSheets = 20_000

func (k *readSheets) read(r store.Record) (*hearing.ResponseSpec, error) {
	k.mutex.Lock()
	x := k.by[r.Digest]
	k.mutex.Unlock()
	if x != nil {
		return x, nil
	}
	x, err := responseIn(r)
	if err != nil {
		return nil, err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.by == nil || len(k.by) >= maxSheets {
		k.by = map[store.Digest]*hearing.ResponseSpec{}
	}
	k.by[r.Digest] = x
	return x, nil
}

// book reads a questionnaire with its answers.
func (v *visit) book(s *opened, id string) (*book, error) {
	asked, err := v.questionsOf(s.Line, id)
	if err != nil {
		return nil, err
	}
	b := &book{opened: s, id: id, asked: asked, revisions: map[string]store.Revision{}}
	records, err := v.Store.Records(v.r.Context(), s.Line, store.Choice{Prefix: "hearings/" + id + "/", Data: true})
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		b.revisions[r.Name] = r.Revision
		if err := v.bookRecord(b, r); err != nil {
			return nil, fmt.Errorf("record %s: %w", r.Name, err)
		}
	}
	links, err := v.Accounts.Links(v.r.Context(), string(s.Line.Study))
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		if l.Questionnaire == id {
			x := b.sheet(l.Respondent)
			x.links = append(x.links, l)
		}
	}
	slices.SortFunc(b.sheets, func(x, y *sheetOf) int { return strings.Compare(x.respondent, y.respondent) })
	return b, nil
}

func (v *visit) bookRecord(b *book, r store.Record) error {
	name := strings.TrimPrefix(r.Name, "hearings/"+b.id+"/")
	room, inRoom := strings.CutPrefix(name, "room/")
	var err error
	switch {
	case room == "organisations.yaml", room == "adopted.yaml":
		var spec *hearing.Spec
		if spec, _, err = app.ReadHearingFile(r.Data, r.Name); err == nil {
			b.organisations, b.adopted = append(b.organisations, spec.Organisations...), append(b.adopted, spec.Adopted...)
		}
	case inRoom && strings.HasSuffix(room, ".json"):
		err = json.Unmarshal(r.Data, &b.sheet(strings.TrimSuffix(room, ".json")).stand)
	case strings.HasSuffix(name, ".yaml") && !strings.Contains(name, "/"):
		x := b.sheet(strings.TrimSuffix(name, ".yaml"))
		x.response, err = v.sheets.read(r)
	}
	return err
}

// sheet finds or makes the sheet of a respondent.
func (b *book) sheet(respondent string) *sheetOf {
	for _, x := range b.sheets {
		if x.respondent == respondent {
			return x
		}
	}
	x := &sheetOf{respondent: respondent}
	b.sheets = append(b.sheets, x)
	return x
}

// hearing gives what was submitted, as a hearing.
func (b *book) hearing() *hearing.Spec {
	h := *b.asked
	h.Organisations, h.Adopted = b.organisations, b.adopted
	for _, x := range b.sheets {
		if x.response != nil && x.state() == submitted {
			h.Responses = append(h.Responses, *x.response)
		}
	}
	return &h
}

// name gives the name of an organisation, or its code.
func (b *book) name(code string) string {
	for _, o := range b.organisations {
		if o.Code == code {
			return o.Name
		}
	}
	return code
}

// url gives the address of a page of the questionnaire.
func (b *book) at(path string, kv ...string) string { return b.url("/hearing/"+b.id+path, kv...) }

// bookPage shows a page of a questionnaire.
func (v *visit) bookPage(status int, b *book, page, title string, body any) error {
	f := b.frame(v.lang, "hearing", title)
	f.Body = body
	v.show(status, page, f)
	return nil
}

// tabs lead between the pages of a questionnaire.
func (v *visit) tabs(b *book, current string) []choice {
	var out []choice
	for _, x := range []struct{ name, path string }{{"board", ""}, {"conflicts", "/conflicts"}, {"all", "/all"}} {
		out = append(out, choice{Name: v.hearingText("tab." + x.name), URL: b.at(x.path), Chosen: x.name == current})
	}
	return out
}
