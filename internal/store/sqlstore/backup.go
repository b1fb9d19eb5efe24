package sqlstore

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/sekisho/sekisho/internal/store"
)

// A backup is gzipped lines of JSON: a head, then each table with a line and
// its rows, then a tail with the digest of all lines before it. It belongs to no
// database: what was written from SQLite can be restored into PostgreSQL.

// backupFormat names the form of backups.
const backupFormat = "sekisho-backup/1"

// table is a table as backups write it: in an order in which a row never refers
// to a later one.
type table struct {
	name    string
	columns []string
	order   string
}

var tables = []table{
	{"study", []string{"id", "title", "folded", "created", "updated", "deleted", "owner"}, "id"},
	{"gram", []string{"gram", "study"}, "gram, study"},
	{"branch", []string{"study", "name", "from_name", "from_at", "head"}, "study, name"},
	{"revision", []string{"id", "study", "branch", "at", "by_id", "by_name", "reason", "once"}, "id"},
	{"blob", []string{"digest", "size", "coding", "data"}, "digest"},
	{"record", []string{"study", "branch", "name", "revision", "digest"}, "study, branch, name, revision"},
	{"head", []string{"study", "branch", "name", "revision", "digest"}, "study, branch, name"},
	{"audit", []string{"number", "at", "by_id", "by_name", "action", "study", "branch", "record", "revision", "before", "after", "reason", "previous", "hash"}, "number"},
	// Sessions, invitations and ceremonies are of the moment, and not kept.
	{"account", []string{"id", "name", "display", "password", "totp", "totp_used", "created", "disabled", "failures", "locked"}, "id"},
	{"permission", []string{"account", "role", "kind", "scope", "until"}, "account, role, kind, scope"},
	{"token", []string{"id", "digest", "account", "name", "operations", "created", "ends", "revoked"}, "id"},
	{"link", []string{"id", "digest", "study", "questionnaire", "respondent", "account", "created", "ends", "revoked"}, "id"},
	{"identity", []string{"issuer", "subject", "account"}, "issuer, subject"},
	{"passkey", []string{"id", "account", "name", "data", "created", "used"}, "id"},
	{"job", []string{"id", "kind", "payload", "once", "study", "by_id", "by_name", "state", "due", "attempt", "attempts", "claim", "beat", "done", "total", "cancel", "fault", "created", "ended"}, "id"},
	{"job_result", []string{"job", "name", "data"}, "job"},
}

// backupLine is one line of a backup; one of the fields is set.
type backupLine struct {
	Format string `json:"format,omitempty"`
	// Migration that the schema is at.
	Migration int    `json:"migration,omitempty"`
	Table     string `json:"table,omitempty"`
	Row       []any  `json:"row,omitempty"`
	Digest    string `json:"digest,omitempty"`
}

// bytesValue marks binary data among the values of a row.
type bytesValue struct {
	Bytes []byte `json:"b"`
}

// Backup writes a copy of everything as of one moment, while others go on
// writing.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	known, err := s.dialect.known()
	if err != nil {
		return err
	}
	z := gzip.NewWriter(w)
	out := &backupWriter{sum: sha256.New(), out: bufio.NewWriter(z)}
	out.line(backupLine{Format: backupFormat, Migration: len(known)})
	err = s.read(ctx, func(tx *sql.Tx) error {
		for _, t := range tables {
			out.line(backupLine{Table: t.name})
			if err := out.rows(ctx, tx, t); err != nil {
				return fmt.Errorf("back up %s: %w", t.name, err)
			}
		}
		return nil
	})
	out.line(backupLine{Digest: hex.EncodeToString(out.sum.Sum(nil))})
	if err := errors.Join(err, out.err, out.out.Flush(), z.Close()); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}

type backupWriter struct {
	sum hash.Hash
	out *bufio.Writer
	err error
}

func (b *backupWriter) line(l backupLine) {
	data, err := json.Marshal(l)
	if b.err = errors.Join(b.err, err); b.err != nil {
		return
	}
	data = append(data, '\n')
	b.sum.Write(data)
	_, b.err = b.out.Write(data)
}

func (b *backupWriter) rows(ctx context.Context, tx *sql.Tx, t table) error {
	rows, err := tx.QueryContext(ctx, "SELECT "+list(t.columns)+" FROM "+t.name+" ORDER BY "+t.order)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		values := make([]any, len(t.columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if data, ok := v.([]byte); ok {
				values[i] = bytesValue{append([]byte{}, data...)}
			}
		}
		b.line(backupLine{Row: values})
		return b.err
	})
}

func list(columns []string) string {
	var text strings.Builder
	for i, c := range columns {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString(c)
	}
	return text.String()
}

// RestoreBackup fills an empty database from a backup, all or nothing. It fails
// with [store.ErrBackup] or [store.ErrNotEmpty].
func (s *Store) RestoreBackup(ctx context.Context, r io.Reader) error {
	known, err := s.dialect.known()
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrBackup, err)
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		var studies int
		if err := tx.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM study) + (SELECT count(*) FROM audit) + (SELECT count(*) FROM account)").Scan(&studies); err != nil {
			return fmt.Errorf("read database: %w", err)
		}
		if studies > 0 {
			return store.ErrNotEmpty
		}
		in := &backupReader{sum: sha256.New(), in: bufio.NewReaderSize(z, 1<<16), migration: len(known)}
		return in.restore(ctx, tx)
	})
}

type backupReader struct {
	sum       hash.Hash
	in        *bufio.Reader
	migration int
	rows      rowWriter
}

// maxLine bounds a line of a backup: a record at its largest, in base 64.
const maxLine = store.MaxRecord*4/3 + 1<<16

func (b *backupReader) restore(ctx context.Context, tx *sql.Tx) error {
	next := 0
	for first := true; ; first = false {
		before := hex.EncodeToString(b.sum.Sum(nil))
		l, err := b.line()
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", store.ErrBackup, err)
		case first && (l.Format != backupFormat || l.Migration != b.migration):
			return fmt.Errorf("%w: format %q at migration %d, wanted %q at %d", store.ErrBackup, l.Format, l.Migration, backupFormat, b.migration)
		case first:
		case l.Table != "":
			if next == len(tables) || tables[next].name != l.Table {
				return fmt.Errorf("%w: table %q out of place", store.ErrBackup, l.Table)
			}
			if err := b.rows.flush(ctx); err != nil {
				return err
			}
			b.rows = rowWriter{tx: tx, table: tables[next]}
			next++
		case l.Digest != "":
			if err := b.rows.flush(ctx); err != nil {
				return err
			}
			return b.end(l.Digest, before, next)
		default:
			if err := b.row(ctx, l, next); err != nil {
				return err
			}
		}
	}
}

// end checks that everything came, unchanged.
func (b *backupReader) end(said, is string, tablesRead int) error {
	if said != is {
		return fmt.Errorf("%w: its digest does not fit", store.ErrBackup)
	}
	if tablesRead != len(tables) {
		return fmt.Errorf("%w: %d tables of %d", store.ErrBackup, tablesRead, len(tables))
	}
	if _, err := b.in.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows its end", store.ErrBackup)
	}
	return nil
}

func (b *backupReader) line() (backupLine, error) {
	var l backupLine
	var data []byte
	for {
		part, err := b.in.ReadSlice('\n')
		data = append(data, part...)
		if len(data) > maxLine {
			return l, errors.New("a line is too long")
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return l, err
		}
		break
	}
	b.sum.Write(data)
	return l, json.Unmarshal(data, &l)
}

func (b *backupReader) row(ctx context.Context, l backupLine, tablesRead int) error {
	if tablesRead == 0 || len(l.Row) != len(tables[tablesRead-1].columns) {
		return fmt.Errorf("%w: a row out of place", store.ErrBackup)
	}
	values := make([]any, len(l.Row))
	for i, v := range l.Row {
		var err error
		if values[i], err = backupValue(v); err != nil {
			return err
		}
	}
	return b.rows.add(ctx, values)
}

// rowWriter puts the rows of a table into the database, many with one
// statement: each statement costs a way to the server and back.
type rowWriter struct {
	tx     *sql.Tx
	table  table
	values []any
	bytes  int
}

// Bounds of one statement; SQLite takes at most 32,766 values.
const (
	statementValues = 4000
	statementBytes  = 4 << 20
)

func (w *rowWriter) add(ctx context.Context, row []any) error {
	w.values = append(w.values, row...)
	for _, v := range row {
		if data, ok := v.([]byte); ok {
			w.bytes += len(data)
		}
	}
	if len(w.values)+len(row) <= statementValues && w.bytes < statementBytes {
		return nil
	}
	return w.flush(ctx)
}

func (w *rowWriter) flush(ctx context.Context) error {
	if len(w.values) == 0 {
		return nil
	}
	var marks strings.Builder
	for i := range w.values {
		switch {
		case i == 0:
			marks.WriteString("(")
		case i%len(w.table.columns) == 0:
			marks.WriteString("), (")
		default:
			marks.WriteString(", ")
		}
		fmt.Fprintf(&marks, "$%d", i+1)
	}
	if _, err := w.tx.ExecContext(ctx, "INSERT INTO "+w.table.name+" ("+list(w.table.columns)+") VALUES "+marks.String()+")", w.values...); err != nil {
		// A row does not fit those before it, or the database failed.
		return fmt.Errorf("%w: restore %s: %w", store.ErrBackup, w.table.name, err)
	}
	w.values, w.bytes = w.values[:0], 0
	return nil
}

// backupValue gives a value as the database takes it.
func backupValue(v any) (any, error) {
	switch v := v.(type) {
	case nil, string:
		return v, nil
	case float64:
		return int64(v), nil
	case map[string]any:
		data, err := json.Marshal(v)
		var b bytesValue
		if err = errors.Join(err, json.Unmarshal(data, &b)); err != nil || b.Bytes == nil {
			return nil, fmt.Errorf("%w: a value of no known form", store.ErrBackup)
		}
		return b.Bytes, nil
	}
	return nil, fmt.Errorf("%w: a value of no known form", store.ErrBackup)
}
