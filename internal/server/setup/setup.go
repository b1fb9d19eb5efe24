// Package setup is the pages around signing in for the first time: that to which
// one-time links lead, where whoever was invited sets a password, and that to
// which an identity provider sends browsers back. They keep and check nothing;
// the API does.
package setup

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

//go:embed page
var files embed.FS

// words are the texts of the pages, by their names in the templates.
var words = []string{"title", "about", "password", "again", "rule", "send", "done", "next", "differ", "missing", "failed", "no_script", "sign_on", "signed_on"}

// Register adds the pages and their files to a mux. signOn tells that an identity
// provider is configured.
func Register(mux *http.ServeMux, signOn bool) {
	pages := template.Must(template.ParseFS(files, "page/*.html"))
	names := []string{"setup"}
	if signOn {
		names = append(names, "sign-on")
	}
	for _, name := range names {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			show(w, r, pages.Lookup(name+".html"), signOn)
		})
	}
	for name, media := range map[string]string{"setup.js": "text/javascript", "sign-on.js": "text/javascript", "setup.css": "text/css"} {
		serve(mux, name, media+"; charset=utf-8")
	}
}

// show writes a page in the language of the request.
func show(w http.ResponseWriter, r *http.Request, page *template.Template, signOn bool) {
	l := server.LangOf(r)
	text := map[string]string{"lang": string(l), "provider": ""}
	if signOn {
		text["provider"] = "yes"
	}
	for _, word := range words {
		text[word] = locale.Text(l, "setup."+word)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, text); err != nil {
		server.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Language")
	_, _ = b.WriteTo(w)
}

func serve(mux *http.ServeMux, name, media string) {
	data, err := files.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(data)
	})
}
