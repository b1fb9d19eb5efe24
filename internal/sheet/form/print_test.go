package form_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
	"github.com/sekisho/sekisho/internal/workbook"
)

// TestPrint prints workbooks through LibreOffice: every sheet is one page wide,
// so that its first and its last column stand on one page; no value is too wide
// for its cell; and every page bears the marking and its number.
func TestPrint(t *testing.T) {
	t.Parallel()
	long.Test(t)
	r := whole(t)
	dir := t.TempDir()
	books := map[string][]byte{"model": quickBook(t, "m0"), "study": quickBook(t, "")}
	small := example(1, func(s *model.Spec) { s.Marking = r.Study.Spec.Marking }) // the columns are the same, the pages few
	in := input(small, lang.En)
	books["english"], books["english study"] = book(t, in, "m"), book(t, in, "")
	names := slices.Sorted(maps.Keys(books))
	var files []string
	for _, name := range names {
		files = append(files, write(t, dir, name+".xlsx", books[name]))
	}
	for i, file := range office.Convert(t, "pdf", files...) {
		o := open(t, books[names[i]])
		pages := strings.Split(office.Run(t, "pdftotext", "-layout", file, "-"), "\f")
		pages = pages[:len(pages)-1]
		for n, page := range pages {
			if !regexp.MustCompile(fmt.Sprintf(`\b%d ?/ ?%d\b`, n+1, len(pages))).MatchString(page) || !strings.Contains(page, r.Study.Spec.Marking) {
				t.Errorf("%s: page %d has no number or no marking", names[i], n+1)
			}
			if strings.Contains(page, "###") || strings.Contains(page, "#N/A") || strings.Contains(page, "#VALUE") || strings.Contains(page, "#NAME") {
				t.Errorf("%s: page %d shows a cell that is too narrow, or an error:\n%s", names[i], n+1, page)
			}
		}
		for table := range o.name {
			checkWidth(t, o, table, pages)
		}
		checkNamed(t, o, pages)
	}
}

// checkWidth looks for a page on which both the first and the last heading of a
// table stand.
func checkWidth(t *testing.T, o *opened, table layout.TableID, pages []string) {
	t.Helper()
	var heads []string
	for i, key := range o.rows[table][0] {
		if i == 0 || strings.HasPrefix(key, "_") {
			continue
		}
		for _, row := range []int{4, 3} { // headings, then groups for columns without
			if i < len(o.rows[table][row]) && o.rows[table][row][i] != "" {
				head, _, _ := strings.Cut(o.rows[table][row][i], "\n")
				heads = append(heads, head)
				break
			}
		}
	}
	first, last := start(heads[0]), start(heads[len(heads)-1])
	if !slices.ContainsFunc(pages, func(page string) bool {
		return strings.Contains(page, start(o.rows[table][1][1])) && strings.Contains(page, first) && strings.Contains(page, last)
	}) {
		t.Errorf("no page of %s has both its first column %q and its last %q", table, first, last)
	}
}

// checkNamed wants an asset named in the upper half of every page of its sheet, also
// where its rows go on from the page before.
func checkNamed(t *testing.T, o *opened, pages []string) {
	t.Helper()
	if len(o.rows[layout.Cells]) == 0 {
		return
	}
	title, column, seen := o.rows[layout.Cells][1][1], o.column(layout.Cells, "asset"), 0
	var names []string
	for _, row := range o.rows[layout.Cells][5:] {
		if column < len(row) && row[column] != "" {
			names = append(names, cut(row[column], 7)) // further ones stand in the next line
		}
	}
	for n, page := range pages {
		lines := strings.Split(page, "\n")
		if !slices.ContainsFunc(lines[max(len(lines)-4, 0):], func(line string) bool { return strings.Contains(line, title) }) {
			continue
		}
		seen++
		if !slices.ContainsFunc(lines[3:len(lines)/2+1], func(line string) bool {
			left := cut(line, 45)
			return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(left, name) })
		}) {
			t.Errorf("page %d does not say whose rows it begins with", n+1)
		}
	}
	if seen == 0 {
		t.Errorf("no page of %s", title)
	}
}

// start is the beginning of a text, which stands in one line.
func start(s string) string { return cut(s, 4) }

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// TestPageSetup checks what every sheet has: one page wide, landscape where it is a
// table, the rows of headings repeated, frozen panes, protection without a
// password, and lists on the cells to be edited.
func TestPageSetup(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"m0", ""} {
		o := open(t, quickBook(t, model.ModelID(id)))
		titles, filters := map[string]bool{}, map[string]string{}
		for _, n := range o.file.GetDefinedName() {
			switch n.Name {
			case "_xlnm.Print_Titles":
				titles[n.Scope] = true
			case "_xlnm._FilterDatabase":
				_, filters[n.Scope], _ = strings.Cut(n.RefersTo, "!")
			}
		}
		for _, sheet := range o.file.GetSheetList() {
			props, err := o.file.GetSheetProps(sheet)
			if err != nil || props.FitToPage == nil || !*props.FitToPage {
				t.Errorf("%s does not fit pages", sheet)
			}
			page, err := o.file.GetPageLayout(sheet)
			if err != nil || page.FitToWidth == nil || *page.FitToWidth != 1 || page.FitToHeight != nil && *page.FitToHeight != 0 {
				t.Errorf("%s is not one page wide", sheet)
			}
			protection, err := o.file.GetSheetProtection(sheet)
			if err != nil || protection.Password != "" || protection.EditObjects {
				t.Errorf("%s is not protected without a password: %+v, %v", sheet, protection, err)
			}
		}
		for table, sheet := range o.name {
			if panes, err := o.file.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 5 {
				t.Errorf("%s has no frozen headings", sheet)
			}
			if !titles[sheet] {
				t.Errorf("%s repeats no headings", sheet)
			}
			from, to, _ := strings.Cut(strings.ReplaceAll(filters[sheet], "$", ""), ":")
			if _, row, err := excelize.CellNameToCoordinates(to); err != nil || from != "B5" || row <= 5 {
				t.Errorf("%s has the filter %q: %v", sheet, filters[sheet], err)
			}
			checkInputs(t, o, table)
		}
	}
}

// checkInputs checks that exactly the cells that may be edited are unlocked and
// have a validation.
func checkInputs(t *testing.T, o *opened, table layout.TableID) {
	t.Helper()
	spec, _ := layout.Of(table)
	validations, err := o.file.GetDataValidations(o.name[table])
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]string{}
	for _, v := range validations {
		covered[strings.TrimRight(v.Sqref[:strings.Index(v.Sqref+":", ":")], "0123456789")] = v.Type
	}
	for i, key := range o.rows[table][0] {
		column := workbook.Column(i + 1)
		at := spec.Index(key)
		editable := at >= 0 && spec.Columns[at].Kind == layout.Editable
		if editable != (covered[column] != "") {
			t.Errorf("%s: column %s is editable %v and validated by %q", table, key, editable, covered[column])
		}
		if editable && (spec.Columns[at].Values == layout.FreeText) != (covered[column] == "textLength") {
			t.Errorf("%s: column %s is validated by %q", table, key, covered[column])
		}
		ref := column + "6"
		id, err := o.file.GetCellStyle(o.name[table], ref)
		if err != nil {
			t.Fatal(err)
		}
		style, err := o.file.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if unlocked := style.Protection != nil && !style.Protection.Locked; unlocked != editable {
			t.Errorf("%s!%s (%s) is unlocked %v", o.name[table], ref, key, unlocked)
		}
	}
}

// hostileNames try to break out of cells, sheets and headers.
func hostileNames() []string {
	return []string{
		"=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "a & b <c> \"d\" &P &\"Arial\"", "改行\r\nと\nタブ\t", "絵文字🏯", "𠮷野家", "①㈱Ⅳ", "\x01\x1f制御",
		strings.Repeat("長い名前[]:*?/\\", 7), "_x0041_", "'", "名前'",
	}
}

// rename gives a study such names everywhere.
func rename(s *model.Spec) {
	names := hostileNames()
	for i := range s.Assets {
		s.Assets[i].Ja, s.Assets[i].Reason = names[i%len(names)], names[(i+3)%len(names)]
	}
	for i := range s.Models {
		s.Models[i].Ja, s.Models[i].Short = names[10], &lang.Text{Ja: names[(i+10)%len(names)]}
	}
	s.Title, s.Marking = &lang.Text{Ja: names[4], En: names[0]}, names[4]
}

// checkNames wants the names that could be taken for formulas to be text, and
// every letter to be the engine's.
func checkNames(t *testing.T, o *opened, r *assess.Result, m *assess.ModelResult) {
	t.Helper()
	compare(t, o, r, m)
	for i := range r.Study.Spec.Assets {
		a := r.Study.Spec.Assets[i]
		if _, placed := m.Model.Asset(a.ID); !placed || i%len(hostileNames()) > 3 {
			continue
		}
		if got := o.value(layout.Assets, layout.AssetID(a.ID), "asset"); got != a.Ja {
			t.Errorf("asset is named %q, want %q", got, a.Ja)
		}
		formula, err := o.file.GetCellFormula(o.name[layout.Assets], o.ref(layout.Assets, layout.AssetID(a.ID), "asset"))
		if err != nil || formula != "" {
			t.Errorf("the name %q became the formula %s", a.Ja, formula)
		}
	}
}

// TestHostileNames writes a study whose names try to break out: they stand there
// as text.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	r := changed(t, rename, "m0", "m1a")
	in := quick(input(r, lang.Ja))
	m, _ := r.Model("m0")
	checkNames(t, open(t, book(t, in, "m0")), r, m)
	if len(open(t, book(t, in, "")).name) == 0 {
		t.Error("the workbook of the study has no tables")
	}
}

// hostileBooks are workbooks of smaller studies with such names.
func hostileBooks(t *testing.T) (books []recalculated) {
	t.Helper()
	for i := range 3 {
		r := example(i, rename)
		m := r.Models[0]
		books = append(books,
			recalculated{fmt.Sprintf("hostile %d", i), book(t, input(r, lang.Ja), m.Model.ID), func(t *testing.T, o *opened) { checkNames(t, o, r, m) }},
			recalculated{fmt.Sprintf("hostile study %d", i), book(t, input(r, lang.Ja), ""), func(t *testing.T, o *opened) {
				if len(o.name) == 0 {
					t.Error("the workbook has no tables")
				}
			}})
	}
	return books
}
