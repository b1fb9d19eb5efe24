package workbench

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// judging takes the judgements and answers that are sent from the page about a
// row.
func judging(w *Workbench, mux *http.ServeMux) {
	w.edits(mux, "POST /s/{study}/why/judge", judge)
	w.edits(mux, "POST /s/{study}/why/answer", answer)
}

// rowForms are the forms on the page about a row.
type rowForms struct {
	Judge, Answer string // where they are sent
	Levels        []levelForm
	Deployments   []deploymentForm
	Longest       int
}

// levelForm is the form to judge one level.
type levelForm struct {
	Set, Name string
	// Now is the level in force; Rev names the state that was seen.
	Now, Rev string
	Values   []choice
	Reason   string
	// Mine is what was sent and refused because of somebody else's change.
	Mine string
}

// deploymentForm is the form to answer how far a deployment is in place.
type deploymentForm struct {
	ID, Name, Rev, Evidence string
	Statuses, Effects       []choice
}

// refusedEdit is what was sent and could not be taken.
type refusedEdit struct {
	problems []string
	level    levelForm
	answer   deploymentForm
	comment  string
}

// longestReason bounds a reason, in characters.
const longestReason = 2000

var subjects = []model.Subject{model.SetImportance, model.SetThreatLevel, model.SetCountermeasureLevel}

// threatOf gives the threat that a judgement of a row names: the importance is
// that of the asset alone.
func threatOf(set model.Subject, t catalog.ThreatID) catalog.ThreatID {
	if set == model.SetImportance {
		return ""
	}
	return t
}

// levelOf gives the level of a row that is in force, worst first.
func levelOf(l lang.Lang, x row, set model.Subject) string {
	switch set {
	case model.SetImportance:
		return levelText(x.model.Assets[x.cell.Asset].Importance)
	case model.SetThreatLevel:
		return levelText(x.cell.ThreatLevel)
	}
	return levelsText(l, x.cell.Countermeasure)
}

// levelRev names the state of a level of a row: what is judged there. An edit is
// taken only where it is the state that was seen.
func (s *opened) levelRev(x row, set model.Subject) string {
	j, ok := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
	if !ok {
		return "-"
	}
	return revOf(strconv.Itoa(j.Value), j.Reason, j.Author, j.Date)
}

func deploymentRev(d *model.Deployment) string {
	return revOf(string(d.Status), string(d.Effective), d.Evidence)
}

func (v *visit) rowForms(s *opened, x row, e *assess.Explanation, refused *refusedEdit) *rowForms {
	query := "?" + v.r.URL.RawQuery
	f := &rowForms{Judge: s.url("/why/judge") + query, Answer: s.url("/why/answer") + query, Longest: longestReason}
	for _, set := range subjects {
		l := levelForm{Set: string(set), Name: locale.Name(v.lang, locale.Subject, set), Now: levelOf(v.lang, x, set), Rev: s.levelRev(x, set)}
		j, ok := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
		chosen := ""
		if ok {
			chosen, l.Reason = strconv.Itoa(j.Value), j.Reason
		}
		if refused != nil && refused.level.Set == l.Set {
			l.Mine, l.Reason = refused.level.Mine, refused.level.Reason
			chosen = l.Mine
		}
		l.Values = append(l.Values, choice{ID: "", Name: locale.Text(v.lang, "web.sheet.derived"), Chosen: chosen == ""})
		for _, n := range []string{"1", "2", "3"} {
			l.Values = append(l.Values, choice{ID: n, Name: n, Chosen: chosen == n})
		}
		f.Levels = append(f.Levels, l)
	}
	for _, ev := range e.Evidence {
		for _, p := range ev.Places {
			if !slices.ContainsFunc(f.Deployments, func(d deploymentForm) bool { return d.ID == string(p.Deployment.ID) }) {
				f.Deployments = append(f.Deployments, v.deploymentForm(p.Deployment, refused))
			}
		}
	}
	return f
}

func (v *visit) deploymentForm(d *model.Deployment, refused *refusedEdit) deploymentForm {
	f := deploymentForm{ID: string(d.ID), Rev: deploymentRev(d), Evidence: d.Evidence,
		Name: locale.Text(v.lang, "web.sheet.deployment", "id", string(d.ID), "name", d.Countermeasure.In(v.lang))}
	status, effect := string(d.Status), string(d.Effective)
	if refused != nil && refused.answer.ID == f.ID {
		status, effect, f.Evidence = refused.answer.Statuses[0].ID, refused.answer.Effects[0].ID, refused.answer.Evidence
	}
	for _, x := range []model.Status{model.InPlace, model.Partial, model.Planned, model.Absent, model.NotApplicable, model.UnknownStatus} {
		f.Statuses = append(f.Statuses, choice{ID: string(x), Name: locale.Name(v.lang, locale.Status, x), Chosen: status == string(x)})
	}
	f.Effects = append(f.Effects, choice{ID: "", Name: locale.Text(v.lang, "web.sheet.no_effect"), Chosen: effect == ""})
	for _, x := range []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness} {
		f.Effects = append(f.Effects, choice{ID: string(x), Name: locale.Name(v.lang, locale.Effectiveness, x), Chosen: effect == string(x)})
	}
	return f
}

// today is the date of what is judged now.
func (v *visit) today() string { return japan(v.Now()).Format(time.DateOnly) }

// editReason is the reason of a revision that judges a level of a row.
func (v *visit) editReason(set model.Subject, x row, reason string) string {
	return locale.Text(v.lang, "web.sheet.revision", "subject", locale.Name(v.lang, locale.Subject, set), "asset", x.asset.In(v.lang), "threat", x.threat.In(v.lang), "reason", reason)
}

// judge writes or withdraws a judgement of one level.
func judge(v *visit, s *opened) error {
	x, err := s.asked(v.r)
	if err != nil {
		return err
	}
	set, value := model.Subject(v.r.PostFormValue("set")), v.r.PostFormValue("value")
	sent := levelForm{Set: string(set), Rev: v.r.PostFormValue("rev"), Mine: value, Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}
	if !slices.Contains(subjects, set) {
		return server.Refuse(http.StatusUnprocessableEntity, diag.RequestValue, "place", "set")
	}
	if problems := v.badLevel(value, sent.Reason); len(problems) > 0 {
		return v.whyRow(http.StatusUnprocessableEntity, s, x, &refusedEdit{problems: problems, level: sent})
	}
	meanwhile := false
	next, err := v.change(s, v.editReason(set, x, sent.Reason), func(now *opened, e *app.Editing) error {
		there, err := now.again(v.r, x.model.Model.ID)
		if err != nil {
			return err
		}
		if now.levelRev(there, set) != sent.Rev {
			s, x, meanwhile = now, there, true
			return errMeanwhile
		}
		v.judgeRow(e, there, set, value, sent.Reason)
		return nil
	})
	if meanwhile {
		return v.whyRow(http.StatusConflict, s, x, &refusedEdit{problems: []string{v.both(s, x, set, value)}, level: sent})
	}
	if err != nil {
		return v.refuseEdit(s, x, err, &refusedEdit{level: sent})
	}
	v.redirect(next.rowURL(x.model, x.cell, x.filter))
	return nil
}

// judgeRow gathers the edit of one level of a row; no value withdraws what was
// judged.
func (v *visit) judgeRow(e *app.Editing, x row, set model.Subject, value, reason string) {
	id, threat := x.model.Model.ID, threatOf(set, x.threat.ID)
	level, err := strconv.Atoi(value)
	if err != nil {
		e.Withdraw(id, set, x.asset.ID, threat)
		return
	}
	e.Judge(id, model.JudgementSpec{Set: set, Asset: x.asset.ID, Threat: threat, Value: level, Reason: reason, Author: v.who.Account.Display, Date: v.today()})
}

// again gives the row of a request in the study as it is now.
func (s *opened) again(r *http.Request, m model.ModelID) (row, error) {
	now, ok := s.result.Model(m)
	if !ok {
		return row{}, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return s.row(r, now)
}

// badLevel tells everything that is wrong with a judgement.
func (v *visit) badLevel(value, reason string) []string {
	var problems []string
	if !slices.Contains([]string{"", "1", "2", "3"}, value) {
		problems = append(problems, locale.Text(v.lang, "web.sheet.bad_level"))
	}
	if value != "" && reason == "" {
		problems = append(problems, locale.Text(v.lang, "web.sheet.no_reason"))
	}
	if len([]rune(reason)) > longestReason {
		problems = append(problems, locale.Text(v.lang, "web.sheet.long_reason", "longest", longestReason))
	}
	return problems
}

// both tells what somebody else judged meanwhile, beside what was sent.
func (v *visit) both(s *opened, x row, set model.Subject, mine string) string {
	now := locale.Text(v.lang, "web.sheet.derived")
	by, reason := "", ""
	if j, ok := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID)); ok {
		now, by, reason = strconv.Itoa(j.Value), j.Author, j.Reason
	}
	if mine == "" {
		mine = locale.Text(v.lang, "web.sheet.derived")
	}
	return locale.Text(v.lang, "web.sheet.meanwhile", "subject", locale.Name(v.lang, locale.Subject, set), "mine", mine, "now", now, "by", by, "reason", reason)
}

// answer records how far a deployment is in place.
func answer(v *visit, s *opened) error {
	x, err := s.asked(v.r)
	if err != nil {
		return err
	}
	sent := model.DeploymentSpec{ID: model.DeploymentID(v.r.PostFormValue("deployment")), Status: model.Status(v.r.PostFormValue("status")),
		Effective: model.Effectiveness(v.r.PostFormValue("effective")), Evidence: strings.TrimSpace(v.r.PostFormValue("evidence"))}
	refused := &refusedEdit{answer: deploymentForm{ID: string(sent.ID), Evidence: sent.Evidence, Statuses: []choice{{ID: string(sent.Status)}}, Effects: []choice{{ID: string(sent.Effective)}}}}
	meanwhile := false
	next, err := v.change(s, locale.Text(v.lang, "web.sheet.answered", "id", string(sent.ID)), func(now *opened, e *app.Editing) error {
		there, ok := now.study.Model(x.model.Model.ID)
		i := -1
		if ok {
			i = slices.IndexFunc(there.Deployments, func(d *model.Deployment) bool { return d.ID == sent.ID })
		}
		if i < 0 {
			return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		if d := there.Deployments[i]; deploymentRev(d) != v.r.PostFormValue("rev") {
			s, meanwhile = now, true
			refused.problems = []string{locale.Text(v.lang, "web.sheet.answered_meanwhile", "id", string(sent.ID), "status", locale.Name(v.lang, locale.Status, d.Status),
				"effective", locale.Name(v.lang, locale.Effectiveness, d.Effective), "evidence", d.Evidence)}
			return errMeanwhile
		}
		e.Answer(x.model.Model.ID, sent)
		return nil
	})
	if meanwhile {
		if x, err = s.again(v.r, x.model.Model.ID); err != nil {
			return err
		}
		return v.whyRow(http.StatusConflict, s, x, refused)
	}
	if err != nil {
		return v.refuseEdit(s, x, err, refused)
	}
	v.redirect(next.rowURL(x.model, x.cell, x.filter))
	return nil
}
