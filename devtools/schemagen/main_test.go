package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/schema"
)

// The committed schema is what the types of today give; `make generate` writes
// it anew.
func TestSchemaIsCurrent(t *testing.T) {
	for _, c := range []struct {
		format
		committed []byte
	}{{study, schema.Study}, {hearingFile, schema.Hearing}, {mapFile, schema.Map}} {
		got, err := generate("../..", c.format)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(c.committed), string(got)); diff != "" {
			t.Errorf("schema/%s is not current; run `make generate` (-committed +generated):\n%s", c.id, diff)
		}
	}
}

// keywords that package studyfile turns into findings, and annotations. A new
// one needs a finding there first.
var keywords = []string{"$schema", "$id", "$ref", "$defs", "title", "description", "type", "properties", "required",
	"additionalProperties", "items", "enum", "minimum", "maximum", "minItems", "pattern", "format"}

// The schema keeps to keywords for which there are findings, forbids unknown
// keys everywhere and describes every key.
func TestSchemaKeepsToItsKeywords(t *testing.T) {
	var doc map[string]any
	if err := json.Unmarshal(schema.Study, &doc); err != nil {
		t.Fatal(err)
	}
	defs := doc["$defs"].(map[string]any)
	if doc["$ref"] != "#/$defs/Study" || len(defs) < 20 {
		t.Fatalf("the schema refers to %v and has %d definitions", doc["$ref"], len(defs))
	}
	checkKeywords(t, "", doc)
	for name, def := range defs {
		d := def.(map[string]any)
		if d["type"] == "object" && d["additionalProperties"] != false && name != "When" {
			t.Errorf("%s takes unknown keys", name)
		}
		if text, _ := d["description"].(string); strings.HasPrefix(text, name) {
			t.Errorf("%s is described by the name of a Go type: %q", name, text)
		}
	}
}

func checkKeywords(t *testing.T, path string, s map[string]any) {
	for key, value := range s {
		if !slices.Contains(keywords, key) {
			t.Errorf("%s uses %s", path, key)
		}
		sub, _ := value.(map[string]any)
		switch key {
		case "properties", "$defs":
			for name, p := range sub {
				checkKeywords(t, path+"/"+name, p.(map[string]any))
			}
		case "items", "additionalProperties":
			if sub != nil {
				checkKeywords(t, path+"/"+key, sub)
			}
		}
	}
}

// Two types of one name would silently share one definition.
func TestNamesAreKeptApart(t *testing.T) {
	data, err := generate("../..", study)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{`"Study": {`, `"CatalogSpec": {`, `"MethodSpec": {`, `"ModelSpec": {`} {
		if strings.Count(string(data), name) != 1 {
			t.Errorf("the schema defines %s %d times", name, strings.Count(string(data), name))
		}
	}
}
