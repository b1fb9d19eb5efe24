package hearing_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestWeighEqualsBruteForce: what an answer can change is what it changes in some
// completion of the others, each completion rated as a study of its own.
func TestWeighEqualsBruteForce(t *testing.T) {
	long.Test(t)
	for name := range draws {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := 0
			rapid.Check(t, func(t *rapid.T) {
				spec, base, r, questions, known := drawCase(t, name)
				got, err := hearing.Weigh(context.Background(), r, questions, known, hearing.WeighOptions{Runs: 1 << 20})
				if err != nil {
					t.Fatal(err)
				}
				open := letters(run(t, edited(spec, questions, known), base))
				want := make([]hearing.Weight, len(questions))
				for q := range questions {
					if !known[q].Open() {
						continue
					}
					changes := make([]bool, len(open))
					completions(known, func(now []hearing.Code) {
						before := now[q]
						now[q] = worst
						low := letters(run(t, edited(spec, questions, now), base))
						now[q] = highest(known[q])
						high := letters(run(t, edited(spec, questions, now), base))
						now[q] = before
						for l := range open {
							changes[l] = changes[l] || low[l] != high[l]
						}
					})
					for l, yes := range changes {
						if yes {
							want[q].All++
							if open[l].Worst >= method.B {
								want[q].AB++
							}
							seen++
						}
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("weights (-all completions +weighed):\n%s", diff)
				}
			})
			if seen == 0 {
				t.Error("no answer ever changed a letter: the test cannot fail")
			}
		})
	}
}

// TestNextIsTheHeaviest: the next best question is one that no other outweighs,
// and a search that is stopped leaves no question out that can change a letter.
func TestNextIsTheHeaviest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, r, questions, known := drawCase(t, "attacks")
		exact, err := hearing.Weigh(context.Background(), r, questions, known, hearing.WeighOptions{Runs: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		list, err := hearing.Next(context.Background(), r, questions, known, hearing.WeighOptions{Runs: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range list {
			if s.Weight != exact[s.Question] || i > 0 && s.AB > list[i-1].AB {
				t.Fatalf("suggestion %d: %+v, weighed %+v", i, s, exact[s.Question])
			}
		}
		for q := range questions {
			if exact[q].AB > 0 && (len(list) == 0 || exact[q].AB > list[0].AB) {
				t.Fatalf("question %d outweighs the first suggestion", q)
			}
		}
		bounded, err := hearing.Weigh(context.Background(), r, questions, known, hearing.WeighOptions{Runs: 1})
		if err != nil {
			t.Fatal(err)
		}
		for q := range questions {
			if exact[q].Matters() && !bounded[q].Matters() || bounded[q].All > exact[q].All {
				t.Fatalf("question %d: %+v with few runs, %+v with many", q, bounded[q], exact[q])
			}
		}
	})
}

// TestAnswersEqualTheEditedStudy: answers applied give the letters of the study in
// which they were written, and each interval is the worst and the best over all
// completions of what is open.
func TestAnswersEqualTheEditedStudy(t *testing.T) {
	long.Test(t)
	for name := range draws {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				spec, base, r, questions, known := drawCase(t, name)
				answers, err := hearing.Answers(r, questions, known)
				if err != nil {
					t.Fatal(err)
				}
				applied, err := r.ReanswerAll(context.Background(), answers)
				if err != nil {
					t.Fatal(err)
				}
				whole := run(t, edited(spec, questions, known), base)
				got := letters(applied)
				if diff := cmp.Diff(letters(whole), got); diff != "" {
					t.Fatalf("letters (-edited study +answers):\n%s", diff)
				}
				if diff := cmp.Diff(whole.Findings.Findings, applied.Findings.Findings, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("findings (-edited study +answers):\n%s", diff)
				}
				hull := make([]assess.RiskRange, len(got))
				first := true
				completions(known, func(now []hearing.Code) {
					for l, x := range letters(run(t, edited(spec, questions, now), base)) {
						if first {
							hull[l] = x
							continue
						}
						hull[l] = assess.RiskRange{Worst: max(hull[l].Worst, x.Worst), Best: min(hull[l].Best, x.Best)}
					}
					first = false
				})
				if diff := cmp.Diff(hull, got, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("intervals (-all completions +engine):\n%s", diff)
				}
			})
		})
	}
}
