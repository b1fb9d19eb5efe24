package attackdata_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/attackdata"
	"github.com/sekisho/sekisho/internal/diag"
	"golang.org/x/tools/txtar"
)

// line writes a finding as testdata/broken has it.
func line(f diag.Finding) string {
	words := []string{f.Pos.String(), f.Severity.String(), string(f.Code)}
	for _, name := range slices.Sorted(maps.Keys(f.Args)) {
		words = append(words, name+"="+f.Args[name])
	}
	return strings.Join(words, " ")
}

// TestBroken reads data that are wrong in one way each. A line break at the end
// of data.json belongs to the archive and not to the data.
func TestBroken(t *testing.T) {
	paths, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d broken files (%v)", len(paths), err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, f := range a.Files {
			files[f.Name] = string(bytes.TrimSuffix(f.Data, []byte("\n")))
		}
		r, found, err := attackdata.Read(strings.NewReader(files["data.json"]), attackdata.Options{Name: "b.json", Version: files["version"]})
		if err != nil {
			t.Fatal(err)
		}
		if (r == nil) != found.HasErrors() {
			t.Errorf("%s: release %v in spite of the findings", path, r)
		}
		var got []string
		for _, f := range found.Findings {
			got = append(got, line(f))
		}
		want := strings.Split(files["want"], "\n")
		slices.Sort(got)
		slices.Sort(want)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestLimits passes each limit by one.
func TestLimits(t *testing.T) {
	const technique = `{"id": "T119%d", "name": "x", "tactics": ["initial-access"]}`
	data := `{"meta": {"attack_version": "19.0"}, "tactics": [{"id": "TA0001", "shortname": "initial-access", "name": "Initial Access"}], "techniques": [` +
		fmt.Sprintf(technique, 0) + "," + fmt.Sprintf(technique, 1) + `], "more": "` + strings.Repeat("x", 200_000) + `"}`
	enough := attackdata.Limits{Bytes: int64(len(data)), ObjectBytes: 200_100, Objects: 8, Kept: 2, Name: 14}
	for _, tt := range []struct {
		what   string
		change func(*attackdata.Limits)
	}{
		{"", func(*attackdata.Limits) {}},
		{"bytes", func(l *attackdata.Limits) { l.Bytes = 100_000 }},
		{"object", func(l *attackdata.Limits) { l.ObjectBytes = 100_000 }},
		{"objects", func(l *attackdata.Limits) { l.Objects = 6 }},
		{"kept", func(l *attackdata.Limits) { l.Kept = 1 }},
	} {
		l := enough
		tt.change(&l)
		_, found, err := attackdata.Read(strings.NewReader(data), attackdata.Options{Name: "l.json", Limits: l})
		if err != nil {
			t.Fatal(err)
		}
		what := ""
		if found.HasErrors() {
			what = cmp.Or(found.Findings[0].Args["what"], string(found.Findings[0].Code))
		}
		if what != tt.what {
			t.Errorf("limit %q: got %q: %v", tt.what, what, found.Findings)
		}
	}
}

// bundle makes a bundle as large as ATT&CK Enterprise while it is read: most of
// it descriptions and relations of kinds that are passed over.
type bundle struct {
	left    int // bytes still to come
	n       int
	pending []byte
	peak    uint64 // of the heap, as seen while reading
}

func (b *bundle) Read(p []byte) (int, error) {
	for len(b.pending) == 0 {
		switch {
		case b.left < 0:
			return 0, io.EOF
		case b.n == 0:
			b.pending = []byte(`{"type": "bundle", "objects": [` + "\n" + `{"type": "x-mitre-collection", "x_mitre_version": "19.0"}` +
				`, {"type": "x-mitre-tactic", "id": "x-mitre-tactic--1", "name": "I", "x_mitre_shortname": "initial-access", "external_references": [{"source_name": "mitre-attack", "external_id": "TA0001"}]}`)
		case b.left == 0:
			b.pending = []byte("\n]}\n")
			b.left--
			continue
		default:
			b.pending = b.object()
		}
		b.left = max(b.left-len(b.pending), 0)
		if b.n++; b.n%1000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.peak = max(b.peak, m.HeapAlloc)
		}
	}
	n := copy(p, b.pending)
	b.pending = b.pending[n:]
	return n, nil
}

func (b *bundle) object() []byte {
	text := strings.Repeat("Adversaries may do this and that. ", 60)
	if b.n%30 == 1 {
		return fmt.Appendf(nil, ",\n"+`{"type": "attack-pattern", "id": "attack-pattern--%d", "name": "x", "description": %q, "external_references": [{"source_name": "mitre-attack", "external_id": "T%04d"}], "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}]}`,
			b.n, text, 1000+b.n/30)
	}
	return fmt.Appendf(nil, ",\n"+`{"type": "relationship", "relationship_type": "uses", "source_ref": "malware--%d", "target_ref": "attack-pattern--%d", "description": %q}`, b.n, b.n, text)
}

// TestMemory reads a bundle of the size of ATT&CK Enterprise 19 (54 MB, 25,000
// objects). The heap must follow what is kept, not the file.
func TestMemory(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as users have it
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	b := &bundle{left: 54_000_000}
	r, found, err := attackdata.Read(b, attackdata.Options{Name: "large.json"})
	if err != nil || len(found.Findings) > 0 {
		t.Fatalf("%v, %v", err, found.Findings)
	}
	if b.n < 20_000 || len(r.Techniques) < 700 {
		t.Fatalf("%d objects and %d techniques are not what ATT&CK has", b.n, len(r.Techniques))
	}
	const bound = 16 << 20
	grown := int64(b.peak) - int64(before.HeapAlloc)
	t.Logf("%d objects, %d techniques: the heap grew by %.1f MB at most", b.n, len(r.Techniques), float64(grown)/(1<<20))
	if grown > bound {
		t.Errorf("the heap grew by %d bytes while reading, more than %d", grown, bound)
	}
}
