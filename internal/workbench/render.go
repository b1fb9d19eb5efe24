package workbench

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

//go:embed pages/*.html
var pageFiles embed.FS

// pages are the templates by language and name.
type pages struct {
	by map[lang.Lang]map[string]*template.Template
}

// parsePages parses every page over the layout and the parts, once per language.
func parsePages() *pages {
	p := &pages{by: map[lang.Lang]map[string]*template.Template{}}
	files, err := pageFiles.ReadDir("pages")
	if err != nil {
		panic(err) // they are part of the program
	}
	for _, l := range lang.All {
		base := template.Must(template.New("").Funcs(functions(l)).Option("missingkey=error").ParseFS(pageFiles, "pages/layout.html", "pages/parts*.html"))
		p.by[l] = map[string]*template.Template{}
		for _, f := range files {
			name := strings.TrimSuffix(f.Name(), ".html")
			if name == "layout" || strings.HasPrefix(name, "parts") {
				continue
			}
			p.by[l][name] = template.Must(template.Must(base.Clone()).ParseFS(pageFiles, path.Join("pages", f.Name())))
		}
	}
	return p
}

// functions are what templates may call: texts, names and numbers of a language.
func functions(l lang.Lang) template.FuncMap {
	return template.FuncMap{
		"t":      func(key string, args ...any) string { return locale.Text(l, "web."+key, args...) },
		"h":      func(key string, args ...any) string { return locale.Text(l, "web_hearing."+key, args...) },
		"gap":    func() string { return gap(l) },
		"number": locale.Number,
		"date":   func(iso string) string { return locale.Date(l, iso) },
		"in":     func(t lang.Text) string { return t.In(l) },
		"inkey":  func(key string, args ...any) string { return locale.Text(l, key, args...) },
	}
}

// gap is what stands between two sentences: nothing in Japanese.
func gap(l lang.Lang) string {
	if l == lang.Ja {
		return ""
	}
	return " "
}

// show writes a page.
func (v *visit) show(status int, name string, f frame) {
	f.Lang = v.lang
	f.Path = v.r.URL.RequestURI()
	f.User = v.who.Account.Display
	f.Keeps = v.administers()
	f.Tour = v.tourPanel(name, &f)
	page, ok := v.pages.by[v.lang][name]
	if !ok {
		server.WriteProblem(v.w, v.r, fmt.Errorf("there is no page %s", name))
		return
	}
	var b bytes.Buffer
	err := page.ExecuteTemplate(&b, "content", f.Body)
	if err == nil && status == http.StatusOK && v.asksForTable() {
		if err := v.sendTable(f, b.Bytes()); err != nil {
			server.WriteProblem(v.w, v.r, err)
		}
		return
	}
	if err == nil {
		f.Content, err = v.withFiles(b.Bytes())
		b = bytes.Buffer{}
	}
	if err == nil {
		err = page.ExecuteTemplate(&b, "layout", f)
	}
	if err != nil {
		server.WriteProblem(v.w, v.r, fmt.Errorf("page %s: %w", name, err))
		return
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.lang))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language, Cookie")
	v.w.WriteHeader(status)
	_, _ = b.WriteTo(v.w)
}

// ok shows a page that was found.
func (v *visit) ok(name string, f frame) error {
	v.show(http.StatusOK, name, f)
	return nil
}
