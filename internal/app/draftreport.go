package app

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/html"
	"github.com/sekisho/sekisho/internal/document/prose"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/report"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// TextSlots lists where texts of people stand in the reports that come with the
// program, in the order of the report.
func TextSlots() []report.Slot { return report.Slots() }

// TextHTML shows a text of people as a report does; within names its place on the
// page, see [document.Document]. The findings tell, by line and column of the text,
// what is not taken as it was meant.
func TextHTML(source string, l lang.Lang, within string) ([]byte, diag.List, error) {
	blocks, found := prose.Read(source, prose.Options{Level: 1})
	finished, _ := document.Finish(document.Document{Lang: l, Within: within, Blocks: blocks}) // references lead out of a text that stands alone
	var b bytes.Buffer
	if err := html.WriteBlocks(&b, finished); err != nil {
		return nil, diag.List{}, err
	}
	return b.Bytes(), found, nil
}

// WrittenReport is what people wrote for the report, empty where nobody did.
func (s *Study) WrittenReport() model.ReportSpec {
	if r := s.Spec.Report; r != nil {
		return *r
	}
	return model.ReportSpec{}
}

// Text writes a text of people for the report: over the one with its id, or as a
// new one.
func (d *Draft) Text(p model.PartSpec) error {
	list := d.study.WrittenReport().Parts
	i := slices.IndexFunc(list, func(x model.PartSpec) bool { return x.ID == p.ID })
	var err error
	if i < 0 {
		err = d.study.doc.Append("report/parts", partItem(p))
	} else {
		err = d.put(diag.Join("report/parts", i), partItem(list[i]), partItem(p))
	}
	if err != nil {
		return fmt.Errorf("write text %s: %w", p.ID, err)
	}
	return nil
}

// RemoveText takes a text of people out of the report.
func (d *Draft) RemoveText(id string) error {
	return d.removeRow("report/parts", slices.IndexFunc(d.study.WrittenReport().Parts, func(x model.PartSpec) bool { return x.ID == id }))
}

// Point writes a point for the guideline 論点; one without an id is new, and gets
// one.
func (d *Draft) Point(p model.PointSpec) (string, error) {
	list := d.study.WrittenReport().Points
	var err error
	if p.ID == "" {
		p.ID = d.free("pt-", func(id string) bool {
			return slices.ContainsFunc(list, func(x model.PointSpec) bool { return x.ID == id })
		})
		err = d.study.doc.Append("report/points", pointItem(p))
	} else {
		i := slices.IndexFunc(list, func(x model.PointSpec) bool { return x.ID == p.ID })
		if i < 0 {
			return "", ErrNoRow
		}
		err = d.put(diag.Join("report/points", i), pointItem(list[i]), pointItem(p))
	}
	if err != nil {
		return "", fmt.Errorf("write point %s: %w", p.ID, err)
	}
	return p.ID, nil
}

// RemovePoint takes a point out of the report.
func (d *Draft) RemovePoint(id string) error {
	return d.removeRow("report/points", slices.IndexFunc(d.study.WrittenReport().Points, func(x model.PointSpec) bool { return x.ID == id }))
}

func (d *Draft) removeRow(list string, i int) error {
	if i < 0 {
		return ErrNoRow
	}
	if err := d.study.doc.Remove(diag.Join(list, i)); err != nil {
		return fmt.Errorf("take out of %s: %w", list, err)
	}
	return nil
}

func partItem(p model.PartSpec) []studyfile.Entry {
	item := texts(nil, "id", p.ID, "ja", p.Ja, "en", p.En)
	return texts(publicItem(item, p.Public), "author", p.Author, "date", p.Date, "source", p.Source)
}

func pointItem(p model.PointSpec) []studyfile.Entry {
	item := texts(nil, "id", p.ID, "ja", p.Ja, "en", p.En)
	item = append(item, listed("models", p.Models)...)
	item = append(item, listed("damages", p.Damages)...)
	for _, x := range []struct {
		key  string
		text lang.Text
	}{{"section", p.Section}, {"wording", p.Wording}, {"reason", p.Reason}} {
		item = append(item, studyfile.Entry{Key: x.key, Entries: texts(nil, "ja", x.text.Ja, "en", x.text.En)})
	}
	return texts(publicItem(item, p.Public), "author", p.Author, "date", p.Date, "source", p.Source)
}

func publicItem(item []studyfile.Entry, public bool) []studyfile.Entry {
	if !public {
		return item
	}
	return append(item, studyfile.Entry{Key: "public", True: true})
}

// ReportPolicy is the Content-Security-Policy under which a report in HTML is shown.
func ReportPolicy() string { return html.Policy() }
