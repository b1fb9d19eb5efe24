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

// catalogue is the texts of one language by the first part of their keys. Each part
// is parsed when it is first asked for: a command says few of the texts there are,
// and reading all of them took a fifth of its time. It is read-only once loaded.
type catalogue struct {
	lang   lang.Lang
	parts  map[string]func() *i18n.Localizer
	parser parser
}

// loaded finds the embedded texts of a language on first use. They are part of the
// program, so an error in them is a programmer's and panics, as does a language that
// there is not.
var loaded = func() func(lang.Lang) *catalogue {
	each := map[lang.Lang]func() *catalogue{}
	for _, l := range lang.All {
		each[l] = sync.OnceValue(func() *catalogue { return find(l) })
	}
	return func(l lang.Lang) *catalogue { return each[l]() }
}()

func find(l lang.Lang) *catalogue {
	names, err := fs.Glob(texts, "text/*."+string(l)+".yaml")
	if err != nil {
		panic(fmt.Errorf("list embedded texts: %w", err))
	}
	blocks := map[string][]string{}
	for _, name := range names {
		text, err := fs.ReadFile(texts, name)
		if err != nil {
			panic(fmt.Errorf("read embedded texts %s: %w", name, err))
		}
		cut(string(text), blocks)
	}
	c := &catalogue{lang: l, parts: map[string]func() *i18n.Localizer{}}
	for part, own := range blocks {
		c.parts[part] = sync.OnceValue(func() *i18n.Localizer { return parse(l, part, own) })
	}
	c.parser = newParser(c)
	return c
}

// cut adds what stands below each key at the margin of a file to its blocks.
func cut(text string, blocks map[string][]string) {
	part, from, at := "", 0, 0
	for line := range strings.Lines(text) {
		if key, _, ok := strings.Cut(line, ":"); ok && !strings.ContainsAny(line[:1], " #\n") {
			if part != "" {
				blocks[part] = append(blocks[part], text[from:at])
			}
			part, from = key, at
		}
		at += len(line)
	}
	blocks[part] = append(blocks[part], text[from:])
}

// parse reads the blocks of a part.
func parse(l lang.Lang, part string, blocks []string) *i18n.Localizer {
	tag := language.Make(string(l))
	bundle := i18n.NewBundle(tag)
	for _, b := range blocks {
		if _, err := bundle.ParseMessageBytes(tag, []byte(b), unmarshal); err != nil {
			panic(fmt.Errorf("read embedded texts of %s in %s: %w", part, l, err))
		}
	}
	return i18n.NewLocalizer(bundle, string(l))
}

// unmarshal reads texts into v as one flat map, keys joined by dots.
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
	return loaded(l).render(key, values)
}

func (c *catalogue) render(key string, values map[string]any) string {
	text, err := c.localize(key, values)
	if err != nil {
		panic(fmt.Errorf("locale: text %q in %q: %w", key, c.lang, err))
	}
	return text
}

func (c *catalogue) localize(key string, values map[string]any) (string, error) {
	part, _, _ := strings.Cut(key, ".")
	localizer, ok := c.parts[part]
	if !ok {
		return "", &i18n.MessageNotFoundErr{Tag: language.Make(string(c.lang)), MessageID: key}
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: values, TemplateParser: c.parser}
	if n, ok := values["count"].(int); ok {
		config.PluralCount = n
	}
	return localizer().Localize(config)
}

// Has reports whether there is a text with this key in language l.
func Has(l lang.Lang, key string) bool {
	_, err := loaded(l).localize(key, map[string]any{})
	return err == nil
}
