package app

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/sekisho/sekisho/internal/diag"
)

// Output is one of several things that are made of a result: a report in one
// format, the pictures of one kind.
type Output struct {
	// Name by which messages and the manifest call it, such as report.docx.
	Name string
	// Dir is the folder for its files within the whole; empty: none of its own.
	Dir string
	// Make makes the files. What is wrong in them without stopping them, such as a
	// figure that could not be made, is a finding.
	Make func(context.Context) ([]File, diag.List, error)
}

// Made is what came of an output.
type Made struct {
	Output *Output
	// Files with their digests, and without their data.
	Files []Written
	// Found tells what the files lack.
	Found diag.List
	// Err tells why there are no files.
	Err error
}

// Whole reports whether the output is there, and complete: nothing worse than a
// note was found about it.
func (m *Made) Whole() bool {
	return m.Err == nil && m.Found.Count(diag.Error)+m.Found.Count(diag.Warning) == 0
}

// Produce makes outputs, two at a time, and puts their files into the stage. An
// output that fails, or even breaks off in the middle, does not stop the others:
// see [Made]. The outcomes stand in the order of the outputs, whichever is ready
// first. It fails when ctx ends.
func Produce(ctx context.Context, stage *Stage, outputs []Output, progress func(done, total int)) ([]Made, error) {
	made := make([]Made, len(outputs))
	var wait sync.WaitGroup
	var counting sync.Mutex
	done := 0
	next := make(chan int)
	for range min(produceWorkers, runtime.GOMAXPROCS(0), len(outputs)) {
		wait.Go(func() {
			for i := range next {
				made[i] = produce(ctx, stage, &outputs[i])
				counting.Lock()
				done++
				if progress != nil {
					progress(done, len(outputs))
				}
				counting.Unlock()
			}
		})
	}
	for i := range outputs {
		next <- i
	}
	close(next)
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("make outputs: %w", err)
	}
	return made, nil
}

// produceWorkers is how many outputs are made at once. Each holds its whole
// document, so that more of them would cost more memory than they save time.
const produceWorkers = 2

// produce makes one output.
func produce(ctx context.Context, stage *Stage, o *Output) (made Made) {
	made.Output = o
	defer func() {
		if broken := recover(); broken != nil {
			made = Made{Output: o, Err: fmt.Errorf("make %s: broke off: %v", o.Name, broken)}
		}
	}()
	if made.Err = ctx.Err(); made.Err != nil {
		return made
	}
	files, found, err := o.Make(ctx)
	if err != nil {
		made.Err = fmt.Errorf("make %s: %w", o.Name, err)
		return made
	}
	made.Found = found
	for _, f := range files {
		if o.Dir != "" {
			f.Name = o.Dir + "/" + f.Name
		}
		w, err := stage.Add(f)
		if err != nil {
			return Made{Output: o, Err: fmt.Errorf("make %s: %w", o.Name, err)}
		}
		made.Files = append(made.Files, w)
	}
	slices.SortFunc(made.Files, func(a, b Written) int { return strings.Compare(a.Name, b.Name) })
	return made
}

// WriteOutputs makes outputs and writes their files to dir, without a manifest. An
// output that fails does not stop the others; see [Bundle.Made]. It fails, and
// writes nothing, when ctx ends or when a file stands in the way that must not be
// overwritten.
func WriteOutputs(ctx context.Context, dir string, outputs []Output, overwrite bool, progress func(done, total int)) (b *Bundle, err error) {
	stage, err := NewStage(dir, overwrite)
	if err != nil {
		return nil, err
	}
	defer func() {
		if tidy := stage.Discard(); err == nil {
			err = tidy
		}
	}()
	made, err := Produce(ctx, stage, outputs, progress)
	if err != nil {
		return nil, err
	}
	names, err := stage.Commit()
	return &Bundle{made, names}, err
}
