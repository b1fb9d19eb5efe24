package workbench

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

type effectBody struct {
	Back    string
	Known   string
	Stale   int
	Letters []string
	Damages []damageHead
	Models  []effectRow
	Next    []nextRow
	More    int
	// Own tells that the study is about the organisation itself, so that its answers can
	// be taken over at Take; Other is how many deployments they say otherwise of.
	Own, MayEdit bool
	Take         string
	Other        int
}

// effectRow is what a model comes to by the answers of an organisation.
type effectRow struct {
	Name        string
	Damages     []letter
	Worst, Best []int
	Open        int
}

type nextRow struct{ Text, Where, Effect string }

// shownNext is how many questions to be asked next are shown.
const shownNext = 5

// asked assesses the models that the questionnaire is about.
func (v *visit) assessAsked(b *book) (*assess.Result, error) {
	for _, id := range b.asked.Models {
		if _, ok := b.result.Model(id); !ok {
			return nil, notFound()
		}
	}
	r, _, err := b.study.Assess(v.r.Context(), assess.Options{Models: b.asked.Models})
	return r, err
}

// settledOf gives what holds of the answers of the organisation that a request names,
// with the models and the questions that they are about.
func (v *visit) settledOf(b *book) (*assess.Result, []hearing.Question, *hearing.Settled, error) {
	r, err := v.assessAsked(b)
	if err != nil {
		return nil, nil, nil, err
	}
	questions := hearing.Derive(r)
	settled := hearing.Settle(b.hearing(), questions)
	for i := range settled {
		if settled[i].Organisation.Code == v.r.URL.Query().Get("code") {
			return r, questions, &settled[i], nil
		}
	}
	return nil, nil, nil, notFound()
}

// otherThan gives the answers that are known and say otherwise than the study.
func otherThan(r *assess.Result, answers []assess.Answer) []assess.Answer {
	var list []assess.Answer
	for _, a := range answers {
		m, ok := r.Model(a.Model)
		if !ok || a.Status == model.UnknownStatus {
			continue
		}
		for _, d := range m.Model.Deployments {
			if d.ID == a.Deployment && (d.Status != a.Status || d.Effective != a.Effective) {
				list = append(list, a)
			}
		}
	}
	return list
}

// takeAnswers writes what an organisation answered into the study that is about it.
func takeAnswers(v *visit, b *book) error {
	r, questions, o, err := v.settledOf(b)
	if err != nil {
		return err
	}
	if b.Study().Owner != o.Organisation.Code {
		return notFound()
	}
	answers, err := hearing.Answers(r, questions, o.Known)
	if err != nil {
		return err
	}
	other := otherThan(r, answers)
	grounds := groundsOf(b, questions, o.Organisation.Code)
	_, err = v.change(b.opened, v.hearingText("effect.revision", "id", b.id, "name", o.Organisation.Name, "number", locale.Number(len(other))), func(_ *opened, e *app.Editing) error {
		for _, a := range other {
			evidence := v.hearingText("effect.evidence", "id", b.id, "grounds", listed(v.lang, grounds[hearing.Target{Model: a.Model, Deployment: a.Deployment}]))
			e.Answer(a.Model, model.DeploymentSpec{ID: a.Deployment, Status: a.Status, Effective: a.Effective, Evidence: evidence})
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.redirect(b.at("/effect", "code", o.Organisation.Code) + "#take")
	return nil
}

// groundsOf gives what the answers of an organisation rest on, by deployment.
func groundsOf(b *book, questions []hearing.Question, organisation string) map[hearing.Target][]string {
	by := map[hearing.Target][]string{}
	for q, grounds := range hearing.Grounds(b.hearing(), questions, organisation) {
		for _, t := range questions[q].Targets() {
			by[t] = grounds
		}
	}
	return by
}

// showEffect shows what the answers of one organisation come to, and what to ask
// it next.
func showEffect(v *visit, b *book) error {
	r, questions, o, err := v.settledOf(b)
	if err != nil {
		return err
	}
	answers, err := hearing.Answers(r, questions, o.Known)
	if err != nil {
		return err
	}
	applied, err := r.ReanswerAll(v.r.Context(), answers)
	if err != nil {
		return err
	}
	closed, open, none := o.Answered()
	body := effectBody{Back: b.at(""), Stale: len(o.Outdated), Damages: damageHeads(v.lang, r.Study),
		Own: b.Study().Owner == o.Organisation.Code, Take: b.at("/effect", "code", o.Organisation.Code), MayEdit: v.may(b.opened, access.EditStudy), Other: len(otherThan(r, answers)),
		Known: v.hearingText("effect.known", "closed", locale.Number(closed), "open", locale.Number(open), "none", locale.Number(none))}
	for _, x := range shownLetters() {
		body.Letters = append(body.Letters, letterText(v.lang, x))
	}
	for _, m := range applied.Models {
		row := effectRow{Name: m.Model.In(v.lang), Open: m.Totals.Open}
		for _, d := range m.Damage.Damages {
			row.Damages = append(row.Damages, damageLetter(v.lang, d))
		}
		for _, x := range shownLetters() {
			row.Worst, row.Best = append(row.Worst, m.Totals.Worst[x]), append(row.Best, m.Totals.Best[x])
		}
		body.Models = append(body.Models, row)
	}
	next, err := hearing.Next(v.r.Context(), r, questions, o.Known, hearing.WeighOptions{})
	if err != nil {
		return err
	}
	for i, x := range next {
		if i == shownNext {
			body.More = len(next) - shownNext
			break
		}
		q := &questions[x.Question]
		body.Next = append(body.Next, nextRow{q.Text.In(v.lang), placesText(v.lang, q), v.hearingText("effect.weight", "ab", locale.Number(x.AB), "all", locale.Number(x.All))})
	}
	return v.bookPage(http.StatusOK, b, "hearing-effect", v.hearingText("effect.title", "name", o.Organisation.Name), body)
}

type nationBody struct {
	Tabs          []choice
	Organisations int
	Letters       []string
	Models        []nationModel
	Missing       []missingRow
	Public        string
	Conflicts     int
}

type nationModel struct {
	Name    string
	Damages []nationDamage
}

type nationDamage struct {
	Name        string
	Worst, Best []int
}

type missingRow struct {
	Text, Where                         string
	Lacks, Unclear, Partly, Has, NoNeed int
}

// shownMissing is how many countermeasures that organisations lack are shown.
const shownMissing = 20

// nation rates all organisations that have submitted answers.
func (v *visit) nation(b *book) (*app.Nation, *assess.Result, error) {
	r, err := v.assessAsked(b)
	if err != nil {
		return nil, nil, err
	}
	h := b.hearing()
	answered := map[string]bool{}
	for _, x := range h.Responses {
		answered[x.Organisation] = true
	}
	var asked []hearing.OrganisationSpec
	for _, o := range h.Organisations {
		if answered[o.Code] {
			asked = append(asked, o)
		}
	}
	h.Organisations = asked
	g := hearing.NewGather()
	g.Add(h)
	n, err := app.EvaluateNation(v.r.Context(), g, r, app.NationPlan{}, func(int, int) {})
	return n, r, err
}

// showNation shows the distribution over the organisations, and what they lack.
func showNation(v *visit, b *book) error {
	n, r, err := v.nation(b)
	if err != nil {
		return err
	}
	body := nationBody{Tabs: v.tabs(b, "all"), Organisations: len(n.List), Public: b.at("/public.csv"), Conflicts: n.Open}
	for _, x := range shownLetters() {
		body.Letters = append(body.Letters, letterText(v.lang, x))
	}
	if len(n.List) > 0 {
		for _, m := range n.Models {
			body.Models = append(body.Models, v.nationModel(m, r.Study))
		}
		for i, x := range n.Missing() {
			if i == shownMissing {
				break
			}
			q := &n.Questions[x.Question]
			body.Missing = append(body.Missing, missingRow{q.Text.In(v.lang), placesText(v.lang, q), x.Number[hearing.Lacks], x.Number[hearing.Unclear], x.Number[hearing.Partly], x.Number[hearing.Has], x.Number[hearing.Needless]})
		}
	}
	return v.bookPage(http.StatusOK, b, "hearing-all", v.hearingText("all.title", "id", b.id), body)
}

func (v *visit) nationModel(m *hearing.ModelNation, s *model.Study) nationModel {
	out := nationModel{Name: m.Model.In(v.lang)}
	for i, d := range m.Damages {
		if !m.Reached[i] {
			continue
		}
		row := nationDamage{Name: s.Spec.Damages[i].Label + " " + s.Spec.Damages[i].In(v.lang)}
		for _, x := range shownLetters() {
			row.Worst, row.Best = append(row.Worst, d.Worst[x]), append(row.Best, d.Best[x])
		}
		out.Damages = append(out.Damages, row)
	}
	return out
}

// publicFigures gives the figures that give no organisation away, by prefecture, as
// a file 公表用.
func publicFigures(v *visit, b *book) error {
	n, _, err := v.nation(b)
	if err != nil {
		return err
	}
	groups := make([]string, len(n.List))
	for i, row := range n.List {
		groups[i] = fmt.Sprintf("%02d", hearing.PrefectureOf(n.Organisations[row.Organisation].Code))
	}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	line := func(cells ...string) { _ = w.Write(cells) } // the buffer takes all
	line(v.hearingText("public.model"), v.hearingText("public.damage"), v.hearingText("public.group"), v.hearingText("public.letter"), v.hearingText("public.number"))
	withheld := 0
	letters := make([]method.RiskValue, len(n.List))
	for _, m := range n.Models {
		for d := range m.Damages {
			if !m.Reached[d] {
				continue // so it is whatever the organisations answer
			}
			for i := range letters {
				letters[i] = m.OfDamage[i*len(m.Damages)+d].Worst
			}
			t := hearing.Publish(groups, letters, hearing.UsualGroup)
			if t.Withheld {
				withheld++
				continue
			}
			for _, r := range t.Rows {
				for i, bin := range t.Bins {
					line(m.Model.In(v.lang), n.DamageName(n.DamageID(d), v.lang), v.groupName(r, len(t.Rows)), binName(v.lang, bin), strconv.Itoa(r.Counts[i]))
				}
			}
		}
	}
	if withheld > 0 || len(n.List) == 0 {
		line(v.hearingText("public.withheld", "number", locale.Number(withheld), "least", hearing.UsualGroup))
	}
	w.Flush()
	v.download(v.hearingText("public.file", "id", b.id), "text/csv; charset=utf-8", out.Bytes())
	return nil
}

func (v *visit) groupName(r hearing.PublicRow, rows int) string {
	switch {
	case rows == 1:
		return v.hearingText("public.everyone")
	case len(r.Groups) > 1:
		return v.hearingText("public.others", "count", len(r.Groups))
	}
	return locale.Name(v.lang, locale.Prefecture, r.Groups[0])
}

func binName(l lang.Lang, b hearing.Bin) string {
	if b.From == b.To || b.From == method.Unrated {
		return letterText(l, b.From)
	}
	return letterText(l, b.From) + rangeText(l) + letterText(l, b.To)
}
