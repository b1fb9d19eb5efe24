package catalogdata_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// attackVersion is the version of ATT&CK to which the lists are pinned.
const attackVersion = "19.0"

// attackLists gives the version, tactics and techniques of all catalogue files.
func attackLists(t *testing.T) catalog.Spec {
	t.Helper()
	names, err := fs.Glob(catalogdata.FS, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all catalog.Spec
	for _, name := range names {
		if c := decode(t, name).Catalog; c != nil {
			if c.AttackVersion != "" {
				if all.AttackVersion != "" {
					t.Errorf("%s: attack_version stands in two files", name)
				}
				all.AttackVersion = c.AttackVersion
			}
			all.Tactics = append(all.Tactics, c.Tactics...)
			all.Techniques = append(all.Techniques, c.Techniques...)
		}
	}
	if len(all.Tactics) == 0 || len(all.Techniques) == 0 {
		t.Fatal("there are no tactics or techniques")
	}
	return all
}

// published is ATT&CK as the reference file gives it.
type published struct {
	Meta struct {
		Version string `json:"attack_version"`
	} `json:"meta"`
	Tactics []struct {
		ID    string `json:"id"`
		Short string `json:"shortname"`
		Name  string `json:"name"`
		Stage string `json:"seed_stage_ja"`
		STIX  string `json:"stix"`
	} `json:"tactics"`
	Techniques []struct {
		ID          string   `json:"id"`
		Name        string   `json:"name"`
		Tactics     []string `json:"tactics"`
		Mitigations []string `json:"mitigations"`
		STIX        string   `json:"stix"`
	} `json:"techniques"`
}

// reference reads a file of the reference pages. It fails the caller's
// comparison loudly, but not the test, where they do not stand beside the
// repository.
func reference(t *testing.T, name string) ([]byte, bool) {
	t.Helper()
	path := filepath.Join(repo.Root(t), "..", "shared", "domain", filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Logf("../shared/domain/%s IS ABSENT: the lists are not compared with ATT&CK, only their form is checked", name)
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	return data, true
}

// TestAttackLists checks the form of the lists, which needs no other file.
func TestAttackLists(t *testing.T) {
	all := attackLists(t)
	if all.AttackVersion != attackVersion {
		t.Errorf("attack_version is %q, want %s", all.AttackVersion, attackVersion)
	}
	if len(all.Tactics) != 15 {
		t.Errorf("%d tactics, want the 15 of v19", len(all.Tactics))
	}
	tactics := map[catalog.TacticID]bool{}
	for _, r := range all.Tactics {
		tactics[r.ID] = true
		attackRow(t, string(r.ID), r.Row, r.STIX)
	}
	form := regexp.MustCompile(`^T1\d{3}(\.\d{3})?$`)
	ids := make([]string, len(all.Techniques))
	for i, r := range all.Techniques {
		ids[i] = string(r.ID)
		attackRow(t, ids[i], r.Row, r.STIX)
		if !form.MatchString(ids[i]) {
			t.Errorf("%s is no technique id", r.ID)
		}
		for _, id := range r.Tactics {
			if !tactics[id] {
				t.Errorf("%s: tactic %s is not in the list", r.ID, id)
			}
		}
		if parent, _, sub := strings.Cut(ids[i], "."); sub && !slices.Contains(ids, parent) {
			t.Errorf("%s stands in the list before or without its parent", r.ID)
		}
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("the techniques are not in order, each once")
	}
}

func attackRow(t *testing.T, id string, r catalog.Row, stix string) {
	t.Helper()
	if strings.TrimSpace(r.Ja) == "" || strings.TrimSpace(r.En) == "" || japanese.MatchString(r.En) {
		t.Errorf("%s: %+v lacks a language", id, r.Text)
	}
	if r.Source != "attack-v19#"+id || r.Confidence != catalog.Likely || stix == "" {
		t.Errorf("%s: source %s, confidence %s, object %q", id, r.Source, r.Confidence, stix)
	}
}

// TestAttackListsArePublished compares every fact with ATT&CK itself.
func TestAttackListsArePublished(t *testing.T) {
	data, ok := reference(t, "attack/attack-enterprise-v19.json")
	if !ok {
		return
	}
	var p published
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	if p.Meta.Version != attackVersion || len(p.Techniques) != 697 {
		t.Fatalf("the reference is version %s with %d techniques", p.Meta.Version, len(p.Techniques))
	}
	all := attackLists(t)
	stages := map[string]string{"侵入": "intrusion", "侵害の確立": "establishment", "内部展開": "expansion", "目的達成準備": "preparation", "被害": "damage", "": ""}
	ids := map[string]catalog.TacticID{}
	for i, want := range p.Tactics {
		ids[want.Short] = catalog.TacticID(want.ID)
		got := all.Tactics[i]
		if diff := cmp.Diff([]string{want.ID, want.Short, want.Name, stages[want.Stage], want.STIX},
			[]string{string(got.ID), got.ShortName, got.En, got.Stage, got.STIX}); diff != "" {
			t.Errorf("tactic %d (-want +got):\n%s", i, diff)
		}
	}
	own := map[string]catalog.Technique{}
	for _, r := range all.Techniques {
		own[string(r.ID)] = r
	}
	for _, want := range p.Techniques {
		got, ok := own[want.ID]
		if !ok {
			continue
		}
		delete(own, want.ID)
		fact := catalog.Technique{ID: catalog.TechniqueID(want.ID), Row: catalog.Row{Text: lang.Text{En: want.Name}},
			Mitigations: want.Mitigations, STIX: "attack-pattern--" + want.STIX}
		for _, s := range want.Tactics {
			fact.Tactics = append(fact.Tactics, ids[s])
		}
		got.Row = catalog.Row{Text: lang.Text{En: got.En}}
		if diff := cmp.Diff(fact, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s differs from ATT&CK (-want +got):\n%s", want.ID, diff)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(own)) {
		t.Errorf("%s is not in ATT&CK %s", id, attackVersion)
	}
}

var techniqueID = regexp.MustCompile(`\bT1\d{3}(?:\.\d{3})?\b`)

// TestUsedTechniquesAreListed wants a row for every technique that the other
// files of the catalogue name.
func TestUsedTechniquesAreListed(t *testing.T) {
	known := map[string]bool{}
	for _, r := range attackLists(t).Techniques {
		known[string(r.ID)] = true
	}
	names, err := fs.Glob(catalogdata.FS, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(catalogdata.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			code, _, _ := strings.Cut(line, "#")
			for _, id := range techniqueID.FindAllString(code, -1) {
				if !known[id] {
					t.Errorf("%s names %s, which techniques.yaml lacks", name, id)
				}
			}
		}
	}
}

// TestMinistryTechniquesAreListed wants a row for every technique that the
// readings of the ministry's tables and of the municipal routes name. Ids that
// v19 has retired stand there too, with their successors.
func TestMinistryTechniquesAreListed(t *testing.T) {
	known := map[string]bool{}
	for _, r := range attackLists(t).Techniques {
		known[string(r.ID)] = true
	}
	retired := []string{"T1562", "T1070.001", "T1070.002", "T1656"}
	// Named only in an account of what is new in v19, not as a route.
	news := []string{"T1682", "T1683"}
	for _, name := range []string{"attack/seed/tactic-route-map.json", "attack/seed/initial-access.json", "attack/seed/impact-map.json",
		"attack/seed/owasp-api-attack.json", "municipal-models.md"} {
		data, ok := reference(t, name)
		if !ok {
			continue
		}
		for _, id := range techniqueID.FindAllString(string(data), -1) {
			if !known[id] && !slices.Contains(retired, id) && !slices.Contains(news, id) {
				t.Errorf("%s names %s, which techniques.yaml lacks", name, id)
			}
		}
	}
}
