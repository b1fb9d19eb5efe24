package app

import (
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/sheet/data"
	"github.com/sekisho/sekisho/internal/sheet/form"
)

// fillForm adds plans and answers to what analysis sheets are made of.
func (c *Chapters) fillForm(in *form.Input) {
	in.Plans = c.planned()
	if c.hearing != nil {
		in.Hearing = &hearing.Replies{Questions: c.weighed(), Rows: c.hearing.Rows}
	}
}

// fillData adds plans and answers to what data are made of.
func (c *Chapters) fillData(ctx context.Context, in *data.Input) error {
	if p := c.planned(); p != nil {
		for _, m := range c.r.Models {
			for _, letter := range p.Letters {
				found, err := p.Of(ctx, m.Model.ID, letter)
				if err != nil {
					return err
				}
				in.Plans = append(in.Plans, data.Plan{Letter: letter, Plan: found})
			}
		}
	}
	if c.hearing != nil {
		in.Hearing = &hearing.Replies{Questions: c.hearing.Questions, Rows: c.hearing.Rows}
	}
	return nil
}

// weighed gives the questions with how much the hearing's files say that their
// answers can change.
func (c *Chapters) weighed() []hearing.Question {
	out := slices.Clone(c.hearing.Questions)
	for i := range out {
		out[i].Letters = c.letters[out[i].ID]
	}
	return out
}
