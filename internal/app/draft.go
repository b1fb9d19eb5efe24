package app

import (
	"slices"

	"github.com/sekisho/sekisho/internal/studyfile"
)

// Draft is the text of a study while its models are edited; see [Editing.Model].
type Draft struct{ study *Study }

// read reads what was written so far, since edits move the rows behind them.
func (d *Draft) read() {
	spec, _ := d.study.doc.Spec()
	// The study as built is shared with the one that is edited.
	built := *d.study.Study
	built.Spec = &spec
	d.study.Study = &built
}

// put makes a row that reads as before read as after: only the keys that differ
// are touched.
func (d *Draft) put(path string, before, after []studyfile.Entry) error {
	find := func(row []studyfile.Entry, key string) (studyfile.Entry, bool) {
		i := slices.IndexFunc(row, func(e studyfile.Entry) bool { return e.Key == key })
		if i < 0 {
			return studyfile.Entry{}, false
		}
		return row[i], true
	}
	for _, e := range after {
		old, had := find(before, e.Key)
		if had && sameEntry(old, e) {
			continue
		}
		if had && e.Entries != nil {
			if err := d.put(path+"/"+e.Key, old.Entries, e.Entries); err != nil {
				return err
			}
			continue
		}
		if err := d.set(path+"/"+e.Key, had, e); err != nil {
			return err
		}
	}
	for _, e := range before {
		if _, stays := find(after, e.Key); !stays {
			if err := d.study.doc.Remove(path + "/" + e.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// set gives a key another value.
func (d *Draft) set(path string, had bool, e studyfile.Entry) error {
	switch {
	case e.List != nil:
		if had {
			if err := d.study.doc.Remove(path); err != nil {
				return err
			}
		}
		for _, text := range e.List {
			if err := d.study.doc.Append(path, []studyfile.Entry{{Text: text}}); err != nil {
				return err
			}
		}
		return nil
	case e.Number != 0:
		return d.study.doc.SetNumber(path, e.Number)
	case e.True:
		return d.study.doc.SetTrue(path)
	}
	return d.study.doc.Set(path, e.Text)
}

func sameEntry(a, b studyfile.Entry) bool {
	return a.Text == b.Text && a.Number == b.Number && a.True == b.True && slices.Equal(a.List, b.List) && slices.EqualFunc(a.Entries, b.Entries, sameEntry)
}

// numbered and listed are entries of a row, none where there is no value.
func numbered(key string, n int) []studyfile.Entry {
	if n == 0 {
		return nil
	}
	return []studyfile.Entry{{Key: key, Number: n}}
}

func listed[T ~string](key string, ids []T) []studyfile.Entry {
	if len(ids) == 0 {
		return nil
	}
	return []studyfile.Entry{{Key: key, List: textsOf(ids)}}
}
