package form_test

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/form"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/workbook"
)

// TestMain draws fewer random studies than rapid does by itself, since each is
// written twice; -rapid.checks asks for more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// reference is the reference study assessed, once for all tests.
var reference = sync.OnceValues(func() (*assess.Result, error) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		return nil, err
	}
	r, _, err := s.Assess(context.Background(), assess.Options{})
	return r, err
})

// whole is the reference study assessed.
func whole(t testing.TB) *assess.Result {
	t.Helper()
	r, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// changed assesses models of the reference study after a change.
func changed(t testing.TB, change func(*model.Spec), models ...model.ModelID) *assess.Result {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	change(s.Spec)
	built, found := model.Build(s.Spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatalf("the study has errors: %v", found.Findings)
	}
	r, err := assess.Run(t.Context(), built, assess.Options{Models: models})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func input(r *assess.Result, l lang.Lang) form.Input {
	return form.Input{Result: r, Found: r.Findings, Lang: l, Digest: "d", Program: "test"}
}

// quick ends the search for trees with the first; the letters are the same.
func quick(in form.Input) form.Input {
	in.Trees, in.Bounds = 1, attack.Bounds{Trees: 1, Work: assess.UsualBounds().Work}
	return in
}

// book writes the workbook of a model, or of the whole study where id is empty.
func book(t testing.TB, in form.Input, id model.ModelID) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if id == "" {
		_, err = form.Study(t.Context(), &b, in)
	} else {
		_, err = form.Model(t.Context(), &b, in, id)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// quickBooks are the quick workbooks of the reference study in Japanese, by model,
// each written once for all tests.
var quickBooks sync.Map

// quickBook gives such a workbook; id is empty for that of the whole study.
func quickBook(t testing.TB, id model.ModelID) []byte {
	t.Helper()
	if data, ok := quickBooks.Load(id); ok {
		return data.([]byte)
	}
	data := book(t, quick(input(whole(t), lang.Ja)), id)
	quickBooks.Store(id, data)
	return data
}

// opened is a workbook as a reader finds it: tables by their mark, columns by
// their key, rows by their id.
type opened struct {
	t    testing.TB
	file *excelize.File
	name map[layout.TableID]string
	rows map[layout.TableID][][]string
	// row by table and id, column by table and key.
	row, col map[layout.TableID]map[string]int
}

func open(t testing.TB, data []byte) *opened {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	o := &opened{t, f, map[layout.TableID]string{}, map[layout.TableID][][]string{}, map[layout.TableID]map[string]int{}, map[layout.TableID]map[string]int{}}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 || len(rows[0]) == 0 {
			continue
		}
		if id, ok := strings.CutPrefix(rows[0][0], layout.Mark); ok {
			table := layout.TableID(id)
			o.name[table], o.rows[table], o.row[table], o.col[table] = sheet, rows, map[string]int{}, map[string]int{}
			for i, row := range rows {
				if len(row) > 0 && row[0] != "" {
					o.row[table][row[0]] = i
				}
			}
			for i, key := range rows[0][1:] {
				o.col[table][key] = i + 1
			}
		}
	}
	return o
}

// column gives the place of a column.
func (o *opened) column(table layout.TableID, key string) int {
	o.t.Helper()
	i, ok := o.col[table][key]
	if !ok {
		o.t.Fatalf("%s has no column %s", table, key)
	}
	return i
}

// line gives the place of a row.
func (o *opened) line(table layout.TableID, id string) int {
	o.t.Helper()
	i, ok := o.row[table][id]
	if !ok {
		o.t.Fatalf("%s has no row %s", table, id)
	}
	return i
}

// value gives the cell of a row and a column.
func (o *opened) value(table layout.TableID, id, key string) string {
	o.t.Helper()
	row, i := o.rows[table][o.line(table, id)], o.column(table, key)
	if i < len(row) {
		return row[i]
	}
	return ""
}

// ref gives the cell of a row and a column as A1.
func (o *opened) ref(table layout.TableID, id, key string) string {
	o.t.Helper()
	name, err := excelize.CoordinatesToCellName(o.column(table, key)+1, o.line(table, id)+1)
	if err != nil {
		o.t.Fatal(err)
	}
	return name
}

// letter is a risk value as sheets print it.
func letter(r method.RiskValue) string {
	if r == method.Unrated {
		return "－"
	}
	return r.String()
}

// compare holds every letter of a workbook against the engine's.
func compare(t *testing.T, o *opened, r *assess.Result, m *assess.ModelResult) (letters int) {
	t.Helper()
	wrong := func(what, id, got, want string) {
		if got != want {
			t.Errorf("%s of %s is %q, the engine gives %q", what, id, got, want)
		}
	}
	for i := range m.Cells {
		c := &m.Cells[i]
		a, threat := m.Model.Assets[c.Asset], r.Study.Catalog.Threats[c.Threat].ID
		id := layout.CellID(a.ID, threat)
		wrong("letter", id, o.value(layout.Cells, id, "risk"), letter(c.Risk.Worst))
		wrong("letter in the summary", id, o.value(layout.Letters, layout.AssetID(a.ID), layout.ThreatID(threat)), letter(c.Risk.Worst))
		if v := c.Countermeasure.Worst.Vulnerability(); v > 0 {
			wrong("vulnerability", id, o.value(layout.Cells, id, "vulnerability_level"), strconv.Itoa(int(v)))
		}
		span := ""
		if !c.Risk.Known() {
			span = letter(c.Risk.Worst) + "～" + letter(c.Risk.Best)
		}
		wrong("range", id, o.value(layout.Cells, id, "risk_range"), span)
		letters++
	}
	for _, g := range m.Damage.Goals {
		for _, s := range g.Starts {
			if !s.Reached {
				continue
			}
			id := layout.RouteID(g.Goal.ID, s.Start)
			wrong("letter", id, o.value(layout.Damages, id, "risk"), letter(s.Risk.Worst))
			wrong("threat level", id, o.value(layout.Damages, id, "threat_level"), strconv.Itoa(int(s.ThreatLevel)))
			letters++
		}
	}
	for _, d := range m.Damage.Damages {
		id := layout.DamageID(d.Damage.ID)
		if d.Reached {
			wrong("worst letter", id, o.value(layout.Damages, id, "risk"), letter(d.Risk.Worst))
			for _, v := range method.RiskValues {
				wrong("count "+v.String(), id, o.value(layout.Damages, id, "count_"+v.String()), strconv.Itoa(d.Letters.Worst[v]))
			}
		}
	}
	for i, a := range m.Model.Assets {
		if len(m.CellsOf(i)) > 0 {
			for _, v := range method.RiskValues {
				wrong("count "+v.String(), string(a.ID), o.value(layout.Letters, layout.AssetID(a.ID), "count_"+v.String()), strconv.Itoa(m.Assets[i].Totals.Worst[v]))
			}
		}
	}
	return letters
}

// compareTrees holds the letter of every listed tree against the engine's.
func compareTrees(t *testing.T, o *opened, m *assess.ModelResult, list int, bounds attack.Bounds) {
	t.Helper()
	routes, err := m.Routes(t.Context(), assess.RouteOptions{List: list, Bounds: bounds})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, r := range routes {
		for i := range r.Trees {
			id := layout.RouteID(r.Goal.ID, r.Start)
			tree := r.Trees[i]
			want[id] = append(want[id], fmt.Sprint(tree.Countermeasure.Worst, letter(tree.Risk.Worst), len(tree.Steps)))
		}
	}
	risk, level, steps := o.column(layout.Trees, "risk"), o.column(layout.Trees, "tree_level"), o.column(layout.Trees, "tree_steps")
	got := map[string][]string{}
	for _, row := range o.rows[layout.Trees] {
		if kind, ids, ok := layout.Parts(row[0]); ok && kind == layout.RowStep && len(row) > steps && row[steps] != "" {
			id := layout.RowRoute + "/" + strings.Join(ids[:4], "/")
			got[id] = append(got[id], fmt.Sprint(row[level], row[risk], strings.Count(row[steps], ",")+1))
		}
	}
	for id, trees := range want {
		slices.Sort(trees)
		slices.Sort(got[id])
		if !slices.Equal(trees, got[id]) {
			t.Errorf("trees of %s are %v, the engine lists %v", id, got[id], trees)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d routes have trees, want %d", len(got), len(want))
	}
}

// TestReference checks the values in the workbooks of every model, in both
// languages, before any program calculates.
func TestReference(t *testing.T) {
	t.Parallel()
	long.Test(t)
	r := whole(t)
	letters := 0
	for i, m := range r.Models {
		if i == 0 {
			o := open(t, book(t, input(r, lang.En), m.Model.ID))
			letters += compare(t, o, r, m)
			compareTrees(t, o, m, form.UsualTrees, assess.UsualBounds())
			continue
		}
		o := open(t, quickBook(t, m.Model.ID))
		letters += compare(t, o, r, m)
		compareTrees(t, o, m, 1, quick(form.Input{}).Bounds)
	}
	if letters < 4000 {
		t.Errorf("only %d letters were compared", letters)
	}
	o := open(t, quickBook(t, ""))
	for _, m := range r.Models {
		if got := o.value(layout.Comparison, layout.ModelID(m.Model.ID), "asset_A"); got != strconv.Itoa(m.Totals.Worst[method.A]) {
			t.Errorf("comparison counts %s A in %s", got, m.Model.ID)
		}
	}
}

// TestLargeSheetFits holds the rows of the asset-based analysis to a size of which
// an import reads 100,000.
func TestLargeSheetFits(t *testing.T) {
	r := whole(t)
	id := r.Models[0].Model.ID
	var out bytes.Buffer
	if err := form.WriteCells(t.Context(), &out, input(r, lang.Ja), id); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var unpacked uint64
	for _, part := range z.File {
		unpacked += part.UncompressedSize64
	}
	rows := uint64(len(r.Models[0].Cells))
	if large := unpacked * 100_000 / rows; large > workbook.MaxInspected {
		t.Errorf("100,000 rows unpack to %d bytes, and an import reads %d", large, workbook.MaxInspected)
	}
}

// TestStamp checks that a workbook tells what it is an export of.
func TestStamp(t *testing.T) {
	t.Parallel()
	r := whole(t)
	m, _ := r.Model("m0")
	o := open(t, quickBook(t, "m0"))
	properties, err := o.file.GetCustomProps()
	if err != nil {
		t.Fatal(err)
	}
	var list []layout.Property
	for _, p := range properties {
		list = append(list, layout.Property{Name: p.Name, Value: fmt.Sprint(p.Value)})
	}
	s, ok := layout.ParseStamp(list)
	want := layout.Stamp{Layout: layout.Version, Study: "mic-r8", Format: model.Format, Digest: "d", Model: "m0",
		Parameters: layout.Cases(m.Model.Parameters), Matrix: r.Method.Matrix.ID, Lang: lang.Ja, Program: "test"}
	if !ok || s != want {
		t.Errorf("stamp is %+v, want %+v", s, want)
	}
}

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// random assesses a random study, with or without attack trees, after a change if
// there is one.
func random(t *rapid.T, attacks bool, change func(*model.Spec)) *assess.Result {
	spec, base := gen.Study(t), gen.Catalog()
	if attacks {
		spec, base = gen.AttackStudy(t), gen.AttackCatalog()
	}
	if change != nil {
		change(spec)
	}
	built, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatalf("the study has errors: %v", found.Findings)
	}
	r, err := assess.Run(context.Background(), built, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRandomStudies checks random studies: every letter is the engine's, the
// workbook opens, and the same study gives the same bytes.
func TestRandomStudies(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := random(rt, rapid.Bool().Draw(rt, "attacks"), nil)
		m := r.Models[0]
		data := book(t, input(r, lang.Ja), m.Model.ID)
		if again := book(t, input(r, lang.Ja), m.Model.ID); !bytes.Equal(data, again) {
			rt.Fatal("two exports of one study differ")
		}
		compare(t, open(t, data), r, m)
	})
}

// example assesses a random study that is always the same for a number.
func example(number int, change func(*model.Spec)) *assess.Result {
	return rapid.Custom(func(rt *rapid.T) *assess.Result { return random(rt, number%2 == 1, change) }).Example(number)
}

// TestManyAssets: more assets than a printed page can show side by side go on in
// further sheets, each of them once.
func TestManyAssets(t *testing.T) {
	t.Parallel()
	long.Test(t)
	const assets = 121
	r, id, _ := large(t, assets*30) // thirty threats apply to each
	o := open(t, book(t, quick(input(r, lang.Ja)), id))
	var sheets []string
	seen := map[string]int{}
	for _, sheet := range o.file.GetSheetList() {
		rows, err := o.file.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 || len(rows[0]) == 0 || rows[0][0] != layout.Mark+string(layout.Coverage) {
			continue
		}
		sheets = append(sheets, sheet)
		shown := 0
		for _, key := range rows[0] {
			if kind, _, ok := layout.Parts(key); ok && kind == layout.RowAsset {
				seen[key]++
				shown++
			}
		}
		if shown == 0 || shown > 60 {
			t.Errorf("%s shows %d assets", sheet, shown)
		}
	}
	if want := []string{"対策状況まとめ 1", "対策状況まとめ 2", "対策状況まとめ 3"}; !slices.Equal(sheets, want) {
		t.Errorf("sheets are %q, want %q", sheets, want)
	}
	for key, n := range seen {
		if n != 1 {
			t.Errorf("%s stands in %d sheets", key, n)
		}
	}
	if len(seen) != assets {
		t.Errorf("%d assets are shown, want %d", len(seen), assets)
	}
}
