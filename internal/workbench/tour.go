package workbench

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/store"
)

// tour leads newcomers once through the steps of a study: a few words on each page,
// which need no script, can be left at any time, and are not shown again. Where
// somebody is in it stands in a cookie, as their language does.
func tour(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "POST /tour", takeTour)
}

const tourCookie = "sekisho-tour"

// tourStops are the pages of the tour: the list of studies, and then steps of a study.
var tourStops = []string{"studies", "overview", "model", "asset", "damage", "plan", "hearing", "report"}

// tourEnded is in the cookie of those who have seen it or do not want to.
const tourEnded = "ended"

// tourPanel is what the tour says on a page.
type tourPanel struct {
	Text        string
	Number, All int
	// Study through which the tour leads; empty on the list.
	Study string
	Last  bool
}

// tourAt gives at which stop somebody is, and whether they are in the tour at all.
func (v *visit) tourAt() (int, bool) {
	c, err := v.r.Cookie(tourCookie)
	if err != nil {
		return 0, true
	}
	n, err := strconv.Atoi(c.Value)
	return n, err == nil && n >= 0 && n < len(tourStops)
}

// tourPanel gives what the tour says on the page called name, nil where it says
// nothing there.
func (v *visit) tourPanel(name string, f *frame) *tourPanel {
	at, on := v.tourAt()
	if !on || v.who.Account.ID == "" || v.r.Method != http.MethodGet {
		return nil
	}
	stop, study := name, ""
	if f.Study != nil {
		study = f.Study.ID
		stop = ""
		if i := slices.IndexFunc(f.Study.Steps, func(s step) bool { return s.Current }); i >= 0 {
			stop = steps[i].name
		}
	}
	if stop != tourStops[at] || study == "" && len(v.API.Within(v.who, access.ReadStudy)) == 0 {
		return nil
	}
	return &tourPanel{Text: locale.Text(v.lang, "web.tour."+stop), Number: at + 1, All: len(tourStops), Study: study, Last: at == len(tourStops)-1}
}

// takeTour goes on, ends the tour, or begins it anew.
func takeTour(v *visit) error {
	study, to, at := v.r.PostFormValue("study"), "/", tourEnded
	switch n, on := v.tourAt(); v.r.PostFormValue("do") {
	case "again":
		at = "0"
	case "next":
		if !on || n+1 >= len(tourStops) {
			break
		}
		if study == "" {
			page, _, err := v.Store.Studies(v.r.Context(), store.Query{Within: v.API.Within(v.who, access.ReadStudy)})
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			study = string(page[0].ID)
		}
		at = strconv.Itoa(n + 1)
		i := slices.IndexFunc(steps, func(s oneStep) bool { return s.name == tourStops[n+1] })
		to = "/s/" + study + steps[i].path
	default:
		to = local(v.r.PostFormValue("next"))
	}
	http.SetCookie(v.w, &http.Cookie{Name: tourCookie, Value: at, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	v.redirect(local(to))
	return nil
}
