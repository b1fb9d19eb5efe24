package drawing

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// The phrase model of BudouX 0.9.2 (Copyright 2021 Google LLC, Apache License
// 2.0; see NOTICE): weights of characters around a possible boundary.
//
//go:embed budoux-ja.json
var phraseModel []byte

// phraseWeights are the weights of one kind of feature, by characters.
type phraseWeights map[string]int

// phraseFeatures are the kinds: from and to are the characters looked at,
// counted from the boundary.
var phraseFeatures = []struct {
	name     string
	from, to int
}{
	{"UW1", -3, -2}, {"UW2", -2, -1}, {"UW3", -1, 0}, {"UW4", 0, 1}, {"UW5", 1, 2}, {"UW6", 2, 3},
	{"BW1", -2, 0}, {"BW2", -1, 1}, {"BW3", 0, 2},
	{"TW1", -3, 0}, {"TW2", -2, 1}, {"TW3", -1, 2}, {"TW4", 0, 3},
}

type phraseScorer struct {
	// Weights in the order of phraseFeatures.
	weights []phraseWeights
	// Sum of all weights.
	total int
}

var phrases = sync.OnceValue(func() phraseScorer {
	var raw map[string]phraseWeights
	if err := json.Unmarshal(phraseModel, &raw); err != nil {
		panic(fmt.Sprintf("drawing: the embedded phrase model is damaged: %v", err))
	}
	var s phraseScorer
	for _, f := range phraseFeatures {
		s.weights = append(s.weights, raw[f.name])
		for _, w := range raw[f.name] {
			s.total += w
		}
	}
	return s
})

// Phrases cuts text where a line may break between phrases (文節) or words.
func Phrases(text string) []string {
	chars := []rune(text)
	starts := phraseStarts(chars)
	var out []string
	at := 0
	for _, word := range Words(text) {
		if n := len(out) - 1; n >= 0 && !starts[at] && !strings.HasSuffix(out[n], " ") {
			out[n] += word
		} else {
			out = append(out, word)
		}
		at += utf8.RuneCountInString(word)
	}
	return out
}

// BeginsPhrase reports whether a phrase (文節) begins where two texts meet.
func BeginsPhrase(before, after string) bool {
	text, at := around(before, after, 3)
	return at > 0 && at < len(text) && phraseAt(text, at)
}

// longestRun is how many characters on either side tell whether a word is parted.
const longestRun = 16

// BetweenWords reports whether a line may end where two texts meet and part neither a
// word nor, inside a phrase, more than a compound.
func BetweenWords(before, after string) bool {
	text, at := around(before, after, longestRun)
	return at > 0 && at < len(text) && breakPrice(text, at, phraseAt(text, at)) <= betweenWords
}

// around gives so many characters on either side of where two texts meet, and how many
// of them stand before.
func around(before, after string, most int) (text []rune, at int) {
	a, b := []rune(before[max(len(before)-most*utf8.UTFMax, 0):]), []rune(after[:min(len(after), most*utf8.UTFMax)])
	a, b = a[max(len(a)-most, 0):], b[:min(len(b), most)]
	return append(a, b...), len(a)
}

// phraseStarts reports for each character of the text whether a phrase begins there.
// The first never does: there is nothing to break before it.
func phraseStarts(text []rune) []bool {
	starts := make([]bool, len(text))
	for i := 1; i < len(text); i++ {
		starts[i] = phraseAt(text, i)
	}
	return starts
}

func phraseAt(text []rune, at int) bool {
	s := phrases()
	score := -s.total
	for k, f := range phraseFeatures {
		if from, to := at+f.from, at+f.to; from >= 0 && to <= len(text) {
			score += 2 * s.weights[k][string(text[from:to])]
		}
	}
	return score > 0
}
