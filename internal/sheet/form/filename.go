package form

import (
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// FileName gives the name of the file of a model, or of the whole study where id
// is empty: date, study, kind of workbook, model.
func FileName(s *model.Study, l lang.Lang, id model.ModelID) string {
	what := locale.Text(l, "sheet.file.whole")
	if id != "" {
		what = layout.ModelCode(id)
	}
	return layout.FileName(s, l, locale.Text(l, "sheet.file.form"), what) + ".xlsx"
}
