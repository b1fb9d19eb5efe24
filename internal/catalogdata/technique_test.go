package catalogdata_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// pinned gives the technique ids of ATT&CK v19, or nil where the reference
// pages do not stand beside the repository.
func pinned(t *testing.T) map[string]bool {
	t.Helper()
	name := filepath.Join(repo.Root(t), "..", "shared", "domain", "attack", "techniques-v19.csv")
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("../shared/domain/attack/techniques-v19.csv IS ABSENT: only the form of the technique ids is checked, not that they exist in ATT&CK v19")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("read the pinned techniques: %v", err)
	}
	ids := map[string]bool{}
	for _, r := range rows[1:] {
		ids[r[0]] = true
	}
	if len(ids) != 697 {
		t.Fatalf("%d pinned techniques, want the 697 of v19.0", len(ids))
	}
	return ids
}

var techniqueForm = regexp.MustCompile(`^T1\d{3}(\.\d{3})?$`)

func TestTechniquesExist(t *testing.T) {
	d := load(t)
	known := pinned(t)
	check := func(id string, techniques []string) {
		seen := map[string]bool{}
		for _, x := range techniques {
			if !techniqueForm.MatchString(x) || known != nil && !known[x] {
				t.Errorf("%s: technique %s is not in ATT&CK v19", id, x)
			}
			parent, _, sub := strings.Cut(x, ".")
			if seen[x] || sub && slices.Contains(techniques, parent) {
				t.Errorf("%s: technique %s is listed twice, itself or by its parent", id, x)
			}
			seen[x] = true
		}
	}
	for _, r := range d.catalog.Threats {
		check(string(r.ID), r.Techniques)
	}
	for _, r := range d.catalog.Countermeasures {
		check(string(r.ID), r.Techniques)
	}
}

// TestTechniquesOfCountermeasures wants each technique of a countermeasure to
// realise one of its threats, as itself, its parent or its child; otherwise the
// countermeasure would act on something that no threat it lists brings.
func TestTechniquesOfCountermeasures(t *testing.T) {
	d := load(t)
	of := map[string][]string{}
	for _, r := range d.catalog.Threats {
		of[string(r.ID)] = r.Techniques
	}
	for _, r := range d.catalog.Countermeasures {
		var realised []string
		for _, id := range r.Threats {
			realised = append(realised, of[string(id)]...)
		}
		for _, x := range r.Techniques {
			related := func(y string) bool {
				return x == y || strings.HasPrefix(x, y+".") || strings.HasPrefix(y, x+".")
			}
			if !slices.ContainsFunc(realised, related) {
				t.Errorf("%s acts on %s, which realises none of %v", r.ID, x, r.Threats)
			}
		}
	}
}
