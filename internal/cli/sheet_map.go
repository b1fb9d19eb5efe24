package cli

import (
	"context"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// sheetMapCommand reads sheets from outside by a mapping.
type sheetMapCommand struct {
	Mapping  textFlag `arg:""`
	Workbook textFlag `arg:""`
	Study    textFlag `arg:"" optional:""`
	Suggest  bool
	Write    bool
}

// sheetRow is an added row as other programs read it.
type sheetRow struct {
	Cell string `json:"cell"`
	List string `json:"list"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Run runs the command.
func (c *sheetMapCommand) Run(ctx context.Context, s *session) error {
	switch {
	case c.Suggest && (c.Write || c.Study != ""):
		return usage("cli.usage.sheet_map_suggest")
	case c.Write && c.Study == "":
		return usage("cli.usage.sheet_map_write")
	case c.Suggest:
		return c.suggest(ctx, s)
	}
	bar := s.progress("cli.progress.sheet_read")
	im, err := app.MapSheet(ctx, string(c.Mapping), string(c.Workbook), string(c.Study), bar.set)
	bar.done()
	if err != nil {
		return err
	}
	if len(im.Found.Findings) > 0 {
		s.code = Found
	}
	s.noteFindings(im.Found, diag.Note)
	if s.json {
		err = c.printJSON(s, im)
	} else {
		c.print(s, im)
	}
	if err != nil || !c.Write || im.Found.HasErrors() || len(im.Files) == 0 {
		return err
	}
	names, err := im.Write()
	if err != nil {
		return err
	}
	for _, name := range names {
		s.note(s.text("cli.sheet.written", "file", name))
	}
	return nil
}

func (c *sheetMapCommand) print(s *session, im *app.SheetImport) {
	if len(im.Found.Findings) == 0 {
		s.println(s.text("cli.sheet.consistent"))
	}
	if c.Study == "" {
		return
	}
	if im.Found.HasErrors() {
		s.println(s.text("cli.sheet.refused"))
		return
	}
	for _, r := range im.Added {
		s.println(s.text("cli.sheet.added", "cell", r.Ref, "list", r.List, "id", r.ID, "name", plainLine(r.Name)))
	}
	for _, e := range im.Edits {
		s.println(s.text("cli.sheet.edit", "cell", e.Ref, "what", s.text("cli.sheet.sets."+string(e.Sets)), "from", shown(s, e.Now), "to", shown(s, e.File)))
	}
	switch n := len(im.Edits) + len(im.Added); {
	case n == 0:
		s.println(s.text("cli.sheet.no_edits"))
	case !c.Write:
		s.println(s.text("cli.sheet.preview", "n", locale.Number(n)))
	}
}

func (*sheetMapCommand) printJSON(s *session, im *app.SheetImport) error {
	rows, edits := []sheetRow{}, []sheetEdit{}
	for _, r := range im.Added {
		rows = append(rows, sheetRow{r.Ref, r.List, r.ID, r.Name})
	}
	for _, e := range im.Edits {
		edits = append(edits, sheetEdit{e.Ref, e.Row, string(e.Sets), e.Base, e.File, e.Now, e.Conflict})
	}
	return s.printJSON(struct {
		Format   string        `json:"format"`
		Rows     []sheetRow    `json:"rows"`
		Edits    []sheetEdit   `json:"edits"`
		Findings []jsonFinding `json:"findings"`
	}{"sekisho-sheet-map/1", rows, edits, s.jsonFindings(im.Found)})
}

// suggest proposes a mapping.
func (c *sheetMapCommand) suggest(ctx context.Context, s *session) error {
	bar := s.progress("cli.progress.sheet_read")
	found, ok, err := app.SuggestMapping(ctx, string(c.Mapping), string(c.Workbook), bar.set)
	bar.done()
	if err != nil {
		return err
	}
	s.noteFindings(found, diag.Note)
	if !ok {
		s.code = Found
		if !found.HasErrors() {
			s.note(s.text("cli.sheet.no_suggestion"))
		}
		return nil
	}
	s.println(s.text("cli.sheet.suggested", "file", string(c.Mapping)))
	return nil
}
