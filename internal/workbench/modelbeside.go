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
	list := func(key string, items []choice) {
		if len(items) > 0 {
			b.Lists = append(b.Lists, panelList{Heading: locale.Text(v.lang, "web.model."+key), Items: items})
		}
	}
	assets := func(rows []*model.Asset, here bool) (items []choice) {
		for _, a := range rows {
			c := choice{Name: locale.Text(v.lang, "web.model.asset_in", "asset", a.In(v.lang), "zone", a.Zone.In(v.lang))}
			if here {
				c.URL = at.url(chosenAsset, string(a.ID))
			}
			items = append(items, c)
		}
		return items
	}
	links := func(rows []*model.Link, here bool) (items []choice) {
		for _, k := range rows {
			c := choice{Name: linkName(v.lang, k)}
			if here {
				c.URL = at.url(chosenLink, string(k.ID))
			}
			items = append(items, c)
		}
		return items
	}
	zones := func(rows []*model.Zone, here bool) (items []choice) {
		for _, z := range rows {
			c := choice{Name: z.In(v.lang)}
			if here {
				c.URL = at.url(chosenZone, string(z.ID))
			}
			items = append(items, c)
		}
		return items
	}
	list("here_assets", assets(x.HereAssets, true))
	list("there_assets", assets(x.ThereAssets, false))
	var moved []choice
	for _, a := range x.Moved {
		moved = append(moved, choice{Name: locale.Text(v.lang, "web.model.moved_asset", "asset", a.Here.In(v.lang), "here", a.Here.Zone.In(v.lang), "there", a.There.Zone.In(v.lang)), URL: at.url(chosenAsset, string(a.Here.ID))})
	}
	list("moved_assets", moved)
	list("here_zones", zones(x.HereZones, true))
	list("there_zones", zones(x.ThereZones, false))
	list("here_links", links(x.HereLinks, true))
	list("there_links", links(x.ThereLinks, false))
	return b
}
