package data_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/data"
	"github.com/sekisho/sekisho/internal/sheet/rules"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestMain draws fewer random studies than rapid does by itself, since each is
// written twice; -rapid.checks asks for more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// reference assesses the reference study.
func reference(t testing.TB) data.Input {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return planned(t, data.Input{Result: r, Found: found, Lang: lang.Ja, Program: "test"})
}

func book(t testing.TB, in data.Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := data.Workbook(t.Context(), &b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// violations checks a file against the government's rules.
func violations(t testing.TB, name string, file []byte) []rules.Finding {
	t.Helper()
	found, err := rules.Check(name, bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestOwnExportsKeepTheRules checks the workbook and every CSV file of the
// reference study, in both languages and encodings.
func TestOwnExportsKeepTheRules(t *testing.T) {
	t.Parallel()
	long.Test(t)
	in := reference(t)
	for _, l := range lang.All {
		in.Lang = l
		for _, f := range violations(t, "x.xlsx", book(t, in)) {
			t.Errorf("%s: the workbook breaks %+v", l, f)
		}
		for _, table := range data.Tables(in) {
			for _, e := range []data.Encoding{data.UTF8, data.CP932} {
				var b bytes.Buffer
				lost, err := data.CSV(t.Context(), &b, in, table, e)
				if err != nil {
					t.Fatal(err)
				}
				if len(lost) > 0 {
					t.Errorf("%s: %s cannot write %v", l, table.ID, lost)
				}
				for _, f := range violations(t, "x.csv", b.Bytes()) {
					t.Errorf("%s: %s.csv breaks %+v", l, table.ID, f)
				}
			}
		}
	}
}

// table reads a sheet by the title of its table.
func table(t testing.TB, in data.Input, file []byte, id string) []map[string]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tables := data.Tables(in)
	i := slices.IndexFunc(tables, func(x data.Table) bool { return x.ID == id })
	rows, err := f.GetRows(tables[i].Title(in.Lang))
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		values := map[string]string{}
		for j, c := range tables[i].Columns {
			if j < len(row) {
				values[c.Key] = row[j]
			}
		}
		out = append(out, values)
	}
	return out
}

// TestLetters checks that every letter of the data is the engine's.
func TestLetters(t *testing.T) {
	t.Parallel()
	in := reference(t)
	file := book(t, in)
	code := func(r method.RiskValue) string {
		if r == method.Unrated {
			return "U"
		}
		return r.String()
	}
	got := table(t, in, file, "cells")
	n := 0
	for _, m := range in.Result.Models {
		for i := range m.Cells {
			c := &m.Cells[i]
			row := got[n]
			n++
			want := []string{data.ModelCode(m.Model.ID), string(m.Model.Assets[c.Asset].ID), code(c.Risk.Worst), code(c.Risk.Best)}
			if have := []string{row["model"], row["asset"], row["risk"], row["risk_best"]}; !slices.Equal(have, want) {
				t.Fatalf("row %d is %v, the engine gives %v", n, have, want)
			}
			if v, _ := strconv.Atoi(row["vulnerability_level"]); v != int(c.Countermeasure.Worst.Vulnerability()) {
				t.Errorf("row %d has vulnerability level %d", n, v)
			}
		}
	}
	if n != len(got) {
		t.Errorf("%d rows, want %d", len(got), n)
	}
	for _, row := range table(t, in, file, "models") {
		if !strings.HasPrefix(row["model"], "M") || strings.ContainsFunc(row["name"], rules.Dependent) {
			t.Errorf("model %v has characters that only some machines have", row)
		}
	}
}

// TestCodesAreExplained checks that every code of every table stands in the table
// that explains it.
func TestCodesAreExplained(t *testing.T) {
	t.Parallel()
	in := reference(t)
	tables := data.Tables(in)
	known := map[string]map[string]bool{}
	for _, x := range tables {
		known[x.ID] = map[string]bool{}
		for row := range x.Rows {
			id := row[0]
			if x.ID == "codes" {
				list := "codes/" + row[0]
				if known[list] == nil {
					known[list] = map[string]bool{}
				}
				known[list][row[1]] = true
				continue
			}
			if x.Columns[0].Key == "model" && len(row) > 1 && x.ID != "models" {
				id = row[1] // the id within the model
			}
			known[x.ID][id] = true
		}
	}
	for _, x := range tables {
		for i, c := range x.Columns {
			if c.Kind != data.Code {
				continue
			}
			if known[c.Codes] == nil {
				t.Errorf("%s.%s refers to %s, which there is not", x.ID, c.Key, c.Codes)
				continue
			}
			for row := range x.Rows {
				if row[i] != "" && !known[c.Codes][row[i]] {
					t.Errorf("%s.%s has code %q, which %s does not explain", x.ID, c.Key, row[i], c.Codes)
					break
				}
			}
		}
	}
}

// hostile is a study whose texts try to break out of cells, lines and encodings.
func hostile(t testing.TB) data.Input {
	t.Helper()
	in := reference(t)
	spec := *in.Result.Study.Spec
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{
		"=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "a & b <c> \"d\"", "改行\r\nと\nタブ\t", "絵文字🏯", "𠮷野家 髙﨑", "①㈱Ⅳ㍉〜−‖—¥", "\x00\x01\x1f制御",
		strings.Repeat("長い名前[]:*?/\\", 8), "_x0041_", "é ñ",
	}
	spec.Assets = slices.Clone(spec.Assets)
	for i := range spec.Assets {
		spec.Assets[i].Ja, spec.Assets[i].En = names[i%len(names)], names[i%len(names)]
	}
	built, found := model.Build(&spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings)
	}
	r, err := assess.Run(t.Context(), built, assess.Options{Models: []model.ModelID{"m0"}})
	if err != nil {
		t.Fatal(err)
	}
	return data.Input{Result: r, Lang: lang.Ja, Program: "test"}
}

// TestHostileNames checks that CSV stays one record per line and inert, and that
// every character that CP932 lacks is told with its cell.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	in := hostile(t)
	tables := data.Tables(in)
	assets := tables[slices.IndexFunc(tables, func(x data.Table) bool { return x.ID == "assets" })]
	var plain, sjis bytes.Buffer
	if _, err := data.CSV(t.Context(), &plain, in, assets, data.UTF8); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(plain.Bytes(), []byte("\uFEFF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(in.Result.Study.Spec.Assets) + 1; len(records) != n || bytes.Count(plain.Bytes(), []byte("\r\n")) != n {
		t.Errorf("%d records and %d lines, want %d", len(records), bytes.Count(plain.Bytes(), []byte("\r\n")), n)
	}
	for _, record := range records {
		for _, v := range record {
			if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
				t.Errorf("%q would be taken for a formula", v)
			}
			if strings.ContainsAny(v, "\n\r\t\x00") {
				t.Errorf("%q shapes the text", v)
			}
		}
	}
	lost, err := data.CSV(t.Context(), &sjis, in, assets, data.CP932)
	if err != nil {
		t.Fatal(err)
	}
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(sjis.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	geta := strings.Count(string(text), "〓")
	if geta == 0 || geta != len(lost) {
		t.Errorf("%d characters are replaced, %d are told", geta, len(lost))
	}
	for _, want := range []rune{'🏯', '𠮷', 'é'} {
		if !slices.ContainsFunc(lost, func(l data.Lost) bool {
			return l.Character == want && strings.HasPrefix(l.Cell, "B") && l.Table == "assets"
		}) {
			t.Errorf("%q is lost without being told", want)
		}
	}
	for _, kept := range []string{"髙﨑", "1(株)IV", "－∥―￥"} {
		if !strings.Contains(string(text), kept) {
			t.Errorf("%s is not kept", kept)
		}
	}
}

// TestRandomStudies checks that random studies keep the rules, open, and give the
// same bytes again.
func TestRandomStudies(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		built, found := model.Build(gen.Study(rt), gen.Catalog(), model.Options{})
		if found.HasErrors() {
			rt.Fatal(found.Findings)
		}
		r, err := assess.Run(context.Background(), built, assess.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		in := data.Input{Result: r, Lang: lang.Ja, Program: "test"}
		file := book(t, in)
		if !bytes.Equal(file, book(t, in)) {
			rt.Fatal("two exports of one study differ")
		}
		for _, f := range violations(t, "x.xlsx", file) {
			rt.Errorf("the workbook breaks %+v", f)
		}
	})
}

// TestTexts checks that every table and column has its words.
func TestTexts(t *testing.T) {
	t.Parallel()
	in := reference(t)
	for _, l := range lang.All {
		in.Lang = l
		for _, x := range data.Tables(in) {
			if !locale.Has(l, "data.table."+x.ID) {
				t.Errorf("%s has no title in %s", x.ID, l)
			}
			for _, c := range x.Columns {
				if !locale.Has(l, "data.column."+c.Key) {
					t.Errorf("%s.%s has no heading in %s", x.ID, c.Key, l)
				}
			}
		}
	}
}
