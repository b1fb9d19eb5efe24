// Package deps checks what may import what: the layers of ARCHITECTURE.md, each
// rule with its reason, what the domain must never touch, and the list of
// modules that we depend on. It holds tests only.
//
// Every package has one row in layers_test.go. A new package needs a row there
// and in ARCHITECTURE.md; a row whose package is gone fails.
package deps
