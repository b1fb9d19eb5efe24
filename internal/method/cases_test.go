package method_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// levelCase is one combination of levels, as data that anyone can run.
type levelCase struct {
	Note          string `yaml:"note"`
	Column        int    `yaml:"column"`
	Threat        int    `yaml:"threat"`
	Vulnerability int    `yaml:"vulnerability"`
	Want          string `yaml:"want"`
	Confirmed     bool   `yaml:"confirmed"`
	Cite          string `yaml:"cite"`
}

// shipped builds the method as it is shipped.
func shipped(t *testing.T) *method.Method {
	t.Helper()
	data, err := catalogdata.FS.ReadFile("method.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var spec model.Spec
	if err := yaml.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	m, found := method.Build(spec.Method, nil)
	if len(found.Findings) > 0 {
		t.Fatalf("the shipped method has findings: %+v", found.Findings)
	}
	return m
}

// TestCases runs all 27 combinations of levels under each shipped matrix, for
// both analyses.
func TestCases(t *testing.T) {
	m := shipped(t)
	for _, x := range m.Matrices {
		data, err := os.ReadFile(filepath.Join("testdata", "cases", x.ID+".yaml"))
		if err != nil {
			t.Fatalf("matrix %s has no cases: %v", x.ID, err)
		}
		var cases []levelCase
		if err := yaml.Load(data, &cases, yaml.WithKnownFields()); err != nil {
			t.Fatal(err)
		}
		seen := map[[3]int]bool{}
		for _, c := range cases {
			seen[[3]int{c.Column, c.Threat, c.Vulnerability}] = true
			if c.Want == "" || c.Cite == "" {
				t.Errorf("%s: %s: states no expectation or no source", x.ID, c.Note)
			}
			threat, vulnerability := method.ThreatLevel(c.Threat), method.VulnerabilityLevel(c.Vulnerability)
			asset, ok1 := method.Rate(x, threat, vulnerability, method.Importance(c.Column))
			damage, ok2 := method.Rate(x, threat, vulnerability, method.ImpactLevel(c.Column))
			if !ok1 || !ok2 || asset != damage {
				t.Errorf("%s: %s: the analyses differ: %v, %v", x.ID, c.Note, asset, damage)
			}
			if asset.Value.String() != c.Want || asset.Confirmed != c.Confirmed {
				t.Errorf("%s: %s: %s (confirmed %v), want %s (%v); %s", x.ID, c.Note, asset.Value, asset.Confirmed, c.Want, c.Confirmed, c.Cite)
			}
		}
		if len(seen) != 27 {
			t.Errorf("%s: %d of 27 combinations have a case", x.ID, len(seen))
		}
	}
	if len(m.Matrices) != 2 {
		t.Errorf("%d matrices are shipped, want 2", len(m.Matrices))
	}
}

// TestMinistryStatements holds the two sentences of the ministry's paper that
// fix cells of the matrix against every shipped matrix.
func TestMinistryStatements(t *testing.T) {
	for _, x := range shipped(t).Matrices {
		for threat := method.ThreatLevel(1); threat <= 3; threat++ {
			for counter := method.CountermeasureLevel(1); counter <= 3; counter++ {
				product := int(threat) * int(counter.Vulnerability())
				low, _ := method.Rate(x, threat, counter.Vulnerability(), method.Importance(1))
				if product <= 3 && (low.Value != method.E || !low.Confirmed) {
					t.Errorf("%s: importance 1, product %d: %s, want a confirmed E", x.ID, product, low.Value)
				}
				high, _ := method.Rate(x, threat, counter.Vulnerability(), method.Importance(3))
				if product == 3 && (high.Value != method.B || !high.Confirmed) {
					t.Errorf("%s: importance 3, product 3: %s, want a confirmed B", x.ID, high.Value)
				}
			}
		}
	}
}

// TestUnsetIsNeverALevel: an unset level gives no letter, whatever the others.
func TestUnsetIsNeverALevel(t *testing.T) {
	x := shipped(t).Matrix
	for _, c := range [][3]uint8{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {4, 1, 1}, {1, 4, 1}, {1, 1, 4}} {
		if cell, ok := method.Rate(x, method.ThreatLevel(c[0]), method.VulnerabilityLevel(c[1]), method.Importance(c[2])); ok || cell.Value != method.Unrated {
			t.Errorf("Rate(%v) = %v, %v", c, cell, ok)
		}
	}
	if v := method.CountermeasureLevel(0).Vulnerability(); v != 0 {
		t.Errorf("vulnerability of an unset countermeasure level = %d", v)
	}
	if method.A.WorseThan(method.Unrated) || method.Unrated.WorseThan(method.E) {
		t.Error("unrated compares with a letter")
	}
}

func TestRiskValueText(t *testing.T) {
	var letters strings.Builder
	for _, r := range method.RiskValues {
		text, err := r.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back method.RiskValue
		if err := back.UnmarshalText(text); err != nil || back != r {
			t.Errorf("%s reads back as %s, %v", r, back, err)
		}
		letters.Write(text)
	}
	if letters.String() != "ABCDE" {
		t.Errorf("letters %s", letters.String())
	}
	for _, bad := range []string{"", "F", "a", "AB", "-"} {
		if _, err := method.ParseRiskValue(bad); err == nil {
			t.Errorf("ParseRiskValue(%q) succeeds", bad)
		}
	}
}
