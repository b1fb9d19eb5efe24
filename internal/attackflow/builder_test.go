package attackflow_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/attackflow"
)

// lines gives the pairs of boxes that the lines of a drawing join, by a reading
// of its own.
func lines(t *testing.T, data []byte) [][2]string {
	t.Helper()
	var file struct {
		Objects []struct {
			Instance       string
			Source, Target string
			Latches        []string
			Anchors        map[string]string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	anchorOf, boxOf := map[string]string{}, map[string]string{}
	for _, o := range file.Objects {
		for _, latch := range o.Latches {
			anchorOf[latch] = o.Instance
		}
		for _, anchor := range o.Anchors {
			boxOf[anchor] = o.Instance
		}
	}
	var pairs [][2]string
	for _, o := range file.Objects {
		if o.Source != "" {
			pairs = append(pairs, [2]string{boxOf[anchorOf[o.Source]], boxOf[anchorOf[o.Target]]})
		}
	}
	return pairs
}

// TestPublishedDrawings reads published drawings of the Builder: every line
// becomes an edge, and the outcome is sound and valid.
func TestPublishedDrawings(t *testing.T) {
	dir := samples(t)
	if dir == "" {
		return
	}
	for name, want := range map[string]int{"Example Attack Tree.afb": 96, "SearchAwesome Adware.afb": 10, "Tesla Kubernetes Breach.afb": 14} {
		data, err := os.ReadFile(filepath.Join(dir, "corpus", name))
		if err != nil {
			t.Fatal(err)
		}
		b := decode(t, data)
		check(t, encode(t, b))
		joined := map[[2]string]bool{}
		uuid := func(id string) string { return id[strings.Index(id, "--")+2:] }
		for _, e := range b.Edges() {
			joined[[2]string{uuid(e.From), uuid(e.To)}] = true
		}
		for _, o := range b.Objects {
			if o.Type == "relationship" {
				joined[[2]string{uuid(o.Text("source_ref")), uuid(o.Text("target_ref"))}] = true
			}
		}
		pairs := lines(t, data)
		if len(pairs) != want {
			t.Errorf("%s has %d lines, want %d", name, len(pairs), want)
		}
		for _, p := range pairs {
			if !joined[p] {
				t.Errorf("%s: the line from %s to %s is lost", name, p[0], p[1])
			}
		}
	}
}

// TestDrawing reads a drawing with every kind of line, one of them loose.
func TestDrawing(t *testing.T) {
	data, err := os.ReadFile("testdata/drawing.afb")
	if err != nil {
		t.Fatal(err)
	}
	b := decode(t, data)
	got := map[string]int{}
	for _, e := range b.Edges() {
		got[e.Property]++
	}
	for property, n := range map[string]int{"effect_refs": 2, "on_true_refs": 1, "on_false_refs": 1, "asset_refs": 1, "object_refs": 1, "source_ref": 1, "target_ref": 1, "start_refs": 1, "created_by_ref": 1} {
		if got[property] != n {
			t.Errorf("%d references %s, want %d", got[property], property, n)
		}
	}
	problems := b.Check()
	if len(problems) != 1 || problems[0].Code != attackflow.Loose || problems[0].Value != "1" {
		t.Errorf("%v, want one loose line", problems)
	}
	if err := schema(t)(encode(t, b)); err != nil {
		t.Error(err)
	}
}
