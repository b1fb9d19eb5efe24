package attackflow_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sekisho/sekisho/internal/attackflow"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// samples gives the folder of published schemas and flows, "" where the
// reference pages do not stand beside the repository.
func samples(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(repo.Root(t), "..", "shared", "domain", "attack", "samples", "attack-flow")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Logf("%s IS ABSENT: flows are checked by our own rules alone, not by the published schemas", dir)
		return ""
	}
	return dir
}

// loader finds the schemas, which refer to each other by their addresses in
// several spellings, on the disk.
type loader string

// Load reads the schema of an address.
func (l loader) Load(url string) (any, error) {
	path := url[strings.Index(url, "/schemas/")+len("/schemas/"):]
	f, err := os.Open(filepath.Join(string(l), "stix", "oasis-open", filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	v, err := jsonschema.UnmarshalJSON(f)
	return v, errors.Join(err, f.Close())
}

// schema gives the check of every object of Attack Flow by the published schema.
func schema(t testing.TB) func([]byte) error {
	dir := samples(t)
	if dir == "" {
		return func([]byte) error { return nil }
	}
	f, err := os.Open(filepath.Join(dir, "stix", "attack-flow-schema-2.0.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(f)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(loader(dir))
	if err := c.AddResource("https://flow.example/schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("https://flow.example/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	// The published schema of bundles knows no extensions, so each object is
	// checked by the schema of its own type.
	const stix = "http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/"
	others := map[string]*jsonschema.Schema{}
	for kind, path := range map[string]string{"extension-definition": "common/extension-definition.json", "identity": "sdos/identity.json"} {
		if others[kind], err = c.Compile(stix + path); err != nil {
			t.Fatal(err)
		}
	}
	return func(data []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return err
		}
		var errs []error
		for _, o := range v.(map[string]any)["objects"].([]any) {
			kind, _ := o.(map[string]any)["type"].(string)
			if strings.HasPrefix(kind, "attack-") && kind != "attack-pattern" {
				errs = append(errs, compiled.Validate(o))
			} else if others[kind] != nil {
				errs = append(errs, others[kind].Validate(o))
			}
		}
		return errors.Join(errs...)
	}
}

// check wants a bundle to be sound by our rules and by the published schema.
func check(t testing.TB, data []byte) {
	t.Helper()
	for _, p := range decode(t, data).Check() {
		t.Errorf("%+v", p)
	}
	if err := schema(t)(data); err != nil {
		t.Error(err)
	}
}

func TestWrittenFlowsAreValid(t *testing.T) {
	check(t, encode(t, build(t, chain("ar-mail"), chain("ar-usb"))))
}

// TestSchemaRefuses proves that the schema is in force.
func TestSchemaRefuses(t *testing.T) {
	if samples(t) == "" {
		return
	}
	data := string(encode(t, build(t, chain("ar-mail"))))
	for _, change := range []struct{ old, new string }{
		{`"scope": "attack-tree"`, `"scope": "tree"`}, {`"operator": "AND"`, `"operator": "NOT"`}, {`T00:00:00.000Z`, ``},
		{`"extension_type": "new-sdo"`, `"extension_type": "property-extension"`}, {`"technique_ref": "attack-pattern`, `"technique_ref": "malware`},
	} {
		broken := strings.ReplaceAll(data, change.old, change.new)
		if broken == data {
			t.Fatalf("%s is not in the flow", change.old)
		}
		if schema(t)([]byte(broken)) == nil {
			t.Errorf("%s is accepted", change.new)
		}
	}
}

// refs lists every reference in a published file by its own reading, apart from
// the package's: any property at the top of an object that ends in _ref(s).
func refs(t *testing.T, data []byte) []attackflow.Edge {
	t.Helper()
	var file struct {
		Objects []map[string]json.RawMessage `json:"objects"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	var edges []attackflow.Edge
	for _, o := range file.Objects {
		var id string
		if err := json.Unmarshal(o["id"], &id); err != nil {
			t.Fatal(err)
		}
		for name, raw := range o {
			var one string
			var many []string
			if strings.HasSuffix(name, "_ref") && json.Unmarshal(raw, &one) == nil {
				many = []string{one}
			} else if !strings.HasSuffix(name, "_refs") || json.Unmarshal(raw, &many) != nil {
				continue
			}
			for _, to := range many {
				edges = append(edges, attackflow.Edge{From: id, Property: name, To: to})
			}
		}
	}
	return edges
}

func sorted(edges []attackflow.Edge) []attackflow.Edge {
	return slices.SortedFunc(slices.Values(edges), func(a, b attackflow.Edge) int {
		return strings.Compare(a.From+a.Property+a.To, b.From+b.Property+b.To)
	})
}

// TestPublishedFlows reads published flows and writes them again: no edge and no
// value is lost.
func TestPublishedFlows(t *testing.T) {
	dir := samples(t)
	if dir == "" {
		return
	}
	for name, least := range map[string]int{"stix/attack-flow-example.json": 20, "ours-seed-attack-tree.json": 15} {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		b := decode(t, data)
		for _, p := range b.Check() {
			t.Errorf("%s: %+v", name, p)
		}
		if err := schema(t)(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want := refs(t, data)
		if len(want) < least {
			t.Errorf("%s has only %d references", name, len(want))
		}
		written := encode(t, b)
		for _, got := range [][]attackflow.Edge{b.Edges(), decode(t, written).Edges(), refs(t, written)} {
			if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
				t.Errorf("%s: references (-published +got):\n%s", name, diff)
			}
		}
		var before, after any
		if err := errors.Join(json.Unmarshal(data, &before), json.Unmarshal(written, &after)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: values (-published +written):\n%s", name, diff)
		}
	}
}

// TestCheck breaks a sound flow in one way each.
func TestCheck(t *testing.T) {
	data := string(encode(t, build(t, chain("ar-mail"), chain("ar-usb"))))
	b := decode(t, []byte(data))
	find := func(kind, property, value string) string {
		for _, o := range b.Objects {
			if o.Type == kind && (property == "" || o.Text(property) == value) {
				return o.ID
			}
		}
		t.Fatalf("no %s with %s %s", kind, property, value)
		return ""
	}
	and, or, flow, asset := find("attack-operator", "operator", "AND"), find("attack-operator", "operator", "OR"), find("attack-flow", "", ""), find("attack-asset", "", "")
	condition := find("attack-condition", "", "")
	for _, tt := range []struct{ why, old, new, want string }{
		{"a dangling effect", `"` + and + `"`, `"` + strings.Replace(and, "-operator--", "-operator--0", 1)[:len(and)] + `"`, attackflow.Dangling},
		{"no flow", `"type": "attack-flow"`, `"type": "x-flow"`, attackflow.NoFlow},
		{"an unknown operator", `"operator": "AND"`, `"operator": "XOR"`, attackflow.Unknown},
		{"no name", `"name": "①a: ② 漏えい（漏えい: 基幹）（侵入口: 標的型メール）"`, `"title": "x"`, attackflow.Missing},
		{"an asset as an effect", `"effect_refs": [` + "\n        \"" + or + `"`, `"effect_refs": [` + "\n        \"" + asset + `"`, attackflow.WrongTarget},
		{"an id twice", `"id": "` + or + `"`, `"id": "` + and + `"`, attackflow.IDTwice},
		{"an id of another type", `"id": "` + flow + `"`, `"id": "attack-tree` + strings.TrimPrefix(flow, "attack-flow") + `"`, attackflow.IDForm},
		{"a circle", `"description": "② 漏えい（漏えい: 基幹）"`, `"description": "x", "on_true_refs": ["` + condition + `"]`, attackflow.Circle},
		{"two flows", `"type": "attack-asset"`, `"type": "attack-flow"`, attackflow.SeveralFlows},
	} {
		broken := strings.Replace(data, tt.old, tt.new, 1)
		if broken == data {
			t.Errorf("%s: %s is not in the flow", tt.why, tt.old)
			continue
		}
		problems := decode(t, []byte(broken)).Check()
		if !slices.ContainsFunc(problems, func(p attackflow.Problem) bool { return p.Code == tt.want }) {
			t.Errorf("%s: %v, want %s", tt.why, problems, tt.want)
		}
	}
}
