package workbench

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

// cellField is what a cell of a list is written to.
type cellField interface {
	// show gives it as the cell shows it.
	show() string
	// take writes what is typed into the cell, and reports what of it is not
	// understood; nothing is written then.
	take(typed string) (bad string, ok bool)
	// like makes it what the same field of another row is.
	like(other cellField)
	// values are those that it can have and what they are called, where they are few
	// kinds of things; of these it has has.
	values() []named
	has() []named
}

// told is what cannot be edited.
type told string

func (f told) show() string                 { return string(f) }
func (f told) take(t string) (string, bool) { return t, false }
func (f told) like(cellField)               {}
func (f told) values() []named              { return nil }
func (f told) has() []named                 { return nil }

// textIn is a text in both languages, of which that of the page is edited.
type textIn struct {
	at *lang.Text
	l  lang.Lang
}

func (f textIn) part(of *lang.Text) *string {
	if f.l == lang.En {
		return &of.En
	}
	return &of.Ja
}

func (f textIn) show() string                 { return f.at.In(f.l) }
func (f textIn) take(t string) (string, bool) { *f.part(f.at) = t; return "", true }
func (f textIn) like(o cellField)             { *f.part(f.at) = *f.part(o.(textIn).at) }
func (f textIn) values() []named              { return nil }
func (f textIn) has() []named                 { return nil }

// plainField is a text without a language.
type plainField struct{ at *string }

func (f plainField) show() string                 { return *f.at }
func (f plainField) take(t string) (string, bool) { *f.at = t; return "", true }
func (f plainField) like(o cellField)             { *f.at = *o.(plainField).at }
func (f plainField) values() []named              { return nil }
func (f plainField) has() []named                 { return nil }

// flag is a mark.
type flag struct{ at *bool }

// markOf is how yes and no are written.
func markOf(on bool) string {
	if on {
		return adopted
	}
	return notAdopted
}

func (f flag) show() string { return markOf(*f.at) }

func (f flag) take(t string) (string, bool) {
	if t != adopted && t != notAdopted {
		return t, false
	}
	*f.at = t == adopted
	return "", true
}

func (f flag) like(o cellField) { *f.at = *o.(flag).at }
func (f flag) values() []named  { return []named{{adopted, adopted}, {notAdopted, notAdopted}} }
func (f flag) has() []named     { return []named{{f.show(), f.show()}} }

// level is an importance, 1 to 3.
type level struct{ at *method.Importance }

func (f level) show() string { return strconv.Itoa(int(*f.at)) }

func (f level) take(t string) (string, bool) {
	n, err := strconv.Atoi(fold(t))
	if err != nil || n < 1 || n > 3 {
		return t, false
	}
	*f.at = method.Importance(n)
	return "", true
}

func (f level) like(o cellField) { *f.at = *o.(level).at }
func (f level) values() []named  { return []named{{"1", "1"}, {"2", "2"}, {"3", "3"}} }
func (f level) has() []named     { return []named{{f.show(), f.show()}} }

// vocabulary are the values that cells may have, by the words for them.
type vocabulary struct {
	all []named
	// codes of the values, by their folded codes and names.
	codes map[string]string
}

func vocabularyOf(all []named) *vocabulary {
	v := &vocabulary{all, map[string]string{}}
	for _, x := range all {
		v.codes[fold(x.name)] = x.code
	}
	for _, x := range all {
		v.codes[fold(x.code)] = x.code
	}
	return v
}

// between stands between values that are typed.
const between = "、,;/ \n\t"

// read reads codes and names one after the other, and gives what it does not
// understand. A name may hold what stands between them: the longest that fits counts.
func (v *vocabulary) read(typed string) (codes []string, bad string) {
	rest := strings.Trim(fold(typed), between)
	for rest != "" {
		n := len(rest)
		for n > 0 && (v.codes[rest[:n]] == "" || n < len(rest) && !strings.ContainsAny(rest[n:n+1], between) && !strings.HasPrefix(rest[n:], "、")) {
			n--
		}
		if n == 0 {
			return nil, rest
		}
		if code := v.codes[rest[:n]]; !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
		rest = strings.TrimLeft(rest[n:], between)
	}
	return codes, ""
}

// choiceField is one or several of the values that there are.
type choiceField struct {
	codes func() []string
	set   func([]string)
	l     lang.Lang
	known *vocabulary
	one   bool
}

func oneOf[T ~string](at *T, l lang.Lang, known *vocabulary) choiceField {
	return choiceField{func() []string { return []string{string(*at)} }, func(codes []string) { *at = T(codes[0]) }, l, known, true}
}

func someOf[T ~string](at *[]T, l lang.Lang, known *vocabulary) choiceField {
	codes := func() (list []string) {
		for _, x := range *at {
			list = append(list, string(x))
		}
		return list
	}
	set := func(codes []string) {
		list := make([]T, 0, len(codes)) // the row shares the list that it had
		for _, c := range codes {
			list = append(list, T(c))
		}
		*at = list
	}
	return choiceField{codes, set, l, known, false}
}

func (f choiceField) show() string {
	var names []string
	for _, x := range f.has() {
		names = append(names, x.name)
	}
	return listed(f.l, names)
}

func (f choiceField) values() []named { return f.known.all }

func (f choiceField) has() []named {
	var list []named
	for _, c := range f.codes() {
		x := named{c, c}
		if i := slices.IndexFunc(f.known.all, func(k named) bool { return k.code == c }); i >= 0 {
			x = f.known.all[i]
		}
		list = append(list, x)
	}
	return list
}

func (f choiceField) like(o cellField) { f.set(o.(choiceField).codes()) }

func (f choiceField) take(typed string) (string, bool) {
	codes, bad := f.known.read(typed)
	if bad != "" {
		return bad, false
	}
	if len(codes) == 0 || f.one && len(codes) > 1 {
		return typed, false
	}
	f.set(codes)
	return "", true
}
