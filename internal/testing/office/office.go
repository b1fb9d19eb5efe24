// Package office runs LibreOffice without a screen, for tests of files that office
// programs open: it recalculates workbooks and makes PDF files and pictures.
package office

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// settings make LibreOffice calculate every formula anew when it opens a
// workbook; left alone it shows the values in the file. The first start of a
// profile is said to be over, since it would put files of its own over ours.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
`

// Convert converts files to a format of LibreOffice, such as "xlsx" or "pdf", in
// one call and with a profile of its own. Formulas are calculated anew. It gives
// the new files, in the same order. The test fails where the program is missing.
func Convert(t testing.TB, format string, files ...string) []string {
	t.Helper()
	out, _ := Timed(t, format, files...)
	return out
}

// Timed is [Convert] that tells how long the program ran.
func Timed(t testing.TB, format string, files ...string) ([]string, time.Duration) {
	t.Helper()
	program := find(t, "soffice")
	dir := t.TempDir()
	profile := writeProfile(t, dir)
	to := filepath.Join(dir, "out")
	args := append([]string{"-env:UserInstallation=file://" + profile, "--headless", "--convert-to", format, "--outdir", to}, files...)
	from := time.Now()
	message, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	took := time.Since(from)
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, message)
	}
	extension, _, _ := strings.Cut(format, ":")
	var made []string
	for _, f := range files {
		name := filepath.Join(to, strings.TrimSuffix(filepath.Base(f), filepath.Ext(f))+"."+extension)
		if _, err := os.Stat(name); err != nil {
			t.Fatalf("soffice did not open %s:\n%s", f, message)
		}
		made = append(made, name)
	}
	return made, took
}

// writeProfile makes a profile of LibreOffice, so that no run sees another's.
func writeProfile(t testing.TB, dir string) string {
	t.Helper()
	profile := filepath.Join(dir, "profile")
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return profile
}

// Run runs a tool of poppler, such as pdftotext, and gives what it prints.
func Run(t testing.TB, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), find(t, program), args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

func find(t testing.TB, program string) string {
	t.Helper()
	name, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is not installed: run scripts/install-test-tools", program)
	}
	return name
}
