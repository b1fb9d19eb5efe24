package workbench

import (
	"errors"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/store"
)

// organisationsRecord names the record of the organisations that are asked.
func organisationsRecord(questionnaire string) string {
	return roomFolder(questionnaire) + "organisations.yaml"
}

// organisations gives the organisations that are asked; none where none were named.
func (v *visit) organisations(l store.Line, questionnaire string) ([]hearing.OrganisationSpec, error) {
	r, err := v.Store.Record(v.r.Context(), l, organisationsRecord(questionnaire))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	spec, _, err := app.ReadHearingFile(r.Data, r.Name)
	if err != nil {
		return nil, err
	}
	return spec.Organisations, nil
}
