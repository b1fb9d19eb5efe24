package cli

import (
	"context"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// sheetCheckCommand checks a file against the government's rules for
// machine-readable data.
type sheetCheckCommand struct {
	File textFlag `arg:""`
}

// Run runs the command.
func (c *sheetCheckCommand) Run(ctx context.Context, s *session) error {
	bar := s.progress("cli.progress.sheet_read")
	found, unread, err := app.CheckSheet(ctx, string(c.File), bar.set)
	bar.done()
	if err != nil {
		return err
	}
	if len(unread.Findings) > 0 {
		s.code = Found
		s.noteFindings(unread, diag.Note)
		return nil
	}
	if len(found) > 0 {
		s.code = Found
	}
	weights, unchecked := map[string]string{}, []string{}
	for _, r := range app.SheetRules() {
		weights[r.ID] = r.Weight
		if !r.Checked {
			unchecked = append(unchecked, r.ID)
		}
	}
	if s.json {
		type violation struct {
			Rule   string   `json:"rule"`
			Weight string   `json:"weight"`
			Text   string   `json:"text"`
			Sheet  string   `json:"sheet,omitempty"`
			Cells  []string `json:"cells,omitempty"`
			Count  int      `json:"count"`
			Value  string   `json:"value,omitempty"`
		}
		list := []violation{}
		for _, f := range found {
			list = append(list, violation{f.Rule, weights[f.Rule], s.text("sheet.rule." + f.Rule), f.Sheet, f.Cells, f.Count, f.Value})
		}
		return s.printJSON(struct {
			Format     string      `json:"format"`
			File       string      `json:"file"`
			Violations []violation `json:"violations"`
			Unchecked  []string    `json:"unchecked"`
		}{"sekisho-sheet-check/1", string(c.File), list, unchecked})
	}
	for _, f := range found {
		s.println(s.text("cli.sheet.violation", "rule", f.Rule, "weight", s.text("sheet.weight."+weights[f.Rule]), "text", s.text("sheet.rule."+f.Rule),
			"place", c.place(f), "places", f.Count, "more", f.Count > len(f.Cells) && len(f.Cells) > 0,
			"value", plainLine(f.Value)))
	}
	s.println(s.text("cli.sheet.checked", "file", string(c.File), "violated", rulesIn(found), "checked", len(app.SheetRules())-len(unchecked),
		"unchecked", strings.Join(unchecked, ", "), "rules", locale.Number(len(app.SheetRules()))))
	return nil
}

// place names where a violation is: sheet and cells, or the whole file.
func (c *sheetCheckCommand) place(f app.SheetFinding) string {
	switch cells := strings.Join(f.Cells, ", "); {
	case f.Sheet == "" && cells == "":
		return string(c.File)
	case f.Sheet == "":
		return cells
	case cells == "":
		return plainLine(f.Sheet)
	default:
		return plainLine(f.Sheet) + " " + cells
	}
}

// rulesIn counts the rules that are violated.
func rulesIn(found []app.SheetFinding) int {
	seen := map[string]bool{}
	for _, f := range found {
		seen[f.Rule] = true
	}
	return len(seen)
}

// plainLine makes text of a file fit for one line of a terminal.
func plainLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7F || r >= 0x80 && r < 0xA0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, s)
}
