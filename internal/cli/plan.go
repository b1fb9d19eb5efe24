package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
)

// planCommand plans countermeasures for one model: the cheapest deployments with
// which every letter meets its target.
type planCommand struct {
	Model        textFlag    `arg:""`
	Study        textFlag    `arg:"" optional:""`
	Leave        letterFlag  `placeholder:"A|B|C|D|E"`
	Damage       damagesFlag `placeholder:"ID"`
	Cells        letterFlag  `placeholder:"A|B|C|D|E"`
	Budget       countFlag   `placeholder:"YEN"`
	Years        countFlag   `placeholder:"N"`
	Require      candidates  `placeholder:"ID"`
	Forbid       candidates  `placeholder:"ID"`
	Either       eitherFlag  `placeholder:"ID,ID"`
	WrittenOnly  bool        `name:"written-only"`
	Alternatives countFlag   `placeholder:"N"`
	Front        bool
	Smallest     bool
	Dead         bool
	Deadline     durationFlag `placeholder:"30s"`
	Set          casesFlag    `placeholder:"PARAM=CASE"`
	Matrix       textFlag     `placeholder:"ID"`
}

// usualLeave is the worst letter that a plan leaves where nothing is said.
const usualLeave = method.B

// mostFront bounds the plans of a front; more is said to be left out.
const mostFront = 50

// planned is all that the command found.
type planned struct {
	result *assess.Result
	plan   *plan.Plan
	front  []*plan.Plan
	// frontWhole tells that the front ends where nothing more is to be saved.
	frontWhole bool
	steps      []plan.Step
	dead       []plan.Dead
	// cut tells that the search ended before all that was asked for was found.
	cut bool
}

// Run runs the command.
func (c *planCommand) Run(ctx context.Context, s *session) error {
	study, result, _, err := s.assessStudy(ctx, string(c.Study), c.Set, assess.Options{Models: []model.ModelID{model.ModelID(c.Model)}, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	if err := c.checkDamages(study.Study); err != nil {
		return err
	}
	if c.Deadline > 0 {
		within, cancel := context.WithTimeout(ctx, time.Duration(c.Deadline))
		defer cancel()
		ctx = within
	}
	found, err := c.find(ctx, s, result)
	var unknown *plan.UnknownCandidate
	switch {
	case errors.As(err, &unknown):
		return usage("cli.usage.unknown_candidate", "value", string(unknown.ID), "near", nearest(string(unknown.ID), unknown.Known), "model", string(c.Model), "example", "cm-82@z-bnd")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		s.writeError(s.text("cli.plan.too_early"))
		s.code = Incomplete
		return nil
	case err != nil:
		return err
	}
	if found.plan.Status == optimize.Stopped || found.cut {
		s.code = Incomplete
	}
	if s.json {
		return s.printJSON(jsonPlanned(s, c, found))
	}
	c.print(s, found)
	return nil
}

// checkDamages makes sure that the business damages exist.
func (c *planCommand) checkDamages(study *model.Study) error {
	var ids []string
	for _, d := range study.Spec.Damages {
		ids = append(ids, string(d.ID))
	}
	for _, d := range c.Damage {
		if !slices.Contains(ids, string(d)) {
			return usage("cli.usage.unknown_damage", "value", string(d), "allowed", join(ids), "near", nearest(string(d), ids))
		}
	}
	return nil
}

// options turns the flags into what is wanted.
func (c *planCommand) options(study *model.Study) plan.Options {
	opt := plan.Options{Cells: method.RiskValue(c.Cells), Years: c.Years.n, Require: c.Require, Forbid: c.Forbid, Either: c.Either,
		WrittenOnly: c.WrittenOnly, Alternatives: c.Alternatives.n}
	damages := []model.DamageID(c.Damage)
	if len(damages) == 0 {
		damages = plan.Grave(study)
	}
	leave := method.RiskValue(c.Leave)
	if c.Budget.given {
		yen := int64(c.Budget.n)
		opt.Budget = &yen
		if leave == method.Unrated {
			leave = method.E // as good as the budget allows
		}
	} else if leave == method.Unrated {
		leave = usualLeave
	}
	opt.Targets = plan.Leave(damages, leave)
	return opt
}

// find plans, and works out what else was asked for.
func (c *planCommand) find(ctx context.Context, s *session, r *assess.Result) (*planned, error) {
	opt, id := c.options(r.Study), model.ModelID(c.Model)
	out := &planned{result: r}
	var err error
	bar := s.progress("cli.progress.plan")
	opt.Progress = func(p plan.Progress) {
		bar.say("rounds", p.Rounds, "constraints", p.Constraints, "bound", yen(p.Bound.Initial), "best", bestYen(p.Best))
	}
	defer bar.done()
	if out.plan, err = plan.Run(ctx, r, id, opt); err != nil {
		return nil, err
	}
	if err := c.more(ctx, s, opt, out); err != nil && ctx.Err() == nil {
		return nil, err
	}
	out.cut = ctx.Err() != nil
	return out, nil
}

// more works out what was asked for beside the plan.
func (c *planCommand) more(ctx context.Context, s *session, opt plan.Options, out *planned) (err error) {
	if c.Front {
		front := opt
		front.Targets = plan.Leave(damagesOf(opt.Targets), method.E)
		if out.front, out.frontWhole, err = plan.Front(ctx, out.result, model.ModelID(c.Model), front, mostFront); err != nil {
			return err
		}
	}
	if c.Smallest {
		if out.steps, err = plan.Steps(ctx, out.result, model.ModelID(c.Model), opt); err != nil {
			return err
		}
	}
	if c.Dead {
		bar := s.progress("cli.progress.dead")
		defer bar.done()
		if out.dead, err = plan.DeadOf(ctx, out.plan.Base, bar.set); err != nil {
			return err
		}
	}
	return nil
}

func damagesOf(targets []plan.Target) []model.DamageID {
	var out []model.DamageID
	for _, t := range targets {
		out = append(out, t.Damage)
	}
	return out
}

func yen(n int64) string { return locale.Number(int(n)) }

func bestYen(c *plan.Cost) string {
	if c == nil {
		return "-"
	}
	return yen(c.Initial)
}
