package catalogdata_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
)

// TestCatalogBuilds has the domain check the lists as it checks a study's: ids,
// names and references.
func TestCatalogBuilds(t *testing.T) {
	d := load(t)
	_, findings := catalog.Build(nil, &d.catalog)
	for _, f := range findings.Findings {
		t.Errorf("%s at %s: %v", f.Code, f.Path, f.Args)
	}
}

func TestDataClassesAndStopEffects(t *testing.T) {
	d := load(t)
	got := map[string]method.Importance{}
	for _, r := range d.catalog.DataClasses {
		bilingual(t, string(r.ID), r.Text)
		got[string(r.ID)] = r.Importance
	}
	for _, r := range d.catalog.StopEffects {
		bilingual(t, string(r.ID), r.Text)
		got[string(r.ID)] = r.Importance
	}
	want := map[string]method.Importance{
		"mynumber": 3, "c3a": 3, "c3b": 3, "c3c": 2, "c2": 2, "c1": 1,
		"resident-services": 3, "tier-work": 2, "replaceable": 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("importance (-want +got):\n%s", diff)
	}
}

func TestAssetTypes(t *testing.T) {
	var boundary []catalog.AssetTypeID
	for _, r := range load(t).catalog.AssetTypes {
		bilingual(t, string(r.ID), r.Text)
		bilingual(t, string(r.ID)+" ipa", r.IPA)
		if r.Boundary {
			boundary = append(boundary, r.ID)
		}
	}
	if diff := cmp.Diff([]catalog.AssetTypeID{"external"}, boundary); diff != "" {
		t.Errorf("boundary types (-want +got):\n%s", diff)
	}
}

func TestThreats(t *testing.T) {
	d := load(t)
	perTarget := map[string]int{}
	var physical, exploits []string
	for _, r := range d.catalog.Threats {
		bilingual(t, string(r.ID), r.Text)
		sentence(t, string(r.ID)+" description", r.Description)
		perTarget[r.Target]++
		if r.Physical {
			physical = append(physical, string(r.ID))
		}
		if r.ExploitsVulnerability {
			exploits = append(exploits, string(r.ID))
		}
		if len(r.AssetTypes) == 0 || slices.Contains(r.AssetTypes, "external") {
			t.Errorf("%s applies to %v: to no type, or to a boundary", r.ID, r.AssetTypes)
		}
		if !slices.IsSortedFunc(r.AssetTypes, byTypeOrder(d)) {
			t.Errorf("%s: asset types %v are not in the order of their list", r.ID, r.AssetTypes)
		}
	}
	if diff := cmp.Diff(map[string]int{"device": 15, "path": 6, "cloud": 9}, perTarget); diff != "" {
		t.Errorf("threats per target (-want +got):\n%s", diff)
	}
	if got, want := strings.Join(physical, " "), "th-02 th-05 th-14 th-15 th-16 th-18 th-21"; got != want {
		t.Errorf("physical threats %s, want %s: theft, intrusion, rogue devices and media, and what needs a hand at the line", got, want)
	}
	if got, want := strings.Join(exploits, " "), "th-01 th-06 th-07 th-c4"; got != want {
		t.Errorf("threats that exploit vulnerabilities: %s, want %s", got, want)
	}
}

func byTypeOrder(d data) func(a, b catalog.AssetTypeID) int {
	at := map[catalog.AssetTypeID]int{}
	for i, r := range d.catalog.AssetTypes {
		at[r.ID] = i
	}
	return func(a, b catalog.AssetTypeID) int { return at[a] - at[b] }
}

func TestCountermeasures(t *testing.T) {
	d := load(t)
	layers := []string{"network", "file", "app", "host", "media", "identity", "mail", "cloud", "api", "data", "physical", "organisation", "monitoring"}
	for _, r := range d.catalog.Countermeasures {
		bilingual(t, string(r.ID), r.Text)
		sentence(t, string(r.ID)+" question", r.Question)
		sentence(t, string(r.ID)+" description", r.Description)
		if !strings.HasSuffix(r.Question.En, "?") {
			t.Errorf("%s asks nothing: %q", r.ID, r.Question.En)
		}
		if !slices.Contains(layers, r.Layer) {
			t.Errorf("%s: layer %q", r.ID, r.Layer)
		}
		if !slices.Contains([]string{"asset", "path", "both"}, r.Acts) {
			t.Errorf("%s: acts %q", r.ID, r.Acts)
		}
		if len(r.AssetTypes) == 0 || slices.Contains(r.AssetTypes, "external") {
			t.Errorf("%s protects %v: nothing, or a boundary", r.ID, r.AssetTypes)
		}
		checkClasses(t, r)
	}
}

// checkClasses holds a countermeasure to the rule that what prevents names its
// phases, in the order of an attack, and nothing else does.
func checkClasses(t *testing.T, r catalog.Countermeasure) {
	t.Helper()
	for _, c := range r.Classes {
		if !slices.Contains([]catalog.Class{catalog.Prevent, catalog.Detect, catalog.Continuity, catalog.Governance}, c) {
			t.Errorf("%s: class %q", r.ID, c)
		}
	}
	if prevents := slices.Contains(r.Classes, catalog.Prevent); prevents != (len(r.Phases) > 0) {
		t.Errorf("%s: classes %v, phases %v", r.ID, r.Classes, r.Phases)
	}
	if phases := strings.Join(r.Phases, " "); !slices.Contains([]string{"", "intrusion", "objective", "intrusion objective"}, phases) {
		t.Errorf("%s: phases %q", r.ID, phases)
	}
}

// TestCountermeasuresMeetTheirThreats finds pairs that could never meet: a
// threat that applies to none of the types that the countermeasure protects.
func TestCountermeasuresMeetTheirThreats(t *testing.T) {
	d := load(t)
	types := map[catalog.ThreatID][]catalog.AssetTypeID{}
	for _, r := range d.catalog.Threats {
		types[r.ID] = r.AssetTypes
	}
	for _, r := range d.catalog.Countermeasures {
		if len(r.Threats) == 0 {
			t.Errorf("%s counters no threat", r.ID)
		}
		for _, id := range r.Threats {
			meets := func(at catalog.AssetTypeID) bool { return slices.Contains(types[id], at) }
			if !slices.ContainsFunc(r.AssetTypes, meets) {
				t.Errorf("%s on %v never meets %s on %v", r.ID, r.AssetTypes, id, types[id])
			}
		}
	}
}

// TestEveryThreatCanBeCountered wants for each threat and each type to which it
// applies a countermeasure that counts.
func TestEveryThreatCanBeCountered(t *testing.T) {
	d := load(t)
	for _, r := range d.catalog.Threats {
		for _, at := range r.AssetTypes {
			if candidates(d, r.ID, at) == 0 {
				t.Errorf("nothing that counts is listed against %s on %s", r.ID, at)
			}
		}
	}
}

// candidates counts the countermeasures that count against a threat on a type.
func candidates(d data, threat catalog.ThreatID, at catalog.AssetTypeID) int {
	n := 0
	for i := range d.catalog.Countermeasures {
		m := &d.catalog.Countermeasures[i]
		if m.Counted() && m.Covers(at) && slices.Contains(m.Threats, threat) {
			n++
		}
	}
	return n
}
