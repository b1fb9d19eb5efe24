package locale

import (
	"strings"
	texttemplate "text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"

	"github.com/sekisho/sekisho/internal/lang"
)

// parser parses message templates with the functions of one language. A
// template belongs to one language, so what it parses may be kept.
type parser struct{ text *template.TextParser }

func newParser(c *catalogue) parser {
	return parser{&template.TextParser{Funcs: texttemplate.FuncMap{
		// name gives the word for an enumerated value: {{name "exposure" .derived}}.
		"name": func(kind, value any) string { return c.name(kind, value) },
		// list sets the separators of a comma-separated list of ids.
		"list": func(value any) string { return list(c.lang, value) },
	}}}
}

// Cacheable reports that parsed templates may be kept.
func (p parser) Cacheable() bool { return true }

// Parse parses one template.
func (p parser) Parse(src, left, right string) (template.ParsedTemplate, error) {
	return p.text.Parse(src, left, right)
}

// list turns "a, b, c" into a Japanese enumeration; English keeps the commas.
func list(l lang.Lang, value any) string {
	s, ok := value.(string)
	if !ok || l != lang.Ja {
		return toText(value)
	}
	return strings.ReplaceAll(s, ", ", "、")
}
