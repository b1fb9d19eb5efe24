// Package solvers holds our solver of cover problems beside others, in one run:
// the same instances, the time of the processor that each needs to a proven
// optimum, and the optima, which must agree.
package solvers

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/covers"
)

// Options say what is run.
type Options struct {
	// Limit is how many seconds of the processor each solver has per instance.
	Limit int
	// Kind of instances; all where it is empty.
	Kind string
	// Countermeasures that instances have at most.
	Countermeasures int
	// Seeds is the number of instances of each size.
	Seeds uint64
	// Dir takes the instances as files.
	Dir string
}

// answer of a solver: the proven optimum, and the time it took.
type answer struct {
	took time.Duration
	// optimum, or −1 where none was proven.
	optimum int64
	// left tells what is known where none was proven.
	left string
}

// Table runs all and writes a table in Markdown, one line per instance. Solvers
// that are not installed are left out. It fails where two proven optima differ.
func Table(w io.Writer, opt Options) error {
	others := installed()
	fmt.Fprint(w, "| instance | sekisho |")
	for _, s := range others {
		fmt.Fprintf(w, " %s |", s.name)
	}
	fmt.Fprintf(w, "\n|---|---%s|\n", strings.Repeat("|---", len(others)))
	for _, kind := range covers.Kinds() {
		if opt.Kind != "" && opt.Kind != kind.Name {
			continue
		}
		for _, size := range covers.Sizes() {
			if size.Countermeasures > opt.Countermeasures {
				continue
			}
			for seed := range opt.Seeds {
				name := fmt.Sprintf("%s, %d × %d, cover %d, seed %d", kind.Name, size.Countermeasures, size.Trees, size.Least, seed)
				if err := line(w, name, kind.Make(size, seed), others, opt); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// line runs one instance.
func line(w io.Writer, name string, p optimize.Problem, others []other, opt Options) error {
	fmt.Fprintf(w, "| %s |", name)
	ours, err := own(p, opt.Limit)
	if err != nil {
		return err
	}
	show(w, ours, opt.Limit)
	files, err := write(opt.Dir, &p)
	if err != nil {
		return err
	}
	for _, s := range others {
		a := s.solve(files, opt.Limit)
		show(w, a, opt.Limit)
		if a.optimum >= 0 && ours.optimum >= 0 && a.optimum != ours.optimum {
			return fmt.Errorf("%s: %s proves %d, we prove %d", name, s.name, a.optimum, ours.optimum)
		}
	}
	fmt.Fprintln(w)
	return nil
}

func show(w io.Writer, a answer, limit int) {
	if a.optimum < 0 {
		fmt.Fprintf(w, " > %d%s |", limit, a.left)
		return
	}
	fmt.Fprintf(w, " %.2f |", a.took.Seconds())
}

// own runs our solver, which also records its proof.
func own(p optimize.Problem, limit int) (answer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	start := used()
	watch := time.NewTicker(100 * time.Millisecond)
	defer watch.Stop()
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-watch.C:
				if used()-start > time.Duration(limit)*time.Second {
					cancel()
				}
			}
		}
	}()
	got, err := optimize.Solve(ctx, p, nil, optimize.Options{Proof: true})
	if err != nil {
		return answer{}, err
	}
	a := answer{took: used() - start, optimum: -1}
	if got.Status == optimize.Optimal {
		a.optimum = got.Cost[0]
	} else if got.Cost != nil {
		a.left = fmt.Sprintf(" (%d–%d)", got.Bound[0], got.Cost[0])
	}
	return a, nil
}

// used is the time of the processor that this process has used.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// files are an instance in the formats that solvers read.
type files struct{ opb, lp, smt string }

func write(dir string, p *optimize.Problem) (files, error) {
	f := files{filepath.Join(dir, "instance.opb"), filepath.Join(dir, "instance.lp"), filepath.Join(dir, "instance.smt2")}
	if err := writeFile(f.opb, p, covers.WriteOPB); err != nil {
		return f, err
	}
	if err := writeFile(f.lp, p, covers.WriteLP); err != nil {
		return f, err
	}
	return f, writeFile(f.smt, p, covers.WriteSMT)
}

func writeFile(name string, p *optimize.Problem, write func(io.Writer, *optimize.Problem) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f, p); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
