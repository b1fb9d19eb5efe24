package pdffile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/fonts"
	"github.com/sekisho/sekisho/internal/pdffile"
)

func face(t testing.TB) *pdffile.Face {
	t.Helper()
	f, err := pdffile.ParseFace(fonts.Regular)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func file(t *testing.T, texts ...string) []byte {
	t.Helper()
	f := pdffile.New()
	font := f.Font(face(t), "NotoSansJP-Regular")
	p := f.Page(300, 400)
	for i, text := range texts {
		p.Begin(f.Root().Child("P"))
		var codes []pdffile.Code
		for c := range strings.SplitSeq(text, "|") {
			code, _ := font.Code(c)
			codes = append(codes, code)
		}
		p.Text(10, 30+20*float64(i), pdffile.Type{Font: font, Size: 12}, codes)
		p.End()
	}
	var b bytes.Buffer
	if err := f.Write(&b, pdffile.About{Title: "題", Lang: "ja-JP", Date: "2026-06-08"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Characters that share a glyph, that lie beyond 16 bits, that carry a variation
// selector or that the font lacks come out as they went in.
func TestTextComesOutAsItWentIn(t *testing.T) {
	texts := []string{"𠮷", "葛\U000e0100", "一|⼀", "①|㈱|髙|㋿", "\U0001f600", "ﾊ|ﾝ"}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, file(t, texts...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-raw", name, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext (scripts/install-test-tools installs it): %v\n%s", err, out)
	}
	for _, want := range texts {
		if want = strings.ReplaceAll(want, "|", ""); !strings.Contains(string(out), want) {
			t.Errorf("%+q did not come out: %+q", want, out)
		}
	}
	if !bytes.Equal(file(t, texts...), file(t, texts...)) {
		t.Error("two runs differ")
	}
}

func TestBrokenFonts(t *testing.T) {
	for n := range 40 {
		if _, err := pdffile.ParseFace(fonts.Regular[:n*8]); err == nil {
			t.Errorf("a font of %d bytes is taken", n*8)
		}
	}
}

func TestPictures(t *testing.T) {
	bounds := image.Rect(0, 0, 4, 3)
	clear := image.NewNRGBA(bounds)
	clear.Set(1, 1, color.NRGBA{255, 0, 0, 128})
	opaque := image.NewRGBA(bounds)
	for i := range opaque.Pix {
		opaque.Pix[i] = 255
	}
	f := pdffile.New()
	p := f.Page(100, 100)
	for _, img := range []image.Image{clear, opaque, image.NewGray(bounds), image.NewGray16(bounds), image.NewPaletted(bounds, color.Palette{color.White, color.Black})} {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		i, err := f.PNG(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		p.Artifact()
		p.Image(0, 0, 40, 30, i)
		p.End()
	}
	if _, err := f.PNG([]byte("no picture")); err == nil {
		t.Error("another file is taken for a picture")
	}
	var b bytes.Buffer
	if err := f.Write(&b, pdffile.About{}); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-png", name, name).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("pdftoppm: %v %s", err, out)
	}
}
