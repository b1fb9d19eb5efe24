package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// verdictForm is the form to reject an attack tree with a reason, or to adopt
// again one that was rejected.
type verdictForm struct {
	Action, Rules string
	// Adopt tells that the tree is rejected now; otherwise it is adopted.
	Adopt bool
	// Reason as it was sent and refused.
	Reason  string
	Longest int
}

// verdictForm gives the form about a tree to those who may edit the study. A
// rejection that the model inherits is taken back in the model that has it.
func (v *visit) verdictForm(s *opened, m *assess.ModelResult, t *assess.ListedTree, start string) *verdictForm {
	inherited := t.Rejected != nil && t.Rejected.Origin.Model != m.Model.ID
	if inherited || !v.API.May(v.who, access.EditStudy, s.Resource()) {
		return nil
	}
	f := &verdictForm{Action: s.url("/damage", "m", string(m.Model.ID), "goal", string(t.Goal.ID), "entry", start), Rules: strings.Join(rulesOf(t), ","),
		Adopt: t.Rejected != nil, Longest: longestReason}
	if f.Adopt {
		f.Rules = strings.Join(textsOf(t.Rejected.Rules), ",")
	}
	if v.r.Method == http.MethodPost && v.r.PostFormValue("rules") == f.Rules {
		f.Reason = v.r.PostFormValue("reason")
	}
	return f
}

// rulesOf lists the rules of the steps of a tree, each once.
func rulesOf(t *assess.ListedTree) []string {
	var rules []string
	for _, step := range t.Steps {
		rules = append(rules, string(step.Rule.ID))
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

// takeVerdict rejects the trees that use certain rules, or adopts them again.
func takeVerdict(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	r, err := s.routeOf(v.r.Context(), m, q.Get("goal"), q.Get("entry"))
	if err != nil {
		return err
	}
	x := model.RejectedTreeSpec{Entry: r.Start.Entry.Point.ID, Goal: r.Goal.ID, Reason: strings.TrimSpace(v.r.PostFormValue("reason")), Author: v.who.Account.Display, Date: v.today()}
	for id := range strings.SplitSeq(v.r.PostFormValue("rules"), ",") {
		if id != "" {
			x.Rules = append(x.Rules, catalog.RuleID(id))
		}
	}
	adopt, key := v.r.PostFormValue("do") == "adopt", "web.damage.revision_reject"
	if adopt {
		key = "web.damage.revision_adopt"
	} else if problems := v.badLevel("1", x.Reason); len(problems) > 0 {
		return v.damagePage(http.StatusUnprocessableEntity, s, problems)
	}
	_, err = v.change(s, locale.Text(v.lang, key, "goal", goalName(v.lang, r.Goal), "reason", x.Reason), func(_ *opened, e *app.Editing) error {
		verdict := app.Verdict{Reject: &x}
		if adopt {
			verdict = app.Verdict{Adopt: []*model.Rejected{{RejectedTreeSpec: x}}}
		}
		e.Model(func(d *app.Draft) error { return d.Judge(m.Model.ID, []app.Verdict{verdict}) })
		return nil
	})
	var failure *server.Failure
	switch {
	case errors.Is(err, app.ErrNoRow): // somebody else took it back meanwhile
		return server.Refuse(http.StatusConflict, diag.RequestStale)
	case errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity:
		return v.damagePage(failure.Status, s, v.problems(failure))
	case err != nil:
		return err
	}
	v.redirect(s.url("/damage", "m", string(m.Model.ID), "goal", string(r.Goal.ID), "entry", strconv.Itoa(r.StartIndex)) + "#route")
	return nil
}
