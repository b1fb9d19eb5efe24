package cli

import (
	"context"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// sheetImportCommand takes the edits of an analysis sheet back into the study.
type sheetImportCommand struct {
	File   textFlag `arg:""`
	Study  textFlag `arg:""`
	Author textFlag `placeholder:"NAME"`
	Date   textFlag `placeholder:"YYYY-MM-DD"`
	Base   textFlag `placeholder:"STUDY"`
	Take   takeFlag `placeholder:"file|study"`
	Write  bool
}

// takeFlag is --take; empty leaves conflicts to a decision.
type takeFlag string

// Decode reads the flag's value.
func (f *takeFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "file", "study")
	*f = takeFlag(value)
	return err
}

// sheetEdit is an edit as other programs read it.
type sheetEdit struct {
	Cell     string `json:"cell"`
	Row      string `json:"row"`
	Sets     string `json:"sets"`
	Base     string `json:"base"`
	File     string `json:"file"`
	Now      string `json:"now"`
	Conflict bool   `json:"conflict,omitempty"`
}

// Run runs the command.
func (c *sheetImportCommand) Run(ctx context.Context, s *session) error {
	if c.Author == "" {
		return usage("cli.usage.sheet_author")
	}
	date := string(c.Date)
	if date == "" {
		date = time.Now().Format(time.DateOnly) // the day on which the user judges
	} else if _, err := time.Parse(time.DateOnly, date); err != nil {
		return usage("cli.usage.sheet_date", "value", date)
	}
	bar := s.progress("cli.progress.sheet_read")
	im, err := app.ImportSheet(ctx, string(c.Study), string(c.File), app.SheetImportOptions{
		Author: string(c.Author), Date: date, Base: string(c.Base), Take: string(c.Take), Progress: bar.set})
	bar.done()
	if err != nil {
		return err
	}
	s.noteFindings(im.Found, diag.Note)
	if im.Found.HasErrors() || len(im.Conflicts) > 0 {
		s.code = Found
	}
	if s.json {
		return c.finish(s, im, s.printEditsJSON(im))
	}
	c.print(s, im)
	return c.finish(s, im, nil)
}

// print tells what changes.
func (c *sheetImportCommand) print(s *session, im *app.SheetImport) {
	if im.Found.HasErrors() {
		s.println(s.text("cli.sheet.refused"))
		return
	}
	for _, e := range im.Edits {
		s.println(s.text("cli.sheet.edit", "cell", e.Ref, "what", s.text("cli.sheet.sets."+string(e.Sets)), "from", shown(s, e.Now), "to", shown(s, e.File)))
	}
	for _, e := range im.Conflicts {
		s.println(s.text("cli.sheet.conflict", "cell", e.Ref, "what", s.text("cli.sheet.sets."+string(e.Sets)), "base", shown(s, e.Base), "file", shown(s, e.File), "now", shown(s, e.Now)))
	}
	switch {
	case len(im.Conflicts) > 0:
		s.println(s.text("cli.sheet.conflicts", "n", locale.Number(len(im.Conflicts))))
	case len(im.Edits) == 0:
		s.println(s.text("cli.sheet.no_edits"))
	case !c.Write:
		s.println(s.text("cli.sheet.preview", "n", locale.Number(len(im.Edits))))
	}
}

func shown(s *session, value string) string {
	if value == "" {
		return s.text("cli.sheet.nothing")
	}
	return plainLine(value)
}

func (s *session) printEditsJSON(im *app.SheetImport) error {
	list := []sheetEdit{}
	for _, e := range append(im.Edits[:len(im.Edits):len(im.Edits)], im.Conflicts...) {
		list = append(list, sheetEdit{e.Ref, e.Row, string(e.Sets), e.Base, e.File, e.Now, e.Conflict})
	}
	return s.printJSON(struct {
		Format string      `json:"format"`
		Edits  []sheetEdit `json:"edits"`
	}{"sekisho-sheet-import/1", list})
}

// finish writes the study where that was asked for and nothing stands against it.
func (c *sheetImportCommand) finish(s *session, im *app.SheetImport, err error) error {
	if err != nil || !c.Write || im.Found.HasErrors() || len(im.Conflicts) > 0 || len(im.Files) == 0 {
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
