package hearing

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Answers turns what is known of each question into answers of deployments, for
// the models of the result. What is unanswered becomes unknown: it replaces what
// the study says, which is not about the organisation.
func Answers(r *assess.Result, questions []Question, known []Code) ([]assess.Answer, error) {
	var out []assess.Answer
	for _, m := range r.Models {
		targets, err := targetsIn(m.Model, questions)
		if err != nil {
			return nil, err
		}
		for q, ds := range targets {
			for _, d := range ds {
				out = append(out, assess.Answer{Model: m.Model.ID, Deployment: m.Model.Deployments[d].ID,
					Status: known[q].Status(), Effective: known[q].Effective()})
			}
		}
	}
	return out, nil
}

// targetsIn gives for each question the indices of its deployments in the model.
// It fails when a deployment of the model that a question names does not exist.
func targetsIn(m *model.Model, questions []Question) ([][]int, error) {
	index := make(map[model.DeploymentID]int, len(m.Deployments))
	for i, d := range m.Deployments {
		index[d.ID] = i
	}
	out := make([][]int, len(questions))
	for q := range questions {
		for _, t := range questions[q].Targets() {
			if t.Model != m.ID {
				continue
			}
			d, ok := index[t.Deployment]
			if !ok {
				return nil, fmt.Errorf("question %s is about deployment %s of model %s, which does not exist", questions[q].ID, t.Deployment, t.Model)
			}
			out[q] = append(out[q], d)
		}
	}
	return out, nil
}

// countermeasure gives the countermeasure that a question asks about.
func (w *weigher) countermeasure(q int) *catalog.Countermeasure {
	if ds := w.targets[q]; len(ds) > 0 {
		return w.m.Model.Deployments[ds[0]].Countermeasure
	}
	return &catalog.Countermeasure{}
}

// Set is a question set with what the answers can change.
type Set struct {
	Questions []Question
	// Weights of the questions, with nothing answered.
	Weights []Weight
	// Left is the number of questions left out because their answers can change
	// no letter, whatever the others are.
	Left int
}

// Choose gives the questions to ask about the models of the result: those whose
// answer can change a letter when nothing is answered yet, the ones that can
// change most A and B letters first. It fails when ctx ends.
func Choose(ctx context.Context, r *assess.Result, opt WeighOptions) (*Set, error) {
	questions := Derive(r)
	w, err := Weigh(ctx, r, questions, make([]Code, len(questions)), opt)
	if err != nil {
		return nil, err
	}
	out := &Set{}
	for _, i := range order(w) {
		if !w[i].Matters() {
			out.Left++
			continue
		}
		q := questions[i]
		q.Letters = w[i].AB
		out.Questions, out.Weights = append(out.Questions, q), append(out.Weights, w[i])
	}
	return out, nil
}

// Suggestion is an open question with what its answer can still change.
type Suggestion struct {
	// Question is the index in the question set.
	Question int
	Weight
}

// Next lists the open questions whose answers can still change a letter, the next
// best question first. It fails when ctx ends.
func Next(ctx context.Context, r *assess.Result, questions []Question, known []Code, opt WeighOptions) ([]Suggestion, error) {
	w, err := Weigh(ctx, r, questions, known, opt)
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, i := range order(w) {
		if w[i].Matters() {
			out = append(out, Suggestion{i, w[i]})
		}
	}
	return out, nil
}
