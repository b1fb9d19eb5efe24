package assess_test

import (
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// sketch reads a small network drawn in words, one line per fact:
//
//	Internet: [a]          zone Internet (of kind internet) holds a
//	office isolated: [b c] zone office, declared isolated, holds b and c
//	a -> b                 a opens sessions with b, data both ways
//	a -fw-> b              through the mediator fw
//	a ~> b                 data is carried on media
//	a <- b                 b is asked by a: data only comes to a (pull)
//	filter on fw           countermeasure on an asset, in place and effective
//	filter on a->b         on a link
//	filter on office       on a zone
//
// Assets are servers of importance 3; zones are of limited physical access.
func sketch(lines ...string) *model.Spec {
	s := &model.Spec{Format: model.Format, ID: "sketch"}
	m := model.ModelSpec{ID: "m", Text: lang.Text{Ja: "m"}, Role: model.Baseline}
	for line := range strings.SplitSeq(strings.Join(lines, "\n"), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.Contains(line, ": ["):
			sketchZone(s, &m, line)
		case strings.Contains(line, " on "):
			sketchDeployment(s, &m, line)
		default:
			sketchLink(&m, line)
		}
	}
	s.Models = []model.ModelSpec{m}
	return s
}

func sketchZone(s *model.Spec, m *model.ModelSpec, line string) {
	head, list, _ := strings.Cut(strings.TrimSuffix(line, "]"), ": [")
	name, exposure, _ := strings.Cut(head, " ")
	id := strings.ToLower(name)
	z := model.ZoneSpec{ID: model.ZoneID(id), Text: lang.Text{Ja: name}, Kind: model.ZoneOnPrem,
		Exposure: model.Exposure(exposure), Physical: model.PhysicalLimited}
	if id == "internet" {
		z.Kind = model.ZoneInternet
	}
	m.Zones = append(m.Zones, z)
	p := model.PlacementSpec{Zone: z.ID}
	for a := range strings.FieldsSeq(list) {
		s.Assets = append(s.Assets, model.AssetSpec{ID: model.AssetID(a), Text: lang.Text{Ja: a}, Type: "server", Importance: 3})
		p.Assets = append(p.Assets, model.AssetID(a))
	}
	m.Placements = append(m.Placements, p)
}

func sketchLink(m *model.ModelSpec, line string) {
	k := model.LinkSpec{Data: model.Both}
	from, rest, _ := strings.Cut(line, " ")
	arrow, to, _ := strings.Cut(rest, " ")
	k.From, k.To = model.AssetID(from), model.AssetID(to)
	switch {
	case arrow == "~>":
		k.Kind = model.LinkMedia
	case arrow == "<-":
		k.Data = model.Pull
	case arrow != "->":
		for v := range strings.SplitSeq(strings.Trim(arrow, "->"), "-") {
			k.Via = append(k.Via, model.AssetID(v))
		}
	}
	k.ID = model.LinkID(from + "-" + to)
	m.Links = append(m.Links, k)
}

func sketchDeployment(s *model.Spec, m *model.ModelSpec, line string) {
	what, where, _ := strings.Cut(line, " on ")
	d := model.DeploymentSpec{ID: model.DeploymentID(fmt.Sprintf("d%d", len(m.Deployments))), Status: model.InPlace, Effective: model.Effective}
	name, status, _ := strings.Cut(what, " ")
	d.Countermeasure = countermeasureID(name)
	if status != "" {
		d.Status = model.Status(status)
	}
	from, to, link := strings.Cut(where, "->")
	switch {
	case link:
		d.Scope.Links = []model.LinkID{model.LinkID(from + "-" + to)}
	case hasAsset(s, where):
		d.Scope.Assets = []model.AssetID{model.AssetID(where)}
	default:
		d.Scope.Zones = []model.ZoneID{model.ZoneID(where)}
	}
	m.Deployments = append(m.Deployments, d)
}

func hasAsset(s *model.Spec, id string) bool {
	for _, a := range s.Assets {
		if string(a.ID) == id {
			return true
		}
	}
	return false
}
