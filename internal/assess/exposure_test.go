package assess_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

func countermeasureID(s string) catalog.CountermeasureID { return catalog.CountermeasureID(s) }

// TestExposure draws small networks and states the derived exposure of a zone
// with its witness.
func TestExposure(t *testing.T) {
	for _, c := range []struct {
		why, net, zone, want, witness string
	}{
		{"straight from the Internet",
			"Internet: [a]\noffice: [b]\na -> b",
			"office", "internet", "internet → office (a-b)"},
		{"only through a mediating device",
			"Internet: [a]\nedge: [fw]\noffice: [b]\na -fw-> b",
			"office", "intranet", "internet → office (a-b)"},
		{"the mediating device itself is met straight",
			"Internet: [a]\nedge: [fw]\noffice: [b]\na -fw-> b",
			"edge", "internet", "internet → edge (a-b)"},
		{"through an exposed zone",
			"Internet: [a]\nfront: [b]\nback: [c]\na -> b\nb -> c",
			"back", "intranet", "internet → front (a-b) → back (b-c)"},
		{"sessions opened outwards expose nothing",
			"Internet: [a]\noffice: [b]\nb -> a",
			"office", "isolated", ""},
		{"pulling from an exposed zone exposes nothing",
			"Internet: [a]\nfront: [b]\nback: [c]\na -> b\nc <- b",
			"back", "isolated", ""},
		{"media carry no session",
			"Internet: [a]\noffice: [b]\na ~> b",
			"office", "isolated", ""},
		{"behind a zone that is declared exposed",
			"wan intranet: [a]\noffice: [b]\na -> b",
			"office", "intranet", "wan → office (a-b)"},
		{"a circle of declared zones",
			"wan intranet: [a]\nlan intranet: [b]\na -> b\nb -> a",
			"wan", "intranet", "lan → wan (b-a)"},
		{"no link at all",
			"Internet: [a]\noffice: [b]",
			"office", "isolated", ""},
	} {
		r := run(t, sketch(c.net), gen.Catalog())
		found := false
		for _, e := range r.Models[0].Zones {
			if string(e.Zone.ID) != c.zone {
				continue
			}
			found = true
			if string(e.Derived) != c.want || assess.WitnessText(e.Witness) != c.witness {
				t.Errorf("%s: %s is %s by %q, want %s by %q", c.why, c.zone, e.Derived, assess.WitnessText(e.Witness), c.want, c.witness)
			}
		}
		if !found {
			t.Errorf("%s: no zone %s", c.why, c.zone)
		}
	}
}

// TestDeclaredExposureWins: the declared exposure rates, and the difference to
// the derived one is a finding that shows the way.
func TestDeclaredExposureWins(t *testing.T) {
	for declared, code := range map[string]diag.Code{"isolated": diag.ExposureUnderstated, "internet": diag.ExposureOverstated, "intranet": ""} {
		r := run(t, sketch("Internet: [a]\nfront: [b]\nback "+declared+": [c]\na -> b\nb -> c"), gen.Catalog())
		m := r.Models[0]
		for _, c := range m.Cells {
			a := m.Model.Assets[c.Asset]
			if a.ID == "c" && c.ThreatLevel != a.Zone.Exposure.Level() {
				t.Errorf("declared %s: threat level %d", declared, c.ThreatLevel)
			}
		}
		var got diag.Code
		for _, f := range r.Findings.Findings {
			if f.Code == diag.ExposureUnderstated || f.Code == diag.ExposureOverstated {
				got = f.Code
				if f.Args["path"] != "internet → front (a-b) → back (b-c)" || len(f.Related) != 2 {
					t.Errorf("declared %s: path %q, related %v", declared, f.Args["path"], f.Related)
				}
			}
		}
		if got != code {
			t.Errorf("declared %s: finding %q, want %q", declared, got, code)
		}
	}
}
