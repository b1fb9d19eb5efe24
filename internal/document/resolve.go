package document

import "github.com/sekisho/sekisho/internal/diag"

// resolve fills in references and counts footnotes, in the order of reading.
func (f *finisher) resolve(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Heading:
			f.spans(&b.Text)
		case *Paragraph:
			f.spans(&b.Text)
		case *List:
			for _, item := range b.Items {
				f.resolve(item.Blocks)
			}
		case *Definitions:
			for i := range b.Items {
				f.spans(&b.Items[i].Term)
				f.spans(&b.Items[i].Text)
			}
		case *Table:
			f.resolveTable(b)
		case *Figure:
			f.spans(&b.Caption)
			f.under(b.Notes, &b.Source)
		case *Callout:
			f.spans(&b.Title)
			f.resolve(b.Blocks)
		case *Landscape:
			f.resolve(b.Blocks)
		}
	}
}

func (f *finisher) resolveTable(t *Table) {
	f.spans(&t.Caption)
	f.rows(t.Head)
	f.rows(t.Body)
	f.under(t.Notes, &t.Source)
}

// rows resolves the text of cells. A row is copied only where it holds more
// than plain text, which few of many do.
func (f *finisher) rows(rows []Row) {
	for i := range rows {
		if !busy(rows[i]) {
			continue
		}
		cells := append([]Cell(nil), rows[i].Cells...)
		for j := range cells {
			f.spans(&cells[j].Text)
		}
		rows[i].Cells = cells
	}
}

func busy(r Row) bool {
	for _, c := range r.Cells {
		for _, s := range c.Text {
			if s.Ref != "" || s.Note != nil {
				return true
			}
		}
	}
	return false
}

func (f *finisher) under(notes [][]Span, source *[]Span) {
	for i := range notes {
		f.spans(&notes[i])
	}
	f.spans(source)
}

// spans resolves running text, on a copy where anything changes.
func (f *finisher) spans(spans *[]Span) {
	copied := false
	for i, s := range *spans {
		if s.Ref == "" && s.Note == nil {
			continue
		}
		if !copied {
			*spans = append([]Span(nil), *spans...)
			copied = true
		}
		f.span(&(*spans)[i])
	}
}

func (f *finisher) span(s *Span) {
	if s.Ref != "" {
		t, ok := f.targets[s.Ref]
		if !ok {
			f.faults.Add(diag.DocumentReference, "", "id", s.Ref)
			t.number = "［" + s.Ref + "］"
		}
		s.Anchor = t.anchor
		if s.Text == "" {
			s.Text = t.number
		}
	}
	if s.Note != nil {
		f.out.Notes = append(f.out.Notes, nil)
		s.NoteNumber = len(f.out.Notes)
		n := s.NoteNumber
		f.spans(&s.Note)
		f.out.Notes[n-1] = s.Note
	}
}
