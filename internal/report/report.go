// Package report builds the result report 結果報告書 of a study and its overview
// 概要: what stands in which chapter, in which words, with which numbers. It
// makes documents of package document, which knows all formats.
//
// A template says which blocks stand where; blocks are derived from the result
// by the functions of this package, one file per chapter, or are texts that
// people wrote in the study. Pictures, the comparison, plans and answers of
// hearings are handed in, since making them is the work of others. The package
// rates nothing.
//
// The edition for publication 公表用 names no asset, no gap and no address:
// blocks that would are left out of it, and texts of people only stand in it
// where they say that they may.
package report

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
)

// Input is what a report is made of.
type Input struct {
	Result *assess.Result
	// Lang of the report.
	Lang lang.Lang
	// Public asks for the edition for publication.
	Public bool
	// Template says what stands where.
	Template *Template
	// Picture makes a picture; nil: none can be made.
	Picture func(context.Context, Picture) (*Image, error)
	// Compare holds the models against the baseline; nil: there is no comparison.
	Compare func(context.Context) (*compare.Comparison, error)
	// Plans are the cheapest plans of the models; nil: none were asked for.
	Plans *plan.ByLetter
	// Hearing is what organisations answered; nil: none were asked.
	Hearing *Hearing
}

// Build makes the document. The findings name what people wrote that cannot be
// placed and what could not be made; the document holds a mark in its place.
func Build(ctx context.Context, in Input) (document.Document, diag.List, error) {
	b := newBuilder(ctx, in)
	spec := in.Result.Study.Spec
	d := document.Document{
		Title: b.title(in.Template.Title), Subtitle: b.subtitle(), Date: spec.AsOf, Marking: in.Result.Study.Said(in.Lang, spec.Marking), Lang: in.Lang, Cover: in.Template.Cover,
	}
	if in.Public {
		d.Marking = ""
	}
	if r := spec.Report; r != nil {
		d.Org, d.Edition = textOf(r.Org, in.Lang), textOf(r.Edition, in.Lang)
	}
	if in.Template.Contents > 0 {
		d.Blocks = append(d.Blocks, &document.Contents{Levels: in.Template.Contents})
	}
	for i := range in.Template.Sections {
		d.Blocks = append(d.Blocks, b.section(&in.Template.Sections[i], 1)...)
	}
	b.unplaced()
	if err := ctx.Err(); err != nil {
		return document.Document{}, diag.List{}, fmt.Errorf("build report: %w", err)
	}
	return d, b.found, nil
}

// builder makes the blocks of one report.
type builder struct {
	Input
	ctx   context.Context //nolint:containedctx // blocks are made by functions of one form
	study *model.Study
	found diag.List
	// placed are the texts of people that the template has placed.
	placed map[string]bool
	// worst caches the worst route of a damage in a model.
	worst map[routeKey]*assess.Route
	// joins caches how the two analyses of a model fit together.
	joins map[*assess.ModelResult]*assess.Joined
	// level of the section being made.
	level int
}

func newBuilder(ctx context.Context, in Input) *builder {
	return &builder{Input: in, ctx: ctx, study: in.Result.Study, placed: map[string]bool{}, worst: map[routeKey]*assess.Route{},
		joins: map[*assess.ModelResult]*assess.Joined{}}
}

// text gives words of the report.
func (b *builder) text(key string, args ...any) string {
	return locale.Text(b.Lang, "report."+key, args...)
}

// said gives a text that people wrote in one language, translated where the study does.
func (b *builder) said(text string) string { return b.study.Said(b.Lang, text) }

// edition gives the key of a text that the edition for publication words otherwise.
func (b *builder) edition(key string) string {
	if b.Public {
		return key + "_public"
	}
	return key
}

// shows reports whether a block stands in the report, so that texts do not speak of
// what is not there.
func (b *builder) shows(block string) bool { return b.anyShows(b.Template.Sections, block) }

func (b *builder) anyShows(sections []Section, block string) bool {
	return slices.ContainsFunc(sections, func(s Section) bool {
		return !(s.Internal && b.Public) && (slices.ContainsFunc(s.Place, func(p Place) bool { return p.Name == block }) || b.anyShows(s.Sections, block))
	})
}

// explain adds a note about a sign to a table in which it stands.
func (b *builder) explain(t *document.Table, sign, key string) {
	mark := b.text(sign)
	for _, r := range t.Body {
		for _, c := range r.Cells {
			if document.TextOf(c.Content()) == mark {
				t.Notes = append(t.Notes, document.Plain(b.text(key)))
				return
			}
		}
	}
}

// orDash puts a dash where there is no text.
func (b *builder) orDash(text string) string {
	if text == "" {
		return b.text("dash")
	}
	return text
}

// para makes a paragraph of words of the report.
func (b *builder) para(key string, args ...any) document.Block {
	return document.Para(b.text(key, args...))
}

func textOf(t *lang.Text, l lang.Lang) string {
	if t == nil {
		return ""
	}
	return t.In(l)
}

func (b *builder) title(t lang.Text) string {
	if b.Public {
		return t.In(b.Lang) + b.text("public_mark")
	}
	return t.In(b.Lang)
}

func (b *builder) subtitle() string {
	if t := b.study.Spec.Title; t != nil {
		return t.In(b.Lang)
	}
	return b.study.Spec.ID
}

// section makes a section of the template with all in it.
func (b *builder) section(s *Section, level int) []document.Block {
	if b.Public && s.Internal {
		return nil
	}
	b.level = level
	var blocks []document.Block
	for _, p := range s.Place {
		blocks = append(blocks, b.place(p)...)
	}
	if s.Landscape && len(blocks) > 0 {
		blocks = []document.Block{&document.Landscape{Blocks: blocks}}
	}
	for i := range s.Sections {
		blocks = append(blocks, b.section(&s.Sections[i], level+1)...)
	}
	if len(blocks) == 0 {
		return nil // a heading over nothing says nothing
	}
	if s.Title.Ja == "" {
		return blocks
	}
	title := s.Title
	if b.Public && s.PublicTitle.Ja != "" {
		title = s.PublicTitle
	}
	head := &document.Heading{Level: level, ID: s.ID, Text: document.Plain(title.In(b.Lang)), Appendix: s.Appendix, RunOn: s.RunOn, Unnumbered: s.Unnumbered}
	if s.NewPage {
		blocks = append([]document.Block{&document.PageBreak{}, head}, blocks...)
		return blocks
	}
	return append([]document.Block{head}, blocks...)
}

// place makes the blocks of one name.
func (b *builder) place(p Place) []document.Block {
	if id, ok := p.part(); ok {
		return b.part(id)
	}
	known, ok := builders()[p.Name]
	if !ok {
		return nil // the template says so in a finding of its own
	}
	if b.Public && !known.public {
		return nil
	}
	return known.make(b)
}
