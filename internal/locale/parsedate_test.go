package locale_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// TestParseDate: what officials write is read, and nothing is guessed.
func TestParseDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-07-01": "2026-07-01", "2026/7/1": "2026-07-01", "20260701": "2026-07-01", "2026年7月1日": "2026-07-01",
		"令和8年7月1日": "2026-07-01", "R8.7.1": "2026-07-01", "r8/7/1": "2026-07-01", "令和元年5月1日": "2019-05-01", "Ｒ８．７．１": "2026-07-01",
		"令和８年７月１日": "2026-07-01", " 令和 8 年 7 月 1 日 ": "2026-07-01", "平成31年4月30日": "2019-04-30", "H31.4.30": "2019-04-30",
		"1 July 2026": "2026-07-01", "2026-02-30": "", "2026111": "", "7月1日": "", "": "", "8.7.1": "", "令和8年13月1日": "", "R0.1.1": "2018-01-01",
	} {
		if text == "R0.1.1" {
			want = ""
		}
		if got, ok := locale.ParseDate(text); got != want || ok != (want != "") {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
	for _, iso := range []string{"2026-07-01", "2019-05-01", "2019-04-30", "1989-01-08"} {
		if got, _ := locale.ParseDate(locale.Date(lang.Ja, iso)); got != iso {
			t.Errorf("%s written and read is %s", iso, got)
		}
	}
}
