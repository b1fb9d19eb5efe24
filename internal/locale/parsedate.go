package locale

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"
)

// What dates look like once full-width characters are folded: with an era, and
// without one.
var (
	eraDate   = regexp.MustCompile(`^(令和|平成|昭和|[RHSrhs])(元|[0-9]{1,2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$`)
	plainDate = regexp.MustCompile(`^([0-9]{4})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$`)
	digitDate = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})$`)
)

// ParseDate reads a date as officials write it, in any of 2026-07-01, 2026/7/1,
// 20260701, 2026年7月1日, 令和8年7月1日, R8.7.1, 1 July 2026 and their full-width forms, and gives
// it as YYYY-MM-DD. ok is false for everything else, and for days that there are
// not.
func ParseDate(text string) (iso string, ok bool) {
	text = strings.Join(strings.Fields(width.Fold.String(text)), "")
	if m := eraDate.FindStringSubmatch(text); m != nil {
		year := 1
		if m[2] != "元" {
			year = number(m[2])
		}
		if year == 0 {
			return "", false
		}
		for _, e := range eras {
			if e.name == m[1] || eraLetters[e.name] == strings.ToUpper(m[1]) {
				return day(e.first.Year()+year-1, number(m[3]), number(m[4]))
			}
		}
	}
	if t, err := time.Parse("2January2006", text); err == nil {
		return t.Format(time.DateOnly), true
	}
	for _, form := range []*regexp.Regexp{plainDate, digitDate} {
		if m := form.FindStringSubmatch(text); m != nil {
			return day(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	return "", false
}

var eraLetters = map[string]string{"令和": "R", "平成": "H", "昭和": "S"}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// day gives a date if there is such a day.
func day(y, m, d int) (string, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Year() != y || int(t.Month()) != m || t.Day() != d {
		return "", false
	}
	return t.Format(time.DateOnly), true
}
