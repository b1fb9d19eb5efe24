package workbench

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// hearingRoom is the pages on which a hearing of organisations is held: what is
// asked, who is asked, how far they have come, and what their answers come to.
func hearingRoom(w *Workbench, mux *http.ServeMux) {
	const one = "/s/{study}/hearing/{questionnaire}"
	w.hearing(mux, "GET /s/{study}/hearing", access.ReadStudy, listHearings)
	w.hearing(mux, "POST /s/{study}/hearing", access.EditStudy, newHearing)
	w.inHearing(mux, "GET "+one, access.ReadStudy, showBoard)
	w.inHearing(mux, "POST "+one+"/links", access.SendLinks, sendLinks)
	w.inHearing(mux, "POST "+one+"/revoke", access.SendLinks, revokeLink)
	w.inHearing(mux, "POST "+one+"/back", access.EditStudy, sendBack)
	w.inHearing(mux, "GET "+one+"/conflicts", access.ReadStudy, showConflicts)
	w.inHearing(mux, "POST "+one+"/conflicts", access.EditStudy, adopt)
	w.inHearing(mux, "GET "+one+"/effect", access.ReadStudy, showEffect)
	w.inHearing(mux, "POST "+one+"/effect", access.EditStudy, takeAnswers)
	w.inHearing(mux, "GET "+one+"/all", access.ReadStudy, showNation)
	w.inHearing(mux, "GET "+one+"/public.csv", access.ReadStudy, publicFigures)
}

// hearing serves a page about the hearings of a study. They belong to its main
// branch, to which the links of respondents lead.
func (w *Workbench) hearing(mux *http.ServeMux, pattern string, o access.Operation, do func(*visit, *opened) error) {
	w.study(mux, pattern, o, func(v *visit, s *opened) error {
		switch {
		case s.Line.Branch != store.Main && v.r.Method == http.MethodGet:
			v.redirect(v.r.URL.EscapedPath())
			return nil
		case s.Line.Branch != store.Main:
			return notFound()
		case s.result == nil:
			return v.findings(s, "hearing")
		}
		return do(v, s)
	})
}

// inHearing serves a page about one questionnaire.
func (w *Workbench) inHearing(mux *http.ServeMux, pattern string, o access.Operation, do func(*visit, *book) error) {
	w.hearing(mux, pattern, o, func(v *visit, s *opened) error {
		b, err := v.book(s, v.r.PathValue("questionnaire"))
		if err != nil {
			return err
		}
		return do(v, b)
	})
}

// may reports whether the visitor may do o to the study, for what a page offers.
func (v *visit) may(s *opened, o access.Operation) bool {
	return v.API.May(v.who, o, access.Resource{Organisation: s.Study().Owner, Study: string(s.Line.Study), Approved: s.Approved() != nil})
}

type hearingsBody struct {
	Rows    []hearingRow
	MayEdit bool
	Models  []choice
	ID      string
	Refused []string
}

type hearingRow struct{ ID, URL, Models, Answers string }

func listHearings(v *visit, s *opened) error { return v.hearingsPage(http.StatusOK, s, hearingsBody{}) }

// hearingsPage lists the questionnaires of a study.
func (v *visit) hearingsPage(status int, s *opened, b hearingsBody) error {
	names, err := v.Store.Names(v.r.Context(), s.Line, "hearings/")
	if err != nil {
		return err
	}
	answers := map[string]int{}
	for _, name := range names {
		id, rest, below := strings.Cut(strings.TrimPrefix(name, "hearings/"), "/")
		if below && !strings.Contains(rest, "/") {
			answers[id]++
		}
	}
	for _, id := range questionnairesIn(names) {
		spec, err := v.questionsOf(s.Line, id)
		if err != nil {
			return err
		}
		b.Rows = append(b.Rows, hearingRow{id, s.url("/hearing/" + id), v.modelNames(s, spec.Models), v.hearingText("room.counts", "questions", locale.Number(len(spec.Questions)), "answers", locale.Number(answers[id]))})
	}
	b.MayEdit = v.may(s, access.EditStudy)
	for _, m := range s.result.Models {
		if m.Model.Role != model.Baseline || len(s.result.Models) == 1 {
			b.Models = append(b.Models, choice{ID: string(m.Model.ID), Name: m.Model.In(v.lang), Chosen: slices.Contains(v.r.PostForm["model"], string(m.Model.ID))})
		}
	}
	if len(b.Models) == 1 {
		b.Models[0].Chosen = true
	}
	if status == http.StatusOK {
		there := questionnairesIn(names)
		if b.ID, err = v.freeID("hearing-", func(id string) (bool, error) { return !slices.Contains(there, id), nil }); err != nil {
			return err
		}
	}
	f := s.frame(v.lang, "hearing", v.hearingText("room.title"))
	f.Body = b
	v.show(status, "hearings", f)
	return nil
}

// questionnairesIn gives the ids of the questionnaires among the names of records.
func questionnairesIn(names []string) []string {
	var ids []string
	for _, name := range names {
		name = strings.TrimPrefix(name, "hearings/")
		if id, ok := strings.CutSuffix(name, ".yaml"); ok && !strings.Contains(name, "/") {
			ids = append(ids, id)
		}
	}
	return ids
}

func (v *visit) modelNames(s *opened, ids []model.ModelID) string {
	var names []string
	for _, id := range ids {
		if m, ok := s.result.Model(id); ok {
			names = append(names, m.Model.Short.In(v.lang))
		}
	}
	return strings.Join(names, v.hearingText("and"))
}

// aName is the form of the names of questionnaires and respondents.
var aName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// newHearing makes the questions about the chosen models, those first that can
// change most letters.
func newHearing(v *visit, s *opened) error {
	b := hearingsBody{ID: strings.TrimSpace(v.r.PostFormValue("id"))}
	if !aName.MatchString(b.ID) {
		b.Refused = append(b.Refused, v.hearingText("room.bad_id"))
	}
	var models []model.ModelID
	for _, id := range v.r.PostForm["model"] {
		if _, ok := s.result.Model(model.ModelID(id)); ok {
			models = append(models, model.ModelID(id))
		}
	}
	if len(models) == 0 {
		b.Refused = append(b.Refused, v.hearingText("room.no_model"))
	}
	if len(b.Refused) > 0 {
		return v.hearingsPage(http.StatusUnprocessableEntity, s, b)
	}
	r, _, err := s.study.Assess(v.r.Context(), assess.Options{Models: models})
	if err != nil {
		return err
	}
	set, err := hearing.Choose(v.r.Context(), r, hearing.WeighOptions{})
	if err != nil {
		return err
	}
	data, err := app.HearingFile(&hearing.Spec{Study: s.study.Spec.ID, AsOf: s.study.Spec.AsOf, Models: models, Questions: set.Questions})
	if err != nil {
		return err
	}
	err = v.write(s, store.Change{Name: "hearings/" + b.ID + ".yaml", Data: data})
	var conflict *store.ConflictError
	if errors.As(err, &conflict) {
		b.Refused = []string{v.hearingText("room.exists", "id", b.ID)}
		return v.hearingsPage(http.StatusConflict, s, b)
	}
	if err != nil {
		return err
	}
	v.redirect(s.url("/hearing/" + b.ID))
	return nil
}

// write changes records about hearings.
func (v *visit) write(s *opened, changes ...store.Change) error {
	_, err := s.WriteHearing(v.r.Context(), v.Store, store.Commit{By: v.who.Actor(), Changes: changes})
	return err
}

// questionsOf reads what a questionnaire asks.
func (v *visit) questionsOf(l store.Line, id string) (*hearing.Spec, error) {
	name := "hearings/" + id + ".yaml"
	if !aName.MatchString(id) {
		return nil, notFound()
	}
	r, err := v.Store.Record(v.r.Context(), l, name)
	if err != nil {
		return nil, err
	}
	spec, found, err := app.ReadHearingFile(r.Data, r.Name)
	if err != nil {
		return nil, err
	}
	if found.HasErrors() {
		return nil, fmt.Errorf("questionnaire %s: %s", name, found.Findings[0].Code)
	}
	return spec, nil
}
