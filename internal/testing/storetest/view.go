package storetest

import (
	"testing"

	"github.com/sekisho/sekisho/internal/store"
)

func view(t *testing.T, s store.Store) {
	first := create(t, s)
	second := mustCommit(t, s, by(Ann, "", put("study/b.yaml", "", first)))
	a := store.Record{Name: "study/a.yaml", Revision: first, Digest: store.DigestOf([]byte("a1")), Size: 2}
	b := store.Record{Name: "study/b.yaml", Revision: second, Digest: store.DigestOf(nil)}
	full := func(r store.Record, text string) store.Record {
		r.Data = []byte(text)
		return r
	}
	for _, tt := range []struct {
		name            string
		branch          store.Branch
		contents, heads []string
		want            map[string]store.Record
	}{
		{"nothing", store.Main, nil, nil, map[string]store.Record{}},
		{"heads", store.Main, nil, []string{a.Name, b.Name, "none"}, map[string]store.Record{a.Name: a, b.Name: b}},
		{"contents", store.Main, []string{b.Name, "none", a.Name}, nil, map[string]store.Record{a.Name: full(a, "a1"), b.Name: full(b, "")}},
		{"both", store.Main, []string{a.Name}, []string{b.Name}, map[string]store.Record{a.Name: full(a, "a1"), b.Name: b}},
		{"no such branch", "none", []string{a.Name}, []string{b.Name}, map[string]store.Record{}},
	} {
		v, err := s.View(t.Context(), store.Line{Study: "s", Branch: tt.branch}, tt.contents, tt.heads)
		if err != nil || v.Title != "関所市のスタディ①" || v.Deleted {
			t.Errorf("%s: %+v, %v", tt.name, v.Study, err)
		}
		want(t, tt.name, v.Records, tt.want)
	}
	_, err := s.View(t.Context(), store.Line{Study: "none", Branch: store.Main}, []string{a.Name}, nil)
	wantError(t, "of no study", err, store.ErrNotFound)
	if err := s.Delete(t.Context(), store.Act{Study: "s", By: Ann}); err != nil {
		t.Fatal(err)
	}
	if v, err := s.View(t.Context(), main, nil, []string{a.Name}); err != nil || !v.Deleted || len(v.Records) != 1 {
		t.Errorf("of a deleted study: %+v, %v", v, err)
	}
}
