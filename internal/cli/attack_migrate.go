package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// attackMigrateCommand carries a study to the ATT&CK version of the program.
type attackMigrateCommand struct {
	Study textFlag `arg:""`
	Out   textFlag `placeholder:"DIR"`
}

// Run runs the command.
func (c *attackMigrateCommand) Run(ctx context.Context, s *session) error {
	study, err := s.open(ctx, string(c.Study), model.Options{})
	if err != nil {
		return err
	}
	if !study.Readable() {
		s.noteFindings(study.Findings(), diag.Error)
		s.code = Found
		return nil
	}
	moves, err := study.MigrateAttack()
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := app.WriteDir(string(c.Out), study.Files()); err != nil {
			return err
		}
	}
	if s.json {
		return c.printJSON(s, moves)
	}
	return c.print(s, moves)
}

// counts tells how many moves change the study, keep it as it is, and are left
// to the analyst.
func (c *attackMigrateCommand) counts(moves []app.AttackMove) (changed, kept, stuck int) {
	for i := range moves {
		switch {
		case moves[i].Changes():
			changed++
		case moves[i].Reason == "":
			kept++
		default:
			stuck++
		}
	}
	return changed, kept, stuck
}

// print lists the moves by place: those left to the analyst last, where they are
// seen.
func (c *attackMigrateCommand) print(s *session, moves []app.AttackMove) error {
	_, to, err := app.AttackVersions()
	if err != nil {
		return err
	}
	changed, kept, stuck := c.counts(moves)
	slices.SortStableFunc(moves, func(a, b app.AttackMove) int {
		return cmp.Or(c.rank(&a)-c.rank(&b), strings.Compare(a.Pos.File, b.Pos.File), a.Pos.Line-b.Pos.Line, a.Pos.Col-b.Pos.Col)
	})
	t := &table{}
	for i := range moves {
		m := &moves[i]
		t.row(m.Pos.String(), s.text("cli.attack.move."+string(m.Kind)), m.About, s.change(m))
	}
	s.println(t.lines(s.out)...)
	s.println(s.text("cli.attack.migrated", "version", to, "changed", changed, "kept", kept, "stuck", stuck))
	switch {
	case c.Out != "":
		s.println(s.text("cli.attack.migrated_to", "dir", string(c.Out)))
	case changed > 0:
		s.println(s.text("cli.attack.migrate_hint", "study", string(c.Study)))
	}
	return nil
}

func (c *attackMigrateCommand) rank(m *app.AttackMove) int {
	switch {
	case m.Changes():
		return 0
	case m.Reason == "":
		return 1
	}
	return 2
}

// change tells what becomes of a value, and why where nothing does.
func (s *session) change(m *app.AttackMove) string {
	var choices []string
	for _, id := range m.Choices {
		choices = append(choices, string(id))
	}
	text := m.Old
	if m.New != "" && m.New != m.Old {
		text += " → " + m.New
	}
	if m.Technique != "" {
		text += s.text("cli.attack.of", "technique", string(m.Technique))
	}
	if m.Reason != "" {
		text += s.text("cli.attack.because", "reason", s.text("cli.attack.reason."+m.Reason, "choices", strings.Join(choices, s.text("cli.separator"))))
	}
	return text
}

func (c *attackMigrateCommand) printJSON(s *session, moves []app.AttackMove) error {
	from, to, err := app.AttackVersions()
	if err != nil {
		return err
	}
	type move struct {
		Path      string   `json:"path"`
		Pos       diag.Pos `json:"position"`
		Kind      string   `json:"kind"`
		About     string   `json:"about"`
		Old       string   `json:"old"`
		New       string   `json:"new,omitempty"`
		Technique string   `json:"technique,omitempty"`
		Reason    string   `json:"reason,omitempty"`
		Choices   []string `json:"choices,omitempty"`
	}
	out := make([]move, len(moves))
	for i, m := range moves {
		out[i] = move{m.Path, m.Pos, string(m.Kind), m.About, m.Old, m.New, string(m.Technique), m.Reason, nil}
		for _, id := range m.Choices {
			out[i].Choices = append(out[i].Choices, string(id))
		}
	}
	changed, kept, stuck := c.counts(moves)
	return s.printJSON(struct {
		From    string `json:"table_from"`
		To      string `json:"attack_version"`
		Changed int    `json:"changed"`
		Kept    int    `json:"kept"`
		Stuck   int    `json:"stuck"`
		Dir     string `json:"dir,omitempty"`
		Moves   []move `json:"moves"`
	}{from, to, changed, kept, stuck, string(c.Out), out})
}
