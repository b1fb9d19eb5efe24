// Package setup is the page to which one-time links lead: whoever was invited
// sets a password there. It keeps and checks nothing; the API does.
package setup

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"

	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

//go:embed page/setup.html
var page string

//go:embed page/setup.js
var script []byte

//go:embed page/setup.css
var style []byte

// words are the texts of the page, by their names in the template.
var words = []string{"title", "about", "password", "again", "rule", "send", "done", "next", "differ", "missing", "failed", "no_script"}

// Register adds the page and its files to a mux.
func Register(mux *http.ServeMux) {
	parsed := template.Must(template.New("setup").Parse(page))
	mux.HandleFunc("GET /setup", func(w http.ResponseWriter, r *http.Request) {
		l := server.LangOf(r)
		text := map[string]string{"lang": string(l)}
		for _, word := range words {
			text[word] = locale.Text(l, "setup."+word)
		}
		var b bytes.Buffer
		if err := parsed.Execute(&b, text); err != nil {
			server.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Vary", "Accept-Language")
		_, _ = b.WriteTo(w)
	})
	serve(mux, "/setup.js", "text/javascript; charset=utf-8", script)
	serve(mux, "/setup.css", "text/css; charset=utf-8", style)
}

func serve(mux *http.ServeMux, path, media string, data []byte) {
	mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(data)
	})
}
