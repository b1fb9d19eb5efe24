package diag

import (
	"slices"
	"strings"
)

// Nearest gives the candidate that the user most likely meant by word, or ""
// when none is close: at most a third of the letters may differ. Ties go to the
// first candidate.
func Nearest(word string, candidates []string) string {
	best, bestDistance := "", len([]rune(word))/3+1
	lower := strings.ToLower(word)
	for _, c := range candidates {
		if d := distance(lower, strings.ToLower(c), bestDistance); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is the edit distance with transpositions (Damerau, restricted), or
// limit when it is at least that.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if d := len(s) - len(t); d >= limit || -d >= limit {
		return limit
	}
	var before []int
	prev, row := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range s {
		row[0] = i + 1
		smallest := row[0]
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(prev[j+1]+1, row[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			smallest = min(smallest, row[j+1])
		}
		if smallest >= limit {
			return limit
		}
		before, prev, row = prev, row, make([]int, len(t)+1)
	}
	return min(prev[len(t)], limit)
}

// maxSuggestions is for how many findings of a list a nearest id is looked for:
// the search reads every known id, so that a file of wrong ids would otherwise
// take time quadratic in its size.
const maxSuggestions = 200

// Near is [Nearest] for a finding of this list. After 200 words it gives "".
func (l *List) Near(word string, candidates []string) string {
	if l.suggested >= maxSuggestions {
		return ""
	}
	l.suggested++
	return Nearest(word, candidates)
}

// NearKey is [List.Near] among the keys of a map.
func NearKey[K ~string, V any](l *List, word K, known map[K]V) string {
	if l.suggested >= maxSuggestions {
		return ""
	}
	keys := make([]string, 0, len(known))
	for k := range known {
		keys = append(keys, string(k))
	}
	slices.Sort(keys)
	return l.Near(string(word), keys)
}
