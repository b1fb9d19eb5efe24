package workbench

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
)

//go:embed static
var staticFiles embed.FS

// registerStatic serves the styles and scripts. Browsers ask each time whether
// they have changed, so that a new version is never mixed with an old one.
func registerStatic(mux *http.ServeMux) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err) // they are part of the program
	}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(data)
		tag, media := `"`+hex.EncodeToString(sum[:8])+`"`, mediaOf(e.Name())
		mux.HandleFunc("GET /static/"+e.Name(), func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("ETag", tag)
			h.Set("Cache-Control", "no-cache")
			if r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			h.Set("Content-Type", media)
			_, _ = w.Write(data)
		})
	}
}

// mediaOf gives the media type by the end of a name; the machine's own list is
// not asked, for it differs from one to another.
func mediaOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}
