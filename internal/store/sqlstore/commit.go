package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// Commit makes the changes of c.
func (s *Store) Commit(ctx context.Context, c store.Commit) (store.Revision, error) {
	if err := c.Check(); err != nil {
		return 0, err
	}
	p, err := prepare(c)
	if err != nil {
		return 0, err
	}
	r := &request{ctx: ctx, commit: &p}
	err = s.writer.send(r)
	return r.revision, err
}

// prepared is a commit whose contents are packed: that is done before it waits for
// the writer, which everybody waits for.
type prepared struct {
	store.Commit
	// contents of the changes, in their order; of a deletion it is zero.
	contents []content
}

// content is the data of a record as it is kept.
type content struct {
	digest store.Digest
	size   int64
	coding string
	packed []byte
}

func prepare(c store.Commit) (prepared, error) {
	p := prepared{c, make([]content, len(c.Changes))}
	for i, x := range c.Changes {
		if x.Delete {
			continue
		}
		coding, packed, err := pack(x.Data)
		if err != nil {
			return p, err
		}
		p.contents[i] = content{store.DigestOf(x.Data), int64(len(x.Data)), coding, packed}
	}
	return p, nil
}

// recordKey names a record of a branch.
type recordKey struct {
	store.Line
	name string
}

func (k recordKey) row() row { return row{string(k.Study), string(k.Branch), k.name} }

func compareKeys(a, b recordKey) int {
	return cmp.Or(cmp.Compare(a.Study, b.Study), cmp.Compare(a.Branch, b.Branch), cmp.Compare(a.name, b.name))
}

// onceKey names a commit of a study.
type onceKey struct {
	study store.StudyID
	once  string
}

// state is a record as it is; its zero is a record that is not there.
type state struct {
	revision store.Revision
	digest   store.Digest
}

// moved is where a branch stands after the commits of a batch.
type moved struct {
	head store.Revision
	at   time.Time
}

// known is what a batch has read for its commits, kept as they change it. What is
// not in it is not there.
type known struct {
	// heads of the branches of studies that are not deleted.
	heads  map[store.Line]store.Revision
	states map[recordKey]state
	made   map[onceKey]store.Revision
}

// pending is what commits have made and what is still to be written. When many
// people save at once, all of it is written together, and where a branch then
// stands once.
type pending struct {
	revisions, blobs, records, audit []row
	// current are the records that changed; those deleted have no digest.
	current map[recordKey]state
	moved   map[store.Line]moved
}

// look reads what commits need to know, for all of them at once.
func (b *batch) look(ctx context.Context, commits ...prepared) error {
	if err := b.settle(ctx); err != nil { // what is read must be there
		return err
	}
	b.known = known{map[store.Line]store.Revision{}, map[recordKey]state{}, map[onceKey]store.Revision{}}
	var lines, records, named []row
	for _, c := range commits {
		lines = append(lines, row{string(c.Study), string(c.Branch)})
		for _, x := range c.Changes {
			records = append(records, recordKey{c.Line, x.Name}.row())
		}
		if c.Once != "" {
			named = append(named, row{string(c.Study), c.Once})
		}
	}
	err := found(ctx, b, b.dialect.runs(headsSQL, lines), b.known.heads, func(l *store.Line, head *store.Revision) []any { return []any{&l.Study, &l.Branch, head} })
	if err != nil {
		return fmt.Errorf("read branch: %w", err)
	}
	err = found(ctx, b, b.dialect.runs(statesSQL, records), b.known.states, func(k *recordKey, s *state) []any {
		return []any{&k.Study, &k.Branch, &k.name, &s.revision, &s.digest}
	})
	if err != nil {
		return fmt.Errorf("read record: %w", err)
	}
	err = found(ctx, b, b.dialect.runs(madeSQL, named), b.known.made, func(k *onceKey, r *store.Revision) []any { return []any{&k.study, &k.once, r} })
	if err != nil {
		return fmt.Errorf("read revision: %w", err)
	}
	return nil
}

// found makes the runs of a statement that reads, and puts each row found into a
// map; into gives where the columns of a row go.
func found[K comparable, V any](ctx context.Context, b *batch, runs []run, all map[K]V, into func(*K, *V) []any) error {
	for _, run := range runs {
		list, err := b.query(ctx, run.text, run.args...)
		if err != nil {
			return err
		}
		if err := each(list, func() error {
			var k K
			var v V
			err := list.Scan(into(&k, &v)...)
			all[k] = v
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// commit makes the changes of c, for which look has read. What it makes is
// written by settle.
func (b *batch) commit(ctx context.Context, c prepared, at time.Time) (store.Revision, error) {
	head, err := b.head(c.Line)
	if err != nil {
		return 0, err
	}
	if made := b.known.made[onceKey{c.Study, c.Once}]; c.Once != "" && made != 0 {
		return made, nil
	}
	edits, err := b.edits(ctx, c)
	if err != nil || len(edits) == 0 {
		return head, err
	}
	// Of two commits only one holds the lock, so the next number is free.
	b.chain.revision++
	revision := b.chain.revision
	b.wrote++
	b.revisions = append(b.revisions, row{int64(revision), string(c.Study), string(c.Branch), stamp(at), c.By.ID, c.By.Name, c.Reason, c.Once})
	if c.Once != "" {
		b.known.made[onceKey{c.Study, c.Once}] = revision
	}
	for _, e := range edits {
		b.apply(c.Line, e, revision)
		b.log(store.AuditEntry{At: at, By: c.By, Action: store.Changed, Line: c.Line, Record: e.name,
			Revision: revision, Before: string(e.before), After: string(e.after.digest), Reason: c.Reason})
	}
	b.known.heads[c.Line] = revision
	b.moved[c.Line] = moved{revision, at}
	return revision, nil
}

// head gives the last revision of a branch of a study that is not deleted.
func (b *batch) head(l store.Line) (store.Revision, error) {
	head, ok := b.known.heads[l]
	if !ok {
		return 0, fmt.Errorf("branch %s of study %s, or the study: %w", l.Branch, l.Study, store.ErrNotFound)
	}
	return head, nil
}

// edit is a change of a record from one content to another; none is that of a
// record that is not there.
type edit struct {
	name   string
	before store.Digest
	after  content
}

// edits compares the changes with the records as they are, and leaves out those
// that change nothing.
func (b *batch) edits(ctx context.Context, c prepared) ([]edit, error) {
	var edits []edit
	var conflicts []store.Conflict
	for i, x := range c.Changes {
		now, after := b.known.states[recordKey{c.Line, x.Name}], c.contents[i]
		switch {
		case now.revision != x.Base:
			there, err := b.there(ctx, c.Line, x.Name)
			if err != nil {
				return nil, err
			}
			conflicts = append(conflicts, store.Conflict{Name: x.Name, Base: x.Base, Now: there})
		case now.digest != after.digest:
			edits = append(edits, edit{x.Name, now.digest, after})
		}
	}
	if len(conflicts) > 0 {
		return nil, &store.ConflictError{Conflicts: conflicts}
	}
	return edits, nil
}

// there gives a record with its content, for whoever is refused.
func (b *batch) there(ctx context.Context, l store.Line, name string) (store.Record, error) {
	if err := b.settle(ctx); err != nil { // it may be one that was made just now
		return store.Record{}, err
	}
	r, err := recordOf(ctx, b.tx, l, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Record{}, err
	}
	r.Name = name
	return r, nil
}

// apply makes one edit.
func (b *batch) apply(l store.Line, e edit, revision store.Revision) {
	key, now := recordKey{l, e.name}, state{revision, e.after.digest}
	b.records = append(b.records, append(key.row(), int64(revision), string(now.digest)))
	b.current[key] = now
	if now.digest == "" {
		delete(b.known.states, key)
		return
	}
	b.known.states[key] = now
	b.blobs = append(b.blobs, row{string(now.digest), e.after.size, e.after.coding, e.after.packed})
}

// settle writes what is pending.
func (b *batch) settle(ctx context.Context) error {
	wrote := b.wrote
	var current, gone, branches, studies []row
	for _, k := range slices.SortedFunc(maps.Keys(b.current), compareKeys) {
		if s := b.current[k]; s.digest == "" {
			gone = append(gone, k.row())
		} else {
			current = append(current, append(k.row(), int64(s.revision), string(s.digest)))
		}
	}
	updated := map[store.StudyID]moved{}
	for l, m := range b.moved {
		branches = append(branches, row{string(l.Study), string(l.Branch), int64(m.head)})
		if m.head > updated[l.Study].head {
			updated[l.Study] = m
		}
	}
	for id, m := range updated {
		studies = append(studies, row{string(id), stamp(m.at)})
	}
	for _, w := range []struct {
		statement many
		rows      []row
	}{
		{revisionSQL, b.revisions}, {blobSQL, b.blobs}, {recordSQL, b.records}, {currentSQL, current}, {goneSQL, gone},
		{auditSQL, b.audit}, {branchSQL, branches}, {updatedSQL, studies},
	} {
		if err := b.write(ctx, w.statement, w.rows); err != nil {
			return err
		}
	}
	b.pending = pending{current: map[recordKey]state{}, moved: map[store.Line]moved{}}
	b.wrote = wrote // what was pending was counted when it was made
	return nil
}
