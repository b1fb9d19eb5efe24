package cli

import (
	"context"
	"os"
	"strconv"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/store"
)

// backupCommand writes a copy of the whole database.
type backupCommand struct {
	File  textFlag `arg:""`
	Force bool
	database
}

// Run runs the command.
func (c *backupCommand) Run(ctx context.Context, s *session) error {
	return c.open(ctx, s, false, func(st store.Store) error {
		if err := app.Backup(ctx, st, string(c.File), c.Force); err != nil {
			return err
		}
		info, err := os.Stat(string(c.File))
		if err != nil {
			return err
		}
		if s.json {
			return s.printJSON(struct {
				File  string `json:"file"`
				Bytes int64  `json:"bytes"`
			}{string(c.File), info.Size()})
		}
		s.println(s.text("cli.store.backed_up", "file", string(c.File), "bytes", locale.Number(int(info.Size()))))
		return nil
	})
}

// restoreCommand fills an empty database from a backup.
type restoreCommand struct {
	File textFlag `arg:""`
	database
}

// Run runs the command.
func (c *restoreCommand) Run(ctx context.Context, s *session) error {
	address, err := c.address(s)
	if err != nil {
		return err
	}
	if err := app.RestoreBackup(ctx, address, string(c.File)); err != nil {
		return err
	}
	// What was restored is examined before anybody relies on it.
	doctor := doctorCommand{database: c.database}
	return doctor.Run(ctx, s)
}

// doctorCommand looks for everything in a database that should not be.
type doctorCommand struct {
	database
}

type jsonComplaint struct {
	Code   string `json:"code"`
	About  string `json:"about"`
	Detail string `json:"detail"`
	Text   string `json:"text"`
}

// Run runs the command.
func (c *doctorCommand) Run(ctx context.Context, s *session) error {
	return c.open(ctx, s, false, func(st store.Store) error {
		found, err := st.Doctor(ctx)
		if err != nil {
			return err
		}
		list := []jsonComplaint{}
		for _, x := range found {
			list = append(list, jsonComplaint{x.Code, x.About, x.Detail, s.text("cli.doctor." + x.Code)})
		}
		if len(list) > 0 {
			s.code = Found
		}
		if s.json {
			return s.printJSON(list)
		}
		for _, x := range list {
			s.println(s.text("cli.store.complaint", "code", x.Code, "about", x.About, "detail", x.Detail, "text", x.Text))
		}
		if len(list) == 0 {
			s.println(s.text("cli.store.sound"))
		} else {
			s.note(s.text("cli.store.unsound", "number", locale.Number(len(list))))
		}
		return nil
	})
}

// auditCommand groups the commands about the audit log.
type auditCommand struct {
	Verify auditVerifyCommand `cmd:""`
	List   auditListCommand   `cmd:""`
}

// auditVerifyCommand checks the chain of the audit log.
type auditVerifyCommand struct {
	Hash textFlag `placeholder:"HASH"`
	database
}

// Run runs the command.
func (c *auditVerifyCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, "", false, func(st app.Studies) error {
		v, err := app.VerifyAudit(ctx, st, string(c.Hash))
		if err != nil {
			return err
		}
		lost := c.Hash != "" && !v.Seen
		if v.Broken != 0 || lost {
			s.code = Found
		}
		if s.json {
			return s.printJSON(struct {
				Entries int64  `json:"entries"`
				Last    string `json:"last"`
				Broken  int64  `json:"broken,omitempty"`
				Why     string `json:"why,omitempty"`
				Lost    bool   `json:"lost,omitempty"`
			}{v.Entries, v.Last, v.Broken, v.Why, lost})
		}
		switch {
		case v.Broken != 0:
			s.println(s.text("cli.audit.broken", "number", v.Broken, "why", s.text("cli.audit.why."+v.Why)))
		case lost:
			s.println(s.text("cli.audit.lost", "hash", string(c.Hash)))
		default:
			s.println(s.text("cli.audit.whole", "number", locale.Number(int(v.Entries)), "hash", v.Last))
		}
		return nil
	})
}

// auditListCommand lists entries of the audit log.
type auditListCommand struct {
	Study textFlag  `placeholder:"ID"`
	After countFlag `placeholder:"NUMBER"`
	database
}

type jsonAudit struct {
	Number   int64     `json:"number"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Name     string    `json:"name"`
	Action   string    `json:"action"`
	Study    string    `json:"study"`
	Branch   string    `json:"branch,omitempty"`
	Record   string    `json:"record,omitempty"`
	Revision int64     `json:"revision,omitempty"`
	Before   string    `json:"before,omitempty"`
	After    string    `json:"after,omitempty"`
	Reason   string    `json:"reason"`
	Hash     string    `json:"hash"`
}

// Run runs the command. Entries are printed as they are read, so that a long log
// is never in memory whole; with --json, each is one line of JSON.
func (c *auditListCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, "", false, func(st app.Studies) error {
		for e, err := range st.Audit(ctx, int64(c.After.n)) {
			if err != nil {
				return err
			}
			if c.Study != "" && string(e.Study) != string(c.Study) {
				continue
			}
			if s.json {
				if err := s.printJSONLine(jsonAudit{e.Number, e.At, e.By.ID, e.By.Name, string(e.Action), string(e.Study), string(e.Branch), e.Record, int64(e.Revision), e.Before, e.After, e.Reason, e.Hash}); err != nil {
					return err
				}
				continue
			}
			s.println(strconv.FormatInt(e.Number, 10) + "  " + moment(e.At) + "  " + e.By.Name + "  " + locale.Name(s.lang, locale.AuditAction, e.Action) +
				"  " + string(e.Study) + "/" + string(e.Branch) + "  " + e.Record + "  " + e.Reason)
		}
		return nil
	})
}
