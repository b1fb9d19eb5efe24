package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// fences gives the blocks of code of a Markdown text by language.
func fences(text string) map[string][]string {
	blocks := map[string][]string{}
	language, within := "", false
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		switch rest, fence := strings.CutPrefix(line, "```"); {
		case fence && within:
			blocks[language] = append(blocks[language], strings.Join(lines, "\n"))
			within, lines = false, nil
		case fence:
			language, within = rest, true
		case within:
			lines = append(lines, line)
		}
	}
	return blocks
}

// TestSheetsGuide types every command of the guide to the sheets as it stands there,
// in the order of the page, with the mapping that it shows.
func TestSheetsGuide(t *testing.T) {
	t.Parallel()
	long.Test(t)
	for _, guide := range []struct{ page, lang string }{{"sheets.md", "ja"}, {"sheets.en.md", "en"}} {
		t.Run(guide.lang, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join(repo.Root(t), "docs", guide.page))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			run := func(codes string, args ...string) {
				t.Helper()
				c := exec.CommandContext(t.Context(), "sekisho", append(args, "--lang", guide.lang)...)
				c.Dir = dir
				out, _ := c.CombinedOutput()
				if !strings.Contains(codes, string(rune('0'+c.ProcessState.ExitCode()))) || strings.Contains(string(out), "internal error") {
					t.Errorf("%s: sekisho %s ends with %d:\n%.800s", guide.page, strings.Join(args, " "), c.ProcessState.ExitCode(), out)
				}
			}
			run("0", "init", "my-study", "--id", "my", "--model", "m1a", "--without-baseline")
			run("0", "sheet", "export", "my-study", "--out", "made", "--model", "m1a", "--trees", "1")
			run("0", "sheet", "export", "my-study", "--out", "made", "--kind", "data")
			move(t, dir, "made/*分析*.xlsx", "made/*analysis*.xlsx", "sheets.xlsx")
			move(t, dir, "made/*データ*.xlsx", "made/*data*.xlsx", "data.xlsx")
			outsideCells(t, filepath.Join(dir, "old.xlsx"), guide.lang)
			blocks := fences(string(data))
			mapping, commands := blocks["yaml"], strings.Split(strings.Join(blocks[""], "\n"), "\n")
			if len(mapping) != 1 || len(commands) < 8 {
				t.Fatalf("%s shows %d mappings and %d commands", guide.page, len(mapping), len(commands))
			}
			for _, command := range commands {
				args := strings.Fields(command)
				if args[0] != "sekisho" {
					t.Fatalf("%s: %q is no command", guide.page, command)
				}
				run("0", args[1:]...)
				if strings.Contains(command, "--suggest") { // then the page has the mapping mended
					if _, err := os.Stat(filepath.Join(dir, "map.yaml")); err != nil {
						t.Error(err)
					}
					if err := os.WriteFile(filepath.Join(dir, "map.yaml"), []byte(mapping[0]), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			written := false
			for _, text := range filesBelow(t, filepath.Join(dir, "my-study")) {
				written = written || strings.Contains(text, "2026-11-26")
			}
			if !written {
				t.Errorf("%s: the levels of the sheet are not in the study", guide.page)
			}
		})
	}
}

// move moves the first file that fits one of the patterns.
func move(t *testing.T, dir string, patternsAndName ...string) {
	t.Helper()
	name := patternsAndName[len(patternsAndName)-1]
	for _, pattern := range patternsAndName[:len(patternsAndName)-1] {
		if found, _ := filepath.Glob(filepath.Join(dir, pattern)); len(found) > 0 {
			if err := os.Rename(found[0], filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no file %v", patternsAndName)
}

// outsideCells writes the workbook of others that the mapping of the guide reads.
func outsideCells(t *testing.T, name, language string) {
	t.Helper()
	sheet, rows := "資産ベースのシート", [][]any{
		{"項番", "対象装置", "評価指標", nil, nil, "脅威", nil, "対策レベル"}, {nil, nil, "脅威レベル", "資産の重要度", "リスク値"},
		{1, "都道府県・国の報告先", "中", 2, nil, "不正アクセス", nil, 2}, {2, nil, "低", 2, nil, "情報窃取", nil, 2}, {nil, "合計"}}
	if language == "en" {
		sheet, rows = "Assets of the town", [][]any{
			{"No", "Asset", "Rating", nil, nil, "Threat", nil, "Level"}, {nil, nil, "Threat level", "Importance", "Risk"},
			{1, "Prefecture and ministry reporting", "middle", 2, nil, "th-01", nil, 2}, {2, nil, "low", 2, nil, "th-02", nil, 2}, {nil, "Total"}}
	}
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow(sheet, cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}
