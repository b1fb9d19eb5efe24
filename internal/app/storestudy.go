package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// Where the parts of a study stand among its records.
const (
	studyRecords    = "study/"       // its YAML files, under their names
	evidenceRecords = "attachments/" // attachments 添付: what answers and judgements rest on
)

// StudyImport says how the files of a study go into the store.
type StudyImport struct {
	// Line to write; an empty study is that of the id in the files, an empty
	// branch is [store.Main].
	store.Line
	// Base is the revision that the files were exported at; 0 for a new study.
	Base store.Revision
	// Owner is the organisation to which a new study belongs, by its code; empty:
	// none, and only those may see it who may see everything.
	Owner  string
	By     store.Actor
	Reason string
	// once names the import, so that a second attempt writes nothing.
	once string
}

// ImportStudy writes the study at name, a file or a directory, to where studies are kept,
// byte for byte. A study that is not there is made; one that is there must have
// been exported before, and what others changed since then is a
// [*store.ConflictError]. A study with errors is not imported; see the findings.
func ImportStudy(ctx context.Context, s Studies, name string, o StudyImport) (store.Line, store.Revision, diag.List, error) {
	study, err := Open(name, model.Options{})
	if err != nil {
		return o.Line, 0, diag.List{}, err
	}
	return o.write(ctx, s, study)
}

// write writes a study into the store.
func (o StudyImport) write(ctx context.Context, s Studies, study *Study) (store.Line, store.Revision, diag.List, error) {
	found := study.Findings()
	if !study.Usable() {
		return o.Line, 0, found, nil
	}
	if o.Study == "" {
		o.Study = store.StudyID(study.Spec.ID)
	}
	if o.Branch == "" {
		o.Branch = store.Main
	}
	c := store.Commit{Line: o.Line, By: o.By, Reason: o.Reason, Once: o.once}
	if o.Owner != "" && !(access.Scope{Kind: access.Organisation, ID: o.Owner}).Valid() {
		return o.Line, 0, found, fmt.Errorf("%w: organisation %q", store.ErrInvalid, o.Owner)
	}
	if o.Base == 0 {
		for _, f := range study.Files() {
			c.Changes = append(c.Changes, store.Change{Name: studyRecords + f.Name, Data: f.Data})
		}
		r, err := s.Create(ctx, store.Study{ID: o.Study, Title: study.Spec.Title.In(lang.Ja), Owner: o.Owner}, c)
		return o.Line, r, found, err
	}
	var err error
	if c.Changes, err = changesSince(ctx, s, o, study.Files()); err != nil {
		return o.Line, 0, found, err
	}
	r, err := s.Change(ctx, c)
	if err == nil && o.Branch == store.Main {
		err = s.Rename(ctx, store.Act{Study: o.Study, By: o.By, Reason: o.Reason}, study.Spec.Title.In(lang.Ja))
	}
	return o.Line, r, found, err
}

// changesSince gives what makes the records of a study, as they were at the base,
// the files given.
func changesSince(ctx context.Context, s Studies, o StudyImport, files []File) ([]store.Change, error) {
	records, err := s.Records(ctx, o.Line, store.Choice{At: o.Base, Prefix: studyRecords})
	if err != nil {
		return nil, err
	}
	at := map[string]store.Revision{}
	digests := map[string]store.Digest{}
	for _, r := range records {
		at[r.Name], digests[r.Name] = r.Revision, r.Digest
	}
	var changes []store.Change
	for _, f := range files {
		name := studyRecords + f.Name
		// What was not touched is not written, whatever others did with it.
		if digests[name] != store.DigestOf(f.Data) {
			changes = append(changes, store.Change{Name: name, Base: at[name], Data: f.Data})
		}
		delete(at, name)
	}
	for name, revision := range at {
		changes = append(changes, store.Change{Name: name, Base: revision, Delete: true})
	}
	slices.SortFunc(changes, func(a, b store.Change) int { return strings.Compare(a.Name, b.Name) })
	return changes, nil
}

// Exported are the files of a study as of one revision.
type Exported struct {
	Revision store.Revision
	// Study are its YAML files, Evidence what was attached to it.
	Study, Evidence []File
}

// ExportStudy reads the files of a study out of the store, as they are now or as
// they were at a revision.
func ExportStudy(ctx context.Context, s Studies, l store.Line, at store.Revision) (*Exported, error) {
	branches, err := s.Branches(ctx, l.Study)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(branches, func(b store.BranchInfo) bool { return b.Name == l.Branch })
	if i < 0 || at > branches[i].Head {
		return nil, fmt.Errorf("export study %s: %w", l.Study, store.ErrNotFound)
	}
	if at == 0 {
		at = branches[i].Head
	}
	out := &Exported{Revision: at}
	for prefix, files := range map[string]*[]File{studyRecords: &out.Study, evidenceRecords: &out.Evidence} {
		records, err := s.Records(ctx, l, store.Choice{At: at, Prefix: prefix, Data: true})
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			*files = append(*files, File{strings.TrimPrefix(r.Name, prefix), r.Data})
		}
	}
	if len(out.Study) == 0 {
		return nil, fmt.Errorf("export study %s at revision %d: %w", l.Study, at, store.ErrNotFound)
	}
	return out, nil
}

// Attach adds files to a study as evidence, under their names. One of the same
// name is replaced; what it was stays in the history.
func Attach(ctx context.Context, s Studies, c store.Commit, names []string) (store.Revision, error) {
	now, err := s.Records(ctx, c.Line, store.Choice{Prefix: evidenceRecords})
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		data, err := readEvidence(name)
		if err != nil {
			return 0, err
		}
		x := store.Change{Name: evidenceRecords + filepath.Base(name), Data: data}
		if i := slices.IndexFunc(now, func(r store.Record) bool { return r.Name == x.Name }); i >= 0 {
			x.Base = now[i].Revision
		}
		if !store.RecordName(x.Name) || slices.ContainsFunc(c.Changes, func(y store.Change) bool { return y.Name == x.Name }) {
			return 0, &AttachError{Name: name}
		}
		c.Changes = append(c.Changes, x)
	}
	return s.Change(ctx, c)
}

func readEvidence(name string) (data []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if data, err = io.ReadAll(io.LimitReader(f, store.MaxRecord+1)); err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	if len(data) > store.MaxRecord {
		return nil, &AttachError{Name: name, TooLarge: true}
	}
	return data, nil
}

// AttachError refuses a file that is too large, or whose name cannot be kept or
// is that of another file attached with it.
type AttachError struct {
	Name     string
	TooLarge bool
}

// Error names the file.
func (e *AttachError) Error() string { return "attach " + e.Name + ": its name or size cannot be kept" }

// Verified is the outcome of examining the audit log.
type Verified struct {
	store.Verified
	// Seen tells whether an entry has the hash that was asked for.
	Seen bool
}

// VerifyAudit checks the chain of the audit log from its beginning, and looks for
// the entry with a hash that was noted elsewhere: where it is missing, the log
// was cut off or exchanged.
func VerifyAudit(ctx context.Context, s Studies, hash string) (Verified, error) {
	seen := false
	v, err := store.Verify(func(yield func(store.AuditEntry, error) bool) {
		for e, err := range s.Audit(ctx, 0) {
			seen = seen || e.Hash == hash
			if !yield(e, err) {
				return
			}
		}
	})
	return Verified{v, seen}, err
}
