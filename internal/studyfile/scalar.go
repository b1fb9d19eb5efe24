package studyfile

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	// Words and ids that need no quotes in any place.
	plainWord = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_./-]*$`)
	plainDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	// Words that some YAML readers take for something else than text.
	reserved = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n)$`)
)

// scalar writes a text as a YAML value, in double quotes unless it is a plain
// word or date.
func scalar(text string) string {
	if (plainWord.MatchString(text) && !reserved.MatchString(text)) || plainDate.MatchString(text) {
		return text
	}
	return quote(text)
}

// quote writes a text in double quotes. The escapes of Go are those of YAML but
// for DEL and what is not UTF-8, which no text of a study has.
func quote(text string) string { return strconv.Quote(strings.ToValidUTF8(text, "\ufffd")) }
