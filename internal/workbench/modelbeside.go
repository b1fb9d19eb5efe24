package workbench

import (
	"net/http"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// besideBody tells in words what the picture shows of another model.
type besideBody struct {
	Name string
	// Turned leads to the page of the other model, with this one beside it.
	Turned string
	Lists  []panelList
}

// beside gives the model that the address asks to be shown beside m; nil where it asks
// for none, or the picture is of something else.
func (v *visit) beside(s *opened, m *model.Model) (*model.Model, error) {
	q := v.r.URL.Query()
	if q.Get("beside") == "" || q.Get("use-case")+q.Get("damage")+q.Get("goal") != "" {
		return nil, nil //nolint:nilnil // there is no other model, and no error
	}
	other, ok := s.study.Model(model.ModelID(q.Get("beside")))
	if !ok || other == m {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return other, nil
}

// besides lists the models that can be shown beside one.
func (v *visit) besides(s *opened, m *model.Model, shown *model.Model) []choice {
	list := []choice{{Name: locale.Text(v.lang, "web.model.beside_none"), URL: s.url("/model", "m", string(m.ID)), Chosen: shown == nil}}
	for _, o := range s.study.Models {
		if o != m {
			list = append(list, choice{Name: o.Short.In(v.lang), URL: s.url("/model", "m", string(m.ID), "beside", string(o.ID)), Chosen: o == shown})
		}
	}
	return list
}

// besideText tells what two models do not share.
func (v *visit) besideText(s *opened, m, other *model.Model, at *modelPlace) *besideBody {
	x := model.NewBeside(m, other)
	b := &besideBody{Name: other.Short.In(v.lang), Turned: s.url("/model", "m", string(other.ID), "beside", string(m.ID))}
	// What only the other model has leads nowhere.
	list := func(key, kind string, items []choice) {
		for i := range items {
			if kind != "" {
				items[i].URL = at.url(kind, items[i].ID)
			}
		}
		if len(items) > 0 {
			b.Lists = append(b.Lists, panelList{Heading: locale.Text(v.lang, "web.model."+key), Items: items})
		}
	}
	list("here_assets", chosenAsset, choices(x.HereAssets, v.assetChoice))
	list("there_assets", "", choices(x.ThereAssets, v.assetChoice))
	list("moved_assets", chosenAsset, choices(x.Moved, func(a model.Moved) choice {
		return choice{ID: string(a.Here.ID), Name: locale.Text(v.lang, "web.model.moved_asset", "asset", a.Here.In(v.lang), "here", a.Here.Zone.In(v.lang), "there", a.There.Zone.In(v.lang))}
	}))
	list("here_zones", chosenZone, choices(x.HereZones, v.zoneChoice))
	list("there_zones", "", choices(x.ThereZones, v.zoneChoice))
	list("here_links", chosenLink, choices(x.HereLinks, v.linkChoice))
	list("there_links", "", choices(x.ThereLinks, v.linkChoice))
	return b
}
