package optimize

// Proof shows that no choice is cheaper than the solution, or that there is
// none. It is checked by package certificate, which shares no code with the
// search.
type Proof struct {
	// Stages, one for each group of cost levels that was solved in turn. Each
	// takes the values of those before as limits.
	Stages []Stage
}

// Stage proves the value of one group of cost levels.
type Stage struct {
	// Cost of each variable, as one number for the levels From to To (not
	// included): any order of costs by level is the order of these sums.
	From, To int
	Cost     []int64
	// Scale of all multipliers: a cost of 1 is a multiplier of Scale.
	Scale int64
	// Rows says how many of the rows added lazily are used.
	Rows int
	// Fixed is the cost of what is chosen outside of the parts.
	Fixed int64
	// Parts have no row, limit or implication in common. Where one of them has no
	// solution, it is the only one.
	Parts []Part
}

// Part proves a value for some of the variables.
type Part struct {
	// Vars of the part.
	Vars []int
	// Value that no choice undercuts; Impossible where there is none at all.
	Value int64
	// Cuts are rows that follow from the others and from those before them. They
	// are numbered after the rows of the stage.
	Cuts []Cut
	// Steps of the proof.
	Steps []Step
}

// Cut is a row derived from others: their sum, each taken so many times, less one
// for each variable of Upper (none is more than 1), divided, and rounded up.
// Before that, what is fixed is taken out of the rows, and no weight is more than
// what is asked for.
type Cut struct {
	Rows    []Multiplier
	Upper   []int
	Divisor int64
}

// Impossible is the value of a part without a solution.
const Impossible = int64(1) << 60

// Step is one step of a walk through all choices. After each step, whatever
// rows, limits and implications force is forced.
type Step struct {
	Kind StepKind
	// Var and Value of a branch.
	Var   int
	Value bool
	// Multipliers of a bound.
	Multipliers []Multiplier
}

// StepKind tells what a step does.
type StepKind uint8

// Kinds of steps.
const (
	// StepBound bounds the cost of every choice that is left from below: a row
	// multiplied costs its variables that much less, a limit that much more. Where
	// the bound reaches the part's value nothing is left; otherwise each variable of which one side
	// reaches it has the other.
	StepBound StepKind = iota
	// StepBranch: the steps up to its end are about the choices in which Var is
	// Value, and leave none; those after it are about the others.
	StepBranch
	// StepEnd ends a branch, or the whole part: nothing is left.
	StepEnd
	// StepNone: the rows and limits, multiplied, show that no choice is left,
	// whatever it costs.
	StepNone
)

// Multiplier weighs a row: first those of the problem, then those added. A limit,
// of the problem or of an earlier stage, has the number that [LimitRow] gives.
type Multiplier struct {
	Row   int
	Times int64
}

// LimitRow is the number by which multipliers name a limit.
func LimitRow(limit int) int { return -1 - limit }

func (p *Proof) tooLarge() bool {
	n := 0
	for _, s := range p.Stages {
		for _, part := range s.Parts {
			for _, c := range part.Cuts {
				n += len(c.Rows) + len(c.Upper)
			}
			for _, step := range part.Steps {
				n += len(step.Multipliers)
			}
		}
	}
	return n >= maxProof
}
