package andor_test

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/andor"
)

// small is a target behind an and of a leaf (costs 3) and an or of two leaves
// (1 and 1.5): the cheapest removal is 2.5.
const small = `{"name":"small","source":5,"target":0,"kind":["and","leaf","or","leaf","leaf","source"],
"cost":[null,3,null,1,1.5,null],"edges":[[5,1],[5,3],[5,4],[3,2],[4,2],[1,0],[2,0]],"optimum":2.5}`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.json.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHolds(t *testing.T) {
	g, err := andor.Read(write(t, small))
	if err != nil {
		t.Fatal(err)
	}
	if cost, ok := g.Fold(); !ok || cost != g.Optimum {
		t.Errorf("folded: %v, %v, want %v", cost, ok, g.Optimum)
	}
	_, find := g.Problem()
	for set := range 8 {
		removed := []bool{false, set&1 > 0, false, set&2 > 0, set&4 > 0, false}
		want := !removed[1] && (!removed[3] || !removed[4])
		cuts, err := find(t.Context(), removed)
		if err != nil {
			t.Fatal(err)
		}
		if g.Holds(removed) != want || len(cuts.Rows) > 0 != want {
			t.Errorf("removed %v: holds %v, rows %v, want %v", removed, g.Holds(removed), cuts.Rows, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	for name, change := range map[string][2]string{
		"a kind that is none":      {`"or"`, `"xor"`},
		"an edge to nowhere":       {`[5,1]`, `[5,9]`},
		"a target that is none":    {`"target":0`, `"target":-1`},
		"too few costs":            {`null,3,`, `3,`},
		"a cost below nothing":     {`null,3,`, `null,-3,`},
		"a cost finer than counts": {`1.5`, `1.00005`},
		"no JSON":                  {`"name"`, `name`},
	} {
		text := strings.Replace(small, change[0], change[1], 1)
		if _, err := andor.Read(write(t, text)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	plain := filepath.Join(t.TempDir(), "plain.json")
	if err := os.WriteFile(plain, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := andor.Read(plain); err == nil {
		t.Error("a file that is not compressed is read")
	}
}
