package locale_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

func TestDate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		iso, ja, en, why string
	}{
		{"2026-06-08", "令和8年6月8日", "8 June 2026", "the date of the ministry's paper"},
		{"2026-08", "令和8年8月", "August 2026", "milestones may name only a month"},
		{"2019-05-01", "令和元年5月1日", "1 May 2019", "the first day of an era, first year 元年"},
		{"2019-04-30", "平成31年4月30日", "30 April 2019", "the last day of the era before"},
		{"2019-04", "平成31年4月", "April 2019", "the whole month is before the change"},
		{"1989-01-08", "平成元年1月8日", "8 January 1989", "the change inside a month"},
		{"1989-01-07", "昭和64年1月7日", "7 January 1989", "the last day of 昭和"},
		{"1900-01-01", "1900年1月1日", "1 January 1900", "before the eras that the table holds"},
		{"2026-02-30", "2026-02-30", "2026-02-30", "no such day: given back as it is"},
		{"soon", "soon", "soon", "no date at all"},
		{"", "", "", "absent"},
	}
	for _, tt := range tests {
		if got := locale.Date(lang.Ja, tt.iso); got != tt.ja {
			t.Errorf("Date(ja, %q) = %q, want %q (%s)", tt.iso, got, tt.ja, tt.why)
		}
		if got := locale.Date(lang.En, tt.iso); got != tt.en {
			t.Errorf("Date(en, %q) = %q, want %q (%s)", tt.iso, got, tt.en, tt.why)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -12: "-12"} {
		if got := locale.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}
