package questionnaire

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// YAML gives the questionnaire as a file of the hearing format, to be filled in
// with a text editor or by a program. Every answer is unknown until it is changed;
// what is asked stands in comments. The same form gives the same bytes.
func (f *Form) YAML() []byte {
	var b strings.Builder
	comment := func(indent, text string) {
		for line := range strings.SplitSeq(text, "\n") {
			fmt.Fprintf(&b, "%s# %s\n", indent, strings.TrimSpace(strings.Map(printable, strings.ToValidUTF8(line, " "))))
		}
	}
	comment("", f.text("title")+" – "+f.Organisation.Name)
	if f.Due != "" {
		comment("", f.text("due", "date", locale.Date(f.Lang, f.Due)))
	}
	if f.Contact != "" {
		comment("", f.text("contact", "contact", f.Contact))
	}
	comment("", f.text("yaml.how", "respondent", "respondent", "date", "date", "status", "status", "effective", "effective", "evidence", "evidence", "note", "note",
		"in_place", string(model.InPlace), "partial", string(model.Partial), "yes", strconv.Quote(string(model.Effective)), "no", strconv.Quote(string(model.NotEffective)),
		"unknown", string(model.UnknownStatus)))
	for _, s := range hearing.Statuses() {
		comment("", "  "+string(s)+": "+locale.Name(f.Lang, locale.Status, s)+f.text("dot")+f.text("status."+string(s)))
	}
	before := hearing.ResponseSpec{}
	if f.Before != nil {
		before = *f.Before
	}
	fmt.Fprintf(&b, "format: %s\nresponses:\n  - organisation: %s\n    respondent: %s\n    section: %s\n    date: %s\n    note: %s\n    answers:\n",
		hearing.Format, strconv.Quote(f.Organisation.Code), strconv.Quote(before.Respondent), strconv.Quote(before.Section), strconv.Quote(before.Date), strconv.Quote(before.Note))
	for i := range f.Questions {
		q := &f.Questions[i]
		comment("      ", fmt.Sprintf("%d. %s", i+1, q.Text.In(f.Lang)))
		comment("      ", f.help(q))
		a := f.before(q.ID)
		a.Status = cmp.Or(a.Status, model.UnknownStatus)
		fmt.Fprintf(&b, "      - question: %s\n        digest: %s\n        status: %s\n", bareID(string(q.ID)), strconv.Quote(q.Digest), bareID(string(a.Status)))
		if a.Effective != "" {
			fmt.Fprintf(&b, "        effective: %s\n", strconv.Quote(string(a.Effective)))
		}
		fmt.Fprintf(&b, "        evidence: %s\n", strconv.Quote(a.Evidence))
		if a.Note != "" {
			fmt.Fprintf(&b, "        note: %s\n", strconv.Quote(a.Note))
		}
	}
	return []byte(b.String())
}

// printable gives a space for what might end a comment.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return ' '
	}
	return r
}

// bareID writes an id without quotes where it needs none.
func bareID(id string) string {
	if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" {
		return id
	}
	return strconv.Quote(id)
}
