package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/prose"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// block is a derived block of reports.
type block struct {
	make func(*builder) []document.Block
	// public tells that it names no asset, gap or address.
	public bool
}

// builders lists the derived blocks by the names that templates use.
func builders() map[string]block {
	return map[string]block{
		"position": {(*builder).position, true},
		"summary":  {(*builder).summary, true},

		"models":           {(*builder).models, true},
		"network-diagrams": {(*builder).networkDiagrams, false},
		"assumptions":      {(*builder).assumptions, true},
		"exclusions":       {(*builder).exclusions, true},

		"use-cases":     {(*builder).useCases, true},
		"flow-table":    {(*builder).flowTable, true},
		"flow-diagrams": {(*builder).flowDiagrams, false},

		"method-steps": {(*builder).methodSteps, true},
		"criteria":     {(*builder).criteria, true},
		"matrix":       {(*builder).matrix, true},
		"choices":      {(*builder).choices, true},
		"attack-basis": {(*builder).attackBasis, true},

		"asset-totals":          {(*builder).assetTotals, true},
		"asset-worst":           {(*builder).assetWorst, false},
		"countermeasure-status": {(*builder).countermeasureStatus, false},
		"judgements":            {(*builder).judgements, false},

		"damages":        {(*builder).damages, true},
		"entries":        {(*builder).entries, true},
		"damage-letters": {(*builder).damageLetters, true},
		"goal-letters":   {(*builder).goalLetters, false},
		"worst-trees":    {(*builder).worstTrees, false},
		"scenarios":      {(*builder).scenarios, false},

		"joined":   {(*builder).joined, false},
		"unknowns": {(*builder).unknowns, true},

		"comparison-letters": {(*builder).comparisonLetters, true},
		"comparison-groups":  {(*builder).comparisonGroups, true},
		"comparison-numbers": {(*builder).comparisonNumbers, true},
		"comparison-causes":  {(*builder).comparisonCauses, false},
		"comparison-gaps":    {(*builder).comparisonGaps, false},
		"comparison-notes":   {(*builder).comparisonNotes, true},

		"plan-costs":    {(*builder).planCosts, true},
		"plan-measures": {(*builder).planMeasures, false},

		"hearing-gist":    {(*builder).hearingGist, true},
		"hearing-letters": {(*builder).hearingLetters, true},
		"hearing-missing": {(*builder).hearingMissing, false},

		"points":       {(*builder).points, true},
		"points-short": {(*builder).pointsShort, true},

		"zone-list":    {(*builder).zoneList, false},
		"asset-list":   {(*builder).assetList, false},
		"threat-types": {(*builder).threatTypes, true},
		"rejected":     {(*builder).rejected, false},
		"accepted":     {(*builder).accepted, false},
		"sources":      {(*builder).sources, true},
		"terms":        {(*builder).terms, true},
	}
}

// part places a text that people wrote. One that the study does not have leaves
// a mark, and a finding.
func (b *builder) part(id string) []document.Block {
	b.placed[id] = true
	r := b.study.Spec.Report
	if r != nil {
		for i, p := range r.Parts {
			if p.ID != id {
				continue
			}
			if b.Public && !p.Public {
				return nil
			}
			blocks, found := prose.Read(p.In(b.Lang), prose.Options{Path: diag.Join("report/parts", i), Level: b.level})
			b.found.Append(found)
			return blocks
		}
	}
	if b.Public {
		return nil
	}
	b.found.Add(diag.PartMissing, "report/parts", "id", id)
	return []document.Block{&document.Callout{Kind: document.WarningCallout, Blocks: []document.Block{b.para("part_missing", "id", id)}}}
}

// unplaced reports texts of people that neither the template nor one of those that
// come with the program places.
func (b *builder) unplaced() {
	r := b.study.Spec.Report
	if r == nil || b.Public {
		return
	}
	for _, kind := range Kinds() {
		if t, found := embedded(kind); !found.HasErrors() {
			notePlaces(t.Sections, b.placed)
		}
	}
	for i, p := range r.Parts {
		if !b.placed[p.ID] {
			b.found.Add(diag.PartUnplaced, diag.Join("report/parts", i), "id", p.ID)
		}
	}
}

// Cells of tables.

func text(s string) document.Cell { return document.Cell{Text: document.Plain(s)} }
func head(s string) document.Cell {
	return document.Cell{Text: document.Plain(s), Kind: document.HeadCell}
}
func number(n int) document.Cell {
	return document.Cell{Text: document.Plain(locale.Number(n)), Kind: document.NumberCell}
}
func centred(s string) document.Cell {
	return document.Cell{Text: document.Plain(s), Align: document.Centre}
}
func textRow(s ...string) document.Row { return document.Row{Cells: cells(text, s)} }
func headRow(s ...string) document.Row { return document.Row{Cells: cells(head, s)} }

func cells(form func(string) document.Cell, texts []string) []document.Cell {
	row := make([]document.Cell, len(texts))
	for i, s := range texts {
		row[i] = form(s)
	}
	return row
}

// letter is a cell with a risk value, or the range of it where it depends on an
// unknown answer.
func (b *builder) letter(r assess.RiskRange) document.Cell {
	c := document.Cell{Kind: document.LetterCell, Text: document.Plain(b.risk(r))}
	if r.Worst != method.Unrated {
		c.Letter = r.Worst.String()[0]
	}
	return c
}

// risk writes a risk value; where it depends on unknown answers both ends.
func (b *builder) risk(r assess.RiskRange) string {
	switch {
	case r.Worst == method.Unrated:
		return b.text("unrated")
	case r.Known():
		return r.Worst.String()
	}
	return b.text("range", "worst", r.Worst.String(), "best", r.Best.String())
}

// level writes a countermeasure level likewise.
func (b *builder) levels(r assess.LevelRange) string {
	switch {
	case r.Worst == 0:
		return b.text("unrated")
	case r.Known():
		return fmt.Sprint(int(r.Worst))
	}
	return b.text("range", "worst", int(r.Worst), "best", int(r.Best))
}

// table makes a table with columns of the widths given; the words of its caption
// go by its id.
func (b *builder) table(id string, widths []float64, headings []string, rows []document.Row) *document.Table {
	return b.tableOf(id, b.text("caption."+strings.ReplaceAll(id, "-", "_")), widths, headings, rows)
}

// tableOf makes a table with a caption of its own.
func (b *builder) tableOf(id, caption string, widths []float64, headings []string, rows []document.Row) *document.Table {
	t := &document.Table{ID: "t-" + id, Caption: document.Plain(caption), Body: rows}
	if len(headings) > 0 {
		t.Head = []document.Row{headRow(headings...)}
	}
	for _, w := range widths {
		t.Columns = append(t.Columns, document.Column{Width: w})
	}
	return t
}

// columns gives the headings of a table by the keys of their words.
func (b *builder) columns(keys ...string) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = b.text("column." + k)
	}
	return list
}

// none says that there is nothing to list.
func (b *builder) none(key string) []document.Block { return []document.Block{b.para(key)} }

// join joins names as a sentence lists them.
func (b *builder) join(list []string) string { return strings.Join(list, b.text("comma")) }

// letters lists A to E.
func letters() []method.RiskValue {
	return []method.RiskValue{method.A, method.B, method.C, method.D, method.E}
}

// source writes a source "id#place" in words.
func (b *builder) source(s string) string {
	id, place, _ := strings.Cut(s, "#")
	src, ok := b.study.Sources[id]
	if !ok {
		return s
	}
	name := src.In(b.Lang)
	if place == "" {
		return name
	}
	return b.text("source_place", "source", name, "place", b.said(place))
}

// sorted gives the distinct texts in order.
func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
