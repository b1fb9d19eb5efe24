//go:build race

package long

// racing tells that the race detector watches.
const racing = true
