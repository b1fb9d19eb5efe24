// Package lang holds the two languages of sekisho and the bilingual text that
// every name and criterion is made of. Japanese (ja) is the default.
//
// It does not translate: the words of findings and pages are in package locale.
package lang

// Lang is a language of the user: [Ja] or [En].
type Lang string

// The languages of sekisho.
const (
	Ja Lang = "ja"
	En Lang = "en"
)

// All lists every language, the default first.
var All = []Lang{Ja, En}

// Text is one statement in both languages.
type Text struct {
	// Japanese text 日本語.
	Ja string `yaml:"ja" json:"ja"`
	// English text 英語; the Japanese one stands in where it is absent.
	En string `yaml:"en,omitempty" json:"en,omitempty"`
}

// In gives the text in language l, or in the other language where l is absent.
func (t Text) In(l Lang) string {
	if l == En && t.En != "" || t.Ja == "" {
		return t.En
	}
	return t.Ja
}

// IsZero reports whether the text is absent in both languages.
func (t Text) IsZero() bool { return t == Text{} }
