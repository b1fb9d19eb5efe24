package form

import (
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
)

// Defined names of the workbook, the same in every language.
const (
	nameMatrix     = "risk_matrix"
	nameProducts   = "risk_products"
	nameAssets     = "asset_ids"
	nameImportance = "asset_importance"
	nameCells      = "cell_ids"
	nameThreat     = "cell_threat_level"
	nameLevel      = "cell_countermeasure_level"
	nameLevelBase  = "cell_countermeasure_base"
	nameRisk       = "cell_risk"
)

// unrated is what is printed where there is no letter.
const unrated = "－"

// levelIn reads the level in a cell, also where its digit is text: what is pasted, or
// typed in full width, stays text. It gives none for anything else.
func levelIn(cell, none string) string {
	return fmt.Sprintf(`IF(LEN(%[1]s)=1,IFERROR(MOD(FIND(%[1]s,"123１２３")-1,3)+1,%[2]s),%[2]s)`, cell, none)
}

// letterFormula looks up the letter of a threat level, a vulnerability level and
// an importance or impact level.
func letterFormula(threat, vulnerability, column string) string {
	return fmt.Sprintf(`IF(COUNT(%[1]s,%[2]s,%[3]s)<3,"%[4]s",IF(%[3]s<1,"%[4]s",INDEX(%[5]s,MATCH(%[1]s*%[2]s,%[6]s,0),%[3]s)))`,
		threat, vulnerability, column, unrated, nameMatrix, nameProducts)
}

// rangeFormula writes the range of a letter, where the best level is better than
// the worst and gives another letter.
func rangeFormula(threat, worst, best, column, letter string) string {
	b := fmt.Sprintf("INDEX(%s,MATCH(%s*(4-%s),%s,0),%s)", nameMatrix, threat, best, nameProducts, column)
	return fmt.Sprintf(`IF(OR(%[1]s="%[4]s",COUNT(%[2]s,%[3]s)<2),"",IF(%[3]s<=%[2]s,"",IF(%[5]s=%[1]s,"",%[1]s&"～"&%[5]s)))`,
		letter, worst, best, unrated, b)
}

// lookup finds a value of the cells table by the id of the cell.
func lookup(name, id string) string {
	return fmt.Sprintf("INDEX(%s,MATCH(%s,%s,0))", name, id, nameCells)
}

// vulnerabilityFormula gives 4 − the countermeasure level in a cell, if there is one.
func vulnerabilityFormula(level string) string {
	return fmt.Sprintf(`IF(N(%[1]s)<1,"%[2]s",4-%[1]s)`, level, unrated)
}

// letter writes a letter, or the sign for none.
func letter(r method.RiskValue) string {
	if r == method.Unrated {
		return unrated
	}
	return r.String()
}

// riskRange writes the range of a letter; empty where it is known.
func riskRange(r assess.RiskRange) string {
	if r.Known() {
		return ""
	}
	return letter(r.Worst) + "～" + letter(r.Best)
}

// levels writes a level or its range.
func levels(r assess.LevelRange) string {
	switch {
	case r.Worst == 0 && r.Best == 0:
		return unrated
	case r.Known():
		return fmt.Sprint(r.Worst)
	}
	return fmt.Sprintf("%d～%d", r.Worst, r.Best)
}

// worstOf gives the worst letter that occurs in a range of cells.
func worstOf(cells string) string {
	var b strings.Builder
	for _, r := range method.RiskValues {
		fmt.Fprintf(&b, `IF(COUNTIF(%s,"%s")>0,"%s",`, cells, r, r)
	}
	b.WriteString(`"` + unrated + `"`)
	b.WriteString(strings.Repeat(")", len(method.RiskValues)))
	return b.String()
}
