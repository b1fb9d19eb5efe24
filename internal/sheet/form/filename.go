package form

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/workbook"
)

// FileName gives the name of the file of a model, or of the whole study where id
// is empty: date, study, kind of workbook, model. It is legal on every system, and
// in one form of Unicode.
func FileName(s *model.Study, l lang.Lang, id model.ModelID) string {
	title := s.Spec.ID
	if t := s.Spec.Title; t != nil && l == lang.Ja {
		title, _, _ = strings.Cut(t.In(l), "（")
	}
	what := locale.Text(l, "sheet.file.whole")
	if id != "" {
		what = code(id)
	}
	var parts []string
	for _, p := range []string{strings.ReplaceAll(s.Spec.AsOf, "-", ""), workbook.FileText(title, 30), locale.Text(l, "sheet.file.form"), what} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return norm.NFC.String(strings.Join(parts, "_")) + ".xlsx"
}
