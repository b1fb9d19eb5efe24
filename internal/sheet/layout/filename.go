package layout

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/workbook"
)

// FileName gives the name of a file of a study, without its ending: date, study,
// kind of file, and what of the study it holds. It is legal on every system, and
// in one form of Unicode. In English the study stands as its id, so that the name
// is ASCII.
func FileName(s *model.Study, l lang.Lang, kind, what string) string {
	title := s.Spec.ID
	if t := s.Spec.Title; t != nil && l == lang.Ja {
		title, _, _ = strings.Cut(t.In(l), "（")
	}
	var parts []string
	for _, p := range []string{strings.ReplaceAll(s.Spec.AsOf, "-", ""), title, kind, what} {
		if p = workbook.FileText(norm.NFC.String(p), 40); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "_")
}
