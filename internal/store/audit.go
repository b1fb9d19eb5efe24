package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"iter"
	"time"
)

// Action is what an audit entry tells of. Actions are stable.
type Action string

// Actions.
const (
	Created  Action = "study.create"
	Renamed  Action = "study.rename"
	Deleted  Action = "study.delete"
	Restored Action = "study.restore"
	Forked   Action = "branch.fork"
	Changed  Action = "record.change"
)

// AuditEntry is one entry of the audit log: who did what to which record, when
// and why, from which content to which. Entries form a chain: the hash of each
// covers everything in it and the hash of the one before, so that none can be
// changed, left out or put in between without breaking all that follow.
type AuditEntry struct {
	// Number, upwards from 1 without a gap.
	Number int64
	At     time.Time
	By     Actor
	Action Action
	Line
	// Record that was changed; empty where the entry is of the whole study.
	Record string
	// Revision that it belongs to; 0 where it made none.
	Revision Revision
	// Before and After are the digests of the record, or the titles where the
	// study was renamed; empty where there is none.
	Before, After string
	Reason        string
	// Hash of the entry, over Previous.
	Previous, Hash string
}

// Seal gives the hash that the entry should have: SHA-256 over its fields in
// the order of the struct, each with its length in front, so that no two
// entries read alike.
func (e AuditEntry) Seal() string {
	h := sha256.New()
	for _, field := range []string{
		fmt.Sprint(e.Number), e.At.UTC().Format(TimeForm), e.By.ID, e.By.Name, string(e.Action), string(e.Study), string(e.Branch),
		e.Record, fmt.Sprint(e.Revision), e.Before, e.After, e.Reason, e.Previous,
	} {
		writeField(h, field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func writeField(h hash.Hash, s string) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(s)))
	h.Write(n[:])
	h.Write([]byte(s))
}

// TimeForm is how times are written: UTC, microseconds, always of one length, so
// that they sort as text.
const TimeForm = "2006-01-02T15:04:05.000000Z"

// Verified is the outcome of checking a chain.
type Verified struct {
	// Entries that were read, and the hash of the last: whoever keeps that hash
	// elsewhere can tell later whether the end was cut off.
	Entries int64
	Last    string
	// Broken is the number of the first entry that does not fit, 0 if all do.
	Broken int64
	// Why it does not: "number", "previous" or "hash".
	Why string
}

// Verify checks a chain from its beginning.
func Verify(entries iter.Seq2[AuditEntry, error]) (Verified, error) {
	var v Verified
	for e, err := range entries {
		if err != nil {
			return v, fmt.Errorf("read audit log: %w", err)
		}
		switch {
		case e.Number != v.Entries+1:
			v.Broken, v.Why = v.Entries+1, "number"
		case e.Previous != v.Last:
			v.Broken, v.Why = e.Number, "previous"
		case e.Hash != e.Seal():
			v.Broken, v.Why = e.Number, "hash"
		}
		if v.Broken != 0 {
			return v, nil
		}
		v.Entries, v.Last = e.Number, e.Hash
	}
	return v, nil
}

// Complaint is something that the doctor found.
type Complaint struct {
	// Code is stable, such as blob.digest.
	Code string
	// About names what is concerned.
	About string
	// Detail in technical words.
	Detail string
}
