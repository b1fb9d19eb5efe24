// Package scopetext names in words where a countermeasure stands, the same for
// commands and reports. It finds nothing out itself.
package scopetext

import (
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// most bounds the places of a scope that are named.
const most = 5

// Of names what a deployment covers: the first few places, and how many there are
// beside.
func Of(l lang.Lang, d *model.Deployment) string {
	if d.Scope.Model {
		return locale.Text(l, "scope.whole_model")
	}
	var names []string
	for _, z := range d.Zones {
		names = append(names, z.In(l))
	}
	for _, t := range d.Types {
		names = append(names, t.In(l))
	}
	for _, a := range d.Assets {
		names = append(names, a.In(l))
	}
	for _, k := range d.Links {
		names = append(names, locale.Text(l, "scope.link", "from", k.From.In(l), "to", k.To.In(l)))
	}
	return First(l, names)
}

// First joins the first few names, and tells how many there are beside.
func First(l lang.Lang, names []string) string {
	comma := locale.Text(l, "scope.comma")
	if n := len(names) - most; n > 0 {
		return locale.Text(l, "scope.first", "names", strings.Join(names[:most], comma), "n", n)
	}
	return strings.Join(names, comma)
}
