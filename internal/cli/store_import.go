package cli

import (
	"context"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/store"
)

// storeImportCommand writes a study into the database.
type storeImportCommand struct {
	Study  textFlag  `arg:""`
	ID     textFlag  `name:"id" placeholder:"ID"`
	Branch textFlag  `placeholder:"NAME"`
	Base   countFlag `placeholder:"REVISION"`
	Owner  textFlag  `placeholder:"CODE"`
	signed
	database
}

// Run runs the command.
func (c *storeImportCommand) Run(ctx context.Context, s *session) error {
	switch {
	case c.ID != "" && !diag.ValidID(string(c.ID)):
		return usage("cli.usage.id_form", "value", string(c.ID))
	case c.Branch != "" && !c.Base.given:
		return usage("cli.usage.store_branch_base")
	case c.Base.given && c.Base.n == 0:
		return usage("cli.usage.store_base")
	}
	return c.studies(ctx, s, c.Who, true, func(st app.Studies) error {
		l, revision, found, err := app.ImportStudy(ctx, st, string(c.Study), app.StudyImport{
			Line: store.Line{Study: store.StudyID(c.ID), Branch: store.Branch(c.Branch)}, Base: store.Revision(c.Base.n), Owner: string(c.Owner), By: c.actor(), Reason: string(c.Why)})
		if err != nil {
			return err
		}
		s.noteFindings(found, diag.Error)
		if found.HasErrors() {
			s.code = Found
			return nil
		}
		if s.json {
			return s.printJSON(jsonRevision{string(l.Study), string(l.Branch), int64(revision)})
		}
		s.println(s.text("cli.store.imported", "study", string(l.Study), "branch", string(l.Branch), "revision", int64(revision)))
		return nil
	})
}

// jsonRevision names a revision of a study.
type jsonRevision struct {
	Study    string `json:"study"`
	Branch   string `json:"branch"`
	Revision int64  `json:"revision"`
}

// storeExportCommand writes a study of the database to files.
type storeExportCommand struct {
	ID       textFlag  `arg:"" name:"study-id"`
	Out      textFlag  `placeholder:"DIR"`
	Evidence textFlag  `placeholder:"DIR"`
	Branch   textFlag  `placeholder:"NAME"`
	At       countFlag `placeholder:"REVISION"`
	database
}

// Run runs the command.
func (c *storeExportCommand) Run(ctx context.Context, s *session) error {
	if c.Out == "" {
		return usage("cli.usage.store_out")
	}
	return c.studies(ctx, s, "", false, func(st app.Studies) error {
		l := line(c.ID, c.Branch)
		x, err := app.ExportStudy(ctx, st, l, store.Revision(c.At.n))
		if err != nil {
			return err
		}
		if err := app.WriteDir(string(c.Out), x.Study); err != nil {
			return err
		}
		if c.Evidence != "" {
			if err := app.WriteDir(string(c.Evidence), x.Evidence); err != nil {
				return err
			}
		}
		if s.json {
			return s.printJSON(jsonRevision{string(l.Study), string(l.Branch), int64(x.Revision)})
		}
		s.println(s.text("cli.store.exported", "study", string(l.Study), "dir", string(c.Out), "files", len(x.Study), "revision", int64(x.Revision)))
		if n := len(x.Evidence); n > 0 && c.Evidence == "" {
			s.note(s.text("cli.store.evidence_left", "number", n))
		}
		return nil
	})
}
