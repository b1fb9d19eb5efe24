package workbench

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// answering is the pages on which a respondent without an account answers the
// questionnaire to which a link leads.
func answering(w *Workbench, mux *http.ServeMux) {
	w.public(mux, "GET /answer", enterPage)
	w.public(mux, "POST /answer", enter)
	w.public(mux, "POST /answer/leave", leave)
	w.respondent(mux, "GET /answer/contents", access.ReadAnswers, showContents)
	w.respondent(mux, "GET /answer/section/{section}", access.ReadAnswers, showSection)
	w.respondent(mux, "POST /answer/section/{section}", access.WriteAnswers, saveSection)
	w.respondent(mux, "GET /answer/review", access.ReadAnswers, showReview)
	w.respondent(mux, "POST /answer/review", access.WriteAnswers, submit)
	w.respondent(mux, "GET /answer/file", access.ReadAnswers, answerFile)
	w.respondent(mux, "GET /answer/upload", access.ReadAnswers, func(v *visit, p *paper) error {
		return v.uploadPage(http.StatusOK, p, uploadBody{})
	})
	w.respondent(mux, "POST /answer/upload", access.WriteAnswers, upload)
	w.respondent(mux, "POST /answer/import", access.WriteAnswers, takeUpload)
}

// respondent serves a page to whoever comes by a link, and may do o to its answers.
// Who does not is asked for the code of the link.
func (w *Workbench) respondent(mux *http.ServeMux, pattern string, o access.Operation, do func(*visit, *paper) error) {
	w.public(mux, pattern, func(v *visit) error {
		secret := v.API.LinkSecret(v.r)
		if secret == "" {
			return v.refuseLink(http.StatusUnauthorized, locale.Text(v.lang, "web_hearing.enter.needed"))
		}
		var err error
		if v.who, err = v.API.ByLink(v.r, secret); err != nil {
			return v.refusedLink(err)
		}
		p, err := v.paper(*v.who.Subject.Link, o)
		if err == nil {
			err = do(v, p)
		}
		if err != nil && wantsJSON(v.r) {
			server.WriteProblem(v.w, v.r, err)
			return nil
		}
		return err
	})
}

// wantsJSON reports whether a script asks, which shows the answer itself.
func wantsJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// json answers a script.
func (v *visit) json(status int, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(data)
	return nil
}

// enterBody is the page on which the code of a link is typed.
type enterBody struct{ Refused string }

func enterPage(v *visit) error {
	return v.enterPage(http.StatusOK, "")
}

func (v *visit) enterPage(status int, refused string) error {
	f := frame{Title: locale.Text(v.lang, "web_hearing.enter.title"), Body: enterBody{refused}}
	v.show(status, "answer-enter", f)
	return nil
}

// refuseLink asks for the code of a link, and tells why.
func (v *visit) refuseLink(status int, why string) error {
	if wantsJSON(v.r) {
		return v.json(status, saved{Refused: why})
	}
	return v.enterPage(status, why)
}

// refusedLink tells kindly that a link is not good, or passes on what else went
// wrong. A link that has ended is not told from one that never was.
func (v *visit) refusedLink(err error) error {
	var failure *server.Failure
	if !errors.As(err, &failure) || failure.Status != http.StatusUnauthorized {
		return err
	}
	if v.API.LinkSecret(v.r) != "" {
		http.SetCookie(v.w, v.API.LinkCookie("", v.Now()))
	}
	return v.refuseLink(http.StatusUnauthorized, locale.Text(v.lang, "web_hearing.enter.refused"))
}

// enter proves the code of a link, which may be given as the whole link, and keeps
// it in a cookie.
func enter(v *visit) error {
	code := strings.TrimSpace(v.r.PostFormValue("code"))
	if _, after, whole := strings.Cut(code, "#"); whole {
		code = after
	}
	if code == "" {
		return v.refuseLink(http.StatusUnprocessableEntity, locale.Text(v.lang, "web_hearing.enter.empty"))
	}
	who, err := v.API.ByLink(v.r, code)
	if err != nil {
		return v.refusedLink(err)
	}
	http.SetCookie(v.w, v.API.LinkCookie(code, who.Link.Ends))
	v.redirect("/answer/contents")
	return nil
}

// leave forgets the link, on a machine that others use too.
func leave(v *visit) error {
	http.SetCookie(v.w, v.API.LinkCookie("", v.Now()))
	v.redirect("/answer")
	return nil
}

// notFound refuses what is not there.
func notFound() error { return server.Refuse(http.StatusNotFound, diag.RequestNotFound) }
