package workbench

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// aRun is a run of dark modules in a row of a picture.
var aRun = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// modules reads a picture back, module by module, without its margins.
func modules(t *testing.T, p *qrPicture) [][]bool {
	t.Helper()
	side := p.Side - 2*quiet
	m := make([][]bool, side)
	for y := range m {
		m[y] = make([]bool, side)
	}
	drawn := 0
	for _, run := range aRun.FindAllStringSubmatch(p.Path, -1) {
		drawn += len(run[0])
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(run[i+1])
		}
		if n[2] != n[3] {
			t.Fatalf("%s is no rectangle", run[0])
		}
		for x := range n[2] {
			m[n[1]-quiet][n[0]-quiet+x] = true // outside it, it panics: the margin is empty
		}
	}
	if drawn != len(p.Path) {
		t.Fatalf("%d of %d characters of the path are runs", drawn, len(p.Path))
	}
	return m
}

// corners is the pattern in three corners of every QR code.
var corners = []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}

// TestQR: a picture has the fixed patterns of a QR code where they belong and the margin
// that cameras need, and another text gives another picture.
func TestQR(t *testing.T) {
	const address = "otpauth://totp/sekisho:admin?issuer=sekisho&secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	p, err := qrOf(address)
	if err != nil {
		t.Fatal(err)
	}
	m := modules(t, p)
	if len(m) < 21 || (len(m)-17)%4 != 0 {
		t.Fatalf("no QR code has %d modules", len(m))
	}
	for _, corner := range [][2]int{{0, 0}, {len(m) - 7, 0}, {0, len(m) - 7}} {
		for y, row := range corners {
			for x, c := range row {
				if m[corner[1]+y][corner[0]+x] != (c == '#') {
					t.Errorf("finder at %v: module %d, %d", corner, x, y)
				}
			}
		}
	}
	for i := 8; i < len(m)-8; i++ { // the timing patterns
		if m[6][i] != (i%2 == 0) || m[i][6] != (i%2 == 0) {
			t.Errorf("timing pattern at %d", i)
		}
	}
	other, err := qrOf(strings.Replace(address, "ABC", "ABD", 1))
	if err != nil || other.Path == p.Path {
		t.Errorf("another text gives the same picture, %v", err)
	}
	if _, err := qrOf(strings.Repeat("x", 3000)); err == nil {
		t.Error("a text that is too long is drawn")
	}
}
