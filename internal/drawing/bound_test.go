package drawing_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/drawing"
)

// TestDatesAndUnitsStandWhole: no line ends within the date of an era, nor between a
// number and its unit.
func TestDatesAndUnitsStandWhole(t *testing.T) {
	font := drawing.Font{Size: 9}
	for text, want := range map[string][]string{
		"参照スタディ（令和8年6月6日）": {"参照スタディ", "（令和8年6月6日）"},
		"これは昭和63年の資料":      {"これは", "昭和63年の資料"},
		"費用は合計120件を示す":     {"費用は合計", "120件を示す"},
	} {
		if got := drawing.Wrap(text, 80, font); !slices.Equal(got, want) {
			t.Errorf("%q is set as %q, want %q", text, got, want)
		}
	}
}

// TestCircledNumbersKeepTheirName: a line does not end between a circled number and the
// Latin name behind it.
func TestCircledNumbersKeepTheirName(t *testing.T) {
	for text, want := range map[string][]string{
		"④ API linkage": {"④ API ", "linkage"},
		"② cloud":       {"② cloud"},
		"④ API連携":       {"④ API", "連", "携"},
	} {
		if got := drawing.Words(text); !slices.Equal(got, want) {
			t.Errorf("%q may be parted into %q, want %q", text, got, want)
		}
	}
}
