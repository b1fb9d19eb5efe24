package studyfile

import (
	"fmt"
	"reflect"
	"strings"
)

// Item gives a row, such as a threat, as the entries by which it is written. What
// may be left out and is empty is left out.
func Item(row any) []Entry {
	var item []Entry
	v := reflect.Indirect(reflect.ValueOf(row))
	for i := range v.NumField() {
		key, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		field := v.Field(i)
		switch {
		case options == "inline":
			item = append(item, Item(field.Interface())...)
		case options == "omitempty" && field.IsZero(), field.Kind() == reflect.Bool && !field.Bool():
		default:
			item = append(item, entryOf(key, field))
		}
	}
	return item
}

func entryOf(key string, v reflect.Value) Entry {
	v = reflect.Indirect(v)
	switch v.Kind() {
	case reflect.String:
		return Entry{Key: key, Text: v.String()}
	case reflect.Bool:
		return Entry{Key: key, True: true}
	case reflect.Struct:
		return Entry{Key: key, Entries: append([]Entry{}, Item(v.Interface())...)}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			e := Entry{Key: key, Items: [][]Entry{}}
			for i := range v.Len() {
				e.Items = append(e.Items, Item(v.Index(i).Interface()))
			}
			return e
		}
		e := Entry{Key: key, List: []string{}}
		for i := range v.Len() {
			e.List = append(e.List, v.Index(i).String())
		}
		return e
	}
	switch {
	case v.CanInt():
		return Entry{Key: key, Number: int(v.Int())}
	case v.CanUint():
		return Entry{Key: key, Number: int(v.Uint())}
	}
	panic(fmt.Sprintf("a row with a %s", v.Type())) // a mistake in the type
}
