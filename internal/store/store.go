// Package store is the contract of keeping studies for several people: records
// of a study 研究 with their whole history, branches for what-if scenarios, and an
// audit log 監査ログ. Package sqlstore keeps it, in SQLite or in PostgreSQL;
// package storetest is the suite that every implementation passes.
//
// A record is a named text or file of a study, such as study/models/m1a.yaml.
// A commit changes any number of records of one branch, all or none, and names
// for each the revision that its author saw: where somebody else was faster the
// commit is refused with both sides, and nothing is written. Nothing is ever
// overwritten: every revision can be read again.
//
// The package knows no database, no clock and no format of what it keeps.
package store

import (
	"context"
	"io"
	"iter"
	"time"
)

// StudyID names a study in the store.
type StudyID string

// Branch names a line of revisions of a study.
type Branch string

// Main is the branch with which every study begins.
const Main Branch = "main"

// Line is a branch of a study.
type Line struct {
	Study  StudyID
	Branch Branch
}

// Revision numbers commits over all studies, upwards from 1. 0 means that there
// is none yet.
type Revision int64

// Actor is who acts: an account, or a program.
type Actor struct {
	// ID is stable, such as an account's id.
	ID string
	// Name is what is shown.
	Name string
}

// Study is what is known of a study without opening it.
type Study struct {
	ID    StudyID
	Title string
	// Owner is the organisation to which the study belongs, by its code; empty
	// where it belongs to none.
	Owner string
	// Created and Updated are the times of the first and the last commit on any
	// branch.
	Created, Updated time.Time
	// Deleted tells that the study was deleted and can be restored.
	Deleted bool
}

// Record is one record at a revision.
type Record struct {
	Name string
	// Revision that wrote it.
	Revision Revision
	// Digest of the data, see [DigestOf].
	Digest Digest
	Size   int64
	// Data is nil where only the heads of records were asked for.
	Data []byte
}

// Change is a change of one record.
type Change struct {
	Name string
	// Base is the revision of the record that the author saw; 0 where it did not
	// exist.
	Base Revision
	Data []byte
	// Delete removes the record. Its history stays.
	Delete bool
}

// Commit is a set of changes that hold together.
type Commit struct {
	Line
	// Changes, each of another record.
	Changes []Change
	By      Actor
	// Reason why, in the author's words.
	Reason string
	// Once, if set, names the commit: the same one given again is not made twice,
	// and its revision is answered. It makes a retry safe.
	Once string
}

// Act is what somebody does to a study as a whole.
type Act struct {
	Study  StudyID
	By     Actor
	Reason string
	// While lists records that must still be as they were seen.
	While []Seen
}

// Seen is a record of a branch as somebody saw it; its revision is 0 where it was
// not there.
type Seen struct {
	Branch   Branch
	Name     string
	Revision Revision
}

// Entry is one revision in a history.
type Entry struct {
	Revision Revision
	Line
	At     time.Time
	By     Actor
	Reason string
	// Changed are the names of the records that it changed, sorted.
	Changed []string
}

// BranchInfo is what is known of a branch.
type BranchInfo struct {
	Name Branch
	// From is the branch that it was made from, at the revision At; empty for
	// [Main].
	From Branch
	At   Revision
	// Head is the last revision on it.
	Head Revision
}

// Query chooses studies.
type Query struct {
	// Text that the title or the id contains, widths and cases folded; empty: all.
	Text string
	// Deleted lists deleted studies instead of the others.
	Deleted bool
	// Within, if not nil, leaves the studies that lie in one of these.
	Within []Within
	// After is the id behind which the page begins; empty: the first page.
	After StudyID
	// Limit of the page; 0: [PageSize].
	Limit int
}

// Within is a part of all studies: one study, or those whose owner begins with
// some text.
type Within struct {
	Study StudyID
	// Owner is looked at where Study is empty.
	Owner string
}

// View is a study with records of a branch, as of one moment.
type View struct {
	Study
	// Records by name; those that are not there are left out.
	Records map[string]Record
}

// Choice chooses records of a branch.
type Choice struct {
	// At is the revision as of which they are read; 0: as they are now.
	At Revision
	// Prefix with which their names begin.
	Prefix string
	// Data asks for the contents, not for the heads alone.
	Data bool
}

// HistoryQuery chooses revisions of a branch.
type HistoryQuery struct {
	// Record, if set, keeps those that changed it.
	Record string
	// Before is the revision before which the page begins; 0: with the newest.
	Before Revision
	// Limit of the page; 0: [PageSize].
	Limit int
}

// PageSize is how many studies a page has or revisions a page has where a query names no limit.
const PageSize = 50

// Store keeps studies. Its methods are safe for concurrent use; every write has
// reached the disk when it returns. Besides the errors named, methods fail when
// ctx ends or the database does.
type Store interface {
	// Create begins a study, of which id, title and owner are given, with its first
	// records on [Main]. It fails with [ErrExists] where the id was ever used, also
	// by a deleted study, unless c has a name and has made it before.
	Create(ctx context.Context, study Study, c Commit) (Revision, error)
	// Studies lists studies by id. more tells that a further page exists.
	Studies(ctx context.Context, q Query) (page []Study, more bool, err error)
	// Study finds a study, deleted or not. It fails with [ErrNotFound].
	Study(ctx context.Context, id StudyID) (Study, error)
	// Rename gives a study another title. It fails with [ErrNotFound], and with a
	// [*ConflictError] where a record is not as it was seen.
	Rename(ctx context.Context, a Act, title string) error
	// Delete takes a study out of lists; Restore brings it back. Nothing is lost.
	// They fail as Rename does.
	Delete(ctx context.Context, a Act) error
	Restore(ctx context.Context, a Act) error

	// Commit makes the changes of c. It fails with [ErrNotFound] where the branch
	// does not exist or the study is deleted, and with a [*ConflictError] where a
	// record is not at the revision that its change names. A commit that changes
	// nothing is not made and answers the head of the branch.
	Commit(ctx context.Context, c Commit) (Revision, error)
	// Records gives chosen records of a branch, sorted by name. It fails with
	// [ErrNotFound].
	Records(ctx context.Context, l Line, c Choice) ([]Record, error)
	// Names gives the names of the records of a branch as they are now that begin
	// with a prefix, sorted; where thousands of them are only counted or looked for,
	// it costs a part of Records. It fails with [ErrNotFound].
	Names(ctx context.Context, l Line, prefix string) ([]string, error)
	// Record gives one record as it is now. It fails with [ErrNotFound].
	Record(ctx context.Context, l Line, name string) (Record, error)
	// View gives a study, deleted or not, and a few records of a branch as they are
	// now: some with their contents, of others the heads alone. It costs the same
	// however many records there are. It fails with [ErrNotFound] where the study
	// does not exist.
	View(ctx context.Context, l Line, contents, heads []string) (View, error)
	// History lists revisions of a branch, the newest first; behind its own, those
	// of the branch out of which it was made. It fails with [ErrNotFound].
	History(ctx context.Context, l Line, q HistoryQuery) ([]Entry, error)

	// Fork makes a branch out of another of the study as it is now. It fails with
	// [ErrNotFound], or [ErrExists] where the name was ever used.
	Fork(ctx context.Context, from Line, to Branch, by Actor, reason string) error
	// Branches lists the branches of a study by name.
	Branches(ctx context.Context, id StudyID) ([]BranchInfo, error)

	// AuditEnd gives the number of the last entry of the audit log, 0 if there is
	// none.
	AuditEnd(ctx context.Context) (int64, error)
	// Audit gives the entries of the audit log behind a number, in order.
	Audit(ctx context.Context, after int64) iter.Seq2[AuditEntry, error]

	// Backup writes a copy of everything as of one moment, while others go on
	// writing.
	Backup(ctx context.Context, w io.Writer) error
	// Doctor looks for everything that should not be, and gives it in order.
	Doctor(ctx context.Context) ([]Complaint, error)
	Close() error
}
