package explaintext

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// Risk writes a letter, or the range from the worst to the best.
func Risk(l lang.Lang, r assess.RiskRange) string {
	if r.Known() {
		return Letter(l, r.Worst)
	}
	return Letter(l, r.Worst) + locale.Text(l, "explain.range") + Letter(l, r.Best)
}

// Letter writes a letter, or the word for what is not rated.
func Letter(l lang.Lang, v method.RiskValue) string {
	if v == method.Unrated {
		return locale.Name(l, locale.Level, "unrated")
	}
	return v.String()
}

// Levels writes a countermeasure level, or the range from the worst to the best.
func Levels(l lang.Lang, r assess.LevelRange) string {
	return levels(l, r.Known(), Level(r.Worst), Level(r.Best))
}

// Vulnerability writes the vulnerability level that goes with a countermeasure
// level.
func Vulnerability(l lang.Lang, r assess.LevelRange) string {
	return levels(l, r.Known(), Level(r.Worst.Vulnerability()), Level(r.Best.Vulnerability()))
}

func levels(l lang.Lang, known bool, worst, best string) string {
	if known {
		return worst
	}
	return worst + locale.Text(l, "explain.range") + best
}

// Level writes a level, or a dash where there is none.
func Level[L ~uint8](l L) string {
	if !method.Valid(l) {
		return "-"
	}
	return strconv.Itoa(int(l))
}

// ThreatKind tells in words whether a threat is physical.
func ThreatKind(l lang.Lang, t *catalog.Threat) string {
	if t.Physical {
		return locale.Text(l, "explain.threat_kind.physical")
	}
	return locale.Text(l, "explain.threat_kind.logical")
}

func join[K ~string](ids []K) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// names puts enumerated values into words.
func names[V ~string](t *Teller, kind locale.Kind, values []V) string {
	var words []string
	for _, v := range values {
		words = append(words, locale.Name(t.lang, kind, v))
	}
	return strings.Join(words, t.text("explain.separator"))
}
