package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/lang"
)

// era is a Japanese era 元号 with its first day.
type era struct {
	name  string
	first time.Time
}

// eras, the latest first (source: 元号法 and the cabinet orders on 平成 and 令和).
var eras = []era{
	{"令和", time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC)},
	{"平成", time.Date(1989, 1, 8, 0, 0, 0, 0, time.UTC)},
	{"昭和", time.Date(1926, 12, 25, 0, 0, 0, 0, time.UTC)},
}

// Date writes a date of the form YYYY-MM-DD or YYYY-MM as officials write it:
// 令和8年6月8日, or 8 June 2026. Text that is no such date is given back as it
// is. A month in which an era changes is given the era of its last day.
func Date(l lang.Lang, iso string) string {
	if d, err := time.Parse(time.DateOnly, iso); err == nil {
		if l == lang.En {
			return d.Format("2 January 2006")
		}
		return eraYear(d) + fmt.Sprintf("%d月%d日", d.Month(), d.Day())
	}
	if d, err := time.Parse("2006-01", iso); err == nil {
		if l == lang.En {
			return d.Format("January 2006")
		}
		return eraYear(d.AddDate(0, 1, -1)) + fmt.Sprintf("%d月", d.Month())
	}
	return iso
}

func eraYear(d time.Time) string {
	for _, e := range eras {
		if d.Before(e.first) {
			continue
		}
		if year := d.Year() - e.first.Year() + 1; year > 1 {
			return fmt.Sprintf("%s%d年", e.name, year)
		}
		return e.name + "元年"
	}
	return fmt.Sprintf("%d年", d.Year())
}

// Number writes a whole number with its thousands set apart: 12,345.
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
