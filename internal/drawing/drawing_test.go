package drawing_test

import (
	"bytes"
	"encoding/xml"
	"image/color"
	"image/png"
	"io"
	"math"
	"os/exec"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// sample is a scene with every kind of item.
func sample() *drawing.Scene {
	s := &drawing.Scene{Width: 300, Height: 120, Title: "図 <1> & ①", Desc: "すべての部品", Lang: "ja"}
	s.Add(
		&drawing.Rect{Box: drawing.Box{X: 5, Y: 5, W: 290, H: 110}, R: 6, Fill: "#f2f2f2", Stroke: drawing.InkSoft},
		&drawing.Group{ID: "g1", Class: "asset", Title: "ファイル連携サーバ", Desc: "境界", Items: []drawing.Item{
			&drawing.Rect{Box: drawing.Box{X: 20, Y: 20, W: 80, H: 40}, Fill: drawing.White, Stroke: drawing.Ink},
			drawing.Centered(drawing.Box{X: 20, Y: 20, W: 80, H: 40}, drawing.Wrap("ファイル連携サーバ①㈱髙𠮷", 70, drawing.Font{Size: 9}), drawing.Font{Size: 9}, drawing.Ink),
		}},
		&drawing.Line{Points: []drawing.Point{{X: 100, Y: 40}, {X: 150, Y: 40}, {X: 150, Y: 90}, {X: 200, Y: 90}}, Stroke: drawing.Accent, StrokeWidth: 1.5, End: drawing.ArrowHead, Start: drawing.DotHead, R: 5},
		&drawing.Line{Points: []drawing.Point{{X: 110, Y: 30}, {X: 190, Y: 30}}, Stroke: drawing.Ink, Dash: []float64{4, 2}},
		&drawing.Path{Segments: []drawing.Segment{{Move: true, Points: []drawing.Point{{X: 220, Y: 20}}}, {Points: []drawing.Point{{X: 260, Y: 20}, {X: 260, Y: 60}, {X: 220, Y: 60}}}, {}}, Fill: drawing.ColorD, Stroke: drawing.Ink},
		&drawing.Text{X: 290, Y: 100, Lines: []string{"右端"}, Font: drawing.Font{Size: 10, Bold: true}, Anchor: drawing.End, Fill: drawing.Ink},
	)
	for i, l := range []string{"A", "B", "C", "D", "E", ""} {
		s.Add(drawing.Badge(drawing.Box{X: 20 + float64(i)*16, Y: 90, W: 12, H: 12}, l))
	}
	return s
}

func writeSVG(t *testing.T, s *drawing.Scene, opt drawing.SVGOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := drawing.WriteSVG(&b, s, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSVG(t *testing.T) {
	golden.Check(t, "testdata/sample.svg.golden", []byte(writeSVG(t, sample(), drawing.SVGOptions{Prefix: "p-"})))
}

// TestSVGIsValidAndStrict reads the file with another program, and looks for
// what a strict content security policy forbids.
func TestSVGIsValidAndStrict(t *testing.T) {
	text := writeSVG(t, sample(), drawing.SVGOptions{})
	lint := exec.Command("xmllint", "--noout", "--nonet", "-")
	lint.Stdin = strings.NewReader(text)
	if out, err := lint.CombinedOutput(); err != nil {
		t.Fatalf("xmllint (scripts/install-test-tools installs it): %v\n%s", err, out)
	}
	var shown strings.Builder
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.CharData:
			shown.Write(x)
		case xml.StartElement:
			for _, a := range x.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "url(") {
					t.Errorf("<%s %s=%q>: a strict page blocks it", x.Name.Local, a.Name.Local, a.Value)
				}
			}
			if n := x.Name.Local; n == "style" || n == "script" || n == "foreignObject" || n == "image" {
				t.Errorf("<%s> must not stand in a picture", n)
			}
		}
	}
	for _, want := range []string{"図 <1> & ①", "すべての部品", "①", "㈱", "髙", "𠮷"} {
		if !strings.Contains(shown.String(), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
}

func TestPNG(t *testing.T) {
	var one, two bytes.Buffer
	for _, b := range []*bytes.Buffer{&one, &two} {
		if err := drawing.WritePNG(b, sample(), 150); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two runs differ")
	}
	img, err := png.Decode(&one)
	if err != nil {
		t.Fatal(err)
	}
	if s := img.Bounds().Size(); s.X != 625 || s.Y != 250 {
		t.Errorf("size %v, want 625 × 250", s)
	}
	at := func(x, y float64) color.RGBA {
		return color.RGBAModel.Convert(img.At(int(x*150/72), int(y*150/72))).(color.RGBA)
	}
	for _, c := range []struct {
		x, y float64
		want color.RGBA
		what string
	}{
		{2, 2, color.RGBA{255, 255, 255, 255}, "outside: white"},
		{270, 80, color.RGBA{0xf2, 0xf2, 0xf2, 255}, "inside the frame"},
		{150, 60, color.RGBA{0x00, 0x17, 0xc1, 255}, "on the line"},
		{235, 40, color.RGBA{0x97, 0xd3, 0xff, 255}, "inside the curve"},
		{22, 96, color.RGBA{0x85, 0, 0, 255}, "on the A"},
	} {
		if got := at(c.x, c.y); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
	for _, dpi := range []float64{0, -1, math.NaN(), math.Inf(1), 1e6} {
		if err := drawing.WritePNG(io.Discard, sample(), dpi); err == nil {
			t.Errorf("%g dpi is accepted", dpi)
		}
	}
}

func TestWrap(t *testing.T) {
	f := drawing.Font{Size: 10}
	for _, tt := range []struct {
		text  string
		width float64
		want  []string
		why   string
	}{
		{"", 100, nil, "nothing"},
		{"自治体情報セキュリティクラウド", 80, []string{"自治体情報", "セキュリティ", "クラウド"}, "words stay whole, lines are even"},
		{"中間サーバー・プラットフォーム", 90, []string{"中間サーバー・", "プラットフォーム"}, "a middle dot does not begin a line"},
		{"ファイルを受け取る（承認者）", 80, []string{"ファイルを", "受け取る", "（承認者）"}, "phrases stay whole and a bracket does not end a line"},
		{"Core business system (welfare)", 70, []string{"Core business", "system", "(welfare)"}, "blanks part words and are dropped"},
		{"検証モデル①b オンプレミス（ファイル交換システム）の分布", 165, []string{"検証モデル①b オンプレミス", "（ファイル交換システム）の分布"}, "a bracket that fits on a line stays whole"},
		{"Letters on the matrix (verification model 1a, file linkage)", 185, []string{"Letters on the matrix", "(verification model 1a, file linkage)"}, "a bracket in Latin letters, likewise"},
		{"一\n二", 100, []string{"一", "二"}, "line breaks are kept"},
		{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 50, nil, "a long word is cut"},
		{"幅", 1, []string{"幅"}, "a character wider than the line"},
	} {
		got := drawing.Wrap(tt.text, tt.width, f)
		if tt.want != nil && strings.Join(got, "|") != strings.Join(tt.want, "|") || tt.text == "" && len(got) > 0 {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.text, got, tt.want)
		}
		for _, l := range got {
			if drawing.Width(l, f) > tt.width && len([]rune(l)) > 1 {
				t.Errorf("%s: %q is wider than %g", tt.why, l, tt.width)
			}
		}
	}
}

// TestWrapTight wraps names of assets as boxes hold them.
func TestWrapTight(t *testing.T) {
	f := drawing.Font{Size: 9, Tight: true}
	for _, tt := range []struct {
		text  string
		width float64
		want  string
		why   string
	}{
		{"住民の端末（スマートフォン・PC）", 77, "住民の端末|（スマートフォン・|PC）", "a compound stays whole, what is listed in brackets is parted"},
		{"クラウドバックアップ（別アカウント保管）", 81, "クラウド|バックアップ|（別アカウント保管）", "the blank halves of brackets do not count"},
		{"業務API（基幹業務システム側）", 77, "業務API|（基幹業務|システム側）", "brackets that must be parted begin a line"},
		{"オンプレミス側接続コネクタ", 81, "オンプレミス側接続|コネクタ", "a suffix stays with its word"},
		{"更新プログラム等の配信元", 81, "更新プログラム等の|配信元", "no word begins inside another one"},
	} {
		if got := strings.Join(drawing.Wrap(tt.text, tt.width, f), "|"); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.text, got, tt.want)
		}
	}
}

func TestFontHasTheCharactersOfNames(t *testing.T) {
	if got := drawing.Missing("①②③④㈱㈲髙﨑𠮷令和８年Ⅳ－～、。ABCabc🙂"); string(got) != "🙂" {
		t.Errorf("missing %q, want the emoji alone", string(got))
	}
	if drawing.Width("葛\U000E0100", drawing.Font{Size: 10}) != drawing.Width("葛", drawing.Font{Size: 10}) {
		t.Error("a variation selector has a width")
	}
}

// TestWithout wants a scene without the parts of a class, and the scene itself as it was.
func TestWithout(t *testing.T) {
	s := sample()
	n := len(s.Items)
	s.Add(&drawing.Group{Class: "head", Items: []drawing.Item{&drawing.Text{X: 1, Y: 9, Lines: []string{"題"}, Font: drawing.Font{Size: 9}}}})
	if bare := s.Without("head"); len(bare.Items) != n || len(s.Items) != n+1 {
		t.Errorf("%d parts are left of %d, want %d; the scene has %d", len(bare.Items), n+1, n, len(s.Items))
	}
	if all := s.Without("foot"); len(all.Items) != n+1 {
		t.Errorf("parts of other classes went too: %d of %d are left", len(all.Items), n+1)
	}
}

// TestTrimmed wants a scene without its margins, and the scene itself as it was.
func TestTrimmed(t *testing.T) {
	s := sample()
	before := writeSVG(t, s, drawing.SVGOptions{})
	small := s.Trimmed(2)
	box, _ := drawing.Bounds(small.Items...)
	if want := (drawing.Box{X: 2, Y: 2, W: small.Width - 4, H: small.Height - 4}); math.Abs(box.X-want.X)+math.Abs(box.Y-want.Y)+math.Abs(box.W-want.W)+math.Abs(box.H-want.H) > 1e-9 {
		t.Errorf("what is drawn fills %v, want %v", box, want)
	}
	if small.Width != 294 || small.Height != 114 {
		t.Errorf("the picture is %v wide and %v high", small.Width, small.Height)
	}
	if writeSVG(t, s, drawing.SVGOptions{}) != before {
		t.Error("the scene itself has changed")
	}
	if empty := (&drawing.Scene{Width: 10, Height: 10}).Trimmed(1); empty.Width != 10 {
		t.Errorf("a scene without items is %v wide", empty.Width)
	}
}
