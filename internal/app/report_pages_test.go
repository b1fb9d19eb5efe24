package app_test

import (
	"archive/zip"
	"bytes"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// headed is a line that is a numbered heading, and below one of a section in a chapter.
// In the contents the same lines end in dots and a number.
var (
	headed = regexp.MustCompile(`^(付録[A-Z]|[0-9A-Z]+(\.[0-9]+)*)[ 　]`)
	below  = regexp.MustCompile(`^[0-9A-Z]+\.[0-9.]+[ 　]`)
	footer = regexp.MustCompile(`^[0-9]+ ?/ ?[0-9]+$`)
)

// wantFullPages reports pages on which nothing stands, or only headings: with at most
// a sentence, where what they are about begins on the next page.
func wantFullPages(t *testing.T, where, text string) {
	t.Helper()
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	lines := make([][]string, len(pages))
	for i, page := range pages {
		for line := range strings.SplitSeq(page, "\n") {
			line = strings.TrimSpace(line)
			if line != "" && line != "リスクアセスメント結果報告書" && line != "取扱注意" && !footer.MatchString(line) {
				lines[i] = append(lines[i], line)
			}
		}
	}
	for i, page := range lines {
		heads := 0
		for _, line := range page {
			if headed.MatchString(line) {
				heads++
			}
		}
		goesOn := i+1 < len(lines) && len(lines[i+1]) > 0 && below.MatchString(lines[i+1][0])
		if heads == len(page) || heads > 0 && heads >= len(page)-1 && goesOn {
			t.Errorf("%s: page %d of %d holds only %q", where, i+1, len(pages), page)
		}
	}
}

// leastPrinted is the least size of text on paper, in points.
const leastPrinted = 5.0

// TestReferenceIsReadable writes the report of the reference study: its largest pictures
// are scaled to what captions and notes leave of a page.
func TestReferenceIsReadable(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, r, _ := assessed(t)
	name := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(name, reportFiles(t, s, r, app.ReportOptions{Kind: "full", Formats: []string{"pdf"}})["pdf"], 0o600); err != nil {
		t.Fatal(err)
	}
	wantReadable(t, name)
}

// wantReadable reports text of a PDF file that is too small, in pictures mostly.
func wantReadable(t *testing.T, file string) {
	t.Helper()
	const lineHeight = 1.448 // of the font of the pages, in sizes
	seen := 0
	for i, page := range strings.Split(office.Run(t, "pdftotext", "-bbox", file, "-"), "<page ")[1:] {
		for _, m := range wordHeight.FindAllStringSubmatch(page, -1) {
			top, err1 := strconv.ParseFloat(m[1], 64)
			bottom, err2 := strconv.ParseFloat(m[2], 64)
			if err1 != nil || err2 != nil {
				t.Fatalf("%s: %v, %v", m[0], err1, err2)
			}
			seen++
			if size := (bottom - top) / lineHeight; size < leastPrinted {
				t.Errorf("page %d: %q is %.2f points large", i+1, m[3], size)
				break
			}
		}
	}
	if seen == 0 {
		t.Fatal("no words")
	}
}

var wordHeight = regexp.MustCompile(`<word xMin="[0-9.]+" yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)">([^<]+)</word>`)

// wantLargePictures reports pictures of a Word file that are so small that their text
// is too small: the least in diagrams is as large as [diagram.LeastText] says. Long notes
// below a picture may take a little of its height.
func wantLargePictures(t *testing.T, data []byte) {
	t.Helper()
	files := zipFiles(t, data)
	targets := map[string]string{}
	for _, m := range pictureFile.FindAllStringSubmatch(files["word/_rels/document.xml.rels"], -1) {
		targets[m[1]] = m[2]
	}
	found := pictureSize.FindAllStringSubmatch(files["word/document.xml"], -1)
	if len(found) == 0 {
		t.Fatal("no pictures")
	}
	for _, m := range found {
		width, err := strconv.ParseFloat(m[1], 64)
		picture, err2 := png.DecodeConfig(strings.NewReader(files["word/"+targets[m[2]]]))
		if err != nil || err2 != nil {
			t.Fatalf("picture %s: %v, %v", m[2], err, err2)
		}
		if scale := width / 12700 / (float64(picture.Width) * 72 / 150); scale*diagram.LeastText < leastPrinted-0.3 {
			t.Errorf("the picture %s is scaled to %.1f %%", m[2], scale*100)
		}
	}
}

var (
	pictureSize = regexp.MustCompile(`<wp:extent cx="([0-9]+)".*?<a:blip r:embed="([^"]+)"`)
	pictureFile = regexp.MustCompile(`<Relationship Id="([^"]+)"[^>]*Target="(media/[^"]+)"`)
)

// zipFiles gives the files of an archive by their names.
func zipFiles(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// contentsLine is a line of the contents: what it names, dots, and the page.
var contentsLine = regexp.MustCompile(`^((?:付録|Appendix )?[0-9A-Z]+[0-9.]*)[ 　]+([^.]*(?:\.[^.]+)*?) ?\.{3,} ?([0-9]+)$`)

// wantContentsRight wants the contents of a Word file, printed by LibreOffice, to name the
// page on which most headings stand, and the one before or after it for the others.
func wantContentsRight(t *testing.T, where, text string) {
	t.Helper()
	const exact = 0.9
	pages := strings.Split(text, "\f")
	right, all := 0, 0
	from := 1 // pages that may hold the next heading
	for line := range strings.SplitSeq(text, "\n") {
		m := contentsLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		named, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		heading := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(m[1]) + `[ 　]+` + regexp.QuoteMeta(strings.Fields(m[2])[0]) + `[^.]*$`)
		for i := from; i < len(pages); i++ {
			if !heading.MatchString(pages[i]) || strings.Contains(pages[i], "....") {
				continue
			}
			all++
			from = i
			switch off := i + 1 - named; {
			case off == 0:
				right++
			case off < -1 || off > 1:
				t.Errorf("%s: %s is on page %d, in the contents on %d", where, m[1], i+1, named)
			}
			break
		}
	}
	if all < 20 || float64(right) < exact*float64(all) {
		t.Errorf("%s: the contents are right for %d of %d headings", where, right, all)
	}
}

// TestContentsOfEnglishWord: Latin letters have other widths in Word than in the PDF.
func TestContentsOfEnglishWord(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, r := hardStudy(t)
	files := reportFiles(t, s, r, app.ReportOptions{Kind: "full", Formats: []string{"docx"}, Lang: lang.En})
	name := filepath.Join(t.TempDir(), "report.docx")
	if err := os.WriteFile(name, files["docx"], 0o600); err != nil {
		t.Fatal(err)
	}
	wantContentsRight(t, "English", printed(t, office.Convert(t, "pdf", name)[0]))
}
