package locale_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

var enum = regexp.MustCompile(`enum=([^,]+)`)

// enumOf reads the allowed values of a field from its schema tag, so that a
// value added to the format is missed here at once.
func enumOf(t *testing.T, row any, field string) []string {
	t.Helper()
	f, ok := reflect.TypeOf(row).FieldByName(field)
	if !ok {
		t.Fatalf("%T has no field %s", row, field)
	}
	var values []string
	for _, m := range enum.FindAllStringSubmatch(f.Tag.Get("jsonschema"), -1) {
		values = append(values, m[1])
	}
	if len(values) == 0 {
		t.Fatalf("%T.%s lists no values", row, field)
	}
	return values
}

func TestEveryValueOfTheFormatHasAName(t *testing.T) {
	t.Parallel()
	values := map[locale.Kind][]string{
		locale.Status:        enumOf(t, model.DeploymentSpec{}, "Status"),
		locale.Effectiveness: enumOf(t, model.DeploymentSpec{}, "Effective"),
		locale.Class:         repo.Constants(t, "../catalog", "Class"),
		locale.Phase:         {"intrusion", "objective"},
		locale.Layer:         enumOf(t, catalog.Countermeasure{}, "Layer"),
		locale.Acts:          enumOf(t, catalog.Countermeasure{}, "Acts"),
		locale.Exposure:      enumOf(t, model.ZoneSpec{}, "Exposure"),
		locale.Physical:      enumOf(t, model.ZoneSpec{}, "Physical"),
		locale.ZoneKind:      enumOf(t, model.ZoneSpec{}, "Kind"),
		locale.Role:          enumOf(t, model.ModelSpec{}, "Role"),
		locale.LinkKind:      enumOf(t, model.LinkSpec{}, "Kind"),
		locale.Data:          enumOf(t, model.LinkSpec{}, "Data"),
		locale.Direction:     enumOf(t, model.UseCaseSpec{}, "Direction"),
		locale.Applies:       enumOf(t, model.EntrySpec{}, "Applies"),
		locale.Effect:        enumOf(t, model.GoalSpec{}, "Effect"),
		locale.Confidence:    enumOf(t, catalog.Row{}, "Confidence"),
		locale.Target:        enumOf(t, catalog.Threat{}, "Target"),
		locale.Scale:         enumOf(t, method.Criterion{}, "Scale"),
		locale.Subject:       enumOf(t, model.JudgementSpec{}, "Set"),
		locale.ThreatRule:    enumOf(t, method.Spec{}, "ThreatLevel"),
		locale.TreeRule:      enumOf(t, method.Spec{}, "TreeThreatLevel"),
		locale.LayerRule:     enumOf(t, method.Spec{}, "SameLayer"),
		locale.Fact:          enumOf(t, catalog.AttackRule{}, "Gives"),
		locale.Relation:      enumOf(t, catalog.AttackRule{}, "Relation"),
		locale.Stage:         enumOf(t, catalog.Tactic{}, "Stage"),
		locale.AuditAction:   slices.Concat(repo.Constants(t, "../store", "Action"), repo.Constants(t, "../account", "store.Action")),
		locale.AccessRole:    repo.Constants(t, "../access", "Role"),
		locale.AccessScope:   repo.Constants(t, "../access", "Kind"),
		locale.Operation:     repo.Constants(t, "../access", "Operation"),
		locale.Severity:      {diag.Note.String(), diag.Warning.String(), diag.Error.String()},
	}
	for kind, list := range values {
		for _, value := range list {
			for _, l := range lang.All {
				if !locale.Has(l, "name."+string(kind)+"."+value) {
					t.Errorf("%s %q has no name in %s", kind, value, l)
				}
			}
		}
		for key := range readTexts(t, lang.Ja) {
			if value, ok := strings.CutPrefix(key, "name."+string(kind)+"."); ok && !slices.Contains(list, value) {
				t.Errorf("%s names a value that the format does not have", key)
			}
		}
	}
}

func TestEveryNameBelongsToAKind(t *testing.T) {
	t.Parallel()
	for key := range readTexts(t, lang.Ja) {
		rest, ok := strings.CutPrefix(key, "name.")
		kind, _, found := strings.Cut(rest, ".")
		if ok && (!found || !slices.Contains(locale.Kinds, locale.Kind(kind))) {
			t.Errorf("%s belongs to no kind", key)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	if got := locale.Name(lang.Ja, locale.Status, model.InPlace); got != "実施済" {
		t.Errorf("in-place is %q in Japanese", got)
	}
	if got := locale.Name(lang.En, locale.Status, model.InPlace); got != "in place" {
		t.Errorf("in-place is %q in English", got)
	}
	if got := locale.Name(lang.Ja, locale.Status, "made-up"); got != "made-up" {
		t.Errorf("a value without a name becomes %q, want it unchanged", got)
	}
}
