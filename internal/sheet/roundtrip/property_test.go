package roundtrip_test

import (
	"bytes"
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestMain draws fewer studies than rapid does by itself, since each is opened,
// assessed and written several times; -rapid.checks asks for more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "10"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// Author and date of the judgements that sheets bring.
const author, date = "情報政策課", "2026-11-25"

// draw draws a study that stands on the real lists, with those of random studies
// laid over them.
func draw(t *rapid.T) *model.Spec {
	s := gen.Study(t)
	base := gen.Catalog()
	s.Catalog, s.Sources = base.Catalog, base.Sources
	s.Title = &lang.Text{Ja: "題"}
	return s
}

// save writes a study as YAML and opens it.
func save(t *rapid.T, s *model.Spec, dir string) *app.Study {
	t.Helper()
	text, err := yaml.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "study.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return reopen(t, dir)
}

func reopen(t *rapid.T, dir string) *app.Study {
	t.Helper()
	return openStudy(t, dir)
}

// tester is a test, of many studies or of one.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func openStudy(t tester, dir string) *app.Study {
	t.Helper()
	s, err := app.Open(dir, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Usable() {
		text, _ := os.ReadFile(filepath.Join(dir, "study.yaml"))
		t.Fatalf("the study has errors: %v\n%s", s.Findings().Findings, text)
	}
	return s
}

// export gives the workbook of the one model of a study.
func export(t *rapid.T, s *app.Study, l lang.Lang) []byte {
	t.Helper()
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := app.Sheets(t.Context(), r, found, app.SheetOptions{Kind: "form", Lang: l, Chosen: true, Digest: s.Digest()})
	if err != nil {
		t.Fatal(err)
	}
	return files[0].Data
}

func take(t *rapid.T, study string, sheet []byte) *app.SheetImport {
	t.Helper()
	file := filepath.Join(filepath.Dir(study), "sheet.xlsx")
	if err := os.WriteFile(file, sheet, 0o600); err != nil {
		t.Fatal(err)
	}
	im, err := app.ImportSheet(t.Context(), study, file, app.SheetImportOptions{Author: author, Date: date})
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// filled is a workbook that is being edited.
type filled struct {
	t    *rapid.T
	l    lang.Lang
	file *excelize.File
	// name and rows by table.
	name map[layout.TableID]string
	rows map[layout.TableID][][]string
	spec *model.Spec
}

func openSheet(t *rapid.T, data []byte, l lang.Lang, spec *model.Spec) *filled {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	x := &filled{t, l, f, map[layout.TableID]string{}, map[layout.TableID][][]string{}, spec}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > 0 && len(rows[0]) > 0 {
			if id, ok := strings.CutPrefix(rows[0][0], layout.Mark); ok {
				x.name[layout.TableID(id)], x.rows[layout.TableID(id)] = name, rows
			}
		}
	}
	return x
}

// ids lists the rows of a table.
func (x *filled) ids(table layout.TableID) (ids []string) {
	for _, row := range x.rows[table][1:] {
		if len(row) > 0 {
			if _, _, ok := layout.Parts(row[0]); ok {
				ids = append(ids, row[0])
			}
		}
	}
	return ids
}

// place finds a cell, counted from 0.
func (x *filled) place(table layout.TableID, id, key string) (row, column int) {
	rows := x.rows[table]
	return slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] == id }), slices.Index(rows[0], key)
}

func (x *filled) get(table layout.TableID, id, key string) string {
	row, column := x.place(table, id, key)
	if r := x.rows[table][row]; column < len(r) {
		return r[column]
	}
	return ""
}

func (x *filled) set(table layout.TableID, id, key string, value any) {
	x.t.Helper()
	row, column := x.place(table, id, key)
	cell, err := excelize.CoordinatesToCellName(column+1, row+1)
	if err == nil {
		err = x.file.SetCellValue(x.name[table], cell, value)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// text draws what people write: in any script, with signs that formulas, XML and
// YAML give a meaning to, and over several lines.
func text(t *rapid.T) string {
	s := rapid.OneOf(
		rapid.StringMatching("[a-zあ-ん亜-熙①-⑳㈱髙𠮷🏯=+\\-@:#'\"{}\\[\\]&*!|<>%~\\\\、。 　\\n0-9]{1,24}"),
		rapid.SampledFrom([]string{"=cmd|'/c calc'!A1", "1", "007", "2026", "2026-11-25", "1e3", "0x10", "yes", "null", "~", "- a", "a: b", "---", "_x000D_", "\ttab", "TRUE"}),
	).Draw(t, "text")
	if s = strings.TrimSpace(s); s == "" {
		return "理由"
	}
	return s
}

// levelled edits a level with its reason, in the sheet and in the study.
func (x *filled) levelled(table layout.TableID, key, reason string, set model.Subject) {
	ids := x.ids(table)
	if len(ids) == 0 {
		return
	}
	id := rapid.SampledFrom(ids).Draw(x.t, "row")
	if judged := x.judged(ids, set); len(judged) > 0 && rapid.Bool().Draw(x.t, "judge again") {
		id = rapid.SampledFrom(judged).Draw(x.t, "judged row")
	}
	was, _ := strconv.Atoi(x.get(table, id, key))
	value := rapid.SampledFrom(slices.DeleteFunc([]int{1, 2, 3}, func(n int) bool { return n == was })).Draw(x.t, "level")
	why := text(x.t)
	switch rapid.IntRange(0, 2).Draw(x.t, "typed as") {
	case 0:
		x.set(table, id, key, value)
	case 1:
		x.set(table, id, key, strconv.Itoa(value))
	default:
		x.set(table, id, key, string(rune('０'+value))) // full width
	}
	x.set(table, id, reason, why)
	_, parts, _ := layout.Parts(id)
	j := model.JudgementSpec{Set: set, Asset: model.AssetID(parts[0]), Value: value, Reason: why, Author: author, Date: date}
	if len(parts) > 1 {
		j.Threat = catalog.ThreatID(parts[1])
	}
	list := &x.spec.Models[0].Judgements
	at := slices.IndexFunc(*list, func(o model.JudgementSpec) bool {
		return o.Set == j.Set && o.Asset == j.Asset && o.Threat == j.Threat && o.Zone == ""
	})
	if at < 0 {
		*list = append(*list, j)
		return
	}
	o := &(*list)[at]
	o.Value, o.Reason, o.Author, o.Date = j.Value, j.Reason, j.Author, j.Date
}

// judged lists the rows on which the model has a judgement already.
func (x *filled) judged(ids []string, set model.Subject) (out []string) {
	for _, j := range x.spec.Models[0].Judgements {
		id := layout.AssetID(j.Asset)
		if j.Threat != "" {
			id = layout.CellID(j.Asset, j.Threat)
		}
		if j.Set == set && slices.Contains(ids, id) {
			out = append(out, id)
		}
	}
	return out
}

// recorded edits what is recorded of a deployment.
func (x *filled) recorded() {
	ids := x.ids(layout.Deployments)
	if len(ids) == 0 {
		return
	}
	id := rapid.SampledFrom(ids).Draw(x.t, "deployment")
	d := &x.spec.Models[0].Deployments[slices.IndexFunc(x.spec.Models[0].Deployments, func(d model.DeploymentSpec) bool {
		return layout.DeploymentID(d.ID) == id
	})]
	word := func(v layout.Values) layout.Word {
		return rapid.SampledFrom(layout.Words(rapid.SampledFrom(lang.All).Draw(x.t, "language"), v)).Draw(x.t, "word")
	}
	switch rapid.IntRange(0, 3).Draw(x.t, "field") {
	case 0:
		w := word(layout.Status)
		d.Status = model.Status(w.Value)
		x.set(layout.Deployments, id, "status", w.Word)
	case 1:
		w := word(layout.Effectiveness)
		d.Effective = model.Effectiveness(w.Value)
		x.set(layout.Deployments, id, "effective", w.Word)
	case 2:
		d.Evidence = text(x.t)
		x.set(layout.Deployments, id, "evidence", d.Evidence)
	default:
		d.Note = text(x.t)
		x.set(layout.Deployments, id, "note", d.Note)
	}
}

// edit makes some legal edits. No row is judged twice, since its reason is one.
func (x *filled) edit() {
	switch rapid.IntRange(0, 3).Draw(x.t, "kind") {
	case 0:
		x.levelled(layout.Assets, "importance", "importance_reason", model.SetImportance)
	case 1:
		x.levelled(layout.Cells, "threat_level", "reason", model.SetThreatLevel)
	case 2:
		x.levelled(layout.Cells, "countermeasure_level", "reason", model.SetCountermeasureLevel)
	}
	for range rapid.IntRange(0, 3).Draw(x.t, "records") {
		x.recorded()
	}
}

func (x *filled) saved() []byte {
	x.t.Helper()
	var b bytes.Buffer
	if err := x.file.Write(&b); err != nil {
		x.t.Fatal(err)
	}
	return b.Bytes()
}

// TestEditsAreThoseOfYAML draws studies and legal edits. A sheet that comes back
// as it went changes nothing, and the study exports the same bytes again; edits
// in it make the study that the same edits in YAML make.
func TestEditsAreThoseOfYAML(t *testing.T) {
	t.Parallel()
	long.Test(t)
	dir := t.TempDir()
	n, edits := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		here := filepath.Join(dir, strconv.Itoa(n))
		defer func() { _ = os.RemoveAll(here) }()
		spec := draw(t)
		l := rapid.SampledFrom(lang.All).Draw(t, "language of the sheet")
		study := filepath.Join(here, "study")
		s := save(t, spec, study)
		sheet := export(t, s, l)
		if im := take(t, study, sheet); len(im.Edits)+len(im.Conflicts)+len(im.Files)+len(im.Found.Findings) > 0 {
			t.Fatalf("nothing was edited, yet: %+v %v", im.Edits, im.Found.Findings)
		}
		if !bytes.Equal(sheet, export(t, reopen(t, study), l)) {
			t.Fatal("the study exports other bytes after an import")
		}
		x := openSheet(t, sheet, l, spec)
		x.edit()
		x.arrange()
		im := take(t, study, x.saved())
		if im.Found.HasErrors() || len(im.Conflicts) > 0 {
			t.Fatalf("legal edits are refused: %v, %+v", im.Found.Findings, im.Conflicts)
		}
		if _, err := im.Write(); err != nil {
			t.Fatal(err)
		}
		edits += len(im.Edits)
		want, got := save(t, spec, filepath.Join(here, "yaml")), reopen(t, study)
		if diff := gocmp.Diff(sorted(want.Spec), sorted(got.Spec)); diff != "" {
			t.Fatalf("edited in YAML and in the sheet (-YAML +sheet):\n%s", diff)
		}
		again := export(t, got, l)
		if im := take(t, study, again); len(im.Edits)+len(im.Files)+len(im.Found.Findings) > 0 {
			t.Fatalf("after the edits an export changes: %+v %v", im.Edits, im.Found.Findings)
		}
	})
	if edits == 0 {
		t.Error("nothing was ever edited")
	}
}

// sorted orders judgements, whose order means nothing.
func sorted(s *model.Spec) *model.Spec {
	slices.SortStableFunc(s.Models[0].Judgements, func(a, b model.JudgementSpec) int {
		return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Asset, b.Asset), cmp.Compare(a.Threat, b.Threat))
	})
	return s
}
