package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
)

// planCommand plans countermeasures for one model: the cheapest deployments with
// which every letter meets its target.
type planCommand struct {
	Model textFlag `arg:""`
	Study textFlag `arg:"" optional:""`
	planWishes
	Either       eitherFlag `placeholder:"ID,ID"`
	WrittenOnly  bool       `name:"written-only"`
	Alternatives countFlag  `placeholder:"N"`
	Front        bool
	Smallest     bool
	Dead         bool
	Pictures     textFlag     `placeholder:"DIR"`
	Format       chartFormats `placeholder:"svg|png|csv"`
	Force        bool
	Deadline     durationFlag `placeholder:"30s"`
	Set          casesFlag    `placeholder:"PARAM=CASE"`
	Matrix       textFlag     `placeholder:"ID"`
}

// planWishes are the flags that say what a plan is to reach, made here or as a job.
type planWishes struct {
	Leave   letterFlag  `placeholder:"A|B|C|D|E"`
	Damage  damagesFlag `placeholder:"ID"`
	Cells   letterFlag  `placeholder:"A|B|C|D|E"`
	Budget  countFlag   `placeholder:"YEN"`
	Years   countFlag   `placeholder:"N"`
	Require candidates  `placeholder:"ID"`
	Forbid  candidates  `placeholder:"ID"`
}

// budget gives the most that a plan may cost, nil where that was not said.
func (w *planWishes) budget() *int64 {
	if !w.Budget.given {
		return nil
	}
	yen := int64(w.Budget.n)
	return &yen
}

// planned is all that the command found.
type planned struct {
	app.Planned
	// cut tells that the search ended before all that was asked for was found.
	cut bool
}

// Run runs the command.
func (c *planCommand) Run(ctx context.Context, s *session) error {
	if c.Pictures == "" && len(c.Format) > 0 {
		return usage("cli.usage.plan_format")
	}
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
	if found.Plan.Status == optimize.Stopped || found.cut {
		s.code = Incomplete
	}
	if s.json {
		err = s.printJSON(exchange.NewPlan(found.Planned, s.lang))
	} else {
		c.print(s, found)
	}
	if err != nil || c.Pictures == "" {
		return err
	}
	drawn := app.NewPictures(result, app.PictureOptions{Lang: s.lang})
	return s.produce(context.WithoutCancel(ctx), drawn.PlanPictures(found.Planned, c.Format), string(c.Pictures), c.Force)
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
func (c *planCommand) options() app.PlanOptions {
	return app.PlanOptions{Model: model.ModelID(c.Model), Damages: c.Damage, Leave: method.RiskValue(c.Leave),
		Options: plan.Options{Cells: method.RiskValue(c.Cells), Budget: c.budget(), Years: c.Years.n, Require: c.Require, Forbid: c.Forbid, Either: c.Either,
			WrittenOnly: c.WrittenOnly, Alternatives: c.Alternatives.n},
		Front: c.Front, Smallest: c.Smallest, Dead: c.Dead}
}

// find plans, and works out what else was asked for.
func (c *planCommand) find(ctx context.Context, s *session, r *assess.Result) (*planned, error) {
	opt := c.options()
	bar, dead := s.progress("cli.progress.plan"), s.progress("cli.progress.dead")
	defer dead.done()
	defer bar.done()
	opt.Progress = func(p plan.Progress) {
		bar.say("rounds", p.Rounds, "constraints", p.Constraints, "bound", yen(p.Bound.Initial), "best", bestYen(p.Best))
	}
	opt.DeadProgress = dead.set
	out := &planned{}
	var err error
	out.Planned, out.cut, err = app.MakePlan(ctx, r, opt)
	return out, err
}

func yen(n int64) string { return locale.Number(int(n)) }

func bestYen(c *plan.Cost) string {
	if c == nil {
		return "-"
	}
	return yen(c.Initial)
}
