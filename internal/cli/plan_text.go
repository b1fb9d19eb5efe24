package cli

import (
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/scopetext"
)

// print prints the plan, and then what else was asked for.
func (c *planCommand) print(s *session, f *planned) {
	p := f.Plan
	s.printHead(f.Result)
	m := p.Base.Model
	s.println("", s.out.paint(bold, s.text("cli.plan.title", "model", m.In(s.lang), "id", string(m.ID))))
	s.printNote(s.planVerdict(p))
	s.printPlanLetters(p)
	s.printMeasures(p)
	s.printConstraints(p)
	s.printPlanObstacles(p)
	s.printSetAside(p)
	s.printAlternatives(p)
	if c.Front && f.Front != nil {
		s.printFront(f)
	}
	if c.Smallest && f.Steps != nil {
		s.printSteps(f.Steps)
	}
	if c.Dead && !f.cut {
		s.printDead(f.Dead)
	}
	if f.cut {
		s.println("", s.text("cli.plan.cut"))
	}
}

// planVerdict tells in a sentence what the plan is worth.
func (s *session) planVerdict(p *plan.Plan) string {
	args := []any{"cost", s.cost(p.Cost), "bound", s.cost(p.Bound), "number", len(p.Chosen)}
	switch {
	case p.Status == optimize.Infeasible:
		return s.text("cli.plan.infeasible")
	case p.Model == nil:
		return s.text("cli.plan.nothing_found", args...)
	case p.Status == optimize.Stopped:
		return s.text("cli.plan.stopped", args...)
	}
	verdict := "cli.plan.as_far"
	switch {
	case p.Options.Budget != nil:
		verdict = "cli.plan.within_budget"
		args = append(args, "budget", yen(*p.Options.Budget))
	case p.Reached && p.Cost == (plan.Cost{}):
		verdict = "cli.plan.needless"
	case p.Reached:
		verdict = "cli.plan.reached"
	}
	proof := "cli.plan.proven"
	if !p.Checked {
		proof = "cli.plan.too_large"
	}
	return s.text(verdict, args...) + s.text(proof)
}

// cost writes a cost in yen and effort.
func (s *session) cost(c plan.Cost) string {
	return s.text("cli.plan.cost", "initial", yen(c.Initial), "yearly", yen(c.Yearly), "large", c.Large, "medium", c.Medium, "small", c.Small)
}

func (s *session) printPlanLetters(p *plan.Plan) {
	t := &table{align: "<<<<<", indent: "  "}
	t.rows = append(t.rows, styled(bold, s.text("cli.plan.column.damage"), s.text("cli.plan.column.now"), s.text("cli.plan.column.after"),
		s.text("cli.plan.column.target"), s.text("cli.plan.column.best")))
	for _, l := range p.Letters {
		t.row(l.Damage.Label, s.reached(l.ReachedBefore, l.Before), s.reached(l.ReachedAfter, l.After), s.target(l.Target), s.best(l))
	}
	s.println("", s.out.paint(bold, s.text("cli.plan.letters")))
	s.println(t.lines(s.out)...)
}

// reached writes a letter, or that no route leads there.
func (s *session) reached(is bool, v method.RiskValue) string {
	if !is {
		return s.text("cli.plan.no_route")
	}
	return s.letter(v)
}

func (s *session) target(v method.RiskValue) string {
	if v == method.Unrated {
		return s.text("cli.plan.any")
	}
	return v.String()
}

func (s *session) best(l plan.Letters) string {
	if l.Best == method.Unrated {
		return s.text("cli.plan.no_route")
	}
	return l.Best.String()
}

// printMeasures prints what the plan puts in place, and what is decided already.
func (s *session) printMeasures(p *plan.Plan) {
	own, decided := byDecided(p.Chosen)
	if len(own) > 0 {
		s.println("", s.out.paint(bold, s.text("cli.plan.measures", "number", len(own))))
		s.printCandidates(own)
	}
	if len(decided) > 0 {
		s.println("", s.out.paint(bold, s.text("cli.plan.decided", "number", len(decided))))
		s.printCandidates(decided)
	}
}

func byDecided(chosen []*plan.Candidate) (own, decided []*plan.Candidate) {
	for _, c := range chosen {
		if c.Decided {
			decided = append(decided, c)
		} else {
			own = append(own, c)
		}
	}
	return own, decided
}

func (s *session) printCandidates(list []*plan.Candidate) {
	t := &table{align: "<<>><", indent: "  "}
	t.rows = append(t.rows, styled(bold, s.text("cli.plan.column.id"), s.text("cli.plan.column.status"), s.text("cli.plan.column.initial"),
		s.text("cli.plan.column.yearly"), s.text("cli.plan.column.measure")))
	for _, c := range list {
		status := s.text("cli.plan.new")
		if !c.New() {
			status = locale.Name(s.lang, locale.Status, c.Was)
		}
		initial, yearly := yen(c.Cost.Initial), yen(c.Cost.Yearly)
		if c.Decided || c.Row == nil {
			initial, yearly = "-", "-"
		}
		t.row(string(c.ID), status, initial, yearly, s.text("cli.plan.measure", "name", c.Countermeasure.In(s.lang), "place", scopetext.Of(s.lang, c.Deployment)))
	}
	s.printWrapped(t)
}

// printConstraints prints what forces the cost.
func (s *session) printConstraints(p *plan.Plan) {
	if len(p.Constraints) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.plan.constraints")))
	t := &table{indent: "  "}
	for i := range p.Constraints {
		c := &p.Constraints[i]
		t.row(s.forced(c))
		t.row("  " + s.text("cli.plan.one_of", "least", c.Least, "candidates", join(candidateIDs(c.Of, mostCandidates)), "more", max(0, len(c.Of)-mostCandidates)))
	}
	s.printWrapped(t)
}

// mostCandidates bounds the candidates of one constraint that are written out;
// --json has all.
const mostCandidates = 8

func candidateIDs(list []*plan.Candidate, most int) []string {
	var ids []string
	for _, c := range list[:min(most, len(list))] {
		ids = append(ids, string(c.ID))
	}
	return ids
}

// forced tells why a constraint must be met.
func (s *session) forced(c *plan.Constraint) string {
	if c.Tree == nil {
		return s.text("cli.plan.forced_cell", "asset", string(c.Asset.ID), "threat", c.Threat.In(s.lang), "letter", c.Letter.String())
	}
	return s.text("cli.plan.forced_tree", "entry", string(c.Tree.Start.Entry.Point.ID), "label", c.Tree.Goal.Damage.Label, "goal", s.goalName(c.Tree.Goal), "letter", c.Letter.String())
}

// mostObstacles bounds the obstacles that are written out; --json has all.
const mostObstacles = 10

func (s *session) printPlanObstacles(p *plan.Plan) {
	if len(p.Obstacles) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.plan.obstacles", "number", len(p.Obstacles))))
	t := &table{indent: "  "}
	for _, o := range p.Obstacles[:min(mostObstacles, len(p.Obstacles))] {
		key := "cli.plan.obstacle"
		if o.Ceiling {
			key = "cli.plan.obstacle_exposure"
		}
		t.row(s.text(key, "where", s.obstaclePlace(o), "letter", s.letter(o.Letter), "threat", level(o.ThreatLevel), "level", level(o.Level)))
	}
	s.printWrapped(t)
	if more := len(p.Obstacles) - mostObstacles; more > 0 {
		s.println("  " + s.text("cli.plan.more", "number", more))
	}
}

func (s *session) obstaclePlace(o plan.Obstacle) string {
	if o.Goal == nil {
		return s.text("cli.plan.at_cell", "asset", string(o.Asset.ID), "threat", o.Threat.In(s.lang))
	}
	return s.text("cli.plan.at_goal", "entry", string(o.Start.Entry.Point.ID), "label", o.Goal.Damage.Label, "goal", s.goalName(o.Goal))
}

// printSetAside tells what could not be used, and why.
func (s *session) printSetAside(p *plan.Plan) {
	if len(p.Unpriced)+len(p.Broken) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.plan.set_aside")))
	t := &table{indent: "  "}
	if n := len(p.Unpriced); n > 0 {
		t.row(s.text("cli.plan.unpriced", "number", n, "candidates", join(candidateIDs(p.Unpriced, mostCandidates)), "more", max(0, n-mostCandidates)))
	}
	if n := len(p.Broken); n > 0 {
		t.row(s.text("cli.plan.broken", "number", n, "candidates", join(candidateIDs(p.Broken, mostCandidates)), "more", max(0, n-mostCandidates)))
	}
	s.printWrapped(t)
}

func (s *session) printAlternatives(p *plan.Plan) {
	for i, a := range p.Alternatives {
		own, _ := byDecided(a.Chosen)
		s.println("", s.out.paint(bold, s.text("cli.plan.alternative", "number", i+1, "cost", s.cost(a.Cost))))
		s.printCandidates(own)
	}
	switch {
	case p.Options.Alternatives <= len(p.Alternatives):
	case p.Exhausted:
		s.println("", s.text("cli.plan.no_alternative", "number", len(p.Alternatives)))
	default:
		s.println("", s.text("cli.plan.alternatives_cut", "number", len(p.Alternatives)))
	}
}

// printFront prints the cost that each set of letters asks for.
func (s *session) printFront(f *planned) {
	s.println("", s.out.paint(bold, s.text("cli.plan.front")))
	t := &table{indent: "  ", align: ">>"}
	heads := []string{s.text("cli.plan.column.initial"), s.text("cli.plan.column.yearly")}
	for _, l := range f.Plan.Letters {
		heads, t.align = append(heads, l.Damage.Label), t.align+"<"
	}
	t.align += "<"
	t.rows = append(t.rows, styled(bold, append(heads, s.text("cli.plan.column.ids"))...))
	for _, p := range f.Front {
		row := []string{yen(p.Cost.Initial), yen(p.Cost.Yearly)}
		for _, l := range p.Letters {
			row = append(row, s.reached(l.ReachedAfter, l.After))
		}
		own, _ := byDecided(p.Chosen)
		t.row(append(row, join(candidateIDs(own, len(own))))...)
	}
	s.printWrapped(t)
	if !*f.FrontWhole {
		s.println("  " + s.text("cli.plan.front_cut"))
	}
}

// printSteps prints the smallest change for each damage.
func (s *session) printSteps(steps []plan.Step) {
	s.println("", s.out.paint(bold, s.text("cli.plan.smallest")))
	t := &table{indent: "  "}
	for _, x := range steps {
		own, _ := byDecided(x.Plan.Chosen)
		key := "cli.plan.step"
		switch {
		case !x.Plan.Reached:
			key = "cli.plan.step_none"
		case len(own) == 0:
			key = "cli.plan.step_decided"
		}
		t.row(x.Damage.Label, s.text(key, "from", x.From.String(), "to", x.To.String(), "cost", s.cost(x.Plan.Cost), "candidates", join(candidateIDs(own, len(own)))))
		if len(x.Single) > 0 {
			t.row("", s.text("cli.plan.single", "number", len(x.Single), "candidates", join(candidateIDs(x.Single, mostCandidates)), "more", max(0, len(x.Single)-mostCandidates)))
		}
	}
	s.printWrapped(t)
}

// printDead prints what is recorded as in place and changes nothing: what counts
// nowhere with its name, the rest by id.
func (s *session) printDead(dead []plan.Dead) {
	t := &table{indent: "  "}
	var covered []string
	for _, d := range dead {
		if d.Counted {
			covered = append(covered, string(d.ID))
		} else {
			t.row(string(d.ID), s.text("cli.plan.measure", "name", d.Countermeasure.In(s.lang), "place", scopetext.Of(s.lang, d.Deployment)))
		}
	}
	s.println("", s.out.paint(bold, s.text("cli.plan.dead", "number", len(t.rows))))
	s.printWrapped(t)
	s.println("", s.out.paint(bold, s.text("cli.plan.dead_covered", "number", len(covered))))
	rest := &table{indent: "  "}
	rest.row(join(covered))
	rest.row(s.text("cli.plan.dead_note"))
	s.printWrapped(rest)
}
