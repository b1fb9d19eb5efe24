package main

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// Parts of a workbook of one sheet.
const (
	partTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	partTop   = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	partBook  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="資産" sheetId="1" r:id="rId1"/></sheets></workbook>`
	partRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	partHead  = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	partTail  = `</sheetData></worksheet>`
	partSheet = "xl/worksheets/sheet1.xml"
	// partStamp says that the file is an export of ours, so that it is read.
	partStamp = `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="sekisho.layout"><vt:lpwstr>1</vt:lpwstr></property><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="sekisho.study"><vt:lpwstr>my</vt:lpwstr></property></Properties>`
)

// evilText is what a spreadsheet would run.
const evilText = `=cmd|'/c calc'!A1`

// endless is a part: a head, a text so many times, a tail.
type endless struct {
	head, again, tail string
	times             int
}

// cells makes a row of texts.
func cells(texts ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, t := range texts {
		b.WriteString(`<c t="inlineStr"><is><t>` + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(t) + `</t></is></c>`)
	}
	return b.String() + "</row>"
}

// manyRows are a quarter of what a sheet can have, and may take a quarter of the
// memory beyond what the program takes without them: a million take forty seconds.
const (
	manyRows   = 1 << 18
	mostMemory = 512
	ownMemory  = 100
)

// memory is how many MB a command may take on a file with a number of rows.
func memory(rows int) int64 {
	if rows == manyRows {
		return ownMemory + (mostMemory-ownMemory)/4
	}
	return mostMemory
}

// hostileFile is a file by its parts, and what the commands say of it.
type hostileFile struct {
	parts                   map[string]endless
	imported, checked, maps string
}

// hostileFiles are files that somebody sends, and what each command must say of
// them; a missing pattern wants the file to be read like any other, and none leaves
// a command out, since so many rows take seconds.
func hostileFiles() map[string]hostileFile {
	type file = hostileFile
	const large, broken, foreign = `too large.* \[sheet.unreadable\]`, `cannot be read as an Excel workbook|Not in a format that machines read`, "sheet.other_state"
	const none = "-"
	head := cells("資産名", "脅威", "対策レベル", "理由")
	evil := cells(evilText, "+1", "@SUM(A1)", "-2")
	sheet := func(head, again, tail string, times int) map[string]endless {
		return map[string]endless{partSheet: {head, again, tail, times}}
	}
	with := func(more map[string]endless) map[string]endless {
		all := sheet(partHead+head+evil, "", partTail, 0)
		maps.Copy(all, more)
		return all
	}
	return map[string]file{
		"zip bomb":  {sheet(partHead+`<row><c t="inlineStr"><is><t>`, "あいうえ", "</t></is></c></row>"+partTail, 24<<20), large, large, large},
		"elements":  {sheet(partHead, "<a/>", partTail, 64<<20), large, large, large},
		"many rows": {sheet(partHead+head, cells(evilText), partTail, manyRows), none, "", ""},
		"our rows":  {sheet(partHead+cells("sekisho/assets", "asset", "importance"), cells("asset/a"), partTail, 1<<20-2), large, none, none}, // the other commands have theirs above
		"formulas":  {sheet(partHead+head, evil, partTail, 100), foreign, "", ""},
		"links": {with(map[string]endless{
			"xl/externalLinks/externalLink1.xml":            {head: `<externalLink xmlns="x"/>`},
			"xl/externalLinks/_rels/externalLink1.xml.rels": {head: `<Relationships><Relationship Id="r" Target="http://192.0.2.1/x" TargetMode="External"/></Relationships>`},
			"xl/_rels/workbook.xml.rels":                    {head: strings.Replace(partRels, "</Rel", `<Relationship Id="rId9" Type="x/externalLink" Target="http://192.0.2.1/y" TargetMode="External"/></Rel`, 1)},
		}), foreign, "", ""},
		"macros":   {with(map[string]endless{"xl/vbaProject.bin": {"\xd0\xcf\x11\xe0", "\x00", "", 1 << 20}}), foreign, "", ""},
		"half":     {sheet(partHead+head+"<row><c", "", "", 0), broken, broken, broken},
		"no XML":   {sheet("\x00\x01\x02<<<>", "", "", 0), broken, broken, broken},
		"entities": {sheet(`<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`+partHead+"<row><c><v>&c;</v></c></row>", "", partTail, 0), broken, broken, broken},
		"names":    {with(map[string]endless{"xl/workbook.xml": {head: strings.Replace(partBook, "資産", strings.Repeat("市", 53)+`[]:*?/\`, 1)}}), foreign, "", ""},
	}
}

// writeHostile writes such a file.
func writeHostile(t *testing.T, name string, own map[string]endless) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	parts := map[string]endless{
		"[Content_Types].xml": {head: partTypes}, "_rels/.rels": {head: partTop}, "xl/workbook.xml": {head: partBook},
		"xl/_rels/workbook.xml.rels": {head: partRels}, "docProps/custom.xml": {head: partStamp},
	}
	maps.Copy(parts, own)
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		p := parts[part]
		w, err := z.Create(part)
		chunk := max(1<<20/max(len(p.again), 1), 1)
		some := strings.Repeat(p.again, chunk)
		if err == nil {
			_, err = io.WriteString(w, p.head)
		}
		for n := p.times; n > 0 && err == nil; n -= chunk {
			_, err = io.WriteString(w, some[:min(n, chunk)*len(p.again)])
		}
		if err == nil {
			_, err = io.WriteString(w, p.tail)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestHostileWorkbooks types the commands on files that are made to do harm: each is
// refused in clear words or read as what it says, within 512 MB of memory and
// without taking long, and writes nothing.
func TestHostileWorkbooks(t *testing.T) {
	t.Parallel()
	long.Test(t)
	dir := t.TempDir()
	run := func(t *testing.T, args ...string) (output string, state *os.ProcessState) {
		t.Helper()
		c := exec.CommandContext(t.Context(), "sekisho", append(args, "--lang", "en")...)
		c.Env = append(os.Environ(), "GOGC=100") // memory is measured as users have it
		c.Dir = dir
		out, err := c.CombinedOutput()
		if c.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), c.ProcessState
	}
	if out, state := run(t, "init", "my", "--id", "my", "--model", "m1a", "--without-baseline"); !state.Success() {
		t.Fatal(out)
	}
	mapping := "format: sekisho-map/1\ntables:\n  - kind: cells\n    sheet: '*'\n    columns:\n" +
		"      - {field: asset, heading: 資産名}\n      - {field: threat, heading: 脅威}\n      - {field: countermeasure_level, heading: 対策レベル}\n      - {field: reason, heading: 理由}\n"
	if err := os.WriteFile(filepath.Join(dir, "map.yaml"), []byte(mapping), 0o600); err != nil {
		t.Fatal(err)
	}
	before := filesBelow(t, dir)
	t.Run("files", func(t *testing.T) {
		for name, file := range hostileFiles() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				typeOn(t, dir, name, file, run)
			})
		}
	})
	if after := filesBelow(t, dir); !maps.Equal(before, after) {
		t.Error("a hostile file has changed the study, or left a file behind")
	}
}

// typeOn types the commands on one of the files, which it writes and removes.
func typeOn(t *testing.T, dir, name string, file hostileFile, run func(*testing.T, ...string) (string, *os.ProcessState)) {
	t.Helper()
	xlsx := strings.ReplaceAll(name, " ", "-") + ".xlsx"
	made := xlsx + ".yaml" // the mapping that is proposed
	writeHostile(t, filepath.Join(dir, xlsx), file.parts)
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"sheet", "import", xlsx, "my", "--author", "office", "--write"}, file.imported},
		{[]string{"sheet", "check", xlsx}, file.checked},
		{[]string{"sheet", "map", "map.yaml", xlsx}, file.maps},
		{[]string{"sheet", "map", made, xlsx, "--suggest"}, file.maps},
	} {
		if tt.want == "-" || file.imported == "-" && tt.args[len(tt.args)-1] == "--suggest" {
			continue
		}
		out, state := run(t, tt.args...)
		usage, _ := state.SysUsage().(*syscall.Rusage)
		took := state.UserTime() + state.SystemTime()
		t.Logf("%-13s %-7s code %d, %3d MB, %v: %.300s", name, tt.args[1], state.ExitCode(), usage.Maxrss>>10, took.Round(time.Millisecond), out)
		if usage.Maxrss > memory(file.parts[partSheet].times)<<10 {
			t.Errorf("%s: sheet %s takes %d MB", name, tt.args[1], usage.Maxrss>>10)
		}
		if took > 30*time.Second { // on a machine that does much else
			t.Errorf("%s: sheet %s takes %v", name, tt.args[1], took)
		}
		if code := state.ExitCode(); code < 0 || code > 3 || tt.want != "" && (code == 0 || !regexp.MustCompile(tt.want).MatchString(out)) || strings.Contains(out, "internal error") {
			t.Errorf("%s: sheet %s ends with %d, want %q:\n%.500s", name, tt.args[1], code, tt.want, out)
		}
		_ = os.Remove(filepath.Join(dir, made))
	}
	if err := os.Remove(filepath.Join(dir, xlsx)); err != nil {
		t.Fatal(err)
	}
}

// filesBelow reads all files.
func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = string(data)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
