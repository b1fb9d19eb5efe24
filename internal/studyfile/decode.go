package studyfile

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/diag"
)

// decoder fills Go values from the tree. It takes over every value that fits
// and leaves out the others; those the checker has not reported yet it reports.
// The library's own decoder stops at whole structures and reads 012 as ten.
type decoder struct {
	*checker
	fields map[string]map[string][]int // of each struct type, by key
}

// mostWhenCut is the number of items of one list that are decoded when there
// are more findings than are kept. Rows with few values take far more memory as
// Go structs than as a tree, and nobody reads on behind a thousand findings.
const mostWhenCut = 1000

// decode fills the value that to points to from n.
func (d *decoder) decode(n *node, to any) {
	d.value(child{node: n}, reflect.ValueOf(to).Elem(), nil)
}

func (d *decoder) value(at child, v reflect.Value, path []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if at.node.kind == kindNull {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		d.value(at, v.Elem(), path)
	case reflect.Struct:
		if d.want(at, kindMap, path) {
			d.structure(at.node, v, path)
		}
	case reflect.Slice:
		if d.want(at, kindList, path) {
			d.slice(at.node, v, path)
		}
	case reflect.Map:
		if d.want(at, kindMap, path) {
			d.mapping(at.node, v, path)
		}
	default:
		d.scalar(at, v, path)
	}
}

// want reports whether the value is of kind k, and a finding if it is not.
func (d *decoder) want(at child, k valueKind, path []string) bool {
	if at.node.kind == k {
		return true
	}
	if at.node.bad {
		return false
	}
	if !d.out.full() && !d.reported[strings.Join(path, "/")] {
		d.wrongType(at, path, k)
	}
	return false
}

func (d *decoder) structure(n *node, v reflect.Value, path []string) {
	fields := d.fieldsOf(v.Type())
	for _, k := range n.kids {
		if index, ok := fields[k.key]; ok {
			d.value(k, v.FieldByIndex(index), append(path, k.key))
		}
	}
}

func (d *decoder) slice(n *node, v reflect.Value, path []string) {
	kids := n.kids
	if d.out.cut > 0 && len(kids) > mostWhenCut {
		kids = kids[:mostWhenCut]
	}
	v.Set(reflect.MakeSlice(v.Type(), len(kids), len(kids)))
	for i, k := range kids {
		d.value(k, v.Index(i), append(path, strconv.Itoa(i)))
	}
}

func (d *decoder) mapping(n *node, v reflect.Value, path []string) {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.kids)))
	for _, k := range n.kids {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(k, item, append(path, k.key))
		v.SetMapIndex(reflect.ValueOf(k.key).Convert(v.Type().Key()), item)
	}
}

func (d *decoder) scalar(at child, v reflect.Value, path []string) {
	text := at.node.text
	switch v.Kind() {
	case reflect.String:
		if d.want(at, kindText, path) {
			d.notTooLong(at, path)
			v.SetString(text)
		}
	case reflect.Bool:
		if d.want(at, kindBool, path) {
			v.SetBool(strings.EqualFold(text, "true"))
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if d.want(at, kindInt, path) {
			i, err := strconv.ParseInt(text, 10, v.Type().Bits())
			if d.inRange(at, err, path) {
				v.SetInt(i)
			}
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if d.want(at, kindInt, path) {
			i, err := strconv.ParseUint(text, 10, v.Type().Bits())
			if d.inRange(at, err, path) {
				v.SetUint(i)
			}
		}
	default:
		panic("studyfile: the format has a field of kind " + v.Kind().String())
	}
}

// notTooLong reports a text over the limit.
func (d *decoder) notTooLong(at child, path []string) {
	limit := d.doc.lim.Text
	if n := len(at.node.text); n <= limit {
		return
	}
	if n := utf8.RuneCountInString(at.node.text); n > limit {
		d.add(diag.ValueTooLong, at, path, "limit", strconv.Itoa(limit), "count", strconv.Itoa(n))
	}
}

// inRange reports whether a number fits its field, and a finding if not.
func (d *decoder) inRange(at child, err error, path []string) bool {
	if err != nil && !d.reported[strings.Join(path, "/")] {
		d.add(diag.ValueOutOfRange, at, path, "value", shorten(at.node.text))
	}
	return err == nil
}

// fieldsOf gives the fields of a struct type by key. Embedded structs that are
// inline lend theirs.
func (d *decoder) fieldsOf(t reflect.Type) map[string][]int {
	name := t.String()
	if f, ok := d.fields[name]; ok {
		return f
	}
	f := map[string][]int{}
	for i := range t.NumField() {
		field := t.Field(i)
		key, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			for k, index := range d.fieldsOf(field.Type) {
				f[k] = slices.Concat([]int{i}, index)
			}
		case key != "" && key != "-":
			f[key] = []int{i}
		}
	}
	d.fields[name] = f
	return f
}
