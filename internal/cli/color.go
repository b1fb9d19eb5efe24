package cli

import "github.com/sekisho/sekisho/internal/method"

// palette colours text, or leaves it as it is.
type palette struct{ on bool }

// Escape sequences of the sixteen colours that every terminal has.
const (
	bold    = "\x1b[1m"
	faint   = "\x1b[2m"
	red     = "\x1b[31m"
	yellow  = "\x1b[33m"
	green   = "\x1b[32m"
	boldRed = "\x1b[1;31m"
	reset   = "\x1b[0m"
)

func (p palette) paint(style, text string) string {
	if !p.on || style == "" || text == "" {
		return text
	}
	return style + text + reset
}

// letterStyle is the style of a risk value. The text itself says the letter.
func letterStyle(v method.RiskValue) string {
	switch v {
	case method.A:
		return boldRed
	case method.B:
		return red
	case method.C:
		return yellow
	case method.E:
		return green
	case method.Unrated:
		return bold
	}
	return ""
}
