package workbench

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// paper is the answers of one respondent to one questionnaire.
type paper struct {
	api.Answering
	who       access.Questionnaire
	questions []hearing.Question
	sections  []section
	// response holds the answers; revision is that of its record, 0 where nothing
	// was ever saved.
	response hearing.ResponseSpec
	revision store.Revision
	stand    standing
	// standRevision is that of the record of the standing.
	standRevision store.Revision
}

// standing is how far a respondent has come 回答の状態, and what was said about it.
type standing struct {
	State stateOfAnswers `json:"state"`
	// Comment is why it was sent back.
	Comment string    `json:"comment,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at"`
	// Before holds the answers of an earlier questionnaire, to be looked over.
	Before []hearing.AnswerSpec `json:"before,omitempty"`
}

// stateOfAnswers is how far a respondent has come.
type stateOfAnswers string

// States of answers, in the order of the way.
const (
	notBegun  stateOfAnswers = "none"               // 未回答
	inWork    stateOfAnswers = "draft"              // 回答中
	submitted stateOfAnswers = api.AnswersSubmitted // 提出
	sentBack  stateOfAnswers = "returned"           // 差戻し
)

func roomFolder(questionnaire string) string { return "hearings/" + questionnaire + "/room/" }

// section is one page of questions: those of one layer of defence, some at a time.
type section struct {
	Number int
	Layer  string
	// Part of the layer, 0 where it is whole.
	Part      int
	Questions []int
}

// sectionSize is how many questions a page has at most.
const sectionSize = 12

// sectionsOf puts the questions into sections, in the order in which they are asked.
func sectionsOf(questions []hearing.Question) []section {
	var layers []string
	by := map[string][]int{}
	for i, q := range questions {
		if by[q.Layer] == nil {
			layers = append(layers, q.Layer)
		}
		by[q.Layer] = append(by[q.Layer], i)
	}
	var out []section
	for _, layer := range layers {
		all := by[layer]
		part := 0
		for chunk := range slices.Chunk(all, sectionSize) {
			if len(all) > sectionSize {
				part++
			}
			out = append(out, section{len(out) + 1, layer, part, chunk})
		}
	}
	return out
}

// paper reads the answers of a respondent as they are now.
func (v *visit) paper(q access.Questionnaire, o access.Operation) (*paper, error) {
	b, err := v.API.Answering(v.r.Context(), v.who, q, o)
	if err != nil {
		return nil, err
	}
	p := &paper{Answering: b, who: q}
	asked, err := v.Store.Record(v.r.Context(), b.Line, b.Questions())
	if err != nil {
		return nil, err
	}
	spec, found, err := v.Questionnaires.Of(asked, func() ([]byte, error) { return asked.Data, nil })
	if err != nil {
		return nil, err
	}
	if spec == nil {
		return nil, fmt.Errorf("questionnaire %s: %s", asked.Name, found.Findings[0].Code)
	}
	p.questions, p.sections = spec.Questions, sectionsOf(spec.Questions)
	return p, v.loadPaper(p)
}

// loadPaper reads what changes while somebody answers.
func (v *visit) loadPaper(p *paper) error {
	p.response = hearing.ResponseSpec{Organisation: hearing.OrganisationOf(p.who.Respondent, p.Study().Owner), Respondent: p.who.Respondent}
	p.revision, p.standRevision, p.stand = 0, 0, standing{State: notBegun}
	stand, err := v.Store.Record(v.r.Context(), p.Line, api.StandingRecord(p.who.ID, p.who.Respondent))
	switch {
	case err == nil:
		p.standRevision = stand.Revision
		if err := json.Unmarshal(stand.Data, &p.stand); err != nil {
			return fmt.Errorf("standing %s: %w", stand.Name, err)
		}
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	record, err := v.Store.Record(v.r.Context(), p.Line, p.Record())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p.revision = record.Revision
	response, err := responseIn(record)
	if err != nil {
		return err
	}
	p.response = *response
	if p.stand.State == notBegun {
		p.stand.State = inWork
	}
	return nil
}

// responseIn reads the one response of a record of answers.
func responseIn(r store.Record) (*hearing.ResponseSpec, error) {
	spec, found, err := app.ReadHearingFile(r.Data, r.Name)
	if err != nil {
		return nil, err
	}
	if found.HasErrors() || len(spec.Responses) != 1 {
		return nil, server.Refuse(http.StatusUnprocessableEntity, diag.RequestValue)
	}
	return &spec.Responses[0], nil
}

// answer gives the answer to a question as it stands; the zero value where there is
// none, or one to the question as it was before.
func (p *paper) answer(q *hearing.Question) hearing.AnswerSpec {
	return answerIn(p.response.Answers, q)
}

// before gives an earlier answer to a question that is not answered, to be looked
// over.
func (p *paper) before(q *hearing.Question) hearing.AnswerSpec { return answerIn(p.stand.Before, q) }

func answerIn(answers []hearing.AnswerSpec, q *hearing.Question) hearing.AnswerSpec {
	for _, a := range answers {
		if a.Question == q.ID && (a.Digest == "" || a.Digest == q.Digest) {
			return a
		}
	}
	return hearing.AnswerSpec{}
}

// answered counts the questions of a section that are answered.
func (p *paper) answered(s section) int {
	n := 0
	for _, q := range s.Questions {
		if p.answer(&p.questions[q]).Status != "" {
			n++
		}
	}
	return n
}

// sealed reports whether the answers can be read only: submitted, or of a study
// that is approved.
func (p *paper) sealed() bool { return p.stand.State == submitted || p.Approved() }

// errSealed refuses changes of answers that were submitted.
var errSealed = errors.New("the answers were submitted")

// change is what somebody wants to change in answers.
type change struct {
	// base is the revision of the answers that they saw.
	base store.Revision
	// asked are the questions that they looked at, and answers what they say.
	asked   []hearing.QuestionID
	answers []hearing.AnswerSpec
	// head, if set, changes who answers.
	head func(*hearing.ResponseSpec)
	// state, if set, is the state after it.
	state stateOfAnswers
}

// tries is how often a change is tried while others change the same answers.
const tries = 8

// save makes a change of answers. What others changed meanwhile stays; where both
// changed the same, theirs stays and is told.
func (v *visit) save(p *paper, c change) ([]hearing.Clash, error) {
	saw, err := v.answersAt(p, c.base)
	if err != nil {
		return nil, err
	}
	for range tries {
		if p.sealed() {
			return nil, errSealed
		}
		combined, clashes := hearing.Combine(saw, p.response.Answers, c.answers, c.asked)
		err := v.commitPaper(p, c, combined, len(clashes) > 0)
		var conflict *store.ConflictError
		if !errors.As(err, &conflict) {
			return clashes, err
		}
		again, err := v.paper(p.who, access.WriteAnswers)
		if err != nil {
			return nil, err
		}
		*p = *again
	}
	return nil, server.Refuse(http.StatusConflict, diag.RequestStale)
}

// answersAt gives the answers as they were at a revision.
func (v *visit) answersAt(p *paper, at store.Revision) ([]hearing.AnswerSpec, error) {
	if at == 0 {
		return nil, nil
	}
	if at == p.revision {
		return p.response.Answers, nil
	}
	records, err := v.Store.Records(v.r.Context(), p.Line, store.Choice{At: at, Prefix: p.Record(), Data: true})
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if r.Name == p.Record() {
			response, err := responseIn(r)
			if err != nil {
				return nil, err
			}
			return response.Answers, nil
		}
	}
	return nil, nil
}

// commitPaper writes the answers and the standing, both or neither. Where answers
// clash nothing is submitted.
func (v *visit) commitPaper(p *paper, c change, answers []hearing.AnswerSpec, clash bool) error {
	next := p.response
	next.Answers = answers
	if c.head != nil {
		c.head(&next)
	}
	next.Date = japan(v.Now()).Format(time.DateOnly)
	stand := p.stand
	if stand.State == notBegun {
		stand.State = inWork
	}
	if c.state != "" && !clash {
		stand.State, stand.At, stand.By, stand.Comment = c.state, v.Now().UTC(), v.who.Actor().Name, ""
	}
	if p.standRevision != 0 && stand.State == p.stand.State && sameAnswers(next, p.response) {
		return nil
	}
	data, err := app.HearingFile(&hearing.Spec{Responses: []hearing.ResponseSpec{next}})
	if err != nil {
		return err
	}
	told, err := json.Marshal(stand)
	if err != nil {
		return err
	}
	if _, err := p.Commit(v.r.Context(), store.Commit{By: v.who.Actor(), Changes: []store.Change{
		{Name: p.Record(), Base: p.revision, Data: data},
		{Name: api.StandingRecord(p.who.ID, p.who.Respondent), Base: p.standRevision, Data: told},
	}}); err != nil {
		return err
	}
	return v.loadPaper(p)
}

// sameAnswers reports whether two responses say the same, whenever.
func sameAnswers(a, b hearing.ResponseSpec) bool {
	return a.Respondent == b.Respondent && a.Section == b.Section && a.Note == b.Note && slices.Equal(a.Answers, b.Answers)
}
