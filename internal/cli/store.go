package cli

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/approval"
)

// storeCommand groups the commands about studies in a database.
type storeCommand struct {
	Import   storeImportCommand   `cmd:""`
	Export   storeExportCommand   `cmd:""`
	List     storeListCommand     `cmd:""`
	Show     storeShowCommand     `cmd:""`
	History  storeHistoryCommand  `cmd:""`
	Attach   storeAttachCommand   `cmd:""`
	Branch   storeBranchCommand   `cmd:""`
	Delete   storeDeleteCommand   `cmd:""`
	Undelete storeUndeleteCommand `cmd:""`
}

// database is what every command on a store takes.
type database struct {
	DB databaseFlag `name:"db" placeholder:"FILE|postgres://…"`
}

// databaseFlag is --db; empty leaves it to SEKISHO_DB and to the usual file.
type databaseFlag string

// Decode reads the flag's value. Other users of the machine see the command line,
// so no password stands in it.
func (f *databaseFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	if u, err := url.Parse(value); err == nil && u.User != nil {
		if _, given := u.User.Password(); given {
			return usage("cli.usage.db_password")
		}
	}
	*f = databaseFlag(value)
	return nil
}

// address gives the database that a command is about.
func (d *database) address(s *session) (string, error) {
	if d.DB != "" {
		return string(d.DB), nil
	}
	if address := s.stdio.Getenv("SEKISHO_DB"); address != "" {
		return address, nil
	}
	return app.DefaultDatabase()
}

// open runs do on the store; with make, a file that is missing is made.
func (d *database) open(ctx context.Context, s *session, make bool, do func(store.Store) error) (err error) {
	address, err := d.address(s)
	if err != nil {
		return err
	}
	opened, err := app.OpenStore(ctx, address, make)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return do(opened)
}

// studies runs do on the studies of the server where one is named, else on those of
// the database; with make, a file that is missing is made. who signs what is
// changed, if anybody is named.
func (d *database) studies(ctx context.Context, s *session, who textFlag, make bool, do func(app.Studies) error) error {
	if s.server == "" {
		return d.open(ctx, s, make, func(st store.Store) error { return do(app.InDatabase(st)) })
	}
	if d.DB != "" {
		return usage("cli.usage.server_db")
	}
	if err := s.checkWho(who); err != nil {
		return err
	}
	remote, err := s.remote()
	if err != nil {
		return err
	}
	return do(remote.Studies())
}

// signed is who changes something and why.
type signed struct {
	Who textFlag `placeholder:"NAME"`
	Why textFlag `placeholder:"TEXT"`
}

func (g *signed) actor() store.Actor { return app.Operator(string(g.Who)) }

// line gives the branch that a command is about.
func line(study, branch textFlag) store.Line {
	l := store.Line{Study: store.StudyID(study), Branch: store.Branch(branch)}
	if l.Branch == "" {
		l.Branch = store.Main
	}
	return l
}

// storeError says in the user's language what a store refuses; "" where the error
// is of another kind.
func (s *session) storeError(err error) string {
	if conflict, ok := errors.AsType[*store.ConflictError](err); ok {
		var text strings.Builder
		text.WriteString(s.text("cli.store.conflict"))
		for _, c := range conflict.Conflicts {
			text.WriteString("\n  " + s.text("cli.store.conflict_record", "record", c.Name, "seen", int64(c.Base), "now", int64(c.Now.Revision)))
		}
		return text.String()
	}
	if migration, ok := errors.AsType[*store.MigrationError](err); ok {
		if migration.Newer {
			return s.text("cli.store.newer", "number", migration.Number)
		}
		return s.text("cli.store.other_migration", "number", migration.Number)
	}
	if attach, ok := errors.AsType[*app.AttachError](err); ok {
		if attach.TooLarge {
			return s.text("cli.store.too_large", "file", attach.Name, "limit", store.MaxRecord>>20)
		}
		return s.text("cli.store.attach_name", "file", attach.Name)
	}
	for _, x := range []struct {
		err error
		key string
	}{
		{store.ErrFull, "cli.store.full"},
		{store.ErrReadOnly, "cli.store.read_only"},
		{store.ErrUnreachable, "cli.store.unreachable"},
		{store.ErrDamaged, "cli.store.damaged"},
		{store.ErrBackup, "cli.store.bad_backup"},
		{store.ErrNotEmpty, "cli.store.not_empty"},
		{job.ErrNotFound, "cli.job.not_found"},
		{job.ErrState, "cli.job.wrong_state"},
		{approval.ErrApproved, "cli.store.approved"},
		{store.ErrNotFound, "cli.store.not_found"},
		{store.ErrExists, "cli.store.exists"},
		{store.ErrInvalid, "cli.store.invalid"},
	} {
		if errors.Is(err, x.err) {
			return s.text(x.key, "detail", err.Error())
		}
	}
	return ""
}
