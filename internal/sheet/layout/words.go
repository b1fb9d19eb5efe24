package layout

import (
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// Word is a value of a list with the word that a cell holds for it.
type Word struct{ Value, Word string }

// Words gives the words of a set of values in language l, in the order of the
// list that a cell offers. A reader takes the words of both languages.
func Words(l lang.Lang, v Values) []Word {
	var out []Word
	switch v {
	case Level:
		for _, n := range []string{"3", "2", "1"} {
			out = append(out, Word{n, n})
		}
	case Status:
		for _, s := range []model.Status{model.InPlace, model.Partial, model.Planned, model.Absent, model.NotApplicable, model.UnknownStatus} {
			out = append(out, Word{string(s), StatusWord(l, s)})
		}
	case Effectiveness:
		for _, e := range []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness} {
			out = append(out, Word{string(e), locale.Name(l, locale.Effectiveness, e)})
		}
	}
	return out
}

// StatusWord gives the word of a status: ○, 一部, 予定, 未実施, 該当なし or 不明.
func StatusWord(l lang.Lang, s model.Status) string {
	if key := "sheet.status." + string(s); locale.Has(l, key) {
		return locale.Text(l, key)
	}
	return string(s)
}
