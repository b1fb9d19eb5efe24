package covers

import (
	"bufio"
	"fmt"
	"io"

	"github.com/sekisho/sekisho/internal/optimize"
)

// WriteOPB writes a problem of covers alone, with one level of costs, in the
// format of pseudo-Boolean solvers.
func WriteOPB(w io.Writer, p *optimize.Problem) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "* #variable= %d #constraint= %d\nmin:", p.Vars, len(p.Covers))
	for v, c := range p.Costs[0] {
		fmt.Fprintf(b, " +%d x%d", c, v+1)
	}
	fmt.Fprint(b, " ;\n")
	for _, row := range p.Covers {
		for _, t := range row.Terms {
			fmt.Fprintf(b, "+%d x%d ", t.Weight, t.Var+1)
		}
		fmt.Fprintf(b, ">= %d ;\n", row.Least)
	}
	return b.Flush()
}

// lineTerms bounds the terms on a line of an LP file, which readers cut.
const lineTerms = 10

// WriteLP writes the same problem in the format of integer programming solvers.
func WriteLP(w io.Writer, p *optimize.Problem) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, "Minimize\n cost:")
	for v, c := range p.Costs[0] {
		writeTerm(b, v, optimize.Term{Var: v, Weight: c})
	}
	fmt.Fprint(b, "\nSubject To\n")
	for i, row := range p.Covers {
		fmt.Fprintf(b, " r%d:", i)
		for k, t := range row.Terms {
			writeTerm(b, k, t)
		}
		fmt.Fprintf(b, " >= %d\n", row.Least)
	}
	fmt.Fprint(b, "Binary\n")
	for v := range p.Vars {
		fmt.Fprintf(b, " x%d\n", v+1)
	}
	fmt.Fprint(b, "End\n")
	return b.Flush()
}

func writeTerm(b *bufio.Writer, at int, t optimize.Term) {
	if at%lineTerms == 0 && at > 0 {
		fmt.Fprint(b, "\n ")
	}
	fmt.Fprintf(b, " + %d x%d", t.Weight, t.Var+1)
}

// WriteSMT writes the same problem in SMT-LIB with the objectives of Z3.
func WriteSMT(w io.Writer, p *optimize.Problem) error {
	b := bufio.NewWriter(w)
	for v, c := range p.Costs[0] {
		fmt.Fprintf(b, "(declare-const x%d Bool)\n(assert-soft (not x%d) :weight %d :id cost)\n", v+1, v+1, c)
	}
	for _, row := range p.Covers {
		fmt.Fprintf(b, "(assert ((_ pbge %d", row.Least)
		for _, t := range row.Terms {
			fmt.Fprintf(b, " %d", t.Weight)
		}
		fmt.Fprint(b, ")")
		for _, t := range row.Terms {
			fmt.Fprintf(b, " x%d", t.Var+1)
		}
		fmt.Fprint(b, "))\n")
	}
	fmt.Fprint(b, "(check-sat)\n(get-objectives)\n")
	return b.Flush()
}
