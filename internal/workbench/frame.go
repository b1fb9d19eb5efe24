package workbench

import (
	"html/template"
	"net/url"
	"slices"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// frame is what stands around the body of a page.
type frame struct {
	// Title of the page, its one first heading.
	Title string
	// Lang, Path and User are set when the page is shown: its language, where it
	// stands, and who looks at it (empty: nobody known).
	Lang lang.Lang
	Path string
	User string
	// Keeps tells that they keep accounts.
	Keeps bool
	// Search is what was looked for, on the page of what was found.
	Search string
	// Tour is what the tour for newcomers says; nil where it says nothing.
	Tour *tourPanel
	// Study is set on the pages of a study.
	Study *studyFrame
	// Wide lets tables and pictures use the whole width.
	Wide bool
	Body any
	// Content is the body as the page's template writes it, set when it is shown.
	Content template.HTML
}

// studyFrame is what stands around every page of a study.
type studyFrame struct {
	ID, Title string
	Branch    store.Branch
	Revision  store.Revision
	Approved  bool
	Steps     []step
	// Next is the step after the one that is shown; nil on the last.
	Next *step
	// Search is where a text is looked for in the study.
	Search string
	// Models to choose from, on pages about one model; none on others.
	Models []choice
}

// step is one step of the way through a study.
type step struct {
	Name, URL string
	Current   bool
}

// choice is one of several, of which one is chosen.
type choice struct {
	ID, Name, URL string
	Chosen        bool
}

// steps are the steps in their order.
var steps = []oneStep{
	{"overview", "", false}, {"model", "/model", true}, {"asset", "/asset", true}, {"damage", "/damage", true}, {"result", "/result", true},
	{"compare", "/compare", false}, {"plan", "/plan", true}, {"hearing", "/hearing", false}, {"report", "/report", false}, {"history", "/history", false},
}

// oneStep is a step: its name in the texts, the end of its path below /s/{study},
// and whether its page is about one model.
type oneStep struct {
	name, path string
	ofModel    bool
}

// frame makes the frame of a page of a study; current is the name of its step.
func (s *opened) frame(l lang.Lang, current, title string) frame {
	f := &studyFrame{ID: string(s.Study().ID), Title: s.title(l), Branch: s.Line.Branch, Revision: s.revision, Approved: s.Approved() != nil,
		Search: "/s/" + url.PathEscape(string(s.Line.Study)) + "/search"}
	for _, x := range steps {
		f.Steps = append(f.Steps, step{locale.Text(l, "web.step."+x.name), s.url(x.path), x.name == current})
	}
	if i := slices.IndexFunc(f.Steps, func(x step) bool { return x.Current }); i >= 0 && i+1 < len(f.Steps) {
		f.Next = &f.Steps[i+1]
	}
	return frame{Title: title, Study: f}
}

// title is what the study is called: the name in its files, in the language of the
// page, unless it was given another one in the list.
func (s *opened) title(l lang.Lang) string {
	if t := s.study.Spec.Title; t.In(lang.Ja) == s.Study().Title {
		return t.In(l)
	}
	return s.Study().Title
}

// url gives the address of a page of the study, with the branch where it is not
// the main one; kv are more parts of the query, by turns, of which empty ones are
// left out.
func (s *opened) url(path string, kv ...string) string {
	q := url.Values{}
	if s.Line.Branch != store.Main {
		q.Set("branch", string(s.Line.Branch))
	}
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i+1] != "" {
			q.Set(kv[i], kv[i+1])
		}
	}
	u := "/s/" + url.PathEscape(string(s.Line.Study)) + path
	if len(q) > 0 {
		u += "?" + q.Encode()
	}
	return u
}

// models makes the choice of models for pages about one.
func (s *opened) models(l lang.Lang, path string, chosen model.ModelID) []choice {
	var list []choice
	for _, m := range s.result.Models {
		list = append(list, choice{string(m.Model.ID), m.Model.Short.In(l), s.url(path, "m", string(m.Model.ID)), m.Model.ID == chosen})
	}
	return list
}
