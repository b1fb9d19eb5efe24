package ooxml

import (
	"strings"
	"unicode/utf8"
)

// Escape makes a text fit for XML, in elements and in attributes. Characters that
// XML cannot hold become U+FFFD.
func Escape(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = c >= 0x20 && c < 0x7f && c != '<' && c != '>' && c != '&' && c != '"' && c != '\'' || c == '\n' || c == '\t' ||
			c >= 0x80 && c != 0xef // U+FFFE and U+FFFF begin with EF; so do full-width forms, which are looked at
	}
	if plain && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case Legal(r):
			b.WriteRune(r)
		default:
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}

// Legal reports whether XML can hold a character, and programs show it.
func Legal(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return true
	case r < 0x20, r == 0x7f, r == 0xfffe, r == 0xffff, r >= 0xd800 && r < 0xe000:
		return false
	}
	return true
}

// Core makes the part docProps/core.xml. date is a day, YYYY-MM-DD; where it is
// no such day, the part has no dates.
func Core(title, creator, language, date string) []byte {
	var s strings.Builder
	s.WriteString(Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + Escape(title) + `</dc:title><dc:creator>` + Escape(creator) + `</dc:creator>`)
	if isDay(date) {
		for _, name := range []string{"created", "modified"} {
			s.WriteString(`<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + date + `T00:00:00Z</dcterms:` + name + `>`)
		}
	}
	return []byte(s.String() + `<dc:language>` + Escape(language) + `</dc:language></cp:coreProperties>`)
}

func isDay(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	return strings.Trim(s[:4]+s[5:7]+s[8:], "0123456789") == ""
}
