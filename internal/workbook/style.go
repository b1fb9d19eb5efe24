package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Style is how a cell looks. It is comparable: equal styles are one style of the
// file.
type Style struct {
	Bold, Italic bool
	// Size in points; 0: the normal size.
	Size float64
	// Color of the text and Fill of the ground, such as "850000"; empty: none.
	Color, Fill string
	// Horizontal is left, center or right; empty: by the kind of value.
	Horizontal string
	// Vertical is top or center; empty: bottom.
	Vertical string
	Wrap     bool
	// Indent in steps.
	Indent int
	// Rotate the text upwards, in degrees; 255 writes it from top to bottom.
	Rotate int
	// Border color of all four sides; empty: none.
	Border string
	// Top draws the upper side thick.
	Top bool
	// Unlocked cells can be edited in a protected sheet.
	Unlocked bool
	// Number is a number format, such as "0.0%"; empty: general. Text is "@".
	Number string
}

func (b *Book) style(s Style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	id, err := b.file.NewStyle(s.excel())
	if err != nil {
		return 0, fmt.Errorf("make style: %w", err)
	}
	b.styles[s] = id
	return id, nil
}

// rule gives the style of a conditional format.
func (b *Book) rule(s Style) (int, error) {
	if id, ok := b.rules[s]; ok {
		return id, nil
	}
	x := &excelize.Style{Font: &excelize.Font{Color: s.Color, Bold: s.Bold}}
	if s.Fill != "" {
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.Fill}}
	}
	id, err := b.file.NewConditionalStyle(x)
	if err != nil {
		return 0, fmt.Errorf("make conditional style: %w", err)
	}
	b.rules[s] = id
	return id, nil
}

func (s Style) excel() *excelize.Style {
	size := s.Size
	if size == 0 {
		size = Size
	}
	x := &excelize.Style{
		Font:       &excelize.Font{Family: Font, Size: size, Bold: s.Bold, Italic: s.Italic, Color: s.Color},
		Alignment:  &excelize.Alignment{Horizontal: s.Horizontal, Vertical: s.Vertical, WrapText: s.Wrap, Indent: s.Indent, TextRotation: s.Rotate},
		Protection: &excelize.Protection{Locked: !s.Unlocked},
	}
	if s.Fill != "" {
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.Fill}}
	}
	if s.Border != "" {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			line := excelize.Border{Type: side, Color: s.Border, Style: 1}
			if side == "top" && s.Top {
				line.Style = 2
			}
			x.Border = append(x.Border, line)
		}
	}
	switch s.Number {
	case "":
	case "@":
		x.NumFmt = 49
	default:
		x.CustomNumFmt = &s.Number
	}
	return x
}

// Run is a piece of text with a look of its own within a cell.
type Run struct {
	Text  string
	Bold  bool
	Color string
}

// plain gives the cell with runs of one look as text with that look, which takes a
// third of the bytes.
func (c Cell) plain() Cell {
	var text strings.Builder
	for _, r := range c.Runs {
		if r.Bold != c.Runs[0].Bold || r.Color != c.Runs[0].Color {
			return c
		}
		text.WriteString(r.Text)
	}
	if len(c.Runs) > 0 {
		c.Text, c.Style.Bold, c.Style.Color, c.Runs = text.String(), c.Runs[0].Bold, c.Runs[0].Color, nil
	}
	return c
}

func richText(runs []Run, size float64) []excelize.RichTextRun {
	if size == 0 {
		size = Size
	}
	out := make([]excelize.RichTextRun, len(runs))
	for i, r := range runs {
		out[i] = excelize.RichTextRun{Text: Clean(r.Text), Font: &excelize.Font{Family: Font, Size: size, Bold: r.Bold, Color: r.Color}}
	}
	return out
}
