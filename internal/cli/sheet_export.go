package cli

import (
	"context"
	"strconv"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// sheetExportCommand writes workbooks or CSV files.
type sheetExportCommand struct {
	Study    textFlag     `arg:"" optional:""`
	Out      textFlag     `placeholder:"DIR"`
	Kind     kindFlag     `placeholder:"form|data|csv"`
	Model    modelsFlag   `placeholder:"ID"`
	Trees    countFlag    `placeholder:"N"`
	Hearing  textFlag     `placeholder:"DIR"`
	Encoding encodingFlag `placeholder:"utf-8|cp932"`
	Set      casesFlag    `placeholder:"PARAM=CASE"`
	Matrix   textFlag     `placeholder:"ID"`
	Force    bool
}

// kindFlag is --kind; empty means the analysis sheets.
type kindFlag string

// Decode reads the flag's value.
func (f *kindFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, app.SheetKinds()...)
	*f = kindFlag(value)
	return err
}

// encodingFlag is --encoding; empty means UTF-8 with a byte order mark.
type encodingFlag string

// Decode reads the flag's value.
func (f *encodingFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, app.SheetEncodings()...)
	*f = encodingFlag(value)
	return err
}

// Run runs the command.
func (c *sheetExportCommand) Run(ctx context.Context, s *session) error {
	if err := c.check(); err != nil {
		return err
	}
	study, result, found, err := s.assessStudy(ctx, string(c.Study), c.Set, assess.Options{Models: c.Model, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	nation, ok, err := s.answered(ctx, string(c.Hearing), result)
	if !ok || err != nil {
		return err
	}
	bar := s.progress("cli.progress.sheet")
	names, report, err := app.WriteSheets(ctx, string(c.Out), result, found, app.SheetOptions{
		Kind: c.kind(), Lang: s.lang, Chosen: len(c.Model) > 0, Trees: c.Trees.n, Encoding: string(c.Encoding), Chapters: app.NewChapters(result, nation),
		Digest: study.Digest(), Program: s.stdio.Version.Version, Progress: bar.set, Overwrite: c.Force,
	})
	bar.done()
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(struct {
			Format string   `json:"format"`
			Files  []string `json:"files"`
			Cut    []string `json:"cut,omitempty"`
			Lost   []string `json:"lost,omitempty"`
		}{"sekisho-sheets/1", names, report.Cut, lostCells(report)})
	}
	for _, name := range names {
		s.println(s.text("cli.sheet.written", "file", name))
	}
	c.tell(s, report)
	return nil
}

// check makes sure that the flags go together.
func (c *sheetExportCommand) check() error {
	switch {
	case c.Out == "":
		return usage("cli.usage.sheet_out")
	case c.Encoding != "" && c.kind() != "csv":
		return usage("cli.usage.sheet_encoding")
	case c.Trees.given && c.kind() != "form":
		return usage("cli.usage.sheet_trees")
	}
	return nil
}

func (c *sheetExportCommand) kind() string {
	if c.Kind == "" {
		return "form"
	}
	return string(c.Kind)
}

// tell reports what the files could not hold.
func (c *sheetExportCommand) tell(s *session, report app.SheetReport) {
	if report.Partial > 0 {
		s.note(s.text("cli.sheet.partial", "routes", locale.Number(report.Routes), "partial", locale.Number(report.Partial)))
	}
	s.tellCells("cli.sheet.cut", report.Cut)
	s.tellCells("cli.sheet.lost", lostCells(report))
}

// mostCells is how many cells are named in a message.
const mostCells = 20

func (s *session) tellCells(key string, cells []string) {
	if len(cells) == 0 {
		return
	}
	s.note(s.text(key, "cells", join(cells[:min(len(cells), mostCells)]), "number", locale.Number(len(cells)), "more", len(cells) > mostCells))
}

// lostCells names the cells whose characters were lost.
func lostCells(report app.SheetReport) []string {
	var out []string
	for _, l := range report.Lost {
		out = append(out, l.Table+" "+l.Cell+" "+strconv.QuoteRune(l.Character))
	}
	return out
}
