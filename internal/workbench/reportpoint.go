package workbench

import (
	"net/http"
	"slices"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// point gives a point of the report by its id.
func (s *opened) point(id string) (model.PointSpec, bool) {
	points := s.study.WrittenReport().Points
	i := slices.IndexFunc(points, func(p model.PointSpec) bool { return p.ID == id })
	if i < 0 {
		return model.PointSpec{}, false
	}
	return points[i], true
}

// pointFields are the fields of the form about a point.
func (v *visit) pointFields(s *opened, p model.PointSpec) []field {
	f := v.fields()
	for _, x := range []struct {
		name string
		text lang.Text
	}{{"point", p.Text}, {"section", p.Section}, {"wording", p.Wording}, {"because", p.Reason}} {
		f.add("area", x.name, x.text.Ja, true)
		f.area(x.name+"_en", x.text.En)
	}
	var models, damages []choice
	for i := range s.study.Models {
		m := s.study.Models[i]
		models = append(models, choice{ID: string(m.ID), Name: m.Short.In(v.lang)})
	}
	for _, d := range s.study.Spec.Damages {
		damages = append(damages, choice{ID: string(d.ID), Name: d.Label + " " + d.In(v.lang)})
	}
	f.checks("point_model", textsOf(p.Models), models)
	f.checks("point_damage", textsOf(p.Damages), damages)
	public := []string{}
	if p.Public {
		public = append(public, "yes")
	}
	f.checks("public", public, []choice{{ID: "yes", Name: locale.Text(v.lang, "web.texts.public")}})
	return f.list
}

// sentPoint reads the form of a point, and tells everything that is wrong with it.
func (v *visit) sentPoint(s *opened, id string) (model.PointSpec, []string) {
	text := func(name string) lang.Text {
		return lang.Text{Ja: plain(v.r.PostFormValue(name)), En: plain(v.r.PostFormValue(name + "_en"))}
	}
	p := model.PointSpec{ID: id, Text: text("point"), Section: text("section"), Wording: text("wording"), Reason: text("because"),
		Public: v.r.PostFormValue("public") != "", Author: v.who.Account.Display, Date: v.today()}
	for i := range s.study.Models {
		if m := s.study.Models[i].ID; slices.Contains(v.r.PostForm["point_model"], string(m)) {
			p.Models = append(p.Models, m)
		}
	}
	for _, d := range s.study.Spec.Damages {
		if slices.Contains(v.r.PostForm["point_damage"], string(d.ID)) {
			p.Damages = append(p.Damages, d.ID)
		}
	}
	var wrong []string
	for _, x := range []struct {
		name string
		text lang.Text
	}{{"point", p.Text}, {"section", p.Section}, {"wording", p.Wording}, {"because", p.Reason}} {
		if x.text.Ja == "" {
			wrong = append(wrong, locale.Text(v.lang, "web.form.needed", "name", locale.Text(v.lang, "web.field."+x.name)))
		}
	}
	return p, wrong
}

// editPoint shows the form of a point, or saves it.
func (v *visit) editPoint(s *opened) error {
	id := v.r.URL.Query().Get("id")
	p, ok := s.point(id)
	if id != "" && !ok {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	b := formBody{Fields: v.pointFields(s, p), Back: s.url("/report/texts") + "#points", Was: fingerprint(p), About: locale.Text(v.lang, "web.texts.about_point")}
	status := http.StatusOK
	if v.r.Method == http.MethodPost {
		var err error
		if b.Refused, err = v.savePoint(s, id); err != nil {
			return err
		}
		if len(b.Refused) == 0 {
			v.redirect(b.Back)
			return nil
		}
		status = http.StatusUnprocessableEntity
	}
	title := "web.texts.new_point"
	if ok {
		title, b.Remove = "web.texts.edit_point", locale.Text(v.lang, "web.texts.remove_point")
	}
	f := s.frame(v.lang, "report", locale.Text(v.lang, title))
	f.Body = b
	v.show(status, "form", f)
	return nil
}

// savePoint saves the form of a point, or takes the point out, and tells what
// keeps it from that.
func (v *visit) savePoint(s *opened, id string) ([]string, error) {
	next, wrong := v.sentPoint(s, id)
	removes := v.r.PostFormValue("do") == "remove" && id != ""
	if len(wrong) > 0 && !removes {
		return wrong, nil
	}
	key := "web.texts.revision_point"
	if removes {
		key = "web.texts.revision_point_removed"
	}
	_, err := v.change(s, locale.Text(v.lang, key), func(now *opened, e *app.Editing) error {
		old, ok := now.point(id)
		switch {
		case id != "" && !ok:
			return app.ErrNoRow
		case v.r.PostFormValue("was") != fingerprint(old):
			return errMeanwhile
		}
		next.Source = old.Source
		e.Model(func(d *app.Draft) error {
			if removes {
				return d.RemovePoint(id)
			}
			_, err := d.Point(next)
			return err
		})
		return nil
	})
	return v.unsaved(err)
}
