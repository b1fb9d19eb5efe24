package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
)

// sheetCheckCommand checks files against the government's rules for
// machine-readable data.
type sheetCheckCommand struct {
	Files []textFlag `arg:""`
}

// checkedSheet is a file and where it breaks the rules.
type checkedSheet struct {
	name  string
	found []app.SheetFinding
}

// Run runs the command.
func (c *sheetCheckCommand) Run(ctx context.Context, s *session) error {
	var files []checkedSheet
	for _, name := range c.Files {
		bar := s.progress("cli.progress.sheet_read")
		found, unread, err := app.CheckSheet(ctx, string(name), bar.set)
		bar.done()
		if err != nil {
			return err
		}
		if len(found)+len(unread.Findings) > 0 {
			s.code = Found
		}
		if len(unread.Findings) > 0 {
			s.noteFindings(unread, diag.Note)
			continue
		}
		files = append(files, checkedSheet{string(name), found})
	}
	rules := readSheetRules()
	if s.json {
		return s.printSheetChecks(files, rules)
	}
	for _, f := range files {
		s.sayViolations(f, rules)
	}
	return nil
}

// sheetRules are the weights of all rules, and those that only people can check.
type sheetRules struct {
	weights   map[string]string
	unchecked []string
}

func readSheetRules() sheetRules {
	rules := sheetRules{weights: map[string]string{}}
	for _, r := range app.SheetRules() {
		rules.weights[r.ID] = r.Weight
		if !r.Checked {
			rules.unchecked = append(rules.unchecked, r.ID)
		}
	}
	return rules
}

// printSheetChecks prints the files with their violations as JSON.
func (s *session) printSheetChecks(files []checkedSheet, rules sheetRules) error {
	type violation struct {
		Rule   string   `json:"rule"`
		Weight string   `json:"weight"`
		Text   string   `json:"text"`
		Sheet  string   `json:"sheet,omitempty"`
		Cells  []string `json:"cells,omitempty"`
		Count  int      `json:"count"`
		Value  string   `json:"value,omitempty"`
	}
	type checked struct {
		File       string      `json:"file"`
		Violations []violation `json:"violations"`
	}
	list := []checked{}
	for _, file := range files {
		one := checked{file.name, []violation{}}
		for _, f := range file.found {
			one.Violations = append(one.Violations, violation{f.Rule, rules.weights[f.Rule], s.text("sheet.rule." + f.Rule), f.Sheet, f.Cells, f.Count, f.Value})
		}
		list = append(list, one)
	}
	return s.printJSON(struct {
		Format    string    `json:"format"`
		Files     []checked `json:"files"`
		Unchecked []string  `json:"unchecked"`
	}{"sekisho-sheet-check/2", list, rules.unchecked})
}

// sayViolations says where a file breaks the rules, and how many were checked.
func (s *session) sayViolations(file checkedSheet, rules sheetRules) {
	for _, f := range file.found {
		s.println(s.text("cli.sheet.violation", "rule", f.Rule, "weight", s.text("sheet.weight."+rules.weights[f.Rule]), "text", s.text("sheet.rule."+f.Rule),
			"place", placeOf(file.name, f), "places", f.Count, "more", f.Count > len(f.Cells) && len(f.Cells) > 0,
			"value", plainLine(f.Value)))
	}
	all := len(rules.weights)
	s.println(s.text("cli.sheet.checked", "file", file.name, "violated", rulesIn(file.found), "checked", all-len(rules.unchecked),
		"unchecked", strings.Join(rules.unchecked, ", "), "rules", locale.Number(all)))
}

// placeOf names where a violation is: the file, and sheet and cells where it is not
// the whole.
func placeOf(file string, f app.SheetFinding) string {
	parts := []string{file, plainLine(f.Sheet), strings.Join(f.Cells, ", ")}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
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
