package workbench

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// letter is a risk value as pages show it: always as a letter or a word, and by
// a colour besides.
type letter struct {
	// Text is A to E, a range of them, or the word for what is not rated.
	Text string
	// Worst chooses the colour: A to E, or empty.
	Worst string
}

func letterOf(l lang.Lang, r assess.RiskRange) letter {
	if r.Known() {
		return letter{letterText(l, r.Worst), colour(r.Worst)}
	}
	return letter{letterText(l, r.Worst) + locale.Text(l, "web.range") + letterText(l, r.Best), colour(r.Worst)}
}

func letterText(l lang.Lang, v method.RiskValue) string {
	if v == method.Unrated {
		return locale.Name(l, locale.Level, "unrated")
	}
	return v.String()
}

func colour(v method.RiskValue) string {
	if v == method.Unrated {
		return ""
	}
	return v.String()
}

// shownLetters are the columns of counts: A to E, and what is not rated.
func shownLetters() []method.RiskValue {
	return append(append([]method.RiskValue{}, method.RiskValues...), method.Unrated)
}

// count is a number of cells with a letter, and where they are listed.
type count struct {
	Letter letter
	N      int
	URL    string
}

// levelText writes a level, or a dash where there is none.
func levelText[L ~uint8](l L) string {
	if !method.Valid(l) {
		return "-"
	}
	return strconv.Itoa(int(l))
}

// levelsText writes a countermeasure level, or the range from the worst to the
// best.
func levelsText(l lang.Lang, r assess.LevelRange) string {
	if r.Known() {
		return levelText(r.Worst)
	}
	return levelText(r.Worst) + locale.Text(l, "web.range") + levelText(r.Best)
}

// damageLetter is the letter of a business damage, or why there is none.
func damageLetter(l lang.Lang, d assess.DamageTotals) letter {
	switch {
	case len(d.Goals) == 0:
		return letter{Text: locale.Text(l, "web.no_goal")}
	case !d.Reached:
		return letter{Text: locale.Text(l, "web.no_way")}
	}
	return letterOf(l, d.Risk)
}
