package model

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
)

// Accept marks the findings that the study accepts with its reason. An error
// cannot be accepted. With whole, the list is taken to hold every finding there
// is on the study, and rows that match none are reported.
func Accept(spec *Spec, l *diag.List, whole bool) {
	byCode := map[diag.Code][]int{}
	for i, a := range spec.AcceptedFindings {
		byCode[diag.Code(a.Code)] = append(byCode[diag.Code(a.Code)], i)
	}
	matched := make([]bool, len(spec.AcceptedFindings))
	refused := make([]bool, len(spec.AcceptedFindings))
	for i := range l.Findings {
		f := &l.Findings[i]
		for _, j := range byCode[f.Code] {
			a := &spec.AcceptedFindings[j]
			if !a.Matches(f) {
				continue
			}
			matched[j] = true
			refused[j] = refused[j] || f.Severity == diag.Error
			if f.Severity != diag.Error && f.Accepted == "" {
				f.Accepted = a.Reason
			}
		}
	}
	for j, a := range spec.AcceptedFindings {
		path := "accepted_findings/" + strconv.Itoa(j)
		switch {
		case refused[j]:
			l.Add(diag.AcceptedError, path, "value", a.Code)
		case whole && !matched[j]:
			l.Add(diag.AcceptedNothing, path, "value", a.Code)
		}
	}
}

// Matches tells whether the study means the finding.
func (a *AcceptedSpec) Matches(f *diag.Finding) bool {
	return diag.Code(a.Code) == f.Code && (a.Model == "" || string(a.Model) == f.Args["model"]) &&
		(a.About == "" || a.About == f.Args["id"])
}
