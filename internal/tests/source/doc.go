// Package source checks the form of the source: sizes of files and functions,
// comments on everything exported, names, and what no tracked file may hold. It
// holds tests only. What gofmt, go vet and staticcheck find is left to them.
package source
