package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/store"
)

// storeListCommand lists studies.
type storeListCommand struct {
	Text    textFlag `placeholder:"TEXT"`
	Deleted bool
	database
}

// jsonStored is a study of the database.
type jsonStored struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Deleted bool      `json:"deleted,omitempty"`
}

// Run runs the command.
func (c *storeListCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, "", false, func(st app.Studies) error {
		list := []jsonStored{}
		for q := (store.Query{Text: string(c.Text), Deleted: c.Deleted, Limit: 1000}); ; {
			page, more, err := st.Studies(ctx, q)
			if err != nil {
				return err
			}
			for _, x := range page {
				list = append(list, jsonStored{string(x.ID), x.Title, x.Created, x.Updated, x.Deleted})
			}
			if !more {
				break
			}
			q.After = page[len(page)-1].ID
		}
		if s.json {
			return s.printJSON(list)
		}
		t := &table{align: "<<<"}
		for _, x := range list {
			t.row(x.ID, moment(x.Updated), x.Title)
		}
		s.println(t.lines(s.out)...)
		s.note(s.text("cli.store.listed", "number", locale.Number(len(list))))
		return nil
	})
}

// moment writes a time for the operator of this machine.
func moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// storeShowCommand shows what is kept of a study.
type storeShowCommand struct {
	ID     textFlag `arg:"" name:"study-id"`
	Branch textFlag `placeholder:"NAME"`
	database
}

type jsonRecord struct {
	Name     string `json:"name"`
	Revision int64  `json:"revision"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
}

type jsonBranch struct {
	Name string `json:"name"`
	From string `json:"from,omitempty"`
	At   int64  `json:"at,omitempty"`
	Head int64  `json:"head"`
}

// Run runs the command.
func (c *storeShowCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, "", false, func(st app.Studies) error {
		l := line(c.ID, c.Branch)
		study, err := st.Study(ctx, l.Study)
		if err != nil {
			return err
		}
		branches, err := st.Branches(ctx, l.Study)
		if err != nil {
			return err
		}
		records, err := st.Records(ctx, l, store.Choice{})
		if err != nil {
			return err
		}
		out := struct {
			jsonStored
			Branches []jsonBranch `json:"branches"`
			Records  []jsonRecord `json:"records"`
		}{jsonStored: jsonStored{string(study.ID), study.Title, study.Created, study.Updated, study.Deleted}, Records: []jsonRecord{}}
		for _, b := range branches {
			out.Branches = append(out.Branches, jsonBranch{string(b.Name), string(b.From), int64(b.At), int64(b.Head)})
		}
		for _, r := range records {
			out.Records = append(out.Records, jsonRecord{r.Name, int64(r.Revision), r.Size, string(r.Digest)})
		}
		if s.json {
			return s.printJSON(out)
		}
		s.println(s.out.paint(bold, study.Title+" ("+string(study.ID)+")"))
		if study.Deleted {
			s.println(s.text("cli.store.is_deleted"))
		}
		t := &table{indent: "  ", align: "<>"}
		for _, b := range out.Branches {
			t.row(s.text("cli.store.branch", "branch", b.Name, "from", b.From), strconv.FormatInt(b.Head, 10))
		}
		s.println(t.lines(s.out)...)
		t = &table{indent: "  ", align: "<>>"}
		t.row(s.text("cli.store.head.record"), s.text("cli.store.head.bytes"), s.text("cli.store.head.revision"))
		for _, r := range out.Records {
			t.row(r.Name, locale.Number(int(r.Bytes)), strconv.FormatInt(r.Revision, 10))
		}
		s.println(t.lines(s.out)...)
		return nil
	})
}

// storeHistoryCommand shows who changed a study, when and why.
type storeHistoryCommand struct {
	ID     textFlag  `arg:"" name:"study-id"`
	Branch textFlag  `placeholder:"NAME"`
	Record textFlag  `placeholder:"NAME"`
	Rows   countFlag `placeholder:"N"`
	database
}

type jsonEntry struct {
	Revision int64     `json:"revision"`
	Branch   string    `json:"branch"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Name     string    `json:"name"`
	Reason   string    `json:"reason"`
	Changed  []string  `json:"changed"`
}

// Run runs the command.
func (c *storeHistoryCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, "", false, func(st app.Studies) error {
		entries, err := st.History(ctx, line(c.ID, c.Branch), store.HistoryQuery{Record: string(c.Record), Limit: c.Rows.n})
		if err != nil {
			return err
		}
		list := []jsonEntry{}
		for _, e := range entries {
			list = append(list, jsonEntry{int64(e.Revision), string(e.Branch), e.At, e.By.ID, e.By.Name, e.Reason, e.Changed})
		}
		if s.json {
			return s.printJSON(list)
		}
		t := &table{align: "><<<<"}
		for _, e := range list {
			t.row(strconv.FormatInt(e.Revision, 10), moment(e.At), e.Name, e.Reason, strings.Join(e.Changed, " "))
		}
		s.println(t.lines(s.out)...)
		return nil
	})
}

// storeAttachCommand adds evidence to a study.
type storeAttachCommand struct {
	ID     textFlag   `arg:"" name:"study-id"`
	File   []textFlag `arg:""`
	Branch textFlag   `placeholder:"NAME"`
	signed
	database
}

// Run runs the command.
func (c *storeAttachCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, c.Who, false, func(st app.Studies) error {
		names := make([]string, len(c.File))
		for i, f := range c.File {
			names[i] = string(f)
		}
		l := line(c.ID, c.Branch)
		revision, err := app.Attach(ctx, st, store.Commit{Line: l, By: c.actor(), Reason: string(c.Why)}, names)
		if err != nil {
			return err
		}
		return s.done("cli.store.attached", l, revision)
	})
}

// done tells what a change of a study has come to.
func (s *session) done(key string, l store.Line, revision store.Revision) error {
	if s.json {
		return s.printJSON(jsonRevision{string(l.Study), string(l.Branch), int64(revision)})
	}
	s.println(s.text(key, "study", string(l.Study), "branch", string(l.Branch), "revision", int64(revision)))
	return nil
}

// storeBranchCommand makes a branch for a what-if scenario.
type storeBranchCommand struct {
	ID   textFlag `arg:"" name:"study-id"`
	Name textFlag `arg:""`
	From textFlag `placeholder:"NAME"`
	signed
	database
}

// Run runs the command.
func (c *storeBranchCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, c.Who, false, func(st app.Studies) error {
		from := line(c.ID, c.From)
		if err := st.Fork(ctx, from, store.Branch(c.Name), c.actor(), string(c.Why)); err != nil {
			return err
		}
		branches, err := st.Branches(ctx, from.Study)
		if err != nil {
			return err
		}
		for _, b := range branches {
			if b.Name == store.Branch(c.Name) {
				return s.done("cli.store.branched", line(c.ID, c.Name), b.Head)
			}
		}
		return store.ErrNotFound
	})
}

// storeDeleteCommand takes a study out of lists.
type storeDeleteCommand struct {
	ID textFlag `arg:"" name:"study-id"`
	signed
	database
}

// Run runs the command.
func (c *storeDeleteCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, c.Who, false, func(st app.Studies) error {
		l := line(c.ID, "")
		if err := st.Remove(ctx, store.Act{Study: l.Study, By: c.actor(), Reason: string(c.Why)}); err != nil {
			return err
		}
		return s.done("cli.store.deleted", l, 0)
	})
}

// storeUndeleteCommand brings a deleted study back.
type storeUndeleteCommand struct {
	ID textFlag `arg:"" name:"study-id"`
	signed
	database
}

// Run runs the command.
func (c *storeUndeleteCommand) Run(ctx context.Context, s *session) error {
	return c.studies(ctx, s, c.Who, false, func(st app.Studies) error {
		l := line(c.ID, "")
		if err := st.Restore(ctx, store.Act{Study: l.Study, By: c.actor(), Reason: string(c.Why)}); err != nil {
			return err
		}
		return s.done("cli.store.undeleted", l, 0)
	})
}
