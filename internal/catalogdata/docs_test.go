package catalogdata_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/repo"
	"go.yaml.in/yaml/v4"
)

// TestMethodDocument keeps docs/method.md and its twin in step with the data:
// the matrix with its unconfirmed cells, the number of rows and the single
// candidates, and one row for each ambiguity.
func TestMethodDocument(t *testing.T) {
	d := load(t)
	for _, name := range []string{"docs/method.md", "docs/method.en.md"} {
		text := repo.Read(t, name)
		checkMatrixTable(t, d, name, text)
		checkAmbiguities(t, name, text)
		for _, n := range []int{len(d.catalog.Threats), len(d.catalog.Countermeasures)} {
			if !regexp.MustCompile(`\D` + strconv.Itoa(n) + `(種|\s+(threats|countermeasures))`).MatchString(text) {
				t.Errorf("%s does not say that there are %d of them", name, n)
			}
		}
	}
	// Both documents name these four pairs as the only ones of one candidate.
	var single []string
	for _, r := range d.catalog.Threats {
		for _, at := range r.AssetTypes {
			if candidates(d, r.ID, at) == 1 {
				single = append(single, string(r.ID)+" "+string(at))
			}
		}
	}
	if got, want := strings.Join(single, ", "), "th-03 media, th-04 media, th-05 media, th-10 media"; got != want {
		t.Errorf("pairs with one candidate: %s; the documents name %s", got, want)
	}
}

var matrixRow = regexp.MustCompile(`(?m)^\| ([1-9]) \| ([A-E](?: \?)?) \| ([A-E](?: \?)?) \| ([A-E](?: \?)?) \|$`)

func checkMatrixTable(t *testing.T, d data, name, text string) {
	t.Helper()
	cells := matrix(t, d, "ipa-reconstruction")
	rows := matrixRow.FindAllStringSubmatch(text, -1)
	if len(rows) != 6 {
		t.Errorf("%s: %d rows of the matrix, want 6", name, len(rows))
	}
	for _, r := range rows {
		product, err := strconv.Atoi(r[1])
		if err != nil {
			t.Fatal(err)
		}
		for column := 1; column <= 3; column++ {
			c := cells[place{product, column}]
			want := c.Value
			if !c.Confirmed {
				want += " ?"
			}
			if r[1+column] != want {
				t.Errorf("%s: cell (%d, %d) is %q, want %q", name, product, column, r[1+column], want)
			}
		}
	}
}

func checkAmbiguities(t *testing.T, name, text string) {
	t.Helper()
	var want, got []string
	for i := 1; i <= 19; i++ {
		want = append(want, fmt.Sprintf("D-%02d", i))
	}
	for i := 1; i <= 7; i++ {
		want = append(want, fmt.Sprintf("Q-%d", i))
	}
	for _, m := range regexp.MustCompile(`(?m)^\| ([DQ]-\d+) \|`).FindAllStringSubmatch(text, -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: ambiguities %v, want %v", name, got, want)
	}
}

// TestAcceptedFindingsAreDocumented wants the findings that the reference study
// accepts listed in both documents, each with what it is about.
func TestAcceptedFindingsAreDocumented(t *testing.T) {
	var study struct {
		Accepted []model.AcceptedSpec `yaml:"accepted_findings"`
	}
	const file = "studies/mic-r8/study.yaml"
	if err := yaml.Load([]byte(repo.Read(t, file)), &study); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var want []string
	for _, a := range study.Accepted {
		about := a.About
		if about != "" {
			about = "`" + about + "`"
		}
		want = append(want, a.Code+" "+about)
	}
	slices.Sort(want)
	want = slices.Compact(want)
	for name, all := range map[string]string{"docs/method.md": "すべて", "docs/method.en.md": "all"} {
		var got []string
		for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\| ([^|]+) \\| [^|]+ \\|$").FindAllStringSubmatch(repo.Read(t, name), -1) {
			if strings.Contains(m[1], ".") {
				got = append(got, m[1]+" "+strings.TrimPrefix(m[2], all))
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s does not list what %s accepts (-want +got):\n%s", name, file, diff)
		}
	}
}
