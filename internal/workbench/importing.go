package workbench

import (
	"errors"
	"net/http"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// importForm is the form by which a study comes out of files, as it was sent.
type importForm struct {
	ID, Organisation string
	Refused          []string
	// Findings are those of a study that was not taken; nil where none was read.
	Findings *findingsBody
}

// importFile takes a study out of a file: a YAML file, or the archive of a folder.
// Where it has errors nothing is written, and all of them are shown.
func importFile(v *visit) error {
	data, name, err := v.formFile("file")
	f := importForm{ID: narrow(v.r.PostFormValue("id")), Organisation: narrow(v.r.PostFormValue("organisation"))}
	say := func(key string, args ...any) {
		f.Refused = append(f.Refused, locale.Text(v.lang, "web."+key, args...))
	}
	switch {
	case errors.Is(err, http.ErrMissingFile), err == nil && len(data) == 0:
		say("import.no_file")
	case err != nil:
		return server.Refuse(http.StatusUnprocessableEntity, diag.RequestForm, "place", "file")
	}
	if f.ID != "" && errors.Is(store.Study{ID: store.StudyID(f.ID), Title: "x"}.Check(), store.ErrInvalid) {
		say("new.bad_id")
	}
	if f.Organisation != "" && !(access.Scope{Kind: access.Organisation, ID: f.Organisation}).Valid() {
		say("new.bad_organisation")
	}
	if len(f.Refused) > 0 {
		return v.emptyStudyForm(http.StatusUnprocessableEntity, f)
	}
	if !v.API.May(v.who, access.CreateStudy, access.Resource{Organisation: f.Organisation}) {
		return server.Refuse(http.StatusForbidden, diag.RequestDenied)
	}
	return v.importStudy(f, name, data)
}

func (v *visit) importStudy(f importForm, name string, data []byte) error {
	study, err := app.OpenUpload(name, data)
	if errors.Is(err, app.ErrNoArchive) {
		f.Refused = []string{locale.Text(v.lang, "web.import.no_archive", "name", name)}
		return v.emptyStudyForm(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	o := app.StudyImport{Line: store.Line{Study: store.StudyID(f.ID)}, Owner: f.Organisation, By: v.who.Actor(), Reason: locale.Text(v.lang, "web.import.reason", "name", name)}
	line, _, found, err := app.ImportOpened(v.r.Context(), v.Store, study, o)
	switch {
	case errors.Is(err, store.ErrExists):
		f.Refused = []string{locale.Text(v.lang, "web.new.exists", "id", line.Study)}
		return v.emptyStudyForm(http.StatusConflict, f)
	case err == nil && found.HasErrors():
		shown := v.findingsOf(found)
		f.Findings = &shown
		f.Refused = []string{locale.Text(v.lang, "web.import.has_errors", "name", name)}
		return v.emptyStudyForm(http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	v.redirect("/s/" + string(line.Study))
	return nil
}
