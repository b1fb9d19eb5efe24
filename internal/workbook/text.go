package workbook

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxText is the number of UTF-16 units that a cell can hold.
const MaxText = 32767

// MaxSheetName is the number of UTF-16 units that the name of a sheet can hold.
const MaxSheetName = 31

func tooLong(s string) bool { return len(s) > MaxText && units(s) > MaxText }

// units counts UTF-16 units, as Excel does.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Clean makes text fit for a cell: line ends become newlines, and what XML cannot
// hold becomes U+FFFD.
func Clean(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError {
			return utf8.RuneError
		}
		return r
	}, s)
}

// HeaderText makes text fit for the header or footer of a page: in one line, and
// without a meaning of its own.
func HeaderText(s string, most int) string {
	s = strings.Join(strings.Fields(Clean(s)), " ")
	if short := cutUnits(s, most); short != s {
		s = cutUnits(s, most-1) + "…"
	}
	return strings.ReplaceAll(s, "&", "&&")
}

// cutUnits cuts text to a number of UTF-16 units.
func cutUnits(s string, most int) string {
	n := 0
	for i, r := range s {
		n += max(utf16.RuneLen(r), 1)
		if n > most {
			return s[:i]
		}
	}
	return s
}

// SheetNames makes names that Excel takes out of wanted ones: at most 31 UTF-16
// units, without []:*?/\ and control characters, without an apostrophe at an end,
// none equal to another by case or width, and none that Excel keeps for itself.
func SheetNames(wanted []string) []string {
	out := make([]string, len(wanted))
	taken := map[string]bool{"history": true}
	for i, w := range wanted {
		base := legalName(w)
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			tail := "(" + strconv.Itoa(n) + ")"
			name = strings.TrimRight(cutUnits(base, MaxSheetName-len(tail)), " '") + tail
		}
		taken[strings.ToLower(name)] = true
		out[i] = name
	}
	return out
}

func legalName(w string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`[]:*?/\：＊？／＼［］`, r):
			return '_'
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
			return '_'
		}
		return r
	}, w)
	name = strings.Trim(cutUnits(strings.Trim(name, "' \u3000"), MaxSheetName), "' \u3000")
	if name == "" {
		return "_"
	}
	return name
}

// Quote writes the name of a sheet as formulas do.
func Quote(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// Column writes the letters of a column; the first is 1.
func Column(n int) string {
	var b [4]byte
	i := len(b)
	for ; n > 0 && i > 0; n = (n - 1) / 26 {
		i--
		b[i] = byte('A' + (n-1)%26)
	}
	return string(b[i:])
}

// Ref writes a cell as A1; rows and columns are counted from 1.
func Ref(row, column int) string { return Column(column) + strconv.Itoa(row) }

// Range writes a range of a sheet with fixed rows and columns.
func Range(sheet string, row1, column1, row2, column2 int) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", Quote(sheet), Column(column1), row1, Column(column2), row2)
}

// FileText makes text fit to be part of the name of a file on every system: in at
// most so many characters, without \ / : * ? " < > | and control characters, and
// without spaces and dots at an end.
func FileText(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, strings.Join(strings.Fields(s), "_"))
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most])
	}
	return strings.Trim(s, " ._\u3000")
}
