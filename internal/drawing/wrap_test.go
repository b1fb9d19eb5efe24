package drawing_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/drawing"
)

// A line hardly ends in the number of a name.
func TestNumbersStayWithTheirNames(t *testing.T) {
	for width := 100.0; width < 260; width += 2 {
		for _, line := range drawing.Wrap("USB（現状）、①a 連携サーバ、①b 交換システム、①c クラウドストレージ、② クラウド、④ API連携", width, drawing.Font{Size: 9}) {
			for _, number := range []string{"①a", "①b", "①c", "②", "④"} {
				if strings.HasSuffix(line, number) {
					t.Errorf("%.0f wide: a line ends in %q", width, line)
				}
			}
		}
	}
}
