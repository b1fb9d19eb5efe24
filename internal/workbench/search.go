package workbench

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// searching is the page of what a text is found in within a study. The same field
// stands at the top of every page; where no study is open it finds studies.
func searching(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/search", "", showFound)
}

type foundBody struct {
	Text string
	// Groups of what was found, those without any left out; All is how many.
	Groups []foundGroup
	All    int
	// Studies is where the text is looked for in all studies.
	Studies string
}

// foundGroup is what was found of one kind.
type foundGroup struct {
	Title string
	Hits  []hit
	// More is how many more there are.
	More int
}

type hit struct {
	Name, Where, URL string
	// Count tells how many rows of a sheet it stands for; 0 for a thing by itself.
	Count int
}

// shownHits bounds what is listed of a kind; the rest is counted.
const shownHits = 50

func showFound(v *visit, s *opened) error {
	text := strings.TrimSpace(v.r.URL.Query().Get("q"))
	b := foundBody{Text: text, Studies: "/?q=" + queryEscape(text)}
	if text != "" {
		x := &finder{v: v, s: s, wanted: fold(text)}
		b.Groups = slices.DeleteFunc([]foundGroup{x.letters(), x.assets(), x.rows(), x.links(), x.useCases(), x.lists(), x.damages()},
			func(g foundGroup) bool { return len(g.Hits) == 0 })
	}
	for i := range b.Groups {
		g := &b.Groups[i]
		b.All += len(g.Hits)
		if size := v.pageSize(shownHits); len(g.Hits) > size {
			g.More, g.Hits = len(g.Hits)-size, g.Hits[:size]
		}
	}
	f := s.frame(v.lang, "", locale.Text(v.lang, "web.found.title", "text", text))
	f.Search, f.Body = text, b
	return v.ok("found", f)
}

// finder looks for a folded text in a study.
type finder struct {
	v      *visit
	s      *opened
	wanted string
}

// in reports whether one of the texts holds what is looked for.
func (x *finder) in(texts ...string) bool {
	return strings.Contains(fold(strings.Join(texts, "\n")), x.wanted)
}

func (x *finder) group(kind string) foundGroup {
	return foundGroup{Title: locale.Text(x.v.lang, "web.found."+kind)}
}

// aLetter is a search for a risk value, such as A or リスク値A.
var aLetter = regexp.MustCompile(`^(?:リスク値|リスク|risk value|risk)?\s*([a-e])$`)

// letters are the rows and damages of each model with a letter.
func (x *finder) letters() foundGroup {
	g := x.group("letters")
	found := aLetter.FindStringSubmatch(x.wanted)
	if found == nil {
		return g
	}
	var wanted method.RiskValue
	for _, r := range method.RiskValues {
		if strings.EqualFold(r.String(), found[1]) {
			wanted = r
		}
	}
	for _, m := range x.s.result.Models {
		id, name := string(m.Model.ID), m.Model.Short.In(x.v.lang)
		if n := m.Totals.Worst[wanted]; n > 0 {
			g.Hits = append(g.Hits, hit{locale.Text(x.v.lang, "web.step.asset"), name, x.s.url("/asset", "m", id, "risk", wanted.String()), n})
		}
		n := 0
		for _, d := range m.Damage.Damages {
			if d.Reached && d.Risk.Worst == wanted {
				n++
			}
		}
		if n > 0 {
			g.Hits = append(g.Hits, hit{locale.Text(x.v.lang, "web.step.damage"), name, x.s.url("/damage", "m", id), n})
		}
	}
	return g
}

func (x *finder) assets() foundGroup {
	g := x.group("assets")
	for _, m := range x.s.result.Models {
		for _, a := range m.Model.Assets {
			if x.in(string(a.ID), a.Ja, a.En, a.Zone.Ja, a.Zone.En) {
				g.Hits = append(g.Hits, hit{a.In(x.v.lang), m.Model.Short.In(x.v.lang), x.s.url("/asset", "m", string(m.Model.ID), "q", string(a.ID)), 0})
			}
		}
	}
	return g
}

// rows are those of the asset-based sheets, counted by model.
func (x *finder) rows() foundGroup {
	g := x.group("rows")
	for _, m := range x.s.result.Models {
		if n := len(assetFilter{Text: x.wanted}.left(x.s.study.Study, m)); n > 0 {
			g.Hits = append(g.Hits, hit{locale.Text(x.v.lang, "web.step.asset"), m.Model.Short.In(x.v.lang), x.s.url("/asset", "m", string(m.Model.ID), "q", x.wanted), n})
		}
	}
	return g
}

func (x *finder) links() foundGroup {
	g := x.group("links")
	for _, m := range x.s.result.Models {
		for _, k := range m.Model.Links {
			if x.in(string(k.ID), k.Protocol, k.From.Ja, k.From.En, k.To.Ja, k.To.En) {
				g.Hits = append(g.Hits, hit{locale.Text(x.v.lang, "web.found.link", "from", k.From.In(x.v.lang), "to", k.To.In(x.v.lang)), m.Model.Short.In(x.v.lang), x.s.url("/model", "m", string(m.Model.ID)) + "#links", 0})
			}
		}
	}
	return g
}

// useCases are those of each model with data flows, which the picture shows.
func (x *finder) useCases() foundGroup {
	g := x.group("use_cases")
	for _, u := range x.s.study.Spec.UseCases {
		if !x.in(string(u.ID), u.Ja, u.En, u.Today, u.Volume) {
			continue
		}
		for _, m := range x.s.result.Models {
			if slices.ContainsFunc(m.Model.Flows, func(f *model.Flow) bool { return f.UseCase == u.ID }) {
				g.Hits = append(g.Hits, hit{u.In(x.v.lang), m.Model.Short.In(x.v.lang), x.s.url("/model", "m", string(m.Model.ID), "use-case", string(u.ID)), 0})
			}
		}
	}
	return g
}

// lists are the rows in use of the lists that the study is rated by, such as its
// countermeasures and threats.
func (x *finder) lists() foundGroup {
	g := x.group("lists")
	for _, l := range lists {
		for _, r := range rowsOfList(x.v.lang, x.s, l) {
			c := r.Now.Common()
			told := []string{r.id, c.Ja, c.En}
			if f, ok := r.fields["text"]; ok {
				told = append(told, f.show())
			}
			if !r.Unused && x.in(told...) {
				g.Hits = append(g.Hits, hit{c.In(x.v.lang), locale.Text(x.v.lang, "web.catalogue."+l.name), x.s.url("/catalogue", "list", l.name, "q", r.id), 0})
			}
		}
	}
	return g
}

// damages are the business damages and the goals by which they come about.
func (x *finder) damages() foundGroup {
	g := x.group("damages")
	for _, d := range x.s.study.Spec.Damages {
		if x.in(string(d.ID), d.Label, d.Ja, d.En) {
			g.Hits = append(g.Hits, hit{d.Label + " " + d.In(x.v.lang), "", x.s.url("/damage"), 0})
		}
	}
	for _, m := range x.s.result.Models {
		for _, t := range m.Damage.Goals {
			if name := goalName(x.v.lang, t.Goal); x.in(string(t.Goal.ID), name, t.Goal.Asset.Ja, t.Goal.Asset.En) {
				g.Hits = append(g.Hits, hit{name, m.Model.Short.In(x.v.lang), x.s.url("/damage", "m", string(m.Model.ID)), 0})
			}
		}
	}
	return g
}
