package model

import (
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// ReportSpec is what people write for the report 報告書 of a study; everything else
// in it is derived.
type ReportSpec struct {
	// Who issues the report.
	Org *lang.Text `yaml:"org,omitempty"`
	// Edition, such as 第1版.
	Edition *lang.Text `yaml:"edition,omitempty"`
	// Texts that the report template places by their ids.
	Parts []PartSpec `yaml:"parts,omitempty"`
	// Points for the guideline 論点.
	Points []PointSpec `yaml:"points,omitempty"`
}

// PartSpec is a text 文章 written by people, in Markdown.
type PartSpec struct {
	// Stable id, by which the report template places it.
	ID string `yaml:"id"`
	// The text, in Markdown.
	lang.Text `yaml:",inline"`
	// Whether it may stand in the edition for publication 公表用. It must then name
	// no asset, gap or address.
	Public bool   `yaml:"public,omitempty"`
	Author string `yaml:"author"`
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	Source string `yaml:"source,omitempty"`
}

// PointSpec is a point 論点: a finding of the assessment, the section of the
// guideline that it bears on, and the wording that the analyst proposes.
type PointSpec struct {
	// Stable id.
	ID string `yaml:"id"`
	// What was found, in words.
	lang.Text `yaml:",inline"`
	// Models in which it was found; empty: all.
	Models []ModelID `yaml:"models,omitempty"`
	// Business damages that it bears on.
	Damages []DamageID `yaml:"damages,omitempty"`
	// Section of the guideline that is affected.
	Section lang.Text `yaml:"section"`
	// Wording that the analyst proposes.
	Wording lang.Text `yaml:"wording"`
	// Why.
	Reason lang.Text `yaml:"reason"`
	// Whether it may stand in the edition for publication.
	Public bool   `yaml:"public,omitempty"`
	Author string `yaml:"author"`
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	Source string `yaml:"source,omitempty"`
}

// checkReport checks what people wrote for the report.
func (b *builder) checkReport() {
	r := b.spec.Report
	if r == nil {
		return
	}
	ids := diag.NewIDs(&b.list)
	for i, p := range r.Parts {
		path := diag.Join("report/parts", i)
		ids.Add(p.ID, path)
		b.row(p.ID, p.Ja, p.Source, path)
		b.date(p.Date, path+"/date")
	}
	ids = diag.NewIDs(&b.list)
	for i, p := range r.Points {
		path := diag.Join("report/points", i)
		ids.Add(p.ID, path)
		b.row(p.ID, p.Ja, p.Source, path)
		b.name(p.Section.Ja, p.ID, path+"/section")
		b.name(p.Wording.Ja, p.ID, path+"/wording")
		b.date(p.Date, path+"/date")
		for j, m := range p.Models {
			ref(b, m, diag.Join(path, "models", j), b.modelIDs)
		}
		for j, d := range p.Damages {
			ref(b, d, diag.Join(path, "damages", j), b.study.damages)
		}
	}
}
