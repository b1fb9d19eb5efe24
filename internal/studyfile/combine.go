package studyfile

import (
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// Combine puts the findings of a later stage behind those of reading and
// checking the structure. It leaves out what only repeats them: a row whose
// type is missing has one mistake, not also an unknown type.
func Combine(read, later diag.List) diag.List {
	known := map[string]bool{}
	for _, f := range read.Findings {
		switch {
		case f.Severity != diag.Error || f.Path == "" && f.Code != diag.KeyMissing:
		case f.Code == diag.KeyMissing:
			known[below(f.Path, f.Args["key"])] = true
		case f.Code == diag.KeyUnknown:
			if near := f.Args["near"]; near != "" {
				known[below(parent(f.Path), near)] = true
			}
		default:
			known[f.Path] = true
		}
	}
	var all diag.List
	all.Append(read)
	for _, f := range later.Findings {
		if !repeats(f, known) {
			all.Findings = append(all.Findings, f)
		}
	}
	return all
}

// repeats reports whether a finding is about a value, or one in it, that has
// been found wrong, or about a row without an id.
func repeats(f diag.Finding, known map[string]bool) bool {
	if id, ok := f.Args["id"]; ok && id == "" {
		return true
	}
	for p := f.Path; p != ""; p = parent(p) {
		if known[p] {
			return true
		}
	}
	return false
}

func parent(path string) string {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)]
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "/" + key
}
