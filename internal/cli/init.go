package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// initCommand makes a new study from the reference study.
type initCommand struct {
	Dir             textFlag   `arg:""`
	Model           modelsFlag `placeholder:"ID"`
	WithoutBaseline bool
	ID              textFlag `name:"id" placeholder:"ID"`
	Title           textFlag `placeholder:"TEXT"`
}

// Run runs the command.
func (c *initCommand) Run(ctx context.Context, s *session) error {
	if c.ID != "" && !diag.ValidID(string(c.ID)) {
		return usage("cli.usage.id_form", "value", string(c.ID))
	}
	reference, err := app.Open("", model.Options{})
	if err != nil {
		return err
	}
	for _, id := range c.Model {
		if _, ok := reference.Model(id); !ok {
			return unknownModel(reference, id)
		}
	}
	study, err := app.Derive(ctx, app.NewStudy{Models: c.Model, WithoutBaseline: c.WithoutBaseline, ID: string(c.ID), Title: string(c.Title)})
	if err != nil {
		return err
	}
	files := study.Files()
	if err := app.WriteDir(string(c.Dir), files); err != nil {
		return err
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	slices.Sort(names)
	if s.json {
		return s.printJSON(struct {
			Dir    string          `json:"dir"`
			Files  []string        `json:"files"`
			Models []model.ModelID `json:"models"`
		}{string(c.Dir), names, study.IDs()})
	}
	if s.quiet {
		return nil
	}
	var models []string
	for _, m := range study.Models {
		models = append(models, string(m.ID)+" "+m.In(s.lang))
	}
	s.println(s.text("cli.init.written", "dir", string(c.Dir), "files", len(files)))
	s.println(s.text("cli.init.models", "models", strings.Join(models, s.text("cli.separator"))))
	s.println(s.text("cli.init.next", "dir", string(c.Dir)))
	return nil
}
