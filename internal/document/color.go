package document

// Colour is a colour by its three parts.
type Colour struct{ R, G, B uint8 }

// Hex gives the colour as six digits, such as 850000.
func (c Colour) Hex() string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 6)
	for _, v := range [...]uint8{c.R, c.G, c.B} {
		out = append(out, digits[v>>4], digits[v&15])
	}
	return string(out)
}

// LetterColours gives the fill of a risk value A to E and the colour of text on
// it. Lightness rises from A to E, so that the order stays in print without
// colours and for every kind of colour vision. Source: the colours of the Digital
// Agency's design system. Anything else is white with black text.
func LetterColours(letter byte) (fill, text Colour) {
	black, white := Colour{0, 0, 0}, Colour{255, 255, 255}
	switch letter {
	case 'A':
		return Colour{0x85, 0x00, 0x00}, white
	case 'B':
		return Colour{0xc7, 0x47, 0x00}, white
	case 'C':
		return Colour{0xd2, 0xa4, 0x00}, black
	case 'D':
		return Colour{0x97, 0xd3, 0xff}, black
	}
	return white, black
}

// LetterBorder is the colour of the line around a risk value.
func LetterBorder() Colour { return Colour{0x4d, 0x4d, 0x4d} }

// The other colours of the house, from the Digital Agency's design system.

// Key is the colour of headings and links.
func Key() Colour { return Colour{0x00, 0x17, 0xc1} }

// Ink is the colour of text.
func Ink() Colour { return Colour{0x1a, 0x1a, 0x1a} }

// Muted is the colour of what stands back: sources, page numbers.
func Muted() Colour { return Colour{0x4d, 0x4d, 0x4d} }

// Line is the colour of lines between cells.
func Line() Colour { return Colour{0x94, 0x94, 0x94} }

// HeadFill is the ground of the heads of a table.
func HeadFill() Colour { return Colour{0xe8, 0xf1, 0xfe} }

// GroupFill is the ground of rows that head others, and of callouts.
func GroupFill() Colour { return Colour{0xf2, 0xf2, 0xf2} }

// Fill gives the ground of a callout and the colour of the bar at its side.
func (k CalloutKind) Fill() (ground, bar Colour) {
	switch k {
	case WarningCallout:
		return Colour{0xff, 0xf4, 0xe5}, Colour{0xc7, 0x47, 0x00}
	case ResultCallout:
		return Colour{0xe8, 0xf1, 0xfe}, Key()
	}
	return GroupFill(), Muted()
}
