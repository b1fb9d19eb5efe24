package document

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// Words are the words that a document says by itself, in one language.
type Words struct {
	lang lang.Lang

	Contents, TableList, FigureList      string // 目次、表一覧、図一覧
	Table, Figure, Source, Note, Notes   string // 表、図、出典、注、脚注
	Appendix                             string // 付録
	NoPicture                            string // in the place of a figure that could not be made
	Continued                            string // 続き
	CalloutNote, CalloutWarn, CalloutSum string
	Colon                                string // after 出典 and 注
	Skip, Back                           string // links on a page
}

// WordsIn gives the words of a document in language l.
func WordsIn(l lang.Lang) Words {
	if l == "" {
		l = lang.Ja
	}
	word := func(key string) string { return locale.Text(l, "document."+key) }
	return Words{
		lang:     l,
		Contents: word("contents"), TableList: word("tables"), FigureList: word("figures"),
		Table: word("table"), Figure: word("figure"), Source: word("source"), Note: word("note"), Notes: word("notes"),
		Appendix: word("appendix"), NoPicture: word("no_picture"), Continued: word("continued"),
		CalloutNote: word("callout.note"), CalloutWarn: word("callout.warning"), CalloutSum: word("callout.result"),
		Colon: word("colon"), Skip: word("skip"), Back: word("back"),
	}
}

// Callout gives the title of a callout that has none of its own.
func (w Words) Callout(k CalloutKind) string {
	switch k {
	case WarningCallout:
		return w.CalloutWarn
	case ResultCallout:
		return w.CalloutSum
	}
	return w.CalloutNote
}

// NoteLabel gives what stands before the note i of n under a table: 注： or 注2：.
func (w Words) NoteLabel(i, n int) string {
	if n == 1 {
		return w.Note + w.Colon
	}
	return w.NumberedNote(i + 1)
}

// NumberedNote gives what stands before a note that has a number.
func (w Words) NumberedNote(n int) string {
	return locale.Text(w.lang, "document.note_numbered", "n", n) + w.Colon
}

// PageText gives the number of a page among all: 1 / 7.
func (w Words) PageText(page, pages string) string {
	return locale.Text(w.lang, "document.page", "page", page, "pages", pages)
}

// Part gives what stands after the title of a slide that goes on: （2/3）.
func (w Words) Part(part, parts int) string {
	return locale.Text(w.lang, "document.slide_rest", "part", part, "parts", parts)
}

// Tag gives the language as documents name it: ja-JP or en-GB.
func (w Words) Tag() string {
	if w.lang == lang.En {
		return "en-GB"
	}
	return "ja-JP"
}

// DateText gives a date as people read it.
func (w Words) DateText(date string) string { return locale.Date(w.lang, date) }

// numbered makes 表3-2, 表2 where there is no chapter, or Table 3-2.
func (w Words) numbered(word, chapter string, index int) string {
	if chapter != "" {
		chapter += "-"
	}
	return word + chapter + strconv.Itoa(index)
}

// headingReference gives how text names a heading: 3章, 3.2節, 付録A.
func (w Words) headingReference(h *Heading) string {
	switch {
	case h.Number == "":
		return "「" + TextOf(h.Text) + "」"
	case h.Level == 1 && h.Appendix:
		return h.Number
	case h.Level == 1:
		return locale.Text(w.lang, "document.reference.chapter", "number", h.Number)
	}
	return locale.Text(w.lang, "document.reference.section", "number", h.Number)
}
