package replay

import "github.com/sekisho/sekisho/internal/attacktree"

// checkProof checks how the steps hang together: premises first, each fact given
// once, and no step without need.
func (c *checker) checkProof() {
	given := map[attacktree.Fact]bool{}
	for i, s := range c.t.Steps {
		for _, f := range s.Needs {
			if !given[f] {
				c.objectFact(PremiseUnproven, i, f)
			}
		}
		if given[s.Gives] {
			c.objectFact(FactTwice, i, s.Gives)
		}
		given[s.Gives] = true
	}
	last := len(c.t.Steps) - 1
	for i := range last {
		if proves(c.t.Steps, i, c.t.Steps[last].Gives) {
			c.object(StepSuperfluous, i, string(c.t.Steps[i].Rule))
		}
	}
}

// proves reports whether the steps without the one left out still give the fact.
func proves(steps []attacktree.Step, without int, goal attacktree.Fact) bool {
	given := map[attacktree.Fact]bool{}
	for more := true; more; {
		more = false
		for i, s := range steps {
			if i == without || given[s.Gives] || !all(given, s.Needs) {
				continue
			}
			given[s.Gives] = true
			more = true
		}
	}
	return given[goal]
}

func all(given map[attacktree.Fact]bool, needs []attacktree.Fact) bool {
	for _, f := range needs {
		if !given[f] {
			return false
		}
	}
	return true
}
