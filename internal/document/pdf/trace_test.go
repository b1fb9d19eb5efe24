package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	_ "image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/pdf"
	"github.com/sekisho/sekisho/internal/drawing"
)

// scene has each kind of shape, and text that is hard to write.
func scene() *drawing.Scene {
	s := &drawing.Scene{Width: 300, Height: 200, Title: "図", Lang: "ja"}
	s.Add(&drawing.Rect{Box: drawing.Box{X: 1, Y: 1, W: 298, H: 198}, Fill: "#eef4ff", Stroke: "#003366"},
		&drawing.Group{ID: "g", Items: []drawing.Item{
			&drawing.Rect{Box: drawing.Box{X: 20, Y: 20, W: 110, H: 70}, R: 12, Fill: "#ffffff", Stroke: "#850000", StrokeWidth: 3, Dash: []float64{6, 4}},
			&drawing.Text{X: 75, Y: 50, Lines: []string{"髙橋①㈱𠮷田", "葛\U000e0100城サーバ"}, Font: drawing.Font{Size: 12, Bold: true}, Anchor: drawing.Middle, Fill: "#111111"},
		}},
		&drawing.Line{Points: []drawing.Point{{X: 130, Y: 55}, {X: 220, Y: 55}, {X: 220, Y: 150}}, R: 8, Stroke: "#0017c1", StrokeWidth: 2, End: drawing.ArrowHead, Start: drawing.DotHead},
		&drawing.Path{Segments: []drawing.Segment{{Move: true, Points: []drawing.Point{{X: 40, Y: 180}}},
			{Points: []drawing.Point{{X: 60, Y: 100}, {X: 120, Y: 100}, {X: 140, Y: 180}}}, {}}, Fill: "#8ecae6"},
		&drawing.Text{X: 290, Y: 190, Lines: []string{"凡例　令和8年"}, Font: drawing.Font{Size: 9}, Anchor: drawing.End, Fill: "#5a5a5a"})
	return s
}

// A picture that has shapes is drawn from them: its text can be copied, it needs
// no pixels, and it looks as in the other formats.
func TestPicturesAreDrawn(t *testing.T) {
	picture, err := drawing.NewPicture(scene(), "p-", 150)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{
		&document.Figure{ID: "f-x", Caption: document.Plain("構成"), Alt: "構成を表す図", Picture: picture, Width: 300, Height: 200}}})
	data := write(t, f)
	if bytes.Contains(data, []byte("/Subtype/Image")) {
		t.Error("the picture is made of pixels")
	}
	text := flat(poppler(t, data, "pdftotext", "-raw", "FILE", "-"))
	for _, want := range []string{"髙橋①㈱𠮷田", "葛\U000e0100城サーバ", "凡例令和8年"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q cannot be copied out of the picture: %s", want, text)
		}
	}
	if off := difference(t, data, picture); off > 0.02 {
		t.Errorf("the picture is %.3f off its PNG", off)
	}
}

// difference tells how much of its colour a page of a picture alone differs from
// the PNG of it, on average.
func difference(t *testing.T, page []byte, p *drawing.Picture) float64 {
	t.Helper()
	const dpi = 72
	name := filepath.Join(t.TempDir(), "page")
	poppler(t, page, "pdftoppm", "-r", "72", "-singlefile", "-png", "FILE", name)
	data, err := os.ReadFile(name + ".png")
	if err != nil {
		t.Fatal(err)
	}
	drawn, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want, err := drawing.Paint(p.Scene(), dpi)
	if err != nil {
		t.Fatal(err)
	}
	// The picture stands in the middle, below the margin: where its ground begins.
	left, top := (drawn.Bounds().Dx()-300)/2, 0
	for y := range drawn.Bounds().Dy() {
		if at(drawn, left+10, y) == at(want, 10, 10) {
			top = y - 1
			break
		}
	}
	// Squares are compared, as the pixels of the two do not stand on one another.
	const side = 10
	sum := 0.0
	for y := 0; y < 200; y += side {
		for x := 0; x < 300; x += side {
			a, b := mean(drawn, left+x, top+y, side), mean(want, x, y, side)
			for i := range a {
				sum += math.Abs(a[i]-b[i]) / 255
			}
		}
	}
	return sum * side * side / (3 * 200 * 300)
}

// mean gives the mean colour of a square.
func mean(m image.Image, x, y, side int) (sum [3]float64) {
	for dy := range side {
		for dx := range side {
			c := at(m, x+dx, y+dy)
			for i, v := range [...]uint8{c.R, c.G, c.B} {
				sum[i] += float64(v) / float64(side*side)
			}
		}
	}
	return sum
}

func at(m image.Image, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
}

// The layout of a document with a figure that gives no pixels fails by name.
func TestBrokenPictureFails(t *testing.T) {
	f, _ := document.Finish(document.Document{Blocks: []document.Block{
		&document.Figure{Caption: document.Plain("構成"), Picture: document.Files{InPNG: []byte("no picture")}, Width: 300, Height: 200}}})
	if err := pdf.Write(&bytes.Buffer{}, f); err == nil || !strings.Contains(err.Error(), "図") {
		t.Errorf("got %v", err)
	}
}

// TestPicturesTakeTheirPage draws a picture too large for its page: with its caption and
// its notes it fills the page, so that its letters are as large as may be.
func TestPicturesTakeTheirPage(t *testing.T) {
	picture, err := drawing.NewPicture(scene(), "p-", 150)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Landscape{Blocks: []document.Block{
		&document.Figure{ID: "f-x", Caption: document.Plain("構成"), Picture: picture, Width: 3000, Height: 2000, Notes: [][]document.Span{document.Plain("終わり")}}}}}})
	note, number := 0.0, 0.0
	for _, w := range boxes(t, write(t, f)) {
		switch w.word {
		case "注：終わり":
			note = w.bottom
		case "1": // the number of the page, far below its text
			number = w.bottom
		}
	}
	if note == 0 || number-note > 22 {
		t.Errorf("the note ends at %.1f, and the number of the page at %.1f: there is room between", note, number)
	}
}
