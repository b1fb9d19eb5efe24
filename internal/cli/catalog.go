package cli

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
)

// catalogCommand browses the method and the reference lists, those of a study
// if one is named.
type catalogCommand struct {
	List  textFlag `arg:"" optional:""`
	ID    textFlag `arg:"" optional:"" name:"id"`
	Study textFlag `placeholder:"STUDY"`
}

// listing is one list of the catalogue, ready to be shown.
type listing struct {
	name    string
	columns []string // texts below cli.catalog.column, for id, name and what follows
	entries []entry
}

// entry is one row of a list.
type entry struct {
	id      string
	columns []string // of the list view: name and what follows
	details []detail
	json    any
}

// detail is one line of the view of a single row; label is a text below
// cli.catalog.label.
type detail struct{ label, text string }

// Run runs the command.
func (c *catalogCommand) Run(s *session) error {
	lists, found, err := app.OpenLists(string(c.Study))
	if err != nil {
		return err
	}
	if lists == nil {
		s.noteFindings(found, diag.Error)
		s.code = Found
		return nil
	}
	all := s.listings(lists)
	if c.List == "" {
		return s.printOverview(all)
	}
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = l.name
	}
	at := slices.Index(names, string(c.List))
	if at < 0 {
		return usage("cli.usage.unknown_list", "value", string(c.List), "allowed", strings.Join(names, ", "),
			"near", nearest(string(c.List), names))
	}
	if c.ID == "" {
		return s.printList(all[at])
	}
	return s.printEntry(all[at], string(c.ID))
}

// printOverview lists the lists.
func (s *session) printOverview(all []listing) error {
	if s.json {
		type list struct {
			List string `json:"list"`
			Rows int    `json:"rows"`
		}
		out := make([]list, len(all))
		for i, l := range all {
			out[i] = list{l.name, len(l.entries)}
		}
		return s.printJSON(out)
	}
	t := &table{align: "<<>"}
	for _, l := range all {
		t.row(l.name, s.text("cli.catalog.list."+l.name), strconv.Itoa(len(l.entries)))
	}
	s.println(t.lines(s.out)...)
	s.println("", s.text("cli.catalog.hint"))
	return nil
}

// printList prints every row of a list.
func (s *session) printList(l listing) error {
	if s.json {
		rows := make([]any, len(l.entries))
		for i, e := range l.entries {
			rows[i] = e.json
		}
		return s.printJSON(rows)
	}
	t := &table{}
	head := make([]cell, len(l.columns))
	for i, name := range l.columns {
		head[i] = cell{s.text("cli.catalog.column." + name), bold}
	}
	t.rows = append(t.rows, head)
	for _, e := range l.entries {
		t.row(append([]string{e.id}, e.columns...)...)
	}
	s.println(t.lines(s.out)...)
	return nil
}

// printEntry prints everything about one row.
func (s *session) printEntry(l listing, id string) error {
	at := slices.IndexFunc(l.entries, func(e entry) bool { return e.id == id })
	if at < 0 {
		ids := make([]string, len(l.entries))
		for i, e := range l.entries {
			ids[i] = e.id
		}
		return usage("cli.usage.unknown_id", "value", id, "what", s.text("cli.catalog.list."+l.name), "near", nearest(id, ids))
	}
	e := l.entries[at]
	if s.json {
		return s.printJSON(e.json)
	}
	s.println(s.out.paint(bold, e.id+"  "+e.columns[0]))
	t := &table{indent: "  "}
	for _, d := range e.details {
		if d.text != "" {
			t.row(s.text("cli.catalog.label."+d.label), d.text)
		}
	}
	s.printWrapped(t)
	return nil
}
