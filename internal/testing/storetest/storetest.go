// Package storetest is the suite that every implementation of package store
// passes. It holds tests of the contract only; what a database does when the
// machine fails is tested beside it, in package sqlstore.
package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// Clock is a clock that ticks one second per look, so that results are the same
// in every run.
type Clock struct {
	mutex sync.Mutex
	ticks int
}

// Now gives the next second of 2026-06-08.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ticks++
	return time.Date(2026, 6, 8, 0, 0, c.ticks, 0, time.UTC)
}

// Ann and Bob act in the tests.
var (
	Ann = store.Actor{ID: "ann", Name: "情報政策課 安藤"}
	Bob = store.Actor{ID: "bob", Name: "総務課 坂東"}
)

// concurrent is the one test of the suite in which several write at once.
const concurrent = "ManyWriters"

// Run runs the suite; open gives an empty store, which the suite closes.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, tt := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"CreateAndRead", createAndRead},
		{"Commit", commit},
		{"Conflict", conflict},
		{"NothingChanges", nothingChanges},
		{"Once", once},
		{"Past", past},
		{"History", history},
		{"Fork", fork},
		{"View", view},
		{"DeleteAndRestore", deleteAndRestore},
		{"List", listing},
		{"Within", within},
		{"Search", search},
		{"Audit", audit},
		{"Invalid", invalid},
		{"Data", data},
		{concurrent, manyWriters},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name != concurrent {
				long.Test(t)
			}
			t.Parallel()
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			tt.run(t, s)
			sound(t, s)
		})
	}
}

// sound fails where the doctor complains.
func sound(t *testing.T, s store.Store) {
	t.Helper()
	found, err := s.Doctor(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("doctor: %v, %v", found, err)
	}
}

// main is the branch on which most tests write.
var main = store.Line{Study: "s", Branch: store.Main}

func put(name, data string, base store.Revision) store.Change {
	return store.Change{Name: name, Base: base, Data: []byte(data)}
}

func by(who store.Actor, reason string, changes ...store.Change) store.Commit {
	return store.Commit{Line: main, Changes: changes, By: who, Reason: reason}
}

// create makes the study "s" with two records and gives its revision.
func create(t *testing.T, s store.Store) store.Revision {
	t.Helper()
	r, err := s.Create(t.Context(), store.Study{ID: "s", Title: "関所市のスタディ①"}, by(Ann, "はじめ", put("study/a.yaml", "a1", 0), put("study/b.yaml", "b1", 0)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// onto sets study and branch of a commit.
func onto(branch store.Branch, c store.Commit) store.Commit {
	c.Line = store.Line{Study: "s", Branch: branch}
	return c
}

func mustCommit(t *testing.T, s store.Store, c store.Commit) store.Revision {
	t.Helper()
	r, err := s.Commit(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// texts gives the records of a branch as "name=data@revision".
func texts(t *testing.T, s store.Store, b store.Branch, at store.Revision, prefix string) []string {
	t.Helper()
	records, err := s.Records(t.Context(), store.Line{Study: "s", Branch: b}, store.Choice{At: at, Prefix: prefix, Data: true})
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, r := range records {
		list = append(list, fmt.Sprintf("%s=%s@%d", r.Name, r.Data, r.Revision))
	}
	return list
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: error %v, want %v", what, got, want)
	}
}

func createAndRead(t *testing.T, s store.Store) {
	r := create(t, s)
	want(t, "records", texts(t, s, store.Main, 0, ""), []string{fmt.Sprintf("study/a.yaml=a1@%d", r), fmt.Sprintf("study/b.yaml=b1@%d", r)})
	study, err := s.Study(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "title", study.Title, "関所市のスタディ①")
	_, err = s.Create(t.Context(), store.Study{ID: "s", Title: "another"}, by(Ann, ""))
	wantError(t, "a second study of the same id", err, store.ErrExists)
	_, err = s.Study(t.Context(), "none")
	wantError(t, "no study", err, store.ErrNotFound)
	_, err = s.Records(t.Context(), store.Line{Study: "none", Branch: store.Main}, store.Choice{})
	wantError(t, "records of no study", err, store.ErrNotFound)
	_, err = s.Record(t.Context(), main, "study/c.yaml")
	wantError(t, "no record", err, store.ErrNotFound)
	_, err = s.Records(t.Context(), store.Line{Study: "s", Branch: "none"}, store.Choice{})
	wantError(t, "records of no branch", err, store.ErrNotFound)
	_, err = s.Names(t.Context(), store.Line{Study: "s", Branch: "none"}, "")
	wantError(t, "names of no branch", err, store.ErrNotFound)
}

func commit(t *testing.T, s store.Store) {
	first := create(t, s)
	r := mustCommit(t, s, onto(store.Main, by(Bob, "直し", put("study/a.yaml", "a2", first), put("study/c.yaml", "c1", 0),
		store.Change{Name: "study/b.yaml", Base: first, Delete: true})))
	if r <= first {
		t.Errorf("revision %d does not follow %d", r, first)
	}
	want(t, "records", texts(t, s, store.Main, 0, ""), []string{fmt.Sprintf("study/a.yaml=a2@%d", r), fmt.Sprintf("study/c.yaml=c1@%d", r)})
	// A record that was deleted can come back.
	back := mustCommit(t, s, onto(store.Main, by(Bob, "戻し", put("study/b.yaml", "b1", 0))))
	one, err := s.Record(t.Context(), main, "study/b.yaml")
	if err != nil || one.Revision != back || string(one.Data) != "b1" || one.Digest != store.DigestOf([]byte("b1")) || one.Size != 2 {
		t.Errorf("record %+v, %v", one, err)
	}
	_, err = s.Commit(t.Context(), onto("none", by(Ann, "", put("x", "x", 0))))
	wantError(t, "no branch", err, store.ErrNotFound)
}

func conflict(t *testing.T, s store.Store) {
	first := create(t, s)
	second := mustCommit(t, s, onto(store.Main, by(Ann, "先", put("study/a.yaml", "a2", first))))
	_, err := s.Commit(t.Context(), onto(store.Main, by(Bob, "後", put("study/a.yaml", "a3", first), put("study/b.yaml", "b2", first),
		put("study/a2.yaml", "x", first))))
	var c *store.ConflictError
	if !errors.As(err, &c) || len(c.Conflicts) != 2 {
		t.Fatalf("error %v, want a conflict of two records", err)
	}
	for _, x := range c.Conflicts {
		x.Now.Digest, x.Now.Size = "", 0
		switch x.Name {
		case "study/a.yaml":
			want(t, "conflict", x, store.Conflict{Name: x.Name, Base: first, Now: store.Record{Name: x.Name, Revision: second, Data: []byte("a2")}})
		case "study/a2.yaml":
			want(t, "conflict with nothing", x, store.Conflict{Name: x.Name, Base: first, Now: store.Record{Name: x.Name}})
		default:
			t.Errorf("conflict of %s", x.Name)
		}
	}
	// Nothing of the refused commit was written, and other records are free.
	want(t, "records", texts(t, s, store.Main, 0, ""), []string{fmt.Sprintf("study/a.yaml=a2@%d", second), fmt.Sprintf("study/b.yaml=b1@%d", first)})
	mustCommit(t, s, onto(store.Main, by(Bob, "別の記録", put("study/b.yaml", "b2", first))))
}

func nothingChanges(t *testing.T, s store.Store) {
	first := create(t, s)
	same := mustCommit(t, s, onto(store.Main, by(Bob, "同じ", put("study/a.yaml", "a1", first), store.Change{Name: "none", Delete: true})))
	want(t, "revision", same, first)
	if h, err := s.History(t.Context(), main, store.HistoryQuery{}); err != nil || len(h) != 1 {
		t.Errorf("history %v, %v; want one entry", h, err)
	}
}

func once(t *testing.T, s store.Store) {
	first := create(t, s)
	c := onto(store.Main, by(Ann, "一度", put("study/a.yaml", "a2", first)))
	c.Once = "request-1"
	r := mustCommit(t, s, c)
	want(t, "the same again", mustCommit(t, s, c), r)
	c.Once = "request-2"
	if _, err := s.Commit(t.Context(), c); err == nil {
		t.Error("another commit from the old base is made")
	}
	made, study := by(Ann, "", put("study/a.yaml", "a1", 0)), store.Study{ID: "once", Title: "題"}
	made.Once = "request-3"
	r, err := s.Create(t.Context(), study, made)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Create(t.Context(), study, made); err != nil || again != r {
		t.Errorf("the same study again: revision %d after %d, %v", again, r, err)
	}
	made.Once = "request-4"
	_, err = s.Create(t.Context(), study, made)
	wantError(t, "another request for it", err, store.ErrExists)
}

func past(t *testing.T, s store.Store) {
	first := create(t, s)
	second := mustCommit(t, s, onto(store.Main, by(Ann, "", put("study/a.yaml", "a2", first), store.Change{Name: "study/b.yaml", Base: first, Delete: true})))
	mustCommit(t, s, onto(store.Main, by(Ann, "", put("study/a.yaml", "a3", second), put("answers/x", "x", 0))))
	want(t, "at first", texts(t, s, store.Main, first, ""), []string{fmt.Sprintf("study/a.yaml=a1@%d", first), fmt.Sprintf("study/b.yaml=b1@%d", first)})
	want(t, "at second", texts(t, s, store.Main, second, ""), []string{fmt.Sprintf("study/a.yaml=a2@%d", second)})
	if got := texts(t, s, store.Main, 0, "answers/"); len(got) != 1 || !strings.HasPrefix(got[0], "answers/x=") {
		t.Errorf("with prefix: %v", got)
	}
	heads, err := s.Records(t.Context(), main, store.Choice{Prefix: "study/"})
	if err != nil || len(heads) != 1 || heads[0].Data != nil || heads[0].Size != 2 {
		t.Errorf("heads %+v, %v", heads, err)
	}
	// The record deleted is not named, and a name is where the prefix ends too.
	for prefix, names := range map[string][]string{"": {"answers/x", "study/a.yaml"}, "study/": {"study/a.yaml"}, "answers/x": {"answers/x"}, "answers/x/": nil} {
		got, err := s.Names(t.Context(), main, prefix)
		if err != nil {
			t.Fatal(err)
		}
		want(t, "names with "+prefix, got, names)
	}
}

func history(t *testing.T, s store.Store) {
	first := create(t, s)
	second := mustCommit(t, s, onto(store.Main, by(Bob, "二", put("study/b.yaml", "b2", first), put("study/c.yaml", "c", 0))))
	third := mustCommit(t, s, onto(store.Main, by(Ann, "三", put("study/a.yaml", "a2", first))))
	all, err := s.History(t.Context(), main, store.HistoryQuery{})
	if err != nil || len(all) != 3 {
		t.Fatalf("history %v, %v", all, err)
	}
	want(t, "second", all[1], store.Entry{Revision: second, Line: main, At: all[1].At, By: Bob, Reason: "二",
		Changed: []string{"study/b.yaml", "study/c.yaml"}})
	if !all[0].At.After(all[1].At) {
		t.Error("the newest does not come first")
	}
	page, err := s.History(t.Context(), main, store.HistoryQuery{Before: third, Limit: 1})
	if err != nil || len(page) != 1 || page[0].Revision != second {
		t.Errorf("page %v, %v", page, err)
	}
	of, err := s.History(t.Context(), main, store.HistoryQuery{Record: "study/a.yaml"})
	if err != nil || len(of) != 2 || of[0].Revision != third || of[1].Revision != first {
		t.Errorf("of one record %v, %v", of, err)
	}
}

func fork(t *testing.T, s store.Store) {
	first := create(t, s)
	if err := s.Fork(t.Context(), main, "what-if", Bob, "試算"); err != nil {
		t.Fatal(err)
	}
	there := mustCommit(t, s, onto("what-if", by(Bob, "仮に", put("study/a.yaml", "a9", first))))
	here := mustCommit(t, s, onto(store.Main, by(Ann, "本線", put("study/a.yaml", "a2", first))))
	want(t, "main", texts(t, s, store.Main, 0, "study/a"), []string{fmt.Sprintf("study/a.yaml=a2@%d", here)})
	want(t, "branch", texts(t, s, "what-if", 0, ""), []string{fmt.Sprintf("study/a.yaml=a9@%d", there), fmt.Sprintf("study/b.yaml=b1@%d", first)})
	want(t, "branch as it began", texts(t, s, "what-if", first, "study/a"), []string{fmt.Sprintf("study/a.yaml=a1@%d", first)})
	h, err := s.History(t.Context(), store.Line{Study: "s", Branch: "what-if"}, store.HistoryQuery{})
	if err != nil || len(h) != 2 || h[0].Revision != there || h[1].Revision != first || h[1].Branch != store.Main {
		t.Errorf("history of the branch %v, %v", h, err)
	}
	branches, err := s.Branches(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "branches", branches, []store.BranchInfo{{Name: store.Main, Head: here}, {Name: "what-if", From: store.Main, At: first, Head: there}})
	wantError(t, "the same branch again", s.Fork(t.Context(), main, "what-if", Bob, ""), store.ErrExists)
	wantError(t, "out of no branch", s.Fork(t.Context(), store.Line{Study: "s", Branch: "none"}, "other", Bob, ""), store.ErrNotFound)
}

func deleteAndRestore(t *testing.T, s store.Store) {
	first := create(t, s)
	// What was decided on a record that is another one by now is not done.
	var conflict *store.ConflictError
	stale := store.Act{Study: "s", By: Ann, While: []store.Seen{{Branch: store.Main, Name: "study/a.yaml"}}}
	for _, err := range []error{s.Delete(t.Context(), stale), s.Rename(t.Context(), stale, "改"), s.Restore(t.Context(), stale)} {
		if !errors.As(err, &conflict) || conflict.Conflicts[0].Now.Revision != first {
			t.Errorf("on a record that changed: %v", err)
		}
	}
	seen := []store.Seen{{Branch: store.Main, Name: "study/a.yaml", Revision: first}, {Branch: store.Main, Name: "none"}}
	if err := s.Delete(t.Context(), store.Act{Study: "s", By: Ann, Reason: "年度末", While: seen}); err != nil {
		t.Fatal(err)
	}
	if page, _, err := s.Studies(t.Context(), store.Query{}); err != nil || len(page) != 0 {
		t.Errorf("lists %v, %v", page, err)
	}
	gone, _, err := s.Studies(t.Context(), store.Query{Deleted: true})
	if err != nil || len(gone) != 1 || !gone[0].Deleted {
		t.Errorf("deleted: %v, %v", gone, err)
	}
	_, err = s.Commit(t.Context(), onto(store.Main, by(Ann, "", put("study/a.yaml", "a2", first))))
	wantError(t, "commit to a deleted study", err, store.ErrNotFound)
	_, err = s.Create(t.Context(), store.Study{ID: "s", Title: "another"}, by(Ann, ""))
	wantError(t, "the id of a deleted study", err, store.ErrExists)
	if err := s.Restore(t.Context(), store.Act{Study: "s", By: Bob, Reason: "誤って削除"}); err != nil {
		t.Fatal(err)
	}
	want(t, "records", texts(t, s, store.Main, 0, "study/a"), []string{fmt.Sprintf("study/a.yaml=a1@%d", first)})
	wantError(t, "delete nothing", s.Delete(t.Context(), store.Act{Study: "none", By: Ann}), store.ErrNotFound)
}

func listing(t *testing.T, s store.Store) {
	for i := range 7 {
		if _, err := s.Create(t.Context(), store.Study{ID: store.StudyID(fmt.Sprintf("s%d", i)), Title: "題"}, by(Ann, "")); err != nil {
			t.Fatal(err)
		}
	}
	var ids []store.StudyID
	q := store.Query{Limit: 3}
	for pages := 1; ; pages++ {
		page, more, err := s.Studies(t.Context(), q)
		if err != nil || pages > 3 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, x := range page {
			ids = append(ids, x.ID)
		}
		if !more {
			break
		}
		q.After = ids[len(ids)-1]
	}
	want(t, "ids", ids, []store.StudyID{"s0", "s1", "s2", "s3", "s4", "s5", "s6"})
}

// within lists studies by owner and by id, with and without a search text.
func within(t *testing.T, s store.Store) {
	for id, owner := range map[store.StudyID]string{"a": "131016", "b": "131041", "c": "141003", "d": "", "e": "131016"} {
		if _, err := s.Create(t.Context(), store.Study{ID: id, Title: "市の評価", Owner: owner}, by(Ann, "")); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		within []store.Within
		want   string
	}{
		{nil, "a b c d e"},
		{[]store.Within{}, ""},
		{[]store.Within{{Owner: "13"}}, "a b e"},
		{[]store.Within{{Owner: "131016"}}, "a e"},
		{[]store.Within{{Owner: "131016"}, {Study: "d"}, {Study: "x"}}, "a d e"},
		{[]store.Within{{Owner: "1%"}}, ""},
		{[]store.Within{{}}, "a b c d e"},
	} {
		for _, text := range []string{"", "評価"} {
			page, more, err := s.Studies(t.Context(), store.Query{Within: tt.within, Text: text})
			var ids []string
			for _, x := range page {
				ids = append(ids, string(x.ID))
			}
			if got := strings.Join(ids, " "); err != nil || more || got != tt.want {
				t.Errorf("within %v, text %q: %q, %v, %v; want %q", tt.within, text, got, more, err, tt.want)
			}
		}
	}
	if study, err := s.Study(t.Context(), "c"); err != nil || study.Owner != "141003" {
		t.Errorf("%v, %v", study, err)
	}
}

func search(t *testing.T, s store.Store) {
	for id, title := range map[store.StudyID]string{
		"a": "関所市　検証モデル①", "b": "関所町 100%_\\テスト", "c": "ABC市のｽﾀﾃﾞｨ", "d": "髙﨑市と𠮷野町",
	} {
		if _, err := s.Create(t.Context(), store.Study{ID: id, Title: title}, by(Ann, "")); err != nil {
			t.Fatal(err)
		}
	}
	for text, found := range map[string]string{
		"関所": "a b", "町": "b d", "①": "a", "abc": "c", "ＡＢＣ市": "c", "スタディ": "c", "100%": "b", "%": "b", `_\`: "b", "0_0": "", "𠮷野": "d", "所関": "", "関 町": "",
	} {
		page, _, err := s.Studies(t.Context(), store.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, x := range page {
			ids = append(ids, string(x.ID))
		}
		want(t, "search for "+text, strings.Join(ids, " "), found)
	}
	if err := s.Rename(t.Context(), store.Act{Study: "a", By: Bob, Reason: "改称"}, "新しい題"); err != nil {
		t.Fatal(err)
	}
	if page, _, err := s.Studies(t.Context(), store.Query{Text: "検証"}); err != nil || len(page) != 0 {
		t.Errorf("finds %v by its old title, %v", page, err)
	}
	if page, _, err := s.Studies(t.Context(), store.Query{Text: "新しい"}); err != nil || len(page) != 1 {
		t.Errorf("finds %v by its new title, %v", page, err)
	}
}

func audit(t *testing.T, s store.Store) {
	if end, err := s.AuditEnd(t.Context()); err != nil || end != 0 {
		t.Errorf("an empty log ends at %d, %v", end, err)
	}
	first := create(t, s)
	mustCommit(t, s, onto(store.Main, by(Bob, "直し", put("study/a.yaml", "a2", first))))
	for _, err := range []error{s.Rename(t.Context(), store.Act{Study: "s", By: Ann, Reason: "r"}, "改"), s.Fork(t.Context(), main, "w", Ann, "f"),
		s.Delete(t.Context(), store.Act{Study: "s", By: Ann, Reason: "d"}), s.Restore(t.Context(), store.Act{Study: "s", By: Ann, Reason: "e"})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var entries []store.AuditEntry
	var actions []store.Action
	for e, err := range s.Audit(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		entries, actions = append(entries, e), append(actions, e.Action)
	}
	want(t, "actions", actions, []store.Action{store.Created, store.Changed, store.Changed, store.Changed, store.Renamed, store.Forked, store.Deleted, store.Restored})
	e := entries[3]
	want(t, "before", e.Before, string(store.DigestOf([]byte("a1"))))
	want(t, "after", e.After, string(store.DigestOf([]byte("a2"))))
	want(t, "who and why", []string{e.By.Name, e.Reason, e.Record}, []string{Bob.Name, "直し", "study/a.yaml"})
	if end, err := s.AuditEnd(t.Context()); err != nil || end != 8 {
		t.Errorf("the log ends at %d, %v", end, err)
	}
	v, err := store.Verify(s.Audit(t.Context(), 0))
	if err != nil || v.Broken != 0 || v.Entries != 8 || v.Last != entries[7].Hash {
		t.Errorf("verified %+v, %v", v, err)
	}
	for e, err := range s.Audit(t.Context(), 6) {
		if err != nil || e.Number != 7 {
			t.Errorf("behind 6 comes %d, %v", e.Number, err)
		}
		break
	}
}

func invalid(t *testing.T, s store.Store) {
	create(t, s)
	for _, c := range []store.Commit{
		onto(store.Main, by(store.Actor{}, "", put("x", "", 0))),
		onto("B!", by(Ann, "", put("x", "", 0))),
		onto(store.Main, by(Ann, "\x00", put("x", "", 0))),
		onto(store.Main, by(Ann, "", put("../x", "", 0))),
		onto(store.Main, by(Ann, "", put("a//x", "", 0))),
		onto(store.Main, by(Ann, "", put("a\nx", "", 0))),
		onto(store.Main, by(Ann, "", put("x", "1", 0), put("x", "2", 0))),
		onto(store.Main, by(Ann, "", store.Change{Name: "x", Data: []byte("x"), Delete: true})),
	} {
		_, err := s.Commit(t.Context(), c)
		wantError(t, fmt.Sprintf("%+v", c), err, store.ErrInvalid)
	}
	_, err := s.Create(t.Context(), store.Study{ID: "大文字", Title: "題"}, by(Ann, ""))
	wantError(t, "a study id", err, store.ErrInvalid)
}

func data(t *testing.T, s store.Store) {
	create(t, s)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for i, content := range [][]byte{{}, all, bytes.Repeat(all, 4000), bytes.Repeat([]byte("行\r\n"), 100_000), {0}, []byte("\xff\xfe")} {
		name := fmt.Sprintf("evidence/記録 %d.bin", i)
		mustCommit(t, s, onto(store.Main, by(Ann, "", store.Change{Name: name, Data: content})))
		r, err := s.Record(t.Context(), main, name)
		if err != nil || !bytes.Equal(r.Data, content) || r.Size != int64(len(content)) {
			t.Errorf("%s comes back with %d bytes of %d, %v", name, len(r.Data), len(content), err)
		}
	}
}

// manyWriters lets many write at once: those of one record collide and try
// again, and in the end no acknowledged change is lost.
func manyWriters(t *testing.T, s store.Store) {
	create(t, s)
	const writers, writes = 8, 20
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range writes {
				if err := addLine(t, s, fmt.Sprintf("%d-%d\n", w, i)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	r, err := s.Record(t.Context(), main, "shared")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(r.Data))
	slices.Sort(lines)
	if len(slices.Compact(lines)) != writers*writes {
		t.Errorf("%d lines, want %d", len(lines), writers*writes)
	}
}

// addLine appends a line to the record "shared", however often others are faster.
func addLine(t *testing.T, s store.Store, line string) error {
	for {
		r, err := s.Record(t.Context(), main, "shared")
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		_, err = s.Commit(t.Context(), onto(store.Main, by(Ann, "", put("shared", string(r.Data)+line, r.Revision))))
		if c := (*store.ConflictError)(nil); errors.As(err, &c) {
			continue
		}
		return err
	}
}
