package workbench

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/locale"
)

// formBody is a form about one row of a study, in parts that one template shows.
type formBody struct {
	// Refused tells what keeps the form from being saved.
	Refused []string
	Fields  []field
	// Was is the fingerprint of the row as the form shows it.
	Was string
	// Back is where the form came from.
	Back string
	// Remove is the text of the button that takes the row out; empty where it stays.
	Remove string
	About  string
}

// field is one value of a form.
type field struct {
	Name, Label, Hint string
	// Kind is text, number, area, select or checks.
	Kind    string
	Value   string
	Options []choice
	Must    bool
}

// fields makes the fields of a form out of what was sent, or else of the row.
type fields struct {
	v    *visit
	list []field
	// sent tells that the form was sent, and what it held counts.
	sent bool
}

func (v *visit) fields() *fields { return &fields{v: v, sent: v.r.Method == http.MethodPost} }

func (f *fields) value(name, now string) string {
	if f.sent {
		return f.v.r.PostFormValue(name)
	}
	return now
}

func (f *fields) add(kind, name, now string, must bool) *field {
	// Several fields of one kind are numbered: via1, via2.
	key := strings.TrimRight(name, "0123456789")
	x := field{Name: name, Kind: kind, Label: locale.Text(f.v.lang, "web.field."+key, "number", name[len(key):]), Value: f.value(name, now), Must: must}
	if hint := "web.field." + key + "_hint"; locale.Has(f.v.lang, hint) {
		x.Hint = locale.Text(f.v.lang, hint)
	}
	f.list = append(f.list, x)
	return &f.list[len(f.list)-1]
}

func (f *fields) text(name, now string, must bool) { f.add("text", name, now, must) }
func (f *fields) area(name, now string)            { f.add("area", name, now, false) }
func (f *fields) number(name, now string)          { f.add("number", name, now, false) }

// pick is a choice of one; the first option stands for none where none is needed.
func (f *fields) pick(name, now string, must bool, options []choice) {
	x := f.add("select", name, now, must)
	if !must {
		options = append([]choice{{Name: locale.Text(f.v.lang, "web.form.none")}}, options...)
	}
	for i := range options {
		options[i].Chosen = options[i].ID == x.Value
	}
	x.Options = options
}

// checks is a choice of several.
func (f *fields) checks(name string, now []string, options []choice) {
	if f.sent {
		now = f.v.r.PostForm[name]
	}
	x := f.add("checks", name, "", false)
	for i := range options {
		options[i].Chosen = slices.Contains(now, options[i].ID)
	}
	x.Options = options
}

// names are the options of an enumerated value.
func names[T ~string](v *visit, kind locale.Kind, values ...T) []choice {
	var list []choice
	for _, x := range values {
		list = append(list, choice{ID: string(x), Name: locale.Name(v.lang, kind, x)})
	}
	return list
}

// fingerprint tells two states of a row apart, so that a form that was open while
// somebody else changed the row does not undo what they did.
func fingerprint(row any) string {
	data, err := json.Marshal(row)
	if err != nil {
		return ""
	}
	return revOf(string(data))
}
