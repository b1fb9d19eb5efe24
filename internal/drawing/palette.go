package drawing

// Colours of the letters リスク値, after the tokens of デジタル庁デザインシステム: their
// lightness rises from A to E, so that they stay apart in grey and for every
// kind of colour vision. The letter is always printed with them.
const (
	ColorA Color = "#850000"
	ColorB Color = "#c74700"
	ColorC Color = "#d2a400"
	ColorD Color = "#97d3ff"
	ColorE Color = "#ffffff"
	// ColorLetterEdge is the border of every letter's field.
	ColorLetterEdge Color = "#4d4d4d"
	// ColorUnrated is the field of a value that is not rated.
	ColorUnrated Color = "#e6e6e6"
)

// Colours of text and lines.
const (
	Ink       Color = "#1a1a1a"
	InkSoft   Color = "#4d4d4d"
	InkGhost  Color = "#999999"
	LineGrey  Color = "#767676"
	LineGhost Color = "#d8d8d8"
	White     Color = "#ffffff"
	// Accent is the key colour, for what a picture is about.
	Accent Color = "#0017c1"
)

// LetterColors gives the field and the ink of a letter A to E. Anything else is
// not rated.
func LetterColors(letter string) (field, ink Color) {
	switch letter {
	case "A":
		return ColorA, White
	case "B":
		return ColorB, White
	case "C":
		return ColorC, Ink
	case "D":
		return ColorD, Ink
	case "E":
		return ColorE, Ink
	}
	return ColorUnrated, Ink
}

// Badge gives a letter A to E on its colour, in a square box; what is not rated
// shows as a dash.
func Badge(b Box, letter string) *Group {
	field, ink := LetterColors(letter)
	if field == ColorUnrated {
		letter = "－"
	}
	return &Group{Class: "letter", Items: []Item{
		&Rect{Box: b, R: b.H * 0.2, Fill: field, Stroke: ColorLetterEdge, StrokeWidth: max(b.H*0.06, 0.5)},
		Centered(b, []string{letter}, Font{Size: b.H * 0.8, Bold: true}, ink),
	}}
}
