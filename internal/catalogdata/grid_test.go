package catalogdata_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// grid draws threats × asset types. Boundary types have no column.
func grid(d data, cell func(catalog.Threat, catalog.AssetTypeID) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-6s", "")
	for _, r := range d.catalog.AssetTypes {
		if !r.Boundary {
			fmt.Fprintf(&b, " %-9s", r.ID)
		}
	}
	for _, r := range d.catalog.Threats {
		var row strings.Builder
		fmt.Fprintf(&row, "%-6s", r.ID)
		for _, at := range d.catalog.AssetTypes {
			if at.Boundary {
				continue
			}
			mark := "."
			if slices.Contains(r.AssetTypes, at.ID) {
				mark = cell(r, at.ID)
			}
			fmt.Fprintf(&row, " %-9s", mark)
		}
		fmt.Fprintf(&row, " %s (%s)", r.Ja, r.En)
		b.WriteString("\n" + strings.TrimRight(row.String(), " "))
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}

// TestThreatTypes shows which threats apply to which types, for people to read
// and review.
func TestThreatTypes(t *testing.T) {
	d := load(t)
	golden.CheckString(t, "testdata/threat-types.golden",
		grid(d, func(catalog.Threat, catalog.AssetTypeID) string { return "x" }))
}

// TestCandidates shows how many listed countermeasures count against each
// threat on each type. Where there is only one, level 3 cannot be reached.
func TestCandidates(t *testing.T) {
	d := load(t)
	golden.CheckString(t, "testdata/candidates.golden",
		grid(d, func(r catalog.Threat, at catalog.AssetTypeID) string { return fmt.Sprint(candidates(d, r.ID, at)) }))
}
