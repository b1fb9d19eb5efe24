package studyfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/schema"
)

// ask runs the second opinion. It needs PyYAML and jsonschema, which
// scripts/install-test-tools installs.
func ask(t *testing.T, request any) (answer struct {
	Trees []any
	Valid []bool
}) {
	t.Helper()
	in, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(cmp.Or(os.Getenv("SEKISHO_PYTHON"), "/usr/bin/python3"), "-B", "testdata/peer/peer.py")
	var stderr bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(in), &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("Python with PyYAML and jsonschema is needed; scripts/install-test-tools installs them: %v\n%s", err, stderr.Bytes())
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// texts gives a tree with every scalar as the text that was written.
func texts(n *node) any {
	switch n.kind {
	case kindList:
		l := []any{}
		for _, k := range n.kids {
			l = append(l, texts(k.node))
		}
		return l
	case kindMap:
		m := map[string]any{}
		for _, k := range n.kids {
			m[k.key] = texts(k.node)
		}
		return m
	}
	return n.text
}

var studyDirs = []string{"../../studies/mic-r8", "../catalogdata"}

// PyYAML reads the same values from every file of the repository.
func TestPeerReadsTheSameValues(t *testing.T) {
	var paths []string
	var ours []any
	for _, dir := range append(studyDirs, "testdata") {
		doc, _ := Read(os.DirFS(dir), ".", DefaultLimits())
		for _, f := range doc.files {
			paths = append(paths, filepath.Join(dir, filepath.FromSlash(f.name)))
			ours = append(ours, texts(f.root))
		}
	}
	theirs := ask(t, map[string]any{"trees": paths}).Trees
	if len(theirs) != len(paths) || len(paths) < 10 {
		t.Fatalf("%d trees of %d files", len(theirs), len(paths))
	}
	for i, p := range paths {
		if diff := gocmp.Diff(theirs[i], ours[i]); diff != "" {
			t.Errorf("%s (-PyYAML +sekisho):\n%s", p, diff)
		}
	}
}

// Another implementation of JSON Schema accepts what ours accepts and refuses
// what ours refuses: the studies of the repository, and a small one with each of
// its values exchanged, misspelt or taken out in turn.
func TestPeerAgreesOnTheSchema(t *testing.T) {
	var names []string
	var instances []any
	add := func(name string, n *node) {
		names, instances = append(names, name), append(instances, toAny(n, nil))
	}
	for _, dir := range studyDirs {
		doc, _ := Read(os.DirFS(dir), ".", DefaultLimits())
		add(dir, doc.root)
	}
	for _, file := range []string{"ok.yaml", "base.yaml"} {
		doc, _ := Read(os.DirFS("testdata"), file, DefaultLimits())
		mutations(doc.root, func(what string, n *node) { add(file+": "+what, n) })
	}
	valid := ask(t, map[string]any{"schema": json.RawMessage(schema.Study), "instances": instances}).Valid
	accepted := 0
	for i, name := range names {
		err := studySchema().root.Validate(instances[i])
		if (err == nil) != valid[i] {
			t.Errorf("%s: jsonschema says %v, ours %v", name, valid[i], err)
		}
		if err == nil {
			accepted++
		}
		if i < len(studyDirs) && err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
	t.Logf("%d instances, %d of them accepted by both", len(names), accepted)
	if accepted < 3 || accepted > len(names)/2 || len(names) < 1000 {
		t.Errorf("%d of %d instances are accepted; the mutations test little", accepted, len(names))
	}
}

// mutations gives variants of a tree: each value in turn replaced by each of a
// few others, and each entry in turn taken out or misspelt.
func mutations(root *node, visit func(what string, n *node)) {
	others := []*node{{kind: kindNull}, {kind: kindInt, text: "7"}, {kind: kindText, text: "x"}, {kind: kindList},
		{kind: kindText, text: "2026-02-30"}, {kind: kindBool, text: "true"}}
	visit("as it is", root)
	var walk func(n *node, path string)
	walk = func(n *node, path string) {
		for i := range n.kids {
			at, old := fmt.Sprintf("%s/%s", path, n.segment(i)), n.kids[i]
			for _, o := range others {
				n.kids[i].node = o
				visit(fmt.Sprintf("%s = %s %q", at, o.kind, o.text), root)
				n.kids[i].node = old.node
			}
			if n.kind == kindMap {
				n.kids[i].key += "x"
				visit(at+" misspelt", root)
				n.kids[i].key = old.key
				all := n.kids
				n.kids = append(append([]child{}, all[:i]...), all[i+1:]...)
				visit(at+" taken out", root)
				n.kids = all
			}
			walk(old.node, at)
		}
	}
	walk(root, "")
}
