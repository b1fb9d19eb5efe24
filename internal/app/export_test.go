package app

import "context"

// Prepare works out the plans and fronts of every model, for benchmarks of what is
// written of them.
func (c *Chapters) Prepare(ctx context.Context) error {
	p := c.planned()
	if p == nil {
		return nil
	}
	for _, m := range c.r.Models {
		for _, letter := range p.Letters {
			if _, err := p.Of(ctx, m.Model.ID, letter); err != nil {
				return err
			}
		}
		if _, err := c.front(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
