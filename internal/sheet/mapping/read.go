package mapping

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
)

// Value is a text of a sheet with the cell where it stands.
type Value struct{ Text, Ref string }

// AssetRow is a row of a list of assets. Fields that the sheet does not have are
// empty.
type AssetRow struct {
	Name, ID, Type, Zone, Classes, Stops, Reason Value
	// Count of equal assets, and Importance 1 to 3; 0: not given.
	Count, Importance int
	// CountValue is the count as it stands there.
	CountValue Value
	// ImportanceRef is where the importance stands.
	ImportanceRef string
}

// CellRow is a row of an asset-based sheet. A level of 0 is not given.
type CellRow struct {
	Asset, Threat, Reason       Value
	ThreatLevel, Countermeasure int
	// Where the levels stand.
	ThreatLevelRef, CountermeasureRef string
}

// AttackStep is a step of a tree.
type AttackStep struct {
	Text, Asset, Technique, Threat Value
	// Level is the countermeasure level; 0: not given. LevelRef is where it stands.
	Level    int
	LevelRef string

	number string
}

// AttackTree is an attack tree with its steps in order.
type AttackTree struct {
	Number        Value
	Entry, Damage Value
	Steps         []AttackStep
}

// Sheets is what sheets from outside say, as far as it is input of the engine.
type Sheets struct {
	Assets []AssetRow
	Cells  []CellRow
	Trees  []AttackTree
}

// Read reads the sheets by a mapping and holds them against the matrix. Findings
// about the mapping have their path in it; those about a cell name it.
func Read(spec *Spec, sheets []*Sheet, matrix *method.Matrix) (*Sheets, diag.List) {
	r := &reader{matrix: matrix, out: &Sheets{}, rated: map[string]rating{}, spelled: map[string]Value{}, assets: map[string]bool{}, near: map[string][]string{}}
	tables(spec, sheets, &r.found, func(x *row) {
		r.spelling(x)
		switch x.kind {
		case Assets:
			r.asset(x)
		case Cells:
			r.cell(x)
		case Steps:
			r.step(x)
		}
	})
	return r.out, r.found
}

type reader struct {
	matrix *method.Matrix
	out    *Sheets
	found  diag.List
	// rated and spelled are what was seen so far: levels by what they rate, and
	// spellings by their fold.
	rated   map[string]rating
	spelled map[string]Value
	// assets listed so far, by fold; near finds folds that one slip may part.
	assets map[string]bool
	near   map[string][]string
	// steps since the last tree, and all of the table; from is the table.
	open, all []AttackStep
	from      int
}

type rating struct {
	level int
	ref   string
}

func (r *row) value(f Field) Value { return r.values[f] }

// level reads a level; 0 where none is given. Others than 1 to 3 are reported.
func (r *reader) level(x *row, f Field) int {
	v := x.values[f]
	text := strings.TrimSuffix(norm.NFKC.String(v.Text), ".0")
	switch text {
	case "", "-", "－", "―", "—", "ー":
		return 0
	case "1", "2", "3":
		return int(text[0] - '0')
	}
	r.found.Add(diag.SheetValue, "", "cell", v.Ref, "value", shorten(v.Text))
	return 0
}

// number reads a count; 0 where none is given.
func (r *reader) number(x *row, f Field) int {
	v := x.values[f]
	n, digits := 0, strings.TrimRight(strings.TrimSuffix(norm.NFKC.String(v.Text), ".0"), "台式 ")
	if v.Text == "" {
		return 0
	}
	for _, c := range digits {
		if c < '0' || c > '9' || n > 1_000_000 {
			n = 0
			break
		}
		n = n*10 + int(c-'0')
	}
	if n == 0 {
		r.found.Add(diag.SheetMapNumber, "", "cell", v.Ref, "value", shorten(v.Text))
	}
	return n
}

// spelling reports a name that was spelled otherwise before.
func (r *reader) spelling(x *row) {
	v, ok := x.values[Asset]
	if !ok {
		return
	}
	name := Fold(v.Text)
	first, seen := r.spelled[name]
	switch {
	case !seen:
		r.spelled[name] = v
		if other := r.slip(name); other != "" {
			first = r.spelled[other]
			r.found.Add(diag.SheetMapNear, "", "cell", v.Ref, "value", shorten(v.Text), "was", shorten(first.Text), "first", first.Ref)
		}
	case first.Text != v.Text:
		r.found.Add(diag.SheetMapSpelling, "", "cell", v.Ref, "value", shorten(v.Text), "was", shorten(first.Text), "first", first.Ref)
	}
}

// rate reports that a thing was rated otherwise before.
func (r *reader) rate(level int, ref string, what ...string) {
	if level == 0 {
		return
	}
	for i := range what {
		what[i] = Fold(what[i])
	}
	key := strings.Join(what, "\x00")
	first, seen := r.rated[key]
	switch {
	case !seen:
		r.rated[key] = rating{level, ref}
	case first.level != level:
		r.found.Add(diag.SheetMapTwice, "", "cell", ref, "value", digit(level), "was", digit(first.level), "first", first.ref)
	}
}

func (r *reader) asset(x *row) {
	if name := Fold(x.text(Asset)); !r.assets[name] {
		r.assets[name] = true
	} else {
		r.rate(r.level(x, Importance), x.values[Importance].Ref, "importance", x.text(Asset))
		return
	}
	a := AssetRow{Name: x.value(Asset), ID: x.value(ID), Type: x.value(Type), Zone: x.value(Zone), Classes: x.value(Classes), Stops: x.value(Stops),
		Reason: x.value(Reason), Count: r.number(x, Count), CountValue: x.value(Count), Importance: r.level(x, Importance), ImportanceRef: x.values[Importance].Ref}
	r.rate(a.Importance, a.ImportanceRef, "importance", a.Name.Text)
	r.out.Assets = append(r.out.Assets, a)
}

func (r *reader) cell(x *row) {
	if x.text(Asset) == "" || x.text(Threat) == "" {
		return // a title, or a line of countermeasures below a threat
	}
	c := CellRow{Asset: x.value(Asset), Threat: x.value(Threat), Reason: x.value(Reason), ThreatLevel: r.level(x, ThreatLevel), Countermeasure: r.level(x, CountermeasureLevel),
		ThreatLevelRef: x.values[ThreatLevel].Ref, CountermeasureRef: x.values[CountermeasureLevel].Ref}
	importance := r.level(x, Importance)
	r.rate(importance, x.values[Importance].Ref, "importance", c.Asset.Text)
	r.rate(c.ThreatLevel, c.ThreatLevelRef, "threat level", c.Asset.Text, c.Threat.Text)
	r.rate(c.Countermeasure, c.CountermeasureRef, "countermeasures", c.Asset.Text, c.Threat.Text)
	r.letter(x, c.ThreatLevel, c.Countermeasure, importance)
	r.out.Cells = append(r.out.Cells, c)
}

// letter holds the derived values of a row against its levels.
func (r *reader) letter(x *row, threat, countermeasure, column int) {
	vulnerability := r.level(x, VulnerabilityLevel)
	if vulnerability > 0 && countermeasure > 0 && vulnerability != 4-countermeasure {
		r.found.Add(diag.SheetMapVulnerability, "", "cell", x.values[VulnerabilityLevel].Ref, "value", digit(vulnerability), "was", digit(4-countermeasure))
	}
	if countermeasure > 0 {
		vulnerability = 4 - countermeasure
	}
	v, ok := x.values[Risk]
	if !ok {
		return
	}
	risk, err := method.ParseRiskValue(strings.ToUpper(norm.NFKC.String(v.Text)))
	cell, rated := method.Rate(r.matrix, method.ThreatLevel(threat), method.VulnerabilityLevel(vulnerability), method.Importance(column))
	switch {
	case err != nil:
		r.found.Add(diag.SheetMapLetter, "", "cell", v.Ref, "value", shorten(v.Text), "was", letterOf(cell, rated))
	case rated && risk != cell.Value, !rated && risk != method.Unrated:
		r.found.Add(diag.SheetMapLetter, "", "cell", v.Ref, "value", risk.String(), "was", letterOf(cell, rated))
	}
}

func letterOf(c method.Cell, rated bool) string {
	if !rated {
		return method.Unrated.String()
	}
	return c.Value.String()
}

func digit(level int) string { return string(rune('0' + level)) }

// shorten cuts a value that a finding quotes.
func shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
