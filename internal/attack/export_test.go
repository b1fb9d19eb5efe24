package attack

// Arrays gives benchmarks the arrays that a walk of the graph touches.
func (g *Graph) Arrays() (first, needs, usesFirst, uses, gives []int32) {
	for i := range g.steps {
		gives = append(gives, g.steps[i].gives)
	}
	return g.first, g.needs, g.usesFirst, g.uses, gives
}

// StartFact gives the number of a start's fact.
func (g *Graph) StartFact(s int) int32 { return g.startFact(s) }

// StepSize is the size of a step in the array of steps, for yardsticks.
type StepSize = step
