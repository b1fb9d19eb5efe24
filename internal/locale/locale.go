// Package locale holds every word that sekisho says to its users, in Japanese
// (the default) and English: findings, names of levels and states, command
// texts, dates and numbers. The words are data, in text/*.ja.yaml and
// text/*.en.yaml; tests see to it that both languages say the same things.
//
// It knows no study, no method and no format: callers hand it keys, ids and
// values. Names that users write themselves are not its business.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"github.com/sekisho/sekisho/internal/lang"
)

//go:embed text/*.yaml
var texts embed.FS

// catalogue is the parsed texts; it is read-only once loaded.
type catalogue struct {
	bundle     *i18n.Bundle
	localizers map[lang.Lang]*i18n.Localizer
	parsers    map[lang.Lang]parser
}

// loaded parses the embedded texts on first use. They are part of the program,
// so an error in them is a programmer's and panics.
var loaded = sync.OnceValue(func() *catalogue {
	c := &catalogue{
		bundle:     i18n.NewBundle(language.Japanese),
		localizers: map[lang.Lang]*i18n.Localizer{},
		parsers:    map[lang.Lang]parser{},
	}
	c.bundle.RegisterUnmarshalFunc("yaml", unmarshal)
	names, err := fs.Glob(texts, "text/*.yaml")
	if err != nil {
		panic(fmt.Errorf("list embedded texts: %w", err))
	}
	for _, name := range names {
		if _, err := c.bundle.LoadMessageFileFS(texts, name); err != nil {
			panic(fmt.Errorf("read embedded texts %s: %w", name, err))
		}
	}
	for _, l := range lang.All {
		c.localizers[l] = i18n.NewLocalizer(c.bundle, string(l))
		c.parsers[l] = newParser(c, l)
	}
	return c
})

// unmarshal reads a file of texts into v as one flat map, keys joined by dots.
// Left to itself, the library takes keys such as "id" for parts of a message.
func unmarshal(data []byte, v any) error {
	var tree map[string]any
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return err
	}
	flat := map[string]any{}
	flatten("", tree, flat)
	*v.(*any) = flat
	return nil
}

func flatten(prefix string, node any, flat map[string]any) {
	tree, ok := node.(map[string]any)
	_, plural := tree["other"]
	if !ok || plural {
		flat[strings.TrimPrefix(prefix, ".")] = node
		return
	}
	for key, child := range tree {
		flatten(prefix+"."+key, child, flat)
	}
}

// Text gives the text of key in language l. args are the names and values that
// the text mentions, by turns; an int named "count" chooses between singular
// and plural. A key that does not exist is a programmer's error and panics.
func Text(l lang.Lang, key string, args ...any) string {
	if len(args)%2 != 0 {
		panic(fmt.Sprintf("locale: odd arguments for %s: %v", key, args))
	}
	values := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = args[i+1]
	}
	return render(l, key, values)
}

func render(l lang.Lang, key string, values map[string]any) string {
	return loaded().render(l, key, values)
}

func (c *catalogue) render(l lang.Lang, key string, values map[string]any) string {
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: values, TemplateParser: c.parsers[l]}
	if n, ok := values["count"].(int); ok {
		config.PluralCount = n
	}
	text, err := c.localizers[l].Localize(config)
	if err != nil {
		panic(fmt.Errorf("locale: text %q in %q: %w", key, l, err))
	}
	return text
}

// Has reports whether there is a text with this key in language l.
func Has(l lang.Lang, key string) bool { return loaded().has(l, key) }

func (c *catalogue) has(l lang.Lang, key string) bool {
	_, tag, err := c.localizers[l].LocalizeWithTag(&i18n.LocalizeConfig{
		MessageID: key, TemplateData: map[string]any{}, TemplateParser: c.parsers[l],
	})
	return err == nil && tag == language.Make(string(l))
}
