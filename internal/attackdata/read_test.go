package attackdata_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/attackdata"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// reference opens a file of the reference pages, which do not stand beside
// every copy of the repository.
func reference(t *testing.T, name string) ([]byte, bool) {
	t.Helper()
	path := filepath.Join(repo.Root(t), "..", "shared", "domain", "attack", filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Logf("../shared/domain/attack/%s IS ABSENT: only the small bundle of testdata is read, not published data", name)
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	return data, true
}

// own gives the lists of the program itself.
func own(t *testing.T) *catalog.Spec {
	t.Helper()
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	return base.Catalog
}

func read(t *testing.T, data []byte, o attackdata.Options) *attackdata.Release {
	t.Helper()
	r, found, err := attackdata.Read(bytes.NewReader(data), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found.Findings {
		t.Errorf("%s %s %v", f.Pos, f.Code, f.Args)
	}
	if r == nil {
		t.Fatal("nothing was read")
	}
	return r
}

func find(t *testing.T, r *attackdata.Release, id catalog.TechniqueID) catalog.Technique {
	t.Helper()
	i := slices.IndexFunc(r.Techniques, func(x catalog.Technique) bool { return x.ID == id })
	if i < 0 {
		t.Fatalf("%s was not read", id)
	}
	return r.Techniques[i]
}

// TestReadSmall reads a bundle that shows every rule of reading: the order of
// the matrix, sub-techniques, mitigations of which one is deprecated, relations
// before their objects, revocations in a chain and in a circle, names of ours.
func TestReadSmall(t *testing.T) {
	data, err := os.ReadFile("testdata/small.json")
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, data, attackdata.Options{Name: "small.json", Own: own(t)})
	text, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/small.yaml", text)
	revoked := []attackdata.Revocation{{Old: "T1193", New: "T1566.001"}, {Old: "T9001", New: "T1566.001"}, {Old: "T9002"}, {Old: "T9003"}, {Old: "T9005"}}
	if diff := cmp.Diff(revoked, r.Revoked); diff != "" {
		t.Errorf("revoked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]catalog.TechniqueID{"T1064"}, r.Deprecated); diff != "" {
		t.Errorf("deprecated (-want +got):\n%s", diff)
	}
}

// TestReadPublished reads the published data that are at hand: version 19 as the
// compact file, and a part of 18.1 as STIX 2.0 and 2.1.
func TestReadPublished(t *testing.T) {
	data, ok := reference(t, "attack-enterprise-v19.json")
	if !ok {
		return
	}
	r := read(t, data, attackdata.Options{Own: own(t)})
	tactics, techniques, links := r.Counts()
	if tactics != 15 || techniques != 697 || links != 1448 || len(r.Revoked) != 149 || len(r.Deprecated) != 12 || r.Version != "19.0" {
		t.Errorf("version %s: %d tactics, %d techniques, %d links, %d revoked, %d deprecated", r.Version, tactics, techniques, links, len(r.Revoked), len(r.Deprecated))
	}
	if i := slices.IndexFunc(r.Revoked, func(v attackdata.Revocation) bool { return v.New == "" }); i >= 0 {
		t.Errorf("%s leads nowhere", r.Revoked[i].Old)
	}
	// What is read agrees with the lists of the program, row by row.
	for _, want := range own(t).Techniques {
		got := find(t, r, want.ID)
		got.Source = want.Source
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs from the program's own row (-want +got):\n%s", want.ID, diff)
		}
	}
	if missing := r.Missing(own(t), "x"); len(missing.Findings) != 0 {
		t.Errorf("missing: %v", missing.Findings)
	}
}

func TestReadSTIXVersions(t *testing.T) {
	var releases []*attackdata.Release
	for _, name := range []string{"samples/stix/mini-enterprise-v18.1-stix2.0.json", "samples/stix/mini-enterprise-v18.1-stix2.1-converted.json"} {
		data, ok := reference(t, name)
		if !ok {
			return
		}
		r := read(t, data, attackdata.Options{Version: "18.1", Own: own(t)})
		releases = append(releases, r)
		// 15 techniques, of which T1193 is revoked and T1064 deprecated.
		if len(r.Tactics) != 14 || len(r.Techniques) != 13 || len(r.Deprecated) != 1 ||
			!slices.Equal(r.Revoked, []attackdata.Revocation{{Old: "T1193", New: "T1566.001"}}) {
			t.Errorf("%s: %d tactics, %d techniques, revoked %v, deprecated %v", name, len(r.Tactics), len(r.Techniques), r.Revoked, r.Deprecated)
		}
		// What version 19 renamed does not bear its new name.
		i := slices.IndexFunc(r.Tactics, func(x catalog.Tactic) bool { return x.ID == "TA0005" })
		if got := r.Tactics[i]; got.En != "Defense Evasion" || got.Ja != "Defense Evasion" || got.Stage != "establishment" {
			t.Errorf("%s: TA0005 is %+v", name, got)
		}
		if got := find(t, r, "T1190"); got.Ja != "公開アプリケーションの悪用" || got.Confidence != catalog.Confirmed || len(got.Mitigations) < 8 {
			t.Errorf("%s: T1190 is %+v", name, got)
		}
		missing := r.Missing(own(t), name)
		if len(missing.Findings) < 200 {
			t.Errorf("%s: only %d techniques are missing from a part of 18.1", name, len(missing.Findings))
		}
	}
	if diff := cmp.Diff(releases[0], releases[1]); diff != "" {
		t.Errorf("2.0 and 2.1 differ:\n%s", diff)
	}
}

// TestEncodeIsReadAsStudy wants the file that an import writes to be a sound
// part of a study, with the same rows.
func TestEncodeIsReadAsStudy(t *testing.T) {
	data, ok := reference(t, "attack-enterprise-v19.json")
	if !ok {
		var err error
		if data, err = os.ReadFile("testdata/small.json"); err != nil {
			t.Fatal(err)
		}
	}
	r := read(t, data, attackdata.Options{Own: own(t)})
	text, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "attack.yaml"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	doc, found := studyfile.Read(os.DirFS(dir), "attack.yaml", studyfile.DefaultLimits())
	spec, more := doc.Spec()
	found.Append(more)
	for _, f := range found.Findings {
		t.Errorf("%s %s %v", f.Pos, f.Code, f.Args)
	}
	if diff := cmp.Diff(*r.Spec(), spec); diff != "" {
		t.Errorf("the file reads differently (-want +got):\n%s", diff)
	}
	s, err := app.Open(dir, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Findings().Findings {
		if strings.HasPrefix(f.Path, "catalog") {
			t.Errorf("in a study: %s %s %v", f.Pos, f.Code, f.Args)
		}
	}
}

func TestReadIsDeterministic(t *testing.T) {
	data, err := os.ReadFile("testdata/small.json")
	if err != nil {
		t.Fatal(err)
	}
	o := attackdata.Options{Name: "small.json", Own: own(t)}
	want := read(t, data, o)
	for name, r := range map[string]io.Reader{"byte by byte": iotest.OneByteReader(bytes.NewReader(data)), "with its end": iotest.DataErrReader(bytes.NewReader(data)),
		"behind a byte order mark": io.MultiReader(strings.NewReader("\ufeff"), bytes.NewReader(data))} {
		got, found, err := attackdata.Read(r, o)
		if err != nil || len(found.Findings) > 0 {
			t.Errorf("%s: %v %v", name, err, found.Findings)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s gives another release:\n%s", name, diff)
		}
	}
	// Another order of the objects gives the same release.
	var bundle struct {
		Type    string            `json:"type"`
		ID      string            `json:"id"`
		Objects []json.RawMessage `json:"objects"`
	}
	if err := json.Unmarshal(data, &bundle); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(bundle.Objects)
	reversed, err := json.Marshal(bundle)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read(t, reversed, o)); diff != "" {
		t.Errorf("the order of the objects shows:\n%s", diff)
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, r := range []io.Reader{iotest.ErrReader(broken), io.MultiReader(strings.NewReader(`{"objects": [`), iotest.ErrReader(broken))} {
		if release, found, err := attackdata.Read(r, attackdata.Options{Name: "x.json"}); !errors.Is(err, broken) || release != nil || found.Findings != nil {
			t.Errorf("a broken reader gives %v, %v, %v", release, found, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/small.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"tactics":[{"id":"TA0001","shortname":"initial-access","name":"x"}],"techniques":[{"id":"T1190","name":"y","tactics":["initial-access"]}],"meta":{"attack_version":"19.0"},"revoked_by":{"T1":3}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, found, err := attackdata.Read(bytes.NewReader(data), attackdata.Options{Name: "f.json", Version: "19"})
		if err != nil {
			t.Fatal(err)
		}
		if (r == nil) != found.HasErrors() {
			t.Fatalf("release %v with findings %v", r, found.Findings)
		}
		if r == nil {
			return
		}
		text, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		checkFindings(t, found)
		if !strings.HasPrefix(string(text), "format: "+model.Format+"\n") {
			t.Fatalf("no format: %.60s", text)
		}
	})
}

func checkFindings(t *testing.T, found diag.List) {
	t.Helper()
	for _, f := range found.Findings {
		if f.Pos.File == "" {
			t.Errorf("%s has no place", f.Code)
		}
	}
}
