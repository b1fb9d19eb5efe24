package workbench

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/server"
)

// langCookie keeps the language that somebody chose.
const langCookie = "sekisho-lang"

// langOf gives the language of a page: the one chosen, or else what the browser
// asks for.
func langOf(r *http.Request) lang.Lang {
	if c, err := r.Cookie(langCookie); err == nil {
		for _, l := range lang.All {
			if c.Value == string(l) {
				return l
			}
		}
	}
	return server.LangOf(r)
}

// setLanguage keeps the language and goes back to the page it was chosen on.
func setLanguage(v *visit) error {
	chosen := lang.Ja
	if v.r.PostFormValue("lang") == string(lang.En) {
		chosen = lang.En
	}
	http.SetCookie(v.w, &http.Cookie{Name: langCookie, Value: string(chosen), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	v.redirect(local(v.r.PostFormValue("next")))
	return nil
}

// local gives a path of this server, and the start page for anything else, so
// that no link leads people to another site through ours.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n\t") {
		return "/"
	}
	return path
}

func queryEscape(text string) string { return url.QueryEscape(text) }
