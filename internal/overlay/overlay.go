// Package overlay lays one list of rows over another by key. Studies change the
// reference lists in this way, and models change what they inherit.
package overlay

// Rows gives base without the rows whose keys are removed, with the rows of
// over in the place of base rows of the same key and the others at the end. The
// order of both lists is kept. base is not changed.
func Rows[T any, K comparable](base, over []T, remove []K, key func(T) K) []T {
	gone := make(map[K]bool, len(remove))
	for _, k := range remove {
		gone[k] = true
	}
	out := make([]T, 0, len(base)+len(over))
	at := make(map[K]int, len(base)+len(over))
	put := func(row T) {
		k := key(row)
		if i, ok := at[k]; ok {
			out[i] = row
			return
		}
		at[k] = len(out)
		out = append(out, row)
	}
	for _, row := range base {
		if !gone[key(row)] {
			put(row)
		}
	}
	for _, row := range over {
		put(row)
	}
	return out
}
