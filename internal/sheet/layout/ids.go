package layout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Row kinds: what the id of a row begins with.
const (
	RowAsset          = "asset"
	RowCell           = "cell"
	RowThreat         = "threat"
	RowType           = "type"
	RowCountermeasure = "countermeasure"
	RowDeployment     = "deployment"
	RowDamage         = "damage"
	RowRoute          = "route"
	RowStep           = "step"
	RowModel          = "model"
)

// AssetID gives the id of a row of an asset: "asset/<asset>".
func AssetID(a model.AssetID) string { return RowAsset + "/" + string(a) }

// CellID gives the id of a row of an asset and a threat: "cell/<asset>/<threat>".
func CellID(a model.AssetID, t catalog.ThreatID) string {
	return RowCell + "/" + string(a) + "/" + string(t)
}

// ThreatID gives the id of a row of a threat: "threat/<threat>".
func ThreatID(t catalog.ThreatID) string { return RowThreat + "/" + string(t) }

// TypeID gives the id of a row or column of an asset type: "type/<type>".
func TypeID(t catalog.AssetTypeID) string { return RowType + "/" + string(t) }

// CountermeasureID gives the id of a row of a countermeasure.
func CountermeasureID(c catalog.CountermeasureID) string {
	return RowCountermeasure + "/" + string(c)
}

// DeploymentID gives the id of a row of a deployment: "deployment/<deployment>".
func DeploymentID(d model.DeploymentID) string { return RowDeployment + "/" + string(d) }

// DamageID gives the id of a row of a business damage: "damage/<damage>".
func DamageID(d model.DamageID) string { return RowDamage + "/" + string(d) }

// RouteID gives the id of a row of a route: "route/<goal>/<entry>/<landing
// asset>/<rule>".
func RouteID(g model.GoalID, s attack.Start) string {
	return strings.Join([]string{RowRoute, string(g), string(s.Entry.Point.ID), string(s.At.ID), string(s.Rule.ID)}, "/")
}

// StepID gives the id of a row of an attack step: "step/" with the id of its
// route and the number of the step within it.
func StepID(route string, n int) string {
	return RowStep + strings.TrimPrefix(route, RowRoute) + "/" + strconv.Itoa(n)
}

// ModelID gives the id of a row of a model: "model/<model>".
func ModelID(m model.ModelID) string { return RowModel + "/" + string(m) }

// Parts takes the id of a row apart into its kind and its ids. ok is false for
// text that is no id of a row.
func Parts(id string) (kind string, ids []string, ok bool) {
	parts := strings.Split(id, "/")
	want := map[string]int{
		RowAsset: 1, RowCell: 2, RowThreat: 1, RowType: 1, RowCountermeasure: 1, RowDeployment: 1, RowDamage: 1,
		RowRoute: 4, RowStep: 5, RowModel: 1,
	}
	n, ok := want[parts[0]]
	if !ok || len(parts) != n+1 {
		return "", nil, false
	}
	if slices.Contains(parts[1:], "") {
		return "", nil, false
	}
	return parts[0], parts[1:], true
}

// ModelCode is the code of a model in data and in names of files, without
// characters that only some machines have: "m1a" gives "M1a".
func ModelCode(id model.ModelID) string {
	if id == "" {
		return ""
	}
	return strings.ToUpper(string(id[:1])) + string(id[1:])
}
