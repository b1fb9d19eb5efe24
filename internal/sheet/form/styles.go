package form

import (
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Colours. Those of the letters get steadily lighter from A to E, so that they
// can be told apart in grey and by colour-blind eyes; the letter is always there.
const (
	ink     = "1A1A1A"
	quiet   = "767676"
	line    = "B3B3B3"
	edge    = "4D4D4D"
	headBg  = "E8F1FE"
	groupBg = "D9E6FF"
	titleBg = "00118F"
	inputBg = "FFF7DB"
	stepBg  = "FFFFFF"
	rowBg   = "F2F2F2"
	none    = "D8D8D8"
	warn    = "AC3E00"
)

// small is the size of text in tables.
const small = 9

// letterStyle is how a letter is shown.
func letterStyle(r method.RiskValue) workbook.Style {
	s := workbook.Style{Bold: true, Color: ink}
	switch r {
	case method.A:
		s.Fill, s.Color = "850000", "FFFFFF"
	case method.B:
		s.Fill, s.Color = "C74700", "FFFFFF"
	case method.C:
		s.Fill = "D2A400"
	case method.D:
		s.Fill = "97D3FF"
	case method.E:
		s.Fill = "FFFFFF"
	}
	return s
}

// letterRules colour the cells that hold a letter.
func letterRules() []workbook.Rule {
	var out []workbook.Rule
	for _, r := range method.RiskValues {
		out = append(out, workbook.Rule{Equal: r.String(), Style: letterStyle(r)})
	}
	return out
}

// levelRules shade levels of which 1 is worst.
func levelRules() []workbook.Rule {
	return []workbook.Rule{
		{Equal: "1", Number: true, Style: workbook.Style{Bold: true, Color: "FFFFFF", Fill: "626264"}},
		{Equal: "2", Number: true, Style: workbook.Style{Color: ink, Fill: "CCCCCC"}},
		{Equal: "3", Number: true, Style: workbook.Style{Color: ink, Fill: "FFFFFF"}},
	}
}

func titleStyle() workbook.Style {
	return workbook.Style{Bold: true, Size: 14, Color: titleBg, Vertical: "center"}
}

func noteStyle() workbook.Style {
	return workbook.Style{Size: small, Color: quiet, Vertical: "center", Wrap: true}
}

func headStyle() workbook.Style {
	return workbook.Style{Bold: true, Size: small, Fill: headBg, Color: ink, Border: line, Horizontal: "center", Vertical: "center", Wrap: true}
}

func groupStyle() workbook.Style {
	s := headStyle()
	s.Fill = groupBg
	return s
}

func cellStyle() workbook.Style {
	return workbook.Style{Size: small, Color: ink, Border: line, Vertical: "top", Wrap: true}
}

func centred() workbook.Style {
	s := cellStyle()
	s.Horizontal, s.Vertical = "center", "center"
	return s
}

// letterCell is the ground of a cell that holds a letter.
func letterCell() workbook.Style {
	s := centred()
	s.Bold, s.Size, s.Border = true, 11, edge
	return s
}

// input makes a style that of a cell to be edited.
func input(s workbook.Style) workbook.Style {
	s.Fill, s.Unlocked = inputBg, true
	return s
}

// noCell is the look of a cell where there is nothing to rate.
func noCell() workbook.Style {
	s := centred()
	s.Fill = none
	return s
}

// unseen is the look of a number in a hidden column, which programs would draw as
// too wide for it.
func unseen() workbook.Style { return workbook.Style{Number: ";;;"} }
