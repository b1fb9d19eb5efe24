package solvers

import (
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"strconv"
)

// other is a solver on this machine.
type other struct {
	name string
	// args of the program, for an instance.
	args func(files) []string
	// proven is in the output where the optimum is, and cost finds it: the last
	// one counts.
	proven, cost *regexp.Regexp
}

func solvers() []other {
	clasp := func(strategy string) func(files) []string {
		return func(f files) []string {
			return []string{"clasp", "--quiet=1", "--opt-strategy=" + strategy, f.opb}
		}
	}
	found, optimum := regexp.MustCompile(`s OPTIMUM FOUND`), regexp.MustCompile(`(?m)^o (\d+)`)
	return []other{
		{"clasp (bb)", clasp("bb"), found, optimum},
		{"clasp (usc)", clasp("usc"), found, optimum},
		{"CBC", func(f files) []string { return []string{"cbc", f.lp, "-threads", "0", "-solve", "-quit"} },
			regexp.MustCompile(`Result - Optimal solution found`), regexp.MustCompile(`Objective value: +(\d+)`)},
		{"glpsol", func(f files) []string { return []string{"glpsol", "--cuts", "--lp", f.lp, "-o", "/dev/stdout"} },
			regexp.MustCompile(`INTEGER OPTIMAL`), regexp.MustCompile(`Objective: +cost = (\d+)`)},
		{"Z3", func(f files) []string { return []string{"z3", f.smt} },
			regexp.MustCompile(`(?m)^sat`), regexp.MustCompile(`\(cost (\d+)\)`)},
	}
}

// installed lists the solvers that are on this machine.
func installed() []other {
	var out []other
	for _, s := range solvers() {
		if _, err := exec.LookPath(s.args(files{})[0]); err == nil {
			out = append(out, s)
		}
	}
	return out
}

// solve runs the solver with a limit of seconds of the processor.
func (s other) solve(f files, limit int) answer {
	args := append([]string{"-c", fmt.Sprintf(`ulimit -t %d; exec "$@"`, limit), "solver"}, s.args(f)...)
	cmd := exec.Command("sh", args...)
	out, _ := cmd.Output() // the exit status of solvers says many things
	a := answer{optimum: -1}
	if cmd.ProcessState != nil {
		a.took = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	costs := s.cost.FindAllSubmatch(out, -1)
	if !s.proven.Match(out) || len(costs) == 0 {
		return a
	}
	n, err := strconv.ParseFloat(string(costs[len(costs)-1][1]), 64)
	if err == nil {
		a.optimum = int64(math.Round(n))
	}
	return a
}
